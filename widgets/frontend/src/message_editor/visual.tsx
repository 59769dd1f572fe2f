/**
 * The visual editor: a program of its own, several times as large as this one, which is asked of the kernel when it is first
 * opened. It stands in a frame under a policy: what an e-mail holds runs nothing there, and nothing but pictures is fetched.
 */
import { useContext, useEffect, useRef, useState } from "react";

import { type Language, useLanguage, useWords } from "../core/language";
import { type Model, useModel } from "../core/model";
import { token } from "../core/token";
import { CursorContext } from "./fields";
import { WORDS } from "./words";

type Told = { say: "ready" } | { say: "shown" } | { say: "changed"; mjml: string } | { say: "unfit" } | { say: "nowhere" } | { say: "used" };
type State = "loading" | "shown" | "unfit" | "nowhere";

const TYPING_PAUSE_MS = 400;
const brought = new WeakMap<Model, Promise<string[]>>();

/** The script and the style sheet; they travel once for each widget. */
function bring(model: Model): Promise<string[]> {
  const known = brought.get(model);
  if (known !== undefined) return known;
  const coming = new Promise<string[]>((resolve, reject) => {
    const hear = (content: { visual?: boolean }, buffers: DataView<ArrayBuffer>[]) => {
      if (content.visual !== true) return;
      model.off("msg:custom", hear);
      Promise.all(buffers.map(unpacked)).then(resolve, reject);
    };
    model.on("msg:custom", hear);
    model.send({ command: "visual", fields: {}, asked: model.get("asked") });
  });
  brought.set(model, coming);
  return coming;
}

function unpacked(packed: DataView<ArrayBuffer>): Promise<string> {
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** An empty page for the editor; a script runs there only if it bears the nonce. */
function page(nonce: string): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data: https:; font-src data:; form-action 'none'; base-uri 'none'`;
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><body>`;
}

function begin(frame: HTMLIFrameElement, [script, style]: string[], nonce: string) {
  const inside = frame.contentDocument!;
  const made = { style: inside.createElement("style"), script: inside.createElement("script") };
  made.style.textContent = style!;
  made.script.type = "module";
  made.script.nonce = nonce;
  made.script.textContent = script!;
  inside.head.append(made.style);
  inside.body.append(made.script);
}

interface Props {
  mjml: string;
  change(mjml: string): void;
  /** Given how a variable is inserted, as long as the editor is there. */
  inserts(insert: ((text: string) => void) | null): void;
}

export function Visual({ mjml, change, inserts }: Props) {
  const [words, language, model] = [useWords(WORDS), useLanguage(), useModel()];
  const frame = useRef<HTMLIFrameElement>(null);
  const [nonce] = useState(token);
  const [state, setState] = useState<State>("loading");
  const { field } = useContext(CursorContext)!;
  const tell = (told: State | "used") => {
    if (told === "used") field.current = null; // a variable goes to where one was last
    else setState(told);
  };
  const { listen, say } = useTalk(frame, mjml, language, change, tell);
  useEffect(listen, [listen]);
  useEffect(() => {
    inserts((text) => say({ say: "insert", text }));
    return () => inserts(null);
  }, [inserts, say]);
  const load = () => void bring(model).then((scripts) => frame.current !== null && begin(frame.current, scripts, nonce));
  return (
    <div className="smartcom-visual-editor" data-state={state}>
      {state !== "shown" && <p role="status">{words[state]}</p>}
      <iframe ref={frame} title={words.visual} srcDoc={page(nonce)} onLoad={load} hidden={state === "unfit"} />
    </div>
  );
}

/** What the frame and this program say to each other. What it made itself is not shown to it again. */
function useTalk(frame: React.RefObject<HTMLIFrameElement | null>, mjml: string, lang: Language, change: (mjml: string) => void, tell: (told: State | "used") => void) {
  const known = useRef<string | null>(null);
  const there = useRef(false);
  const newest = useRef({ mjml, change, tell });
  newest.current = { mjml, change, tell };
  const { current: talk } = useRef({
    say: (said: object) => frame.current?.contentWindow?.postMessage(said, "*"),
    show: () => {
      known.current = newest.current.mjml;
      talk.say({ say: "show", mjml: newest.current.mjml, lang });
    },
    listen: () => {
      const hear = ({ data, source }: MessageEvent<Told>) => {
        if (source === null || source !== frame.current?.contentWindow) return;
        if (data.say === "ready") {
          there.current = true;
          talk.show();
        } else if (data.say === "changed") {
          known.current = data.mjml;
          newest.current.change(data.mjml);
        } else newest.current.tell(data.say);
      };
      window.addEventListener("message", hear);
      return () => window.removeEventListener("message", hear);
    },
  });
  useEffect(() => {
    if (!there.current || mjml === known.current) return;
    const pause = setTimeout(talk.show, TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [mjml, talk]);
  return talk;
}
