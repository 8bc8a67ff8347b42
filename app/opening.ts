/** Opening images: dropped files, addresses, samples; and opening them again when an engine was replaced. */
import { isPrivateAddress, type LinkedView, webAddress } from "./address";
import { type EngineClient, EngineError, problem } from "./client";
import { channelViews, parseColor, sampleOf } from "./contrast";
import type { DroppedFile } from "./drop";
import type { ImageInfo, PixelSizeValue, Problem, Source } from "./messages";
import type { Pixels } from "./pixels";
import type { Questions } from "./questions";
import { active, type OpenImage, type Sample, type Store, sizeOf } from "./store";
import { WORDS } from "./words";

/** How to open; what a link says beside the address. */
export interface OpenOptions {
  series?: number;
  pixelSize?: PixelSizeValue | null;
  view?: LinkedView | null;
  name?: string;
  /** A person asked for it here; a link or an embedding page did not. */
  byPerson: boolean;
}

export class Opening {
  private serial = 0;
  private latest = 0;

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
    private readonly pixels: Pixels,
    private readonly questions: Questions,
    private readonly base: string,
  ) {}

  /** Open what was dropped or chosen: a folder is one image, several files are several images. */
  async files(dropped: DroppedFile[]): Promise<void> {
    const sources = asSources(dropped);
    for (const source of sources) await this.source(source, { byPerson: true });
  }

  /** Open an address; one on a private network that nobody typed here needs a click. */
  async address(text: string, options: OpenOptions): Promise<OpenImage | null> {
    const address = webAddress(text, this.base);
    const name = options.name ?? lastPart(address ?? text);
    const source: Source = { kind: "address", name, address: address ?? text };
    if (!address)
      return this.refuse(
        source,
        problem("source.address-invalid", WORDS.notAnAddress(text), WORDS.addressHint),
      );
    const foreign = new URL(address).origin !== new URL(this.base).origin;
    if (foreign && this.store.state.page === "private") {
      return this.refuse(source, problem("source.private-page", WORDS.privatePage, WORDS.privatePageHint));
    }
    if (!options.byPerson && isPrivateAddress(address, this.base)) {
      const host = new URL(address).host;
      const agreed = await this.questions.ask("address", WORDS.askAddress(host), address, WORDS.openIt);
      if (!agreed) return null;
    }
    return this.source(source, options);
  }

  async sample(sample: Sample): Promise<void> {
    await this.address(sample.source, { byPerson: true, name: sample.title });
  }

  /** Try again what could not be opened. */
  async again(): Promise<void> {
    const source = this.store.state.failedSource;
    if (source?.address) await this.address(source.address, { byPerson: true, name: source.name });
    else if (source) await this.source(source, { byPerson: true });
  }

  /** Another image of the same file. */
  async series(index: number): Promise<void> {
    const image = active(this.store.state);
    if (!image || image.series === index) return;
    this.store.set({ images: this.store.state.images.filter((one) => one.key !== image.key) });
    await this.source(image.source, { byPerson: true, series: index, pixelSize: image.pixelSize });
  }

  /** Set the pixel size by hand; the engine opens the image again with it. */
  async setPixelSize(size: PixelSizeValue | null): Promise<void> {
    const image = active(this.store.state);
    if (!image) return;
    this.store.image(image.key, { pixelSize: size, handle: null });
    await this.give(image.key);
  }

  /** Let go of an image. */
  close(key: string): void {
    const { images, runs } = this.store.state;
    const image = images.find((one) => one.key === key);
    if (image?.handle != null) this.client.call("close", { image: image.handle }).catch(() => undefined);
    const { [key]: _, ...rest } = runs;
    const left = images.filter((one) => one.key !== key);
    const next = left.at(-1);
    this.store.set({ images: left, runs: rest, active: next?.key ?? "", screen: next ? "open" : "landing" });
  }

  /** An engine is new and empty: give it every image of the page again. */
  async reopen(): Promise<void> {
    for (const image of this.store.state.images) await this.give(image.key);
  }

  /** No engine has anything open any more. */
  forgetHandles(): void {
    this.store.set({ images: this.store.state.images.map((one) => ({ ...one, handle: null })) });
  }

  private async source(source: Source, options: OpenOptions): Promise<OpenImage | null> {
    const turn = ++this.latest;
    const engine = this.store.state.engine.phase;
    const words = engine === "ready" ? WORDS.reading : WORDS.startingPython;
    const before = this.store.state;
    this.store.set({
      screen: before.images.length ? before.screen : "opening",
      opening: { name: source.name, since: Date.now(), words },
      problem: null,
    });
    const early = this.early(source, options, turn);
    let key: string | null = null;
    try {
      const info = await this.ask(source, options.series ?? 0, options.pixelSize ?? null);
      const shown = await early;
      if (turn !== this.latest) return null;
      key = shown ?? this.show(source, info, info.image, options);
      if (shown) this.store.image(shown, { info, handle: info.image });
      await this.contrast(key, !!options.view?.channels?.length);
      return this.store.state.images.find((one) => one.key === key) ?? null;
    } catch (error) {
      key ??= await early;
      if (turn !== this.latest) return null;
      if (key) this.drop(key);
      return this.refuse(source, problemOf(error));
    } finally {
      if (turn === this.latest) this.store.set({ opening: null });
    }
  }

  /** An OME-Zarr shows before Python is there; what goes wrong here the engine says better. */
  private async early(source: Source, options: OpenOptions, turn: number): Promise<string | null> {
    const info = await this.pixels.early(source, options.series ?? 0);
    if (!info || turn !== this.latest) return null;
    const key = this.show(source, info, null, options);
    this.store.set({ opening: null });
    const limits = await this.pixels.quickLimits(source, info);
    const image = this.store.state.images.find((one) => one.key === key);
    if (limits && image && !image.samples && !options.view?.channels) {
      const channels = image.view.channels.map((one, i) => ({ ...one, ...limits[i] }));
      this.store.image(key, { view: { ...image.view, channels } });
    }
    return key;
  }

  private ask(source: Source, series: number, size: PixelSizeValue | null): Promise<ImageInfo> {
    return this.client.call("open", {
      source,
      ...(series ? { series } : {}),
      ...(size ? { pixel_size: size } : {}),
    });
  }

  /** Give one image to the present engine. */
  private async give(key: string): Promise<void> {
    const image = this.store.state.images.find((one) => one.key === key);
    if (!image) return;
    try {
      const info = await this.ask(image.source, image.series, image.pixelSize);
      this.store.image(key, { handle: info.image, info });
    } catch (error) {
      this.store.ui({ toast: { text: problemOf(error).message, action: "" } });
    }
  }

  private show(source: Source, info: ImageInfo, handle: number | null, options: OpenOptions): string {
    this.serial += 1;
    const key = `image-${this.serial}`;
    const image: OpenImage = {
      key,
      source,
      local: source.kind === "files",
      info,
      handle,
      series: options.series ?? info.series_index ?? 0,
      pixelSize: options.pixelSize ?? null,
      samples: null,
      statement: "",
      darkOnBright: false,
      view: startView(info, options.view ?? null),
      shapes: [],
      corrections: {},
      classes: [],
    };
    this.store.set({
      images: [...this.store.state.images, image],
      active: key,
      screen: "open",
      selection: new Set(),
      hover: null,
      problem: null,
      failedSource: null,
    });
    return key;
  }

  /** Ask for limits and histogram; limits of a link or of the file, and what a person changed meanwhile, stay. */
  private async contrast(key: string, linked: boolean): Promise<void> {
    const image = this.store.state.images.find((one) => one.key === key);
    if (!image || image.handle === null) return;
    const answer = await this.client.call("sample", { image: image.handle });
    const samples = answer.channels.map(sampleOf);
    const now = this.store.state.images.find((one) => one.key === key);
    if (!now) return;
    const channels = now.view.channels.map((one, i) => {
      const sample = samples[i];
      const changed = one !== image.view.channels[i];
      const window = now.info.channels[i]?.window;
      if (!sample || linked || changed || window?.length === 2) return one;
      return { ...one, low: sample.low, high: sample.high };
    });
    const { statement, dark_on_bright: darkOnBright } = answer;
    this.store.image(key, { samples, statement, darkOnBright, view: { ...now.view, channels } });
  }

  private drop(key: string): void {
    const images = this.store.state.images.filter((one) => one.key !== key);
    this.store.set({ images, active: images.at(-1)?.key ?? "" });
  }

  private refuse(source: Source, why: Problem): null {
    this.store.set({ screen: "error", problem: why, failedSource: source, opening: null });
    return null;
  }
}

