/** “Find a command”: every action, step and sample, by name. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { type Command, commandsFound } from "../commands";
import { icon } from "../icons";
import type { State } from "../store";
import { WORDS } from "../words";
import { modal } from "./dialogs";

export function commandPalette(app: App, state: State): TemplateResult {
  const found = commandsFound(app, state, state.ui.query);
  const chosen = Math.min(state.ui.chosen, found.length - 1);
  return html`<dialog class="commands" aria-label=${WORDS.commandsTitle} ${modal(app)}>
    <div class="search">
      ${icon("search")}
      <input type="text" role="combobox" aria-expanded="true" aria-controls="command-list" aria-activedescendant="command-${chosen}"
        aria-label=${WORDS.commandsTitle} autofocus .value=${state.ui.query}
        @input=${(event: Event) => app.store.ui({ query: (event.target as HTMLInputElement).value, chosen: 0 })}
        @keydown=${(event: KeyboardEvent) => keys(app, event, found, chosen)} />
      <kbd>Esc</kbd>
    </div>
    <div class="list" role="listbox" id="command-list" aria-label=${WORDS.commandsTitle}>
      ${found.length ? nothing : html`<p class="quiet small">${WORDS.nothingFits}</p>`}
      ${found.map(
        (
          one,
          index,
        ) => html`<button class="option" role="option" id="command-${index}" tabindex="-1" aria-selected=${index === chosen} @click=${() => act(app, one)}>
          <span>${one.title}</span><span class="what small">${one.what}</span><span class="kind">${one.kind}</span>
        </button>`,
      )}
    </div>
  </dialog>`;
}

function keys(app: App, event: KeyboardEvent, found: Command[], chosen: number): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const command = found[chosen];
  if (by !== undefined) {
    event.preventDefault();
    app.store.ui({ chosen: Math.min(Math.max(chosen + by, 0), found.length - 1) });
  } else if (event.key === "Enter" && command) {
    event.preventDefault();
    act(app, command);
  }
}

function act(app: App, command: Command): void {
  app.store.ui({ dialog: "" });
  command.act();
}
