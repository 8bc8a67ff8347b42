/** What went wrong, why, and what to do now. */
import { html, nothing, type TemplateResult } from "lit-html";
import type { App } from "../app";
import { chooseFiles } from "../commands";
import { report } from "../exporting";
import { icon } from "../icons";
import type { Problem } from "../messages";
import type { State } from "../store";
import { sentenceOf, WORDS } from "../words";
import { remedies } from "./remedy";

const HEADERS = [
  "Access-Control-Allow-Origin: *",
  "Access-Control-Allow-Headers: Range",
  "Access-Control-Expose-Headers: Content-Length, Content-Range",
].join("\n");

/** What would go wrong again in the same way, however often it is tried. */
const FINAL = new Set(["source.private-page", "source.address-invalid"]);

/** A card in the image's place. */
export function problemCard(app: App, state: State, problem: Problem): TemplateResult {
  const address = state.failedSource?.address;
  const { message, hint } = sentenceOf(problem);
  return html`<section class="problem card" role="alert" data-code=${problem.code}>
    ${icon("circle-alert", 20)}
    <div class="body">
      <div>
        <h1>${withoutStop(message)}</h1>
        <p>${hint}</p>
        ${sources(problem)}
      </div>
      ${address ? html`<div><span class="small quiet">${WORDS.address}</span><div class="lines">${address}</div></div>` : nothing}
      <div class="buttons">${whatNow(app, state, problem)}</div>
      ${problem.code === "source.cors" ? forServer(app) : nothing}
      <div class="foot"><span>${state.failedSource?.name ?? ""}</span><span>${problem.code}</span></div>
    </div>
  </section>`;
}

function sources(problem: Problem): TemplateResult | typeof nothing {
  const others = problem.problems ?? [];
  if (others.length < 2) return nothing;
  return html`<ul>${others.map(sentenceOf).map((one) => html`<li>${one.message} ${one.hint}</li>`)}</ul>`;
}

function whatNow(app: App, state: State, problem: Problem): TemplateResult {
  const address = state.failedSource?.address;
  const download = problem.code === "source.cors" && address;
  return html`
    ${download ? html`<a class="sr" href=${address} download tabindex="-1"></a>` : nothing}
    ${
      download
        ? html`<button class="primary" @click=${() => window.open(address, "_blank", "noopener,noreferrer")}>${icon("download")}${WORDS.downloadThenDrop}</button>`
        : nothing
    }
    ${state.failedSource && !FINAL.has(problem.code) ? html`<button class="edged" @click=${() => app.opening.again()}>${icon("refresh-cw")}${WORDS.tryAgain}</button>` : nothing}
    <button @click=${() => chooseFiles(app)}>${WORDS.openAnother}</button>
    ${problem.code.startsWith("defect") ? html`<button class="edged" @click=${() => copyReport(app)}>${icon("copy")}${WORDS.copyReport}</button>` : nothing}
    <button @click=${() => app.store.set({ screen: state.images.length ? "open" : "landing", problem: null, failedSource: null })}>${WORDS.close}</button>
  `;
}

function forServer(app: App): TemplateResult {
  const copy = () => copyText(app, HEADERS);
  return html`<div>
    <div class="head"><b class="grow">${WORDS.forServer}</b><button @click=${copy}>${icon("copy")}${WORDS.copyMessage}</button></div>
    <div class="lines">${HEADERS}</div>
  </div>`;
}

/** A problem in a narrow place: a step, the foot, a dialog. */
export function fault(app: App, problem: Problem, close?: () => void): TemplateResult {
  const all = problem.problems?.length > 1 ? problem.problems : [problem];
  return html`<div class=${problem.code === "run.cancelled" ? "fault calm" : "fault"} role="alert" data-code=${problem.code}>
    ${all.map((one) => {
      const { message, hint } = sentenceOf(one);
      return html`<div><b>${message}</b> ${hint} <span class="ways">${remedies(app, one)}</span></div>`;
    })}
    <div class="buttons">
      ${problem.code.startsWith("defect") ? html`<button class="link" @click=${() => copyReport(app)}>${WORDS.copyReport}</button>` : nothing}
      ${close ? html`<button class="link" @click=${close}>${WORDS.close}</button>` : nothing}
    </div>
  </div>`;
}

function copyReport(app: App): Promise<void> {
  return copyText(app, report(app.store.state));
}

async function copyText(app: App, text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  app.store.ui({ toast: { text: WORDS.copied, action: "" } });
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