function startView(info: ImageInfo, linked: LinkedView | null): OpenImage["view"] {
  const channels = channelViews(info).map((one, i) => {
    const wanted = linked?.channels?.[i];
    return wanted ? { ...one, ...wanted, color: parseColor(wanted.color) ?? one.color } : one;
  });
  const within = (value: number | undefined, axis: string) =>
    Math.min(Math.max(0, value ?? 0), sizeOf(info, axis) - 1);
  const middle = sizeOf(info, "z") >> 1;
  return {
    z: within(linked?.z ?? middle, "z"),
    projected: linked?.projected ?? false,
    t: within(linked?.t, "t"),
    channels,
    layers: {},
    camera: linked?.camera ?? null,
  };
}

/** Files that share a folder are one image (an OME-Zarr, say); single files are images of their own. */
function asSources(dropped: DroppedFile[]): Source[] {
  const folders = new Map<string, DroppedFile[]>();
  const sources: Source[] = [];
  for (const one of dropped) {
    const folder = one.path.includes("/") ? (one.path.split("/")[0] as string) : "";
    if (folder) folders.set(folder, [...(folders.get(folder) ?? []), one]);
    else sources.push({ kind: "files", name: one.file.name, files: [one.file], paths: [one.path] });
  }
  for (const [name, parts] of folders) {
    sources.push({
      kind: "files",
      name,
      files: parts.map((one) => one.file),
      paths: parts.map((one) => one.path),
    });
  }
  return sources;
}

export function lastPart(address: string): string {
  const path = address.split(/[?#]/)[0] ?? "";
  const part = path.replace(/\/+$/, "").split("/").pop() ?? address;
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // not percent-encoded text: shown as written
  }
}

/** Any error as a problem that can be shown; what is not one of the engine's is a defect. */
export function problemOf(error: unknown): Problem {
  if (error instanceof EngineError) return error.problem;
  const text = error instanceof Error ? error.message : String(error);
  return problem(
    "defect.internal",
    `This is our mistake: ${text}`,
    "Nothing is lost. Copy the report and send it to us.",
  );
}
