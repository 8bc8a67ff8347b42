/** Where the viewer's pixels come from: zarrita for an OME-Zarr address (it does not wait for Python), else the engine. */
import type { EngineClient } from "./client";
import { limitsOf } from "./contrast";
import type { ImageInfo, Source } from "./messages";
import { active, type OpenImage, type Store } from "./store";
import { engineSource } from "./viewer/engine-source";
import type { TileSource } from "./viewer/source";
import { openZarr } from "./viewer/zarr-source";
import { WORDS } from "./words";

/** An address that may be an OME-Zarr: named so, or without the ending of a file. */
const MAYBE_ZARR = /\.(ome\.)?zarr(\/|$)|\/[^/.]*\/?$/i;

export class Pixels {
  /** By address and series. */
  private zarr = new Map<string, TileSource>();
  /** Images of whose missing parts a person was told. */
  private readonly told = new Set<string>();
  private engine = new Map<string, { handle: number; source: TileSource }>();

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
    private readonly base: string,
  ) {}

  /** Open an OME-Zarr in the page; null where it is none or cannot be read here (the engine then says why). */
  async early(source: Source, series: number): Promise<ImageInfo | null> {
    if (!source.address || !MAYBE_ZARR.test(new URL(source.address).pathname)) return null;
    try {
      const made = await openZarr(source.address, {
        series,
        name: source.name,
        onRequest: (one) => this.note(one),
      });
      this.zarr.set(keyOf(source, series), made);
      return made.info as ImageInfo;
    } catch {
      return null; // not read here: the engine opens the same address and names the reason
    }
  }

  /** Limits of each channel from the smallest level, until the engine's stated sample is there. */
  async quickLimits(source: Source, info: ImageInfo): Promise<{ low: number; high: number }[] | null> {
    const tiles = this.zarr.get(keyOf(source, info.series_index ?? 0));
    if (!tiles || info.colour || info.channels.every((one) => one.window?.length === 2)) return null;
    const level = info.levels.length - 1;
    const { height, width } = info.levels[level] as ImageInfo["levels"][number];
    const region = middle(height, width);
    const [y0, x0, y1, x1] = region;
    const step = Math.max(1, Math.ceil(Math.sqrt(((y1 - y0) * (x1 - x0)) / 250_000)));
    const z = (info.axes.includes("z") ? (info.shape[info.axes.indexOf("z")] as number) : 1) >> 1;
    const signal = new AbortController().signal;
    const reads = info.channels.map((_, c) => tiles.tile({ level, t: 0, c, z, region, step }, signal));
    return (await Promise.all(reads)).map((one, c) => {
      const window = info.channels[c]?.window;
      return window?.length === 2
        ? { low: window[0] as number, high: window[1] as number }
        : limitsOf(one.data);
    });
  }

  /** The source of an image's tiles; null while nothing can read it. */
  sourceFor(image: OpenImage): TileSource | null {
    const zarr = this.zarr.get(keyOf(image.source, image.series));
    if (zarr) return zarr;
    if (image.handle === null) return this.engine.get(image.key)?.source ?? null;
    const known = this.engine.get(image.key);
    if (known?.handle === image.handle) return known.source;
    const source = engineSource(this.client, image.info);
    this.engine.set(image.key, { handle: image.handle, source });
    return source;
  }

  /** Let go of an image that was closed, unless another one is read from the same place. */
  forget(image: OpenImage, left: readonly OpenImage[]): void {
    this.engine.delete(image.key);
    const key = keyOf(image.source, image.series);
    if (!left.some((one) => keyOf(one.source, one.series) === key)) this.zarr.delete(key);
  }

  /** A chunk that is not there means zeros, by the format's rules; whether it should be there only its owner knows. */
  private missing(address: string): void {
    const image = active(this.store.state);
    const base = image?.source.address;
    if (!image || !base || !address.startsWith(base) || this.told.has(image.key)) return;
    this.told.add(image.key);
    this.store.ui({ toast: { text: WORDS.partsMissing, action: "" } });
  }

  private note(one: {
    method: string;
    address: string;
    sent: number;
    received: number;
    status: number;
  }): void {
    const own = new URL(one.address, this.base).origin === new URL(this.base).origin;
    this.store.set({ requests: [...this.store.state.requests, { ...one, time: Date.now(), own }] });
    if (one.status === 404 && !METADATA.test(one.address)) this.missing(one.address);
  }
}

/** Files that say what a store holds; many stores lack some of them. */
const METADATA = /(zarr\.json|\.z(array|attrs|group|metadata))$/;

/** At most this many pixels along each side are read for the first limits: a level may be huge where there is only one. */
const FIRST_LOOK = 2048;

function middle(height: number, width: number): [number, number, number, number] {
  const from = (size: number) => Math.max(0, Math.floor((size - FIRST_LOOK) / 2));
  const [y, x] = [from(height), from(width)];
  return [y, x, Math.min(height, y + FIRST_LOOK), Math.min(width, x + FIRST_LOOK)];
}

function keyOf(source: Source, series: number): string {
  return `${source.address ?? ""}#${series}`;
}
