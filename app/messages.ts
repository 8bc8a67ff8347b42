// Made from py/tabscope/protocol.py by tools/make_messages.py; do not edit.

/** An array: C order, little endian. */
export interface ArrayData {
  buffer: ArrayBuffer;
  shape: number[];
  dtype: string;
}

/** An error as plain data (`tabscope.errors.TabscopeError.as_dict`). */
export interface Problem {
  code: string;
  message: string;
  hint: string;
  details: Record<string, unknown>;
  problems: Problem[];
}

/** Where pixels come from: dropped files (one file, or a folder's files with their relative paths) or an address. */
export interface Source {
  kind: "files" | "address";
  name: string;
  address?: string;
  files?: File[];
  paths?: string[];
}

/** µm per pixel, set by a person; z may be absent. */
export interface PixelSizeValue {
  z?: number;
  y: number;
  x: number;
}

/** One channel as the file describes it. */
export interface ChannelInfo {
  name: string;
  color: string | null;
  window: number[] | null;
}

/** One resolution level. */
export interface LevelInfo {
  height: number;
  width: number;
  depth: number;
  factors: Record<string, number>;
}

/** One of several images in a source. */
export interface SeriesInfo {
  name: string;
  shape: number[];
  axes: string;
}

/** An opened image (`tabscope.image.Image.describe` with its number). */
export interface ImageInfo {
  image: number;
  name: string;
  format: string;
  shape: number[];
  dtype: string;
  axes: string;
  scale: Record<string, number>;
  units: Record<string, string>;
  pixel_size_origin: string;
  channels: ChannelInfo[];
  levels: LevelInfo[];
  series: SeriesInfo[];
  series_index: number;
  colour: boolean;
  source: Record<string, unknown>;
  warnings: string[];
  metadata: Record<string, unknown>;
}

/** One parameter, as a form needs it (`tabscope.operations.registry.Parameter.describe`). */
export interface ParameterInfo {
  name: string;
  type: "length" | "area" | "duration" | "float" | "int" | "bool" | "choice" | "text";
  default: unknown;
  optional: boolean;
  label: string;
  help: string;
  min: number | null;
  max: number | null;
  soft_max: number | null;
  advanced: boolean;
  unless: string;
  choices: string[];
}

/** One data input of an operation. */
export interface InputInfo {
  name: string;
  kind: string;
  many: boolean;
  optional: boolean;
}

/** The output of an operation. */
export interface OutputInfo {
  name: string;
  kind: string;
}

/** One operation of the registry. */
export interface OperationInfo {
  id: string;
  version: number;
  family: string;
  title: string;
  help: string;
  cite: string;
  locality: string;
  inputs: InputInfo[];
  params: ParameterInfo[];
  outputs: OutputInfo[];
}

/** A drawn area: [y, x] points in pixels of full resolution, whole numbers being centres of pixels. ``rectangle`` and ``ellipse`` have two opposite corners of their box, ``polygon`` and ``freehand`` their outline. */
export interface AreaData {
  kind: "rectangle" | "ellipse" | "polygon" | "freehand";
  points: number[][];
}

/** Which part of an image a run takes; what is absent is the whole. ``region`` is [y0, x0, y1, x1] in pixels of full resolution, ``areas`` are drawn and limit the run further, ``level`` is the resolution level to run on, ``z`` and ``t`` override the recipe's inputs ("each", "max", "volume", or an index). */
export interface Extent {
  region?: number[];
  areas?: AreaData[];
  level?: number;
  z?: "each" | "max" | "volume" | number;
  t?: "each" | number;
}

/** A painted example: the path of a round brush, [y, x] points and the radius in pixels of full resolution. ``number`` is the class, from 1; ``z`` and ``t`` are the plane it was painted on. */
export interface StrokeData {
  number: number;
  points: number[][];
  radius: number;
  z: number;
  t: number;
}

