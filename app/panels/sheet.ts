/** Below 900 px: one sheet with tabs under the image, in three heights; its grip is dragged or pressed. */
import { html, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { set } from "../commands";
import { icon } from "../icons";
import type { SheetHeight } from "../settings";
import type { State, Ui } from "../store";
import { WORDS } from "../words";

const HEIGHTS: readonly SheetHeight[] = ["low", "half", "full"];
/** A shorter drag is a press. */
const PRESS = 8;

export function sheetTabs(app: App, state: State): TemplateResult {
  const tab = (name: Ui["tab"], text: string) =>
    html`<button role="tab" aria-selected=${state.ui.tab === name} tabindex=${state.ui.tab === name ? 0 : -1} @click=${() => choose(app, name)}>${text}</button>`;
  const { sheet } = state.settings;
  const idle = state.run.phase === "idle";
  // Why a run failed is said in the recipe's foot.
  const act = () => (idle ? app.running.run().catch(() => choose(app, "recipe")) : app.running.cancel());
  return html`<nav class="tabs" aria-label=${WORDS.panels}>
    <button class="sheet-grip" aria-label=${WORDS.sheet[sheet]} title=${WORDS.sheet[sheet]} @pointerdown=${(event: PointerEvent) => drag(app, event)}
      @click=${(event: MouseEvent) => event.detail === 0 && step(app, 1)} @keydown=${(event: KeyboardEvent) => keys(app, event)}></button>
    <div role="tablist" aria-label=${WORDS.panels}>
      ${tab("channels", WORDS.channels)}${tab("recipe", WORDS.recipe)}${tab("results", WORDS.results)}
    </div>
    <span class="grow"></span>
    <button class="edged" @click=${act}>${icon(idle ? "play" : "square")}${idle ? WORDS.run : WORDS.cancel}</button>
  </nav>`;
}

/** A tab of a sheet that is down opens it. */
function choose(app: App, tab: Ui["tab"]): void {
  app.store.ui({ tab });
  if (app.store.state.settings.sheet === "low") set(app, { sheet: "half" });
}

/** The next height up or down; past the highest it begins again at the lowest where `by` is a press. */
function step(app: App, by: 1 | -1, round = true): void {
  const at = HEIGHTS.indexOf(app.store.state.settings.sheet) + by;
  const next = round ? HEIGHTS[at % HEIGHTS.length] : HEIGHTS[Math.min(Math.max(at, 0), HEIGHTS.length - 1)];
  if (next) set(app, { sheet: next });
}

function keys(app: App, event: KeyboardEvent): void {
  const by = ({ ArrowUp: 1, ArrowDown: -1 } as const)[event.key as "ArrowUp" | "ArrowDown"];
  if (by === undefined) return;
  event.preventDefault();
  step(app, by, false);
}

function drag(app: App, event: PointerEvent): void {
  const grip = event.currentTarget as HTMLElement;
  const from = event.clientY;
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener(
    "pointerup",
    (end) => {
      const up = from - end.clientY;
      if (Math.abs(up) < PRESS) step(app, 1);
      else step(app, up > 0 ? 1 : -1, false);
    },
    { once: true },
  );
}
