/** The state of the page as plain data. Panels are functions of this and nothing else. */

import type { Way } from "./client";
import type { Moment } from "./history";
import type { OpenImage, SeenChannel } from "./image-state";
import type {
  FinishedRun,
  MethodsResult,
  OperationsResult,
  PlanReport,
  Problem,
  ReasonData,
  ResultData,
  Source,
} from "./messages";
import type { Condition } from "./objects";
import { NOT_KEPT, type Offline } from "./offline";
import type { ProjectImage } from "./project";
import type { Recipe } from "./recipe";
import { type Language, SETTINGS, type Settings } from "./settings";
import { initialUi, type Ui } from "./ui-state";

export type * from "./image-state";
export type * from "./ui-state";
export { HISTOGRAM } from "./ui-state";

export type Page = "index" | "embed" | "private";
export type Screen = "landing" | "opening" | "open" | "error";
export type Theme = "dark" | "light";

/** Which rows are looked at, in the table and in the plots. */
export interface Filter {
  conditions: Condition[];
  /** Columns of text, and what must be in them. */
  texts: { column: string; part: string }[];
  /** As in `area_um2 > 50 and circularity < 0.8`; nothing where it is empty. */
  expression: string;
  /** Only these objects, of this image. */
  only: { image: string; objects: ReadonlySet<number> } | null;
}

/** What a person wants of tables; the same for every image. */
export interface TableChoices {
  filter: Filter;
  /** Names of columns in the order a person gave them; the others follow in the usual one. */
  order: string[];
  /** Columns that a person showed or hid; the others are as usual. */
  shown: Record<string, boolean>;
  selectedFirst: boolean;
  /** Objects that the edge cuts are in the plots, too. */
  cutToo: boolean;
}

/** A finished run, and what exactly was asked for. */
export interface KeptRun extends FinishedRun {
  asked: string;
}

export interface RunState {
  phase: "idle" | "queued" | "running" | "stopping";
  number: number;
  image: string;
  fraction: number;
  /** About how many seconds it will still take; null where the engine cannot tell yet. */
  left: number | null;
  words: string;
  /** The step that is worked on. */
  step: string;
  started: number;
  results: ResultData[];
  problem: Problem | null;
}

/** What a moving parameter does to the part of the image that is seen; it lasts until the run is whole. */
export interface Preview {
  image: string;
  results: ResultData[];
  /** The numbers of the last whole run were used throughout; otherwise nothing may be counted in it. */
  exact: boolean;
  /** Only the middle of what is seen was small enough. */
  part: boolean;
  seconds: number;
}

/** A setting that was kept beside the present one. */
export interface Comparison {
  image: string;
  name: string;
  recipe: Recipe;
  kept: KeptRun;
  /** What lies on the image: A and B, one of them, or A left of the swipe line and B right of it. */
  show: "both" | "a" | "b" | "swipe" | "difference";
  /** Where the swipe line is, as a share of the image's width. */
  swipe: number;
  /** What differs from the present run; null until it is worked out. */
  difference: Difference | null;
}

/** The objects of two runs, matched where they overlap by half of both together. */
export interface Difference {
  /** The run of the present setting that this was worked out for. */
  b: KeptRun;
  both: number;
  onlyA: ReadonlySet<number>;
  onlyB: ReadonlySet<number>;
}

/** The methods text as its dialog shows it; `ofRun` is with the numbers of a run. */
export interface MethodsView {
  written: MethodsResult | null;
  problem: Problem | null;
  ofRun: boolean;
}

/** What was suggested for an image, and why. */
export interface SuggestionView {
  image: string;
  /** The page's number of the question. */
  run: number;
  phase: "looking" | "said";
  /** The recipe's name in the gallery. */
  name: string;
  reasons: ReasonData[];
  /** The recipe with the settings filled in; null where nothing was found that suits. */
  recipe: Recipe | null;
  problem: Problem | null;
}

/** A recipe of a person's own, kept in this browser. */
export interface OwnRecipe {
  id: string;
  recipe: Recipe;
}

/** The recipe as Python. */
export interface ScriptView {
  /** The script of `of`. */
  text: string;
  of: Recipe | null;
  /** What is typed and is not part of the recipe yet. */
  draft: string | null;
  problems: Problem[];
}

/** A run that waits for its turn, has it, or had it. */
export interface QueueItem {
  id: number;
  image: string;
  /** Of the image; it stays when that one is closed. */
  name: string;
  recipe: Recipe;
  choices: Choices;
  phase: "waits" | "running" | "done" | "failed" | "stopped";
  started: number;
  seconds: number;
  /** What it gave: another run on the same image does not take its place here. */
  kept: KeptRun | null;
  problem: Problem | null;
}

/** What this browser keeps of the work for the next visit. */
export interface Keeping {
  /** `denied`: the browser keeps nothing for this page, which was said. */
  phase: "off" | "on" | "denied";
  /** Work of an earlier visit that can be gone on with. */
  offer: { id: string; title: string; images: string[]; saved: string } | null;
}

/** A local source that a project or an earlier visit needs, and that is not there yet. */
export interface Wanted {
  image: ProjectImage;
  /** Its place among the images. */
  at: number;
  /** Why it could not be opened by itself. */
  problem: Problem | null;
  /** Where the browser can open it again by itself, after a click. */
  again: FileSystemHandle | null;
}