/** One column of a table; texts as a list, numbers as an array. */
export interface ColumnData {
  name: string;
  unit: string;
  meaning: string;
  definition: string;
  values?: ArrayData;
  dtype?: string;
  equivalents?: Record<string, string>;
  texts?: string[];
}

/** What a person changed in the labels of a step. ``before`` is the digest of the labels they started from (`ResultData.digest`), ``labels`` the whole layer as they left it, ``changed`` the objects that are other, gone or new. */
export interface CorrectionData {
  step: string;
  before: string;
  labels: ArrayData;
  changed: number[];
}

/** One object that was corrected: its pixels before and after, as starts and lengths of runs in C order. */
export interface ChangedObject {
  object: number;
  before: number[];
  after: number[];
}

/** The pixels of a turned or flipped layer as they are, for an export. ``axes`` are two rows of two: pixels of full resolution, along y and x, per pixel along its y and x. */
export interface TurnedPixels {
  array: ArrayData;
  origin: number[];
  factor: number[];
  axes: number[][];
}

/** One result of a step: a layer (array over t, z, y, x as ``axes`` says) or a table. Points and tracks are tables, too: ``t``, ``z``, ``object``, ``centroid_y_px``, ``centroid_x_px``, and ``track``. ``origin`` and ``factor`` place a layer on the image: pixel (0, 0) of the layer is at ``origin`` (y, x) of full resolution, and one pixel of it is ``factor`` pixels of full resolution. ``digest`` is the sha256 of a label layer's ids (uint32, little endian, C order), ``values`` are in px of full resolution and in the image's own counts. Of ``turned`` pixels the array is brought upright; what is ``apart`` has no place on the image. ``outside`` counts the pixels of each plane that a step moved out of what is analysed, before that. */
export interface ResultData {
  step: string;
  title: string;
  kind: "intensity" | "mask" | "labels" | "points" | "shapes" | "tracks" | "table";
  shown: boolean;
  axes?: string;
  array?: ArrayData;
  origin?: number[];
  factor?: number[];
  planes?: number[][];
  turned?: TurnedPixels;
  apart?: boolean;
  outside?: number;
  pixel_size?: unknown[];
  digest?: string;
  changes?: ChangedObject[];
  columns?: ColumnData[];
  notes: string[];
  values: Record<string, number>;
  seconds: number;
}

/** What a finished run says: its headline, how many objects a person corrected, its provenance (`run.json`). */
export interface RunSummary {
  run: number;
  image: number;
  image_name: string;
  count: number | null;
  headline: string;
  edge_count: number;
  corrected?: number;
  seconds: number;
  warnings: string[];
  provenance: Record<string, unknown>;
}

/** What is known before a run: all problems at once, the recipe with its defaults filled in, what it costs. ``seconds`` is estimated from the speed of each step in earlier runs; null where one of them has not run yet. */
export interface PlanReport {
  problems: Problem[];
  recipe: Record<string, unknown>;
  bytes: number;
  available: number;
  seconds: number | null;
  planes: number;
  inputs: Record<string, unknown>;
}

/** One file to save. */
export interface ExportedFile {
  name: string;
  type: string;
  buffer: ArrayBuffer;
}

/** A run as the page keeps it and hands it back for an export. */
export interface FinishedRun {
  summary: RunSummary;
  results: ResultData[];
}

/** One setting of a suggestion and why, in a sentence; ``step`` is empty where it is about the recipe as a whole. */
export interface ReasonData {
  sentence: string;
  step: string;
  parameter: string;
  value: unknown;
}

/** No parameters. */
export type DescribeParams = Record<string, never>;

/** What this engine is. */
export interface DescribeResult {
  version: string;
  platform: Record<string, string>;
  memory: Record<string, number>;
}

/** No parameters. */
export type OperationsParams = Record<string, never>;

/** What can be done: every operation, and the recipes of the gallery. The page takes the same from the site's ``operations.json``, without waiting for Python. */
export interface OperationsResult {
  version: string;
  operations: OperationInfo[];
  recipes: Record<string, unknown>[];
}

