/** The dialogs: export, share, pixel size, keys, about. One at a time, all native. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { App } from "../app";
import { icon } from "../icons";
import { areasLeftOut } from "../link-view";
import { typed } from "../numbers";
import { flat } from "../recipe";
import { active, pixelSize, type State, sizeOf } from "../store";
import { WORDS } from "../words";
import { aboutBody } from "./about";
import { keysBody } from "./keys";
import { methodsBody } from "./methods";
import { offlineBody } from "./offline";
import { commandPalette } from "./palette";
import { fault } from "./problem";
import { queueBody } from "./queue";
import { templates } from "./templates";

export function dialogs(app: App, state: State): TemplateResult | typeof nothing {
  switch (state.ui.dialog) {
    case "export":
      return frame(app, WORDS.exportTitle, exportBody(app, state));
    case "methods":
      return frame(app, WORDS.methodsTitle, methodsBody(app, state));
    case "share":
      return frame(app, WORDS.share, shareBody(app, state));
    case "pixel-size":
      return frame(app, WORDS.pixelSizeTitle, pixelSizeBody(app, state));
    case "keys":
      return frame(app, WORDS.keysTitle, keysBody(app, state));
    case "queue":
      return frame(app, WORDS.queue, queueBody(app, state));
    case "about":
      return frame(app, WORDS.aboutTitle, aboutBody(app, state));
    case "offline":
      return frame(app, WORDS.offlineTitle, offlineBody(app, state));
    case "recipes":
      return frame(app, WORDS.templates, templates(app, state));
    case "commands":
      return commandPalette(app, state);
    default:
      return nothing;
  }
}

/** Opens the dialog as a modal as soon as it stands in the page; its own closing is told to the state. */
export function modal(app: App) {
  return ref((element) => {
    const dialog = element as HTMLDialogElement | undefined;
    if (!dialog || dialog.open) return;
    dialog.addEventListener("close", () => app.store.ui({ dialog: "" }));
    queueMicrotask(() => dialog.isConnected && !dialog.open && dialog.showModal());
  });
}

function frame(app: App, title: string, body: TemplateResult): TemplateResult {
  const close = () => app.store.ui({ dialog: "" });
  return html`<dialog aria-label=${title} ${modal(app)}>
    <div class="dialog-head">
      <h2>${title}</h2>
      <button class="icon-only" aria-label=${WORDS.close} @click=${close}>${icon("x")}</button>
    </div>
    <div class="dialog-body">${body}</div>
  </dialog>`;
}

function exportBody(app: App, state: State): TemplateResult {
  const chosen = state.ui.exportKinds;
  // Two quick clicks may come before the next drawing: what counts is the state, not what was drawn.
  const now = () => app.store.state.ui.exportKinds;
  const toggle = (kind: string) =>
    app.store.ui({
      exportKinds: now().includes(kind) ? now().filter((one) => one !== kind) : [...now(), kind],
    });
  const done = Object.keys(state.runs).length > 0;
  const corrected = Object.values(state.runs).some((one) => one.summary.corrected);
  return html`
    ${Object.entries(WORDS.exports)
      .filter(([kind]) => kind !== "corrections" || corrected)
      .map(
        ([kind, text]) =>
          html`<label class="check"><input type="checkbox" name=${kind} .checked=${chosen.includes(kind)} @change=${() => toggle(kind)} />${text}</label>`,
      )}
    <p class="note">${done ? WORDS.exportHint : WORDS.exportNothing}</p>
    ${state.ui.exportProblem ? fault(app, state.ui.exportProblem) : nothing}
    <div class="buttons">
      <button @click=${() => app.store.ui({ dialog: "methods" })}>${icon("pencil")}${WORDS.methods}</button>
      <button class="primary" ?disabled=${!done || !chosen.length || state.ui.exporting} @click=${() => app.exporting.save(now())}>
        ${icon("download")}${state.ui.exporting ? WORDS.writing : WORDS.export}
      </button>
    </div>`;
}

function shareBody(app: App, state: State): TemplateResult {
  const local = active(state)?.local ?? false;
  const copy = async () => {
    await navigator.clipboard.writeText(await app.exporting.link());
    app.store.ui({ toast: { text: WORDS.copied, action: "" }, dialog: "" });
  };
  const fill = ref((element) => {
    const field = element as HTMLTextAreaElement | undefined;
    if (field) void app.exporting.link().then((link) => (field.value = link));
  });
  return html`<p>${local ? WORDS.localShare : WORDS.linkShare}</p>
    <p class="note">${WORDS.sharedToo}${active(state) && areasLeftOut(active(state)?.shapes ?? []) ? ` ${WORDS.areasTooMany}` : nothing}</p>
    <textarea readonly rows="4" aria-label=${WORDS.linkTitle} ${fill}></textarea>
    <div class="buttons"><button class="primary" @click=${copy}>${icon("copy")}${WORDS.copyLink}</button></div>`;
}

function pixelSizeBody(app: App, state: State): TemplateResult {
  const image = active(state);
  if (!image) return html``;
  const size = pixelSize(image);
  const deep = sizeOf(image.info, "z") > 1;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const number = (name: string) => Number(String(data.get(name) ?? "").replace(",", "."));
    const [y, x, z] = [number("y"), number("x"), number("z")];
    if (!(y > 0 && x > 0)) return;
    app.store.ui({ dialog: "" });
    const { problem: stopped } = app.store.state.run;
    app.opening.setPixelSize(deep && z > 0 ? { z, y, x } : { y, x });
    if (stopped && flat([stopped]).some((one) => one.code === "image.no-pixel-size"))
      app.running.run().catch(() => undefined); // why a run failed is said in the foot
  };
  const clear = () => {
    app.store.ui({ dialog: "" });
    app.opening.setPixelSize(null);
  };
  const field = (axis: "x" | "y" | "z") => html`<div class="parameter">
    <label class="label" for="size-${axis}">${axis}</label>
    <span class="field wide"><input id="size-${axis}" name=${axis} type="text" inputmode="decimal" .value=${size?.[axis] ? typed(size[axis] as number) : ""} /><span class="unit">µm</span></span>
  </div>`;
  return html`<form class="dialog-form" @submit=${submit}>
    <p class="note">${WORDS.pixelSizeHint}</p>
    ${field("x")}${field("y")}${deep ? field("z") : nothing}
    <div class="buttons">
      ${image.pixelSize ? html`<button type="button" @click=${clear}>${WORDS.clear}</button>` : nothing}
      <button class="primary" type="submit">${WORDS.apply}</button>
    </div>
  </form>`;
}

/** Questions that wait for a click, one above the other. */
export function questions(app: App, state: State): TemplateResult | typeof nothing {
  const question = state.questions[0];
  if (!question) return nothing;
  const answer = (yes: boolean) => () => app.questions.answer(question.id, yes);
  return html`<div class="question card" role="alertdialog" aria-label=${question.text}>
    <p>${question.text}</p>
    ${question.detail ? html`<code>${question.detail}</code>` : nothing}
    <div class="buttons">
      <button @click=${answer(false)}>${question.kind === "consent" ? WORDS.dontAllow : WORDS.not}</button>
      <button class="edged" @click=${answer(true)}>${question.yes}</button>
    </div>
  </div>`;
}
