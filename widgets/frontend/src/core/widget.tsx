/** What every widget of ours stands in: its model, its language, and the place where faults are read. */
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { useLanguage } from "./language";
import { type Model, ModelContext, useTrait } from "./model";
import { token } from "./token";
import "./theme.css";

/** The module that anywidget draws: `export default widget(<Face />)`. */
export function widget(face: ReactNode) {
  return {
    render({ model, el }: { model: Model; el: HTMLElement }) {
      const root = createRoot(el, { identifierPrefix: token() }); // another widget on the page counts from the same number
      root.render(
        <StrictMode>
          <ModelContext value={model}>
            <Frame>{face}</Frame>
          </ModelContext>
        </StrictMode>,
      );
      return () => root.unmount();
    },
  };
}

/**
 * JupyterLab's shortcuts rest while somebody works in here: typing `dd` must not delete a cell. What has the focus must say
 * so itself, since a shortcut is looked for there before it is looked for around it.
 */
function Frame({ children }: { children: ReactNode }) {
  return (
    <div className="smartcom" lang={useLanguage()} data-lm-suppress-shortcuts="true" onFocus={({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true")}>
      {children}
      <Said />
    </div>
  );
}

/** The last thing that happened, read out by screen readers: what was done, or what went wrong. */
function Said() {
  const done = useTrait<string>("said");
  const error = useTrait<string>("error");
  return (
    <>
      <p role="status" className="smartcom-said">
        {done}
      </p>
      {error !== "" && (
        <p role="alert" className="smartcom-error">
          {error}
        </p>
      )}
    </>
  );
}