/** Open a source; ``pixel_size`` is one that a person set. */
export interface OpenParams {
  source: Source;
  series?: number;
  pixel_size?: PixelSizeValue;
}

/** Let go of an image. */
export interface CloseParams {
  image: number;
}

/** An empty answer. */
export type Nothing = Record<string, never>;

/** Read pixels for viewing: a region ([y0, x0, y1, x1] of that level), thinned to ``step``-th pixels. */
export interface TileParams {
  image: number;
  level: number;
  t: number;
  c: number;
  z: number;
  region: number[];
  step?: number;
  projection?: "max";
}

/** Pixels, (y, x) or (y, x, s). */
export interface TileResult {
  tile: ArrayData;
}

/** Ask for the values along a drawn line: [y, x] points, whole numbers being centres of pixels. */
export interface ProfileParams {
  image: number;
  points: number[][];
  t: number;
  z: number;
}

/** Values along a line, one array per channel (per sample of a colour picture). ``distance`` is from the beginning in pixels of full resolution; ``level`` is where it was read. */
export interface ProfileResult {
  distance: ArrayData;
  values: ArrayData[];
  level: number;
}

/** Ask for the display limits of every channel, from one stated sample (ground rules, section 3). */
export interface SampleParams {
  image: number;
}

/** Per channel: low and high display limit, smallest and largest sampled value, a 256-bin histogram, a warning. */
export interface SampleResult {
  channels: Record<string, unknown>[];
  statement: string;
  dark_on_bright: boolean;
}

/** Check a recipe on an image before running it. */
export interface PlanParams {
  image: number;
  recipe: Record<string, unknown>;
  extent?: Extent;
}

/** Run a recipe; ``run`` is the page's own number for it. Progress and results come as events. A step's labels become those of its correction before later steps use them; where the recipe makes other labels than were corrected, the run ends with ``corrections.other-labels``. */
export interface RunParams {
  run: number;
  image: number;
  recipe: Record<string, unknown>;
  extent?: Extent;
  corrections?: CorrectionData[];
}

/** The finished run. */
export interface RunResult {
  summary: RunSummary;
}

/** Run a recipe on what is visible, without provenance; a new preview ends the one before (``run.cancelled``). ``values`` are the numbers that the steps of the last whole run found, by step: its results' ``values`` and the columns of its tables of one row. Thresholds and sizes are taken from there and never from the view. ``one_of_several`` says that a run would take more slices or times than this. */
export interface PreviewParams {
  image: number;
  recipe: Record<string, unknown>;
  extent: Extent;
  values: Record<string, Record<string, number>>;
  one_of_several?: boolean;
}

/** What ``show`` of the recipe names. Not ``exact`` is below full resolution or without the whole image's numbers: outlines may be shown, a count may not. */
export interface PreviewResult {
  results: ResultData[];
  exact: boolean;
  seconds: number;
}

/** An image by its number, with the strokes on it in the order in which they were painted. */
export interface PaintedData {
  image: number;
  strokes: StrokeData[];
}

/** Train the classifier of a step on painted examples; a new training ends the one before (``run.cancelled``). */
export interface TrainParams {
  recipe: Record<string, unknown>;
  step: string;
  painted: PaintedData[];
  extent?: Extent;
}

/** The value of the step's parameter ``forest``, and what is known about it. ``accuracy`` is the share of painted pixels that trees which had not seen them put right (None: all had seen them), ``pixels`` how many were painted of each class, ``features`` what decided most, with ``name`` and ``share``. */
export interface TrainResult {
  forest: string;
  accuracy: number | null;
  pixels: number[];
  features: Record<string, unknown>[];
}

/** Stop a run at the next look. */
export interface CancelParams {
  run: number;
}

/** Read and check a recipe's text or document without an image. */
export interface CheckParams {
  recipe: unknown;
}

/** All problems at once, and the recipe with its defaults. */
export interface CheckResult {
  problems: Problem[];
  recipe: Record<string, unknown>;
}

