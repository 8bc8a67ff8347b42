/** Small pictures of the open images for their list, from the smallest level, once several images are open. */
import type { Pixels } from "./pixels";
import type { OpenImage, State, Store } from "./store";
import { blend, blendColour } from "./viewer/blend";
import type { Tile, TileSource } from "./viewer/source";

/** Longer side in pixels: sharp at twice the 32 px that it is shown with. */
const SIZE = 64;

export class Thumbnails {
  private asked = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly pixels: Pixels,
  ) {
    if (store.state.page !== "embed") store.subscribe((state, before) => this.follow(state, before));
  }

  private follow(state: State, before: State): void {
    if (state.images === before.images || state.images.length < 2) return;
    for (const image of state.images) {
      // With the sample the limits are known; before, a picture would be black.
      if (image.thumbnail || !image.samples || this.asked.has(image.key)) continue;
      const source = this.pixels.sourceFor(image);
      if (!source) continue;
      this.asked.add(image.key);
      this.draw(image, source).then(
        (thumbnail) => this.store.image(image.key, { thumbnail }),
        () => this.asked.delete(image.key), // the engine was lost meanwhile: drawn with the next change
      );
    }
  }

  private async draw(image: OpenImage, source: TileSource): Promise<string> {
    const level = source.levels.length - 1;
    const { width, height } = source.levels[level] as TileSource["levels"][number];
    const step = Math.max(1, Math.floor(Math.max(width, height) / SIZE));
    const { t, z } = image.view;
    const region: [number, number, number, number] = [0, 0, height, width];
    const signal = new AbortController().signal;
    const all = image.view.channels.map((view, c) => ({ view, c }));
    const visible = all.filter(({ view }) => view.visible);
    const seen = visible.length ? visible : all; // one is known by its picture, also while nothing of it is shown
    const wanted = source.colour ? [0] : seen.map(({ c }) => c);
    const tiles = await Promise.all(wanted.map((c) => source.tile({ level, t, c, z, region, step }, signal)));
    const first = tiles[0];
    if (!first) return "";
    const picture = new ImageData(first.width, first.height);
    const out = new Uint32Array(picture.data.buffer);
    if (source.colour) blendColour(first.data, first.samples, out);
    else blend(blended(tiles, seen), out);
    return asAddress(picture);
  }
}

function blended(tiles: Tile[], seen: { view: OpenImage["view"]["channels"][number] }[]) {
  return tiles.map(({ data }, index) => {
    const { color, low, high, gamma } = (seen[index] as (typeof seen)[number]).view;
    return { data, view: { visible: true, color, low, high, gamma } };
  });
}

function asAddress(picture: ImageData): string {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
  return canvas.toDataURL("image/webp", 0.8);
}
