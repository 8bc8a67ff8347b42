/** The sheet of keys, made from the list of commands: what is not in it has no key. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { COMMANDS, type Group, set } from "../commands";
import { keyParts } from "../keys";
import type { State } from "../store";
import { WORDS } from "../words";

interface Line {
  keys: readonly string[];
  words: string;
}

export function keysBody(app: App, state: State): TemplateResult {
  const groups = (Object.keys(WORDS.commandGroups) as Group[]).map((group): [string, Line[]] => [
    WORDS.commandGroups[group],
    COMMANDS.filter((one) => one.group === group && one.keys.length).map((one) => ({
      keys: one.id === "channel" ? ["1", "9"] : one.keys,
      words: WORDS.commands[one.id],
    })),
  ]);
  const local = WORDS.localKeys.map(([keys, words]): Line => ({ keys, words }));
  const shown = [...groups, [WORDS.localKeysTitle, local] as [string, Line[]]]
    .map(([title, lines]): [string, Line[]] => [title, lines.filter((one) => fits(one, state.ui.query))])
    .filter(([, lines]) => lines.length);
  return html`<input type="search" autofocus aria-label=${WORDS.findKey} placeholder=${WORDS.findKey} .value=${state.ui.query}
      @input=${(event: Event) => app.store.ui({ query: (event.target as HTMLInputElement).value })} />
    <label class="check"><input type="checkbox" .checked=${state.settings.singleKeys}
      @change=${(event: Event) => set(app, { singleKeys: (event.target as HTMLInputElement).checked })} />${WORDS.singleKeysOn}</label>
    <div class="key-list" tabindex="0" role="group" aria-label=${WORDS.keysTitle}>
      ${shown.length ? nothing : html`<p class="quiet small" role="status">${WORDS.nothingFits}</p>`}
      ${shown.map(([title, lines]) => html`<section><h3>${title}</h3><dl class="keys">${lines.map(line)}</dl></section>`)}
    </div>`;
}

function line({ keys, words }: Line): TemplateResult {
  const range = keys[0] === "1" && keys[1] === "9";
  const between = range ? "–" : html`<span class="quiet"> · </span>`;
  return html`<div><dt>${words}</dt><dd>${keys.map((key, index) => html`${index ? between : nothing}${written(key)}`)}</dd></div>`;
}

function written(key: string): TemplateResult {
  return html`<span class="key">${keyParts(key).map((part) => html`<kbd>${part}</kbd>`)}</span>`;
}

function fits(one: Line, query: string): boolean {
  const text = `${one.words} ${one.keys.map((key) => keyParts(key).join(" ")).join(" ")}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
