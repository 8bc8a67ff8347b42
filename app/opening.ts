/** Opening images: dropped files, addresses, samples; and opening them again when an engine was replaced. */
import { isPrivateAddress, webAddress } from "./address";
import { type EngineClient, EngineError, problem } from "./client";
import { channelViews, parseColor, sampleOf } from "./contrast";
import { asSources, type DroppedFile } from "./drop";
import type { LinkedView } from "./link-view";
import type { ImageInfo, PixelSizeValue, Problem, Source } from "./messages";
import type { Pixels } from "./pixels";
import { type ProjectImage, takenOver } from "./project";
import type { Questions } from "./questions";
import { active, type OpenImage, type Sample, type Shape, type State, type Store, sizeOf } from "./store";
import { sentenceOf, WORDS } from "./words";

/** How to open; what a link says beside the address. */
export interface OpenOptions {
  series?: number;
  pixelSize?: PixelSizeValue | null;
  view?: LinkedView | null;
  /** Areas that limit the run. */
  areas?: Shape[];
  name?: string;
  /** What opens the same files on a later visit. */
  again?: FileSystemHandle | null;
  /** What a project says of this image: it is taken over as far as it fits. */
  kept?: ProjectImage;
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
  ) {
    store.subscribe((state, before) => this.followSizes(state, before));
  }

  /** Open what was dropped or chosen: a folder is one image, several files are several images. */
  async files(dropped: DroppedFile[]): Promise<void> {
    for (const one of asSources(dropped)) await this.source(one.source, { byPerson: true, again: one.again });
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

  /** Another image of the same file, in the place of this one. */
  async series(index: number): Promise<void> {
    const image = active(this.store.state);
    if (!image || image.series === index) return;
    const { pixelSize, again } = image;
    const at = this.store.state.images.indexOf(image);
    const opened = await this.source(image.source, { byPerson: true, series: index, pixelSize, again });
    if (!opened) return;
    this.store.move(opened.key, at);
    this.close(image.key);
  }

  /** Set the pixel size by hand. */
  setPixelSize(size: PixelSizeValue | null): void {
    const image = active(this.store.state);
    if (image) this.store.act("pixel-size", () => this.store.image(image.key, { pixelSize: size }));
  }

  /** Let go of an image, here and in the engine. */
  close(key: string): void {
    const image = this.store.state.images.find((one) => one.key === key);
    if (!image) return;
    this.store.forget(key);
    this.letGo(image.handle);
    this.pixels.forget(image, this.store.state.images);
  }

  /** An engine is new and empty: give it every image of the page again. */
  async reopen(): Promise<void> {
    for (const image of this.store.state.images) await this.give(image.key);
  }

  /** No engine has anything open any more. */
  forgetHandles(): void {
    this.store.set({ images: this.store.state.images.map((one) => ({ ...one, handle: null })) });
  }

  /** Open one source; null where it could not be, and the page says why. */
  async source(source: Source, options: OpenOptions): Promise<OpenImage | null> {
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
      await this.contrast(key, !!options.view?.channels?.length || !!options.kept);
      return this.store.state.images.find((one) => one.key === key) ?? null;
    } catch (error) {
      key ??= await early;
      if (turn !== this.latest) return null;
      if (key) this.store.forget(key);
      this.store.activate(before.active);
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

  /** A pixel size that was set, or taken back: the engine opens the image again with it. */
  private followSizes(state: State, before: State): void {
    if (state.images === before.images) return;
    for (const image of state.images) {
      const was = before.images.find((one) => one.key === image.key);
      if (!was || was.pixelSize === image.pixelSize || image.handle !== was.handle) continue;
      this.store.image(image.key, { handle: null });
      this.letGo(image.handle);
      void this.give(image.key);
    }
  }

  /** Give one image to the present engine. */
  private async give(key: string): Promise<void> {
    const image = this.store.state.images.find((one) => one.key === key);
    if (!image) return;
    this.store.image(key, { lost: null });
    try {
      const info = await this.ask(image.source, image.series, image.pixelSize);
      const now = this.store.state.images.find((one) => one.key === key);
      // Meanwhile it may have been closed, given by another call, or got another pixel size.
      const wanted = now && now.handle === null && now.pixelSize === image.pixelSize;
      if (wanted) this.store.image(key, { handle: info.image, info });
      else this.letGo(info.image);
    } catch (error) {
      // The engine ended meanwhile: the one that follows is given every image again.
      if (problemOf(error).code === "run.stalled") return;
      this.store.image(key, { lost: problemOf(error) });
      this.store.ui({ toast: { text: sentenceOf(problemOf(error)).message, action: "" } });
    }
  }

  private letGo(handle: number | null): void {
    if (handle === null) return;
    // An engine that is lost meanwhile has let go of everything.
    this.client.call("close", { image: handle }).catch(() => undefined);
  }

  private show(source: Source, info: ImageInfo, handle: number | null, options: OpenOptions): string {
    this.serial += 1;
    const key = `image-${this.serial}`;
    const opened: OpenImage = {
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
      shapes: options.areas ?? [],
      corrections: {},
      examples: {},
      classes: [],
      selected: new Set(),
      digest: options.kept?.source.kind === "files" ? options.kept.source.digest : "",
      again: options.again ?? null,
      lost: null,
      thumbnail: "",
    };
    const image = options.kept ? takenOver(opened, options.kept) : opened;
    const { images, runs } = this.store.state;
    const run = options.kept?.run;
    this.store.set({
      images: [...images, image],
      screen: "open",
      problem: null,
      failedSource: null,
      ...(run ? { runs: { ...runs, [key]: run } } : {}),
    });
    this.store.activate(key);
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

  private refuse(source: Source, why: Problem): null {
    this.store.set({ screen: "error", problem: why, failedSource: source, opening: null });
    return null;
  }
}

/** The order that a link gives, where it names each channel once. */
function ordered(count: number, wanted: number[]): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const whole =
    wanted.length === count && new Set(wanted).size === count && wanted.every((one) => one < count);
  return whole ? wanted : all;
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
    order: ordered(channels.length, linked?.order ?? []),
    blending: linked?.blending ?? "add",
    projection: linked?.projection ?? "max",
    mode: linked?.mode ?? "slice",
    layers: linked?.layers ?? {},
    camera: linked?.camera ?? null,
  };
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
