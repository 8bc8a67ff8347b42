/** The guided tour: which parts of the page it shows, in which order, and on what. */
import type { App } from "./app";
import { openSample } from "./commands";
import { active } from "./store";

export interface TourStep {
  name: string;
  /** What is framed while the step is told. */
  shows: string;
  /** The tab of the sheet in which it lies on a small screen. */
  tab?: "channels" | "recipe" | "results";
}

export const TOUR: readonly TourStep[] = [
  { name: "open", shows: ".topbar" },
  { name: "image", shows: "#viewer" },
  { name: "channels", shows: ".left, .rail", tab: "channels" },
  { name: "recipe", shows: ".right", tab: "recipe" },
  { name: "run", shows: ".run-foot", tab: "recipe" },
  { name: "results", shows: "#results, .nothing", tab: "results" },
  { name: "export", shows: ".topbar [data-tour=take]" },
  { name: "commands", shows: ".topbar [data-tour=find]" },
];

/** The image of the tour, where none is open. */
const SAMPLE = "human-cells";

export class Tour {
  constructor(private readonly app: App) {}

  /** Begin at the first step, on the image that is open or on a sample. */
  start(): void {
    const { state } = this.app.store;
    const sample = state.samples.find((one) => one.id === SAMPLE) ?? state.samples[0];
    if (!active(state) && sample) openSample(this.app, sample);
    this.go(0);
  }

  /** To another step; beyond the last it ends. */
  go(step: number): void {
    const shown = TOUR[step];
    this.app.store.ui({ tour: shown ? step : null, ...(shown?.tab ? { tab: shown.tab } : {}) });
    requestAnimationFrame(() => this.frame(shown));
  }

  end(): void {
    this.go(TOUR.length);
  }

  /** Frame what the step is about; the frame is a mark on that part and goes with the step. */
  private frame(step: TourStep | undefined): void {
    for (const one of document.querySelectorAll("[data-toured]")) one.removeAttribute("data-toured");
    if (!step) return;
    const found = [...document.querySelectorAll(step.shows)].find((one) => one.checkVisibility());
    found?.setAttribute("data-toured", "");
    document.querySelector<HTMLElement>(".tour h2")?.focus();
  }
}
