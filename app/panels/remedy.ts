/** What a person can do about a problem at once: buttons in its message that do it. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import type { Problem } from "../messages";
import { operationOf, type Recipe, resetParameter, type Step, setInput, toggleStep } from "../recipe";
import { stepTitle } from "../step-state";
import { active, type State } from "../store";
import { WORDS } from "../words";
import { channelOptions, channelValue } from "./channel-choice";
import { waysOut } from "./memory";

type Buttons = TemplateResult | typeof nothing;

export function remedies(app: App, problem: Problem): Buttons {
  const { state } = app.store;
  const step = state.recipe.steps.find((one) => one.id === problem.details.step);
  switch (problem.code) {
    case "image.no-pixel-size":
      return action(WORDS.commands.pixelSize, () => app.store.ui({ dialog: "pixel-size" }));
    case "image.no-such-channel":
    case "image.which-signal":
      return channels(app, state, String(problem.details.input ?? ""));
    case "measure.diameter-unknown":
      return toSize(app, state);
    case "recipe.parameter":
      return step ? defaultOf(app, state, step, String(problem.details.parameter)) : nothing;
    case "recipe.unknown-operation":
      return step ? action(WORDS.off, () => app.store.edit(toggleStep(state.recipe, step.id))) : nothing;
    case "memory.too-large": {
      const image = active(state);
      return image ? waysOut(app, state, image) : nothing;
    }
    case "corrections.other-labels":
      return action(WORDS.tools.drop, () => app.correcting.drop());
    default:
      return nothing;
  }
}

function action(text: string, act: () => void): TemplateResult {
  return html`<button class="link" @click=${act}>${text}</button>`;
}

/** Every channel of the image; the chosen one is taken by all inputs that asked for the same. */
function channels(app: App, state: State, input: string): Buttons {
  const asked = state.recipe.inputs[input];
  if (!asked) return nothing;
  const take = (value: string) => () => {
    const { recipe } = app.store.state;
    const same = Object.keys(recipe.inputs).filter(
      (name) => JSON.stringify(recipe.inputs[name]?.channel) === JSON.stringify(asked.channel),
    );
    app.store.edit(
      same.reduce<Recipe>((made, name) => setInput(made, name, { channel: channelValue(value) }), recipe),
    );
  };
  return html`${channelOptions(state)
    .filter(([value]) => value !== "auto")
    .map(([value, name]) => action(name, take(value)))}`;
}

/** The step that looks for the typical size takes a typed one, too. */
function toSize(app: App, state: State): Buttons {
  const step = state.recipe.steps.find((one) => one.op.startsWith("measure.typical_diameter"));
  if (!step) return nothing;
  const open = () => app.store.ui({ openStep: step.id, recipeTab: "steps" });
  return action(WORDS.openSetting(stepTitle(step, state.describe?.operations ?? [])), open);
}

function defaultOf(app: App, state: State, step: Step, name: string): Buttons {
  const info = operationOf(step, state.describe?.operations ?? [])?.params.find((one) => one.name === name);
  if (step.params?.[name] === undefined) return nothing;
  const text = info ? WORDS.useDefault : WORDS.remove;
  return action(text, () => app.store.edit(resetParameter(app.store.state.recipe, step.id, name)));
}
