/** Keys that work anywhere on the page; those of the image are the viewer's, those of a panel the panel's. */
import type { App } from "./app";
import { columnNamed } from "./arrays";
import { chooseFiles } from "./commands";
import { tableShown } from "./panels/results";
import { centre, orderOf } from "./panels/table";
import { active } from "./store";

export function listenToKeys(app: App): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const handled = event.ctrlKey || event.metaKey ? withControl(app, event) : plain(app, event);
    if (handled) event.preventDefault();
  });
}

function withControl(app: App, event: KeyboardEvent): boolean {
  const { store } = app;
  switch (event.key.toLowerCase()) {
    case "o":
      chooseFiles(app);
      return true;
    case "enter":
      app.running.run().catch(() => undefined);
      return true;
    case "k":
      store.ui({ dialog: "commands", query: "", chosen: 0 });
      return true;
    case "z":
      if (writing(event)) return false;
      if (event.shiftKey) store.redo();
      else store.undo();
      return true;
    default:
      return false;
  }
}

/** Whether the key goes into a field. */
function writing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return (
    target.closest("textarea, [contenteditable], input[type=text], input[type=search], input[type=url]") !==
    null
  );
}

function plain(app: App, event: KeyboardEvent): boolean {
  if (event.key === "Escape") return closeOrCancel(app);
  if (writing(event) || event.altKey || document.querySelector("dialog[open]")) return false;
  if ((event.target as HTMLElement).closest("select")) return false;
  if (event.key === "?") return show(app, "keys");
  if (event.key === "/") return show(app, "commands");
  if (!active(app.store.state)) return false;
  if (/^[1-9]$/.test(event.key)) return toggleChannel(app, Number(event.key) - 1);
  return letter(app, event);
}

function letter(app: App, event: KeyboardEvent): boolean {
  const { store } = app;
  switch (event.key.toLowerCase()) {
    case "x":
      store.select(new Set());
      return true;
    case "n":
      nextObject(app, event.shiftKey ? -1 : 1);
      return true;
    case "l":
      store.ui({ fill: !store.state.ui.fill });
      return true;
    case "h":
      return show(app, "keys");
    case ",":
      app.stage.step("z", -1);
      return true;
    case ".":
      app.stage.step("z", 1);
      return true;
    case "[":
      app.stage.step("t", -1);
      return true;
    case "]":
      app.stage.step("t", 1);
      return true;
    default:
      return zoomKey(app, event.key);
  }
}

function zoomKey(app: App, key: string): boolean {
  if (key === "+" || key === "=") app.stage.zoomBy(1.25);
  else if (key === "-") app.stage.zoomBy(0.8);
  else if (key === "0") app.stage.fit();
  else return false;
  return true;
}

function show(app: App, dialog: "keys" | "commands"): boolean {
  app.store.ui({ dialog, query: "", chosen: 0 });
  return true;
}

/** Escape closes the topmost thing; with nothing open it cancels the run. */
function closeOrCancel(app: App): boolean {
  const { ui, run } = app.store.state;
  if (ui.popover) app.store.ui({ popover: "" });
  else if (ui.flyout) app.store.ui({ flyout: false });
  else if (!ui.dialog && run.phase !== "idle") void app.running.cancel();
  else return false;
  return true;
}

function toggleChannel(app: App, index: number): boolean {
  const channel = active(app.store.state)?.view.channels[index];
  if (!channel) return false;
  app.store.act("channels", () => app.store.channel(index, { visible: !channel.visible }));
  return true;
}

/** Select the object after the selected one in the order of the table, and bring it to the middle. */
function nextObject(app: App, by: number): void {
  const { state } = app.store;
  const view = tableShown(state);
  const ids = view && columnNamed(view, "object")?.numbers;
  if (!view || !ids || view.rows === 0) return;
  const order = orderOf(view, state.ui.sort);
  const last = [...state.selection].at(-1);
  const at = order.findIndex((row) => ids[row] === last);
  const row = order[(at + by + view.rows) % view.rows] as number;
  app.store.select(new Set([ids[row] as number]));
  centre(app, view, row);
}