/** Ask which recipe and settings suit an image; ``run`` is the page's own number for it, as for a run. */
export interface SuggestParams {
  run: number;
  image: number;
}

/** A recipe of the gallery by its name, with settings for this image, and why. */
export interface SuggestResult {
  name: string;
  reasons: ReasonData[];
  recipe: Record<string, unknown>;
}

/** Ask for a recipe in words; ``provenance`` of a finished run brings its numbers and versions. */
export interface MethodsParams {
  recipe: Record<string, unknown>;
  provenance?: Record<string, unknown>;
}

/** A paragraph for the methods section of a paper, its list of references, and these for programs. */
export interface MethodsResult {
  text: string;
  references: string[];
  bibtex: string;
  csl_json: string;
}

/** Ask for the Python script of a recipe. */
export interface ScriptParams {
  recipe: Record<string, unknown>;
}

/** The script. */
export interface ScriptResult {
  text: string;
}

/** Read a script back that was made by ``script`` and edited; nothing in it is executed. */
export interface ReadScriptParams {
  text: string;
}

/** The recipe, or the problems; ``details.line`` of a problem counts from 1. ``setting`` holds what else the script says other than by default: region, areas, level, z, t, source, ... */
export interface ReadScriptResult {
  recipe: Record<string, unknown>;
  setting: Record<string, unknown>;
  problems: Problem[];
}

/** No parameters. */
export type MemoryParams = Record<string, never>;

/** Bytes in use, bytes that may be used, and how many of those in use are kept steps that can be dropped. */
export interface MemoryResult {
  used: number;
  limit: number;
  kept: number;
}

/** Write files from finished runs; ``kinds`` are names of `tabscope.export.KINDS`. */
export interface ExportParams {
  runs: FinishedRun[];
  kinds: string[];
  options?: Record<string, unknown>;
}

/** The files. */
export interface ExportResult {
  files: ExportedFile[];
}

/** How far the start is; ``done`` of ``total`` parts. */
export interface BootEvent {
  part: string;
  done: number;
  total: number;
}

/** Python answers. */
export interface ReadyEvent {
  version: string;
}

/** The engine could not start. */
export interface FailedEvent {
  problem: Problem;
}

/** How far a run is: from 0 to 1, with the words to show; ``left`` is about how many seconds it will still take. */
export interface ProgressEvent {
  run: number;
  fraction: number;
  left?: number;
  step: string;
  words: string;
}

/** One step has ended; the page keeps what it receives, also when the engine is replaced later. */
export interface ResultEvent {
  run: number;
  result: ResultData;
}

/** An address was asked (for "What left this tab"). */
export interface RequestEvent {
  method: string;
  address: string;
  sent: number;
  received: number;
  status: number;
}

export interface Methods {
  describe: { params: DescribeParams; result: DescribeResult };
  operations: { params: OperationsParams; result: OperationsResult };
  open: { params: OpenParams; result: ImageInfo };
  close: { params: CloseParams; result: Nothing };
  tile: { params: TileParams; result: TileResult };
  profile: { params: ProfileParams; result: ProfileResult };
  sample: { params: SampleParams; result: SampleResult };
  plan: { params: PlanParams; result: PlanReport };
  run: { params: RunParams; result: RunResult };
  preview: { params: PreviewParams; result: PreviewResult };
  train: { params: TrainParams; result: TrainResult };
  cancel: { params: CancelParams; result: Nothing };
  check: { params: CheckParams; result: CheckResult };
  suggest: { params: SuggestParams; result: SuggestResult };
  methods: { params: MethodsParams; result: MethodsResult };
  script: { params: ScriptParams; result: ScriptResult };
  read_script: { params: ReadScriptParams; result: ReadScriptResult };
  memory: { params: MemoryParams; result: MemoryResult };
  export: { params: ExportParams; result: ExportResult };
}

export interface Events {
  boot: BootEvent;
  ready: ReadyEvent;
  failed: FailedEvent;
  progress: ProgressEvent;
  result: ResultEvent;
  request: RequestEvent;
}
