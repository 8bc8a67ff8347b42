/** The searches by name: operations for the recipe, and everything that can be done for the palette. */
import type { App } from "./app";
import { COMMANDS, type Command, openSample, toggleChannel } from "./commands";
import { operationsFound } from "./operation-search";
import { add } from "./panels/recipe";
import { active, type State } from "./store";
import { OTHER_NAMES } from "./synonyms";
import { WORDS } from "./words";

/** One line of the palette. */
export interface Found {
  title: string;
  what: string;
  kind: string;
  keys: readonly string[];
  act(): void;
}

const MOST = 40;

/** What fits a search, the nearest first: titles that begin with it, then titles that hold it, then the rest. */
export function commandsFound(app: App, state: State, query: string): Found[] {
  const text = query.trim().toLowerCase();
  const words = text.split(/\s+/).filter(Boolean);
  const fits = everything(app, state).filter((one) =>
    words.every((word) => `${one.title} ${one.what} ${one.kind}`.toLowerCase().includes(word)),
  );
  const rank = (one: Found) => {
    const title = one.title.toLowerCase();
    return title.startsWith(text) ? 0 : title.includes(text) ? 1 : 2;
  };
  return fits.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}

function everything(app: App, state: State): Found[] {
  const image = active(state);
  const open = state.screen === "open" && image !== undefined;
  return [
    ...COMMANDS.filter((one) => one.id !== "channel" && one.can(state)).map((one) => asFound(app, one)),
    ...(open ? channels(app, state) : []),
    ...images(app, state),
    ...recipes(app, state),
    ...(open ? steps(app, state) : []),
    ...state.samples.map((one) => ({
      title: one.title,
      what: one.subtitle,
      kind: WORDS.kinds.sample,
      keys: [],
      act: () => openSample(app, one),
    })),
  ];
}

function asFound(app: App, command: Command): Found {
  return {
    title: WORDS.commands[command.id],
    what: "",
    kind: WORDS.commandGroups[command.group],
    keys: command.keys,
    act: () => command.act(app, command.keys[0] ?? ""),
  };
}

function channels(app: App, state: State): Found[] {
  const view = active(state)?.view;
  return (view?.order ?? []).map((index, place) => ({
    title: WORDS.showOrHide(view?.channels[index]?.name ?? ""),
    what: "",
    kind: WORDS.kinds.channel,
    keys: place < 9 ? [String(place + 1)] : [],
    act: () => toggleChannel(app, place),
  }));
}

function images(app: App, state: State): Found[] {
  return state.images
    .filter((one) => one.key !== state.active)
    .map((one) => ({
      title: one.source.name || one.info.name,
      what: "",
      kind: WORDS.kinds.image,
      keys: [],
      act: () => app.store.set({ active: one.key, screen: "open", selection: new Set() }),
    }));
}

function recipes(app: App, state: State): Found[] {
  if (!active(state)) return [];
  return app.recipes.listed().map((one) => ({
    title: one.title,
    what: one.description,
    kind: WORDS.kinds.recipe,
    keys: [],
    act: () => app.store.edit(one.recipe),
  }));
}

function steps(app: App, state: State): Found[] {
  const operations = state.describe?.operations ?? [];
  return operationsFound(operations, state.recipe, state.ui.openStep, "").map(({ operation }) => ({
    title: operation.title,
    what: [operation.help, ...(OTHER_NAMES[operation.id] ?? [])].join(" · "),
    kind: WORDS.kinds.step,
    keys: [],
    act: () => add(app, operation),
  }));
}
