/** Keys that work anywhere on the page, as commands.ts lists them; those of a focused image or list are its own. */
import type { App } from "./app";
import { commandOf } from "./commands";
import { isSingle, keyOf } from "./keys";

export function listenToKeys(app: App): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (handled(app, event)) event.preventDefault();
  });
}

function handled(app: App, event: KeyboardEvent): boolean {
  const { state } = app.store;
  const key = keyOf(event);
  // An explanation closes itself; the key is for it alone.
  if (key === "Escape" && document.querySelector("[popover]:popover-open")) return false;
  if (key === "Escape" && closeTopmost(app)) return true;
  const modal = document.querySelector("dialog[open]") !== null;
  if (modal) return false;
  if (isSingle(key) && (!state.settings.singleKeys || typing(event) || choosing(event))) return false;
  if (typing(event) && (key === "Ctrl+Z" || key === "Ctrl+Shift+Z" || key === "Ctrl+Y")) return false;
  const command = commandOf(key, state);
  command?.act(app, key);
  return command !== undefined;
}

/** Whether the key goes into a field. */
function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const fields =
    "textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=color])";
  return target.closest(fields) !== null;
}

/** A closed list takes letters for its own. */
function choosing(event: KeyboardEvent): boolean {
  return (event.target as HTMLElement).closest("select") !== null;
}

/** Escape closes the topmost thing; a dialog closes itself. */
function closeTopmost(app: App): boolean {
  const { ui } = app.store.state;
  if (ui.popover) app.store.ui({ popover: "" });
  else if (ui.flyout) app.store.ui({ flyout: false });
  else return false;
  return true;
}
