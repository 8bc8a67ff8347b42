/** The top bar: open, what is open, privacy, commands, share, export, more. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { COMMANDS, type CommandId, chooseFiles, set } from "../commands";
import { icon } from "../icons";
import { keyText } from "../keys";
import { LANGUAGES } from "../language";
import { whole } from "../numbers";
import type { Language } from "../settings";
import { active, type OpenImage, type State, sizeOf } from "../store";
import { WORDS } from "../words";
import { updateNotice } from "./offline";
import { privacyChip, privacyPopover } from "./privacy";

export function topbar(app: App, state: State): TemplateResult {
  const image = active(state);
  const ready = image && Object.keys(state.runs).length > 0;
  return html`<header class="topbar" aria-label="tabscope">
    <span class="brand">${mark()}${WORDS.product}</span>
    <button aria-label=${WORDS.open} title=${`${WORDS.open} (${keyText("Ctrl+O")})`} @click=${() => chooseFiles(app)}>${icon("folder-open")}<span class="label">${WORDS.open}</span></button>
    ${image ? imageName(app, state, image) : nothing}
    <span class="grow"></span>
    ${updateNotice(app, state)} ${privacyChip(app, state)}
    <button data-tour="find" title=${WORDS.commandsTitle} @click=${() => app.store.ui({ dialog: "commands", query: "", chosen: 0 })}>
      ${icon("search")}<span class="words">${WORDS.commandsTitle}</span><kbd class="words" aria-hidden="true">${keyText("Ctrl+K")}</kbd>
    </button>
    ${
      image
        ? html`<button class="edged" aria-label=${WORDS.share} @click=${() => app.store.ui({ dialog: "share" })}>
              ${icon("share-2")}<span class="label">${WORDS.share}</span>
            </button>
            <button class="edged" data-tour="take" aria-label=${WORDS.export} ?disabled=${!ready} title=${ready ? "" : WORDS.exportNothing}
              @click=${() => app.store.ui({ dialog: "export", exportProblem: null })}>
              ${icon("download")}<span class="label">${WORDS.export}</span>
            </button>`
        : nothing
    }
    <button class="icon-only" aria-label=${WORDS.more} aria-haspopup="menu" aria-expanded=${state.ui.popover === "more"}
      @click=${() => app.store.ui({ popover: state.ui.popover === "more" ? "" : "more" })}>${icon("ellipsis")}</button>
    ${state.ui.popover === "more" ? moreMenu(app, state) : nothing}
    ${state.ui.popover === "privacy" ? privacyPopover(app, state) : nothing}
    ${state.opening ? html`<i class="progress-line"></i>` : nothing}
  </header>`;
}

/** Two rings: an objective seen from below. */
export function mark(): TemplateResult {
  return html`<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" stroke-width="2"></circle>
    <circle cx="7.5" cy="7.5" r="2.5" fill="currentColor"></circle>
  </svg>`;
}

function imageName(app: App, state: State, image: OpenImage): TemplateResult {
  const several = state.images.length > 1;
  const name = several
    ? html`<select aria-label=${WORDS.images} @change=${(event: Event) => app.store.activate((event.target as HTMLSelectElement).value)}>
        ${state.images.map((one) => html`<option value=${one.key} ?selected=${one.key === image.key}>${title(one)}</option>`)}
      </select>`
    : html`<span class="name" title=${title(image)}>${title(image)}</span>`;
  return html`<h1 class="sr">${title(image)}</h1>${name}${seriesChooser(app, image)}<span class="facts">${facts(image)}</span>`;
}

function title(image: OpenImage): string {
  return image.source.name || image.info.name;
}

function seriesChooser(app: App, image: OpenImage): TemplateResult | typeof nothing {
  if (image.info.series.length < 2) return nothing;
  return html`<select aria-label=${WORDS.seriesOf} @change=${(event: Event) => app.opening.series(Number((event.target as HTMLSelectElement).value))}>
    ${image.info.series.map((one, index) => html`<option value=${index} ?selected=${index === image.series}>${one.name || `${index + 1}`}</option>`)}
  </select>`;
}

function facts(image: OpenImage): TemplateResult {
  const { info } = image;
  const level = info.levels[0];
  const size = level ? `${whole(level.width)} × ${whole(level.height)}` : "";
  const channels = info.channels.length;
  const more = [
    info.colour ? WORDS.colourImage : WORDS.channelsOf(channels),
    sizeOf(info, "z") > 1 ? WORDS.slicesOf(sizeOf(info, "z")) : "",
    sizeOf(info, "t") > 1 ? WORDS.timesOf(sizeOf(info, "t")) : "",
    info.levels.length > 1 ? WORDS.levelsOf(info.levels.length) : bits(info.dtype),
  ].filter((one) => one !== "");
  return html`${size}<span class="more-facts"> · ${more.join(" · ")}</span>`;
}

function bits(dtype: string): string {
  const found = /(\w)(\d+)$/.exec(dtype.replace(/^[<>|]/, ""));
  if (!found) return "";
  const size = Number(found[2]);
  const count = size <= 8 ? size * 8 : size;
  return WORDS.bitsOf(count, found[1] === "f" || dtype.includes("float"));
}

function moreMenu(app: App, state: State): TemplateResult {
  const act = (run: () => void) => () => {
    app.store.ui({ popover: "" });
    requestAnimationFrame(run);
  };
  const named = (id: CommandId) => {
    const command = COMMANDS.find((one) => one.id === id);
    if (!command?.can(state)) return nothing;
    const [key] = command.keys;
    return html`<button role="menuitem" @click=${act(() => command.act(app, key ?? ""))}>
      <span class="grow">${WORDS.commands[id]}</span>${key ? html`<kbd>${keyText(key)}</kbd>` : nothing}
    </button>`;
  };
  const language = (code: Language) =>
    html`<button role="menuitemradio" lang=${code} aria-checked=${state.language === code} @click=${act(() => set(app, { language: code }))}>
      <span class="grow">${LANGUAGES[code]}</span>${state.language === code ? icon("check") : nothing}
    </button>`;
  return html`<div class="popover under-bar" role="menu" aria-label=${WORDS.more}>
    ${named("openFolder")} ${named("theme")}
    <div role="group" aria-label=${WORDS.languageTitle}>${language("en")} ${language("de")}</div>
    <div role="separator"></div>
    ${named("tour")} ${named("keys")} ${named("offline")} ${named("privatePage")} ${named("about")}
  </div>`;
}
