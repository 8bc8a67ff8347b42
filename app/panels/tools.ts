/** The toolbar on the image: one stop for the keyboard, arrows inside, Esc returns to the pointer. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { TOOLS } from "../drawing-commands";
import { icon } from "../icons";
import type { State, ToolName } from "../store";
import { WORDS } from "../words";
import { help } from "./help";
import { toolOptions } from "./tool-options";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function tools(app: App, state: State): TemplateResult {
  const { tool } = state.ui.drawing;
  return html`<div class="tools" role="toolbar" aria-label=${WORDS.tools.title} aria-orientation="vertical" @keydown=${walk}>
      ${TOOLS.map((one) => html`${one.gap ? html`<i class="gap"></i>` : nothing}${button(app, one, tool)}`)}
      <i class="gap"></i>${help("tools", WORDS.tools.title, false)}
    </div>
    ${toolOptions(app, state)}`;
}

function button(
  app: App,
  { name, key, icon: drawing }: (typeof TOOLS)[number],
  tool: ToolName,
): TemplateResult {
  const words = WORDS.commands[name as keyof typeof WORDS.commands];
  return html`<button class="icon-only" data-tool=${name} aria-pressed=${name === tool} tabindex=${name === tool ? 0 : -1}
    aria-label=${words} title="${words} (${key})" @click=${() => app.drawing.choose(name)}>${icon(drawing)}</button>`;
}

/** Arrows go from tool to tool; Home and End to the ends. */
function walk(event: KeyboardEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const buttons = [...bar.querySelectorAll<HTMLElement>("button")];
  const at = buttons.indexOf(event.target as HTMLElement);
  const jump = { Home: 0, End: buttons.length - 1 }[event.key];
  const step = STEPS[event.key];
  if (at < 0 || (step === undefined && jump === undefined)) return;
  event.preventDefault();
  event.stopPropagation();
  buttons[jump ?? (at + (step ?? 0) + buttons.length) % buttons.length]?.focus();
}
