/** “Find a command”: every action, setting, step, recipe, image and sample, by name, with its keys. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { commandsFound, type Found } from "../finding";
import { icon } from "../icons";
import { keyText } from "../keys";
import type { State } from "../store";
import { WORDS } from "../words";
import { modal } from "./dialogs";

export function commandPalette(app: App, state: State): TemplateResult {
  const found = commandsFound(app, state, state.ui.query);
  const chosen = Math.min(state.ui.chosen, found.length - 1);
  return html`<dialog class="commands" aria-label=${WORDS.commandsTitle} ${modal(app)}>
    <div class="search">
      ${icon("search")}
      <input type="text" role="combobox" aria-expanded="true" aria-controls="command-list" aria-autocomplete="list"
        aria-activedescendant=${found.length ? `command-${chosen}` : nothing}
        aria-label=${WORDS.commandsTitle} placeholder=${WORDS.commandsTitle} autofocus .value=${state.ui.query}
        @input=${(event: Event) => app.store.ui({ query: (event.target as HTMLInputElement).value, chosen: 0 })}
        @keydown=${(event: KeyboardEvent) => keys(app, event)} />
      <kbd>${keyText("Escape")}</kbd>
    </div>
    ${found.length ? nothing : html`<p class="empty quiet small" role="status">${WORDS.nothingFits}</p>`}
    <div class="list" role="listbox" id="command-list" aria-label=${WORDS.commandsTitle}>
      ${found.map(
        (
          one,
          index,
        ) => html`<div class="option" role="option" id="command-${index}" aria-selected=${index === chosen} @click=${() => act(app, one)}>
          <span>${one.title}</span><span class="what small">${one.what}</span><span class="kind">${one.kind}</span>
          ${one.keys[0] ? html`<kbd>${keyText(one.keys[0])}</kbd>` : nothing}
        </div>`,
      )}
    </div>
  </dialog>`;
}

/** A quick typist is ahead of the drawing: what counts is the state. */
function keys(app: App, event: KeyboardEvent): void {
  const { state } = app.store;
  const found = commandsFound(app, state, state.ui.query);
  const chosen = Math.min(state.ui.chosen, found.length - 1);
  const page = 8;
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
  const one = found[chosen];
  if (by !== undefined) {
    event.preventDefault();
    const next = Math.min(Math.max(chosen + by, 0), found.length - 1);
    app.store.ui({ chosen: next });
    document.getElementById(`command-${next}`)?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && one) {
    event.preventDefault();
    act(app, one);
  }
}

/** The dialog goes first, so that what is done next may open another or move the focus. */
function act(app: App, one: Found): void {
  app.store.ui({ dialog: "" });
  requestAnimationFrame(() => one.act());
}
