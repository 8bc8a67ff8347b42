/** A question mark beside a thing, and what it says: the browser's own popover, so Escape and a click elsewhere close it. */
import { html, type TemplateResult } from "lit-html";
import { WORDS } from "../words";
import type { HelpTopic } from "../words/english-help";

const WIDTH = 300;
const GAP = 4;

/** Beside the title of a part of the page; `stop`: Tab stops there, as it does not within a toolbar. */
export function help(topic: HelpTopic, title: string, stop = true): TemplateResult {
  return explained(`help-${topic}`, title, WORDS.help[topic], stop);
}

/** Beside anything that has a sentence of its own, such as a setting. */
export function explained(id: string, title: string, words: string, stop = true): TemplateResult {
  return html`<button type="button" class="icon-only help" popovertarget=${id} aria-describedby=${id}
      tabindex=${stop ? 0 : -1} aria-label=${WORDS.helpWith(title)}>?</button>
    <div class="help-words" id=${id} popover role="note" @beforetoggle=${place}><b>${title}</b> ${words}</div>`;
}

/** Below its button, or above where there is more room; never beyond the window. */
function place(event: ToggleEvent): void {
  if (event.newState !== "open") return;
  const words = event.currentTarget as HTMLElement;
  const button = words.previousElementSibling?.getBoundingClientRect();
  if (!button) return;
  const below = button.bottom < innerHeight / 2;
  const left = Math.max(GAP, Math.min(button.left, innerWidth - WIDTH - 2 * GAP));
  Object.assign(words.style, {
    left: `${left}px`,
    top: below ? `${button.bottom + GAP}px` : "auto",
    bottom: below ? "auto" : `${innerHeight - button.top + GAP}px`,
  });
}
