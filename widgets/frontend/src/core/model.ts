/** What a widget and the kernel tell each other. Each trait has one writer: the browser `asked`, Python the others. */
import { createContext, useCallback, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";

/** The side of a widget's model that anywidget hands to the browser. */
export interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, callback: (...told: never[]) => void): void;
  off(event: string, callback: (...told: never[]) => void): void;
  send(content: unknown): void;
}

export type Asked<T> = T & { revision: number };

const TYPING_PAUSE_MS = 250;

export const ModelContext = createContext<Model | null>(null);

export function useModel(): Model {
  const model = useContext(ModelContext);
  if (model === null) throw new Error("a widget stands inside its model");
  return model;
}

/** The present value of a trait that Python writes. */
export function useTrait<T>(name: string): T {
  const model = useModel();
  const subscribe = useCallback(
    (changed: () => void) => {
      model.on(`change:${name}`, changed);
      return () => model.off(`change:${name}`, changed);
    },
    [model, name],
  );
  return useSyncExternalStore(subscribe, () => model.get(name) as T);
}

/** Whether what was ordered is still being done, and how to say that it has begun; whatever is answered ends it. */
export function usePending(): [pending: boolean, begin: () => void] {
  const model = useModel();
  const [pending, setPending] = useState(false);
  useEffect(() => {
    const told = () => {
      if (model.get("said") !== "" || model.get("error") !== "") setPending(false);
    };
    const doubted = () => {
      if (isAsked(model.get("unsure"))) setPending(false);
    };
    const heard: [string, () => void][] = [["change:said", told], ["change:error", told], ["change:unsure", doubted]];
    for (const [event, hear] of heard) model.on(event, hear);
    return () => heard.forEach(([event, hear]) => model.off(event, hear));
  }, [model]);
  return [pending, () => setPending(true)];
}

/** What waits for a second word. */
export interface Unsure {
  kind: string;
  fields: Record<string, unknown>;
  question: string;
}

/** Whether something waits for a second word; widgets without actions have no such trait. */
export function isAsked(unsure: unknown): unsure is Unsure {
  return typeof unsure === "object" && unsure !== null && "question" in unsure;
}

export interface Asking<T> {
  asked: Asked<T>;
  /** Change what is asked for. */
  ask(change: Partial<T>): void;
  /** Have something done with it, now. */
  order(command: string, fields: Record<string, unknown>): void;
}

/**
 * What the person asks for. A change shows at once and is committed when they pause, with the next revision; what comes
 * back under an older revision is an echo and changes nothing here. A newer one comes from another view of the widget.
 */
export function useAsked<T>(): Asking<T> {
  const model = useModel();
  const [asked, setAsked] = useState(() => model.get("asked") as Asked<T>);
  const newest = useRef(asked);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    const heard = () => {
      const told = model.get("asked") as Asked<T>;
      if (told.revision <= newest.current.revision) return;
      newest.current = told;
      setAsked(told);
    };
    model.on("change:asked", heard);
    return () => model.off("change:asked", heard);
  }, [model]);

  const commit = useCallback(() => {
    clearTimeout(pause.current);
    model.set("asked", newest.current);
    model.save_changes();
  }, [model]);
  const ask = useCallback(
    (change: Partial<T>) => {
      newest.current = { ...newest.current, ...change, revision: newest.current.revision + 1 };
      setAsked(newest.current);
      clearTimeout(pause.current);
      pause.current = setTimeout(commit, TYPING_PAUSE_MS);
    },
    [commit],
  );
  const order = useCallback(
    (command: string, fields: Record<string, unknown>) => {
      commit();
      model.send({ command, fields, asked: newest.current });
    },
    [commit, model],
  );
  return { asked, ask, order };
}