/** Which part of the image a run takes. */
export interface Choices {
  planes: "recipe" | "this" | "max" | "each" | "volume";
  /** null is the whole image. */
  region: number[] | null;
  level: number;
}

export interface EngineState {
  phase: "starting" | "ready" | "failed";
  way: Way;
  part: string;
  done: number;
  total: number;
  heap: number;
  /** How large the heap may become; 0 while that is not known. */
  limit: number;
  problem: Problem | null;
}

export interface RequestEntry {
  time: number;
  method: string;
  address: string;
  sent: number;
  received: number;
  status: number;
  own: boolean;
}

export interface Sample {
  id: string;
  title: string;
  subtitle: string;
  source: string;
  thumbnail: string;
  recipe: string | Record<string, unknown>;
  licence: string;
  credit: string;
}

/** The picture that a recipe of the gallery can be tried on; `made` is drawn, and its subtitle says what is in it. */
export interface RecipeSample {
  id: string;
  title: string;
  subtitle: string;
  source: string;
  licence: string;
  credit: string;
  made: boolean;
}

/** A question that only a person may answer: an address on a private network, data for an embedding page, other files. */
export interface Question {
  id: number;
  kind: "address" | "consent" | "file";
  text: string;
  detail: string;
  yes: string;
}

export interface Hover {
  x: number;
  y: number;
  values: number[];
  object: number;
}

export interface State {
  page: Page;
  /** An embedded figure whose Python starts when its reader asks for it. */
  still: boolean;
  screen: Screen;
  theme: Theme;
  settings: Settings;
  /** The language that is shown. */
  language: Language;
  online: boolean;
  offline: Offline;
  engine: EngineState;
  /** Operations and recipes, in the language of the page; there before the engine is. */
  describe: OperationsResult | null;
  /** The same as it is written, in English. */
  described: OperationsResult | null;
  /** What Python runs on, as it says. */
  platform: Record<string, string>;
  samples: Sample[];
  /** By recipe; null until the gallery was open. */
  recipeSamples: Readonly<Record<string, RecipeSample>> | null;
  images: OpenImage[];
  active: string;
  opening: { name: string; since: number; words: string } | null;
  problem: Problem | null;
  /** The address or file names of what could not be opened, for "Try again". */
  failedSource: Source | null;
  recipe: Recipe;
  /** The recipe as it came, for “Back to automatic” and the double click on a name. */
  original: Recipe;
  undo: Moment[];
  redo: Moment[];
  plan: PlanReport | null;
  planning: boolean;
  preview: Preview | null;
  comparison: Comparison | null;
  suggestion: SuggestionView | null;
  methods: MethodsView;
  script: ScriptView;
  ownRecipes: OwnRecipe[];
  /** What each template finds in the active image, as `data:` addresses by its id. */
  templatePictures: Record<string, string>;
  choices: Choices;
  run: RunState;
  runs: Record<string, KeptRun>;
  queue: QueueItem[];
  keeping: Keeping;
  wanted: Wanted[];
  /** What has ended while nobody looked, in front of the page's title. */
  notice: string;
  selection: ReadonlySet<number>;
  table: TableChoices;
  hover: Hover | null;
  /** Values on screen of the active image, by the number of the channel; null until they are counted. */
  seen: Readonly<Record<number, SeenChannel>> | null;
  /** The browser has no WebGL2: the image is drawn on a canvas; whether that was said. */
  simpleDrawing: "" | "known" | "said";
  requests: RequestEntry[];
  questions: Question[];
  ui: Ui;
}

export const EMPTY_RECIPE: Recipe = { tabscope: 1, title: "", inputs: {}, steps: [], show: [] };

export const NO_FILTER: Filter = { conditions: [], texts: [], expression: "", only: null };

export const IDLE: RunState = {
  phase: "idle",
  number: 0,
  image: "",
  fraction: 0,
  left: null,
  words: "",
  step: "",
  started: 0,
  results: [],
  problem: null,
};

export function initialState(page: Page, theme: Theme): State {
  return {
    page,
    still: false,
    theme,
    settings: SETTINGS,
    language: "en",
    screen: "landing",
    online: true,
    offline: NOT_KEPT,
    engine: {
      phase: "starting",
      way: "plain",
      part: "",
      done: 0,
      total: 0,
      heap: 0,
      limit: 0,
      problem: null,
    },
    describe: null,
    described: null,
    platform: {},
    samples: [],
    recipeSamples: null,
    images: [],
    active: "",
    opening: null,
    problem: null,
    failedSource: null,
    recipe: EMPTY_RECIPE,
    original: EMPTY_RECIPE,
    undo: [],
    redo: [],
    plan: null,
    planning: false,
    preview: null,
    comparison: null,
    suggestion: null,
    methods: { written: null, problem: null, ofRun: false },
    script: { text: "", of: null, draft: null, problems: [] },
    ownRecipes: [],
    templatePictures: {},
    choices: { planes: "recipe", region: null, level: 0 },
    run: IDLE,
    runs: {},
    queue: [],
    keeping: { phase: "off", offer: null },
    wanted: [],
    notice: "",
    selection: new Set(),
    table: { filter: NO_FILTER, order: [], shown: {}, selectedFirst: false, cutToo: false },
    hover: null,
    seen: null,
    simpleDrawing: "",
    requests: [],
    questions: [],
    ui: initialUi(page),
  };
}
