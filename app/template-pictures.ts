/** What each template finds in the middle of the open image: small pictures for the gallery, one after the other. */
import { labelIds, numbers } from "./arrays";
import { type EngineClient, EngineError } from "./client";
import { limitsOf } from "./contrast";
import type { ResultData, TileResult } from "./messages";
import { previewable } from "./preview";
import type { Recipes } from "./recipes";
import { active, type OpenImage, type Store } from "./store";

const WIDTH = 224;
const HEIGHT = 168;
/** Pixels of the image along the picture's sides: twice as many as it draws. */
const SPAN = 2;

export class TemplatePictures {
  private of = "";

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
    private readonly recipes: Recipes,
  ) {}

  /** Make the pictures of the active image, if they are not there. */
  want(): void {
    const { state } = this.store;
    const image = active(state);
    if (!image || image.handle === null || !state.describe || this.of === image.key) return;
    this.of = image.key;
    void this.make(image);
  }

  private async make(image: OpenImage): Promise<void> {
    const { level, region } = middleOf(image);
    for (const { id, recipe } of this.recipes.listed()) {
      // A network would be fetched for a picture that nobody asked for.
      if (recipe.steps.some((one) => one.op.startsWith("model."))) continue;
      try {
        const picture = await this.one(image, recipe, level, region);
        if (this.of !== image.key || this.store.state.active !== image.key) return;
        const known = this.store.state.templatePictures;
        this.store.set({ templatePictures: { ...known, [id]: picture } });
      } catch (error) {
        if (!(error instanceof EngineError)) throw error; // a template that does not suit the image has no picture
      }
    }
  }

  private async one(
    image: OpenImage,
    recipe: Parameters<typeof previewable>[0],
    level: number,
    region: number[],
  ): Promise<string> {
    const { state } = this.store;
    const asked = previewable(recipe, state.describe?.operations ?? []);
    const factor = image.info.levels[level]?.factors.y ?? 1;
    const whole = region.map((one) => Math.round(one * factor));
    const { z, t } = image.view;
    const deep = {
      ...(image.info.axes.includes("z") ? { z } : {}),
      ...(image.info.axes.includes("t") ? { t } : {}),
    };
    const handle = image.handle as number;
    const { results } = await this.client.call("preview", {
      image: handle,
      recipe: { ...asked },
      extent: { region: whole, level, ...deep },
      values: {},
    });
    const { tile } = await this.client.call("tile", { image: handle, level, t, c: 0, z, region });
    return drawn(
      tile,
      results.findLast((one) => one.kind === "labels" && one.array),
    );
  }
}

/** The middle of the image at the level of which it shows most. */
function middleOf(image: OpenImage): { level: number; region: number[] } {
  const { levels } = image.info;
  const level = Math.max(
    levels.findLastIndex(({ width, height }) => width >= WIDTH * SPAN && height >= HEIGHT * SPAN),
    0,
  );
  const { width, height } = levels[level] ?? { width: 1, height: 1 };
  const [w, h] = [Math.min(width, WIDTH * SPAN), Math.min(height, HEIGHT * SPAN)];
  const [y, x] = [Math.floor((height - h) / 2), Math.floor((width - w) / 2)];
  return { level, region: [y, x, y + h, x + w] };
}

/** The pixels in grey, the objects' edges in the accent colour. */
function drawn(tile: TileResult["tile"], labels: ResultData | undefined): string {
  const [height = 1, width = 1, samples = 1] = tile.shape;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return "";
  const picture = context.createImageData(width, height);
  const values = numbers(tile);
  const { low, high } = limitsOf(Float64Array.from(values));
  const ids = labels?.array ? labelIds(labels.array) : null;
  const accent = colourOf("--accent");
  for (let at = 0; at < width * height; at += 1) {
    const edge = ids !== null && isEdge(ids, at, width);
    for (let c = 0; c < 3; c += 1) {
      const value = values[at * samples + Math.min(c, samples - 1)] as number;
      picture.data[4 * at + c] = edge ? (accent[c] as number) : (255 * (value - low)) / (high - low || 1);
    }
    picture.data[4 * at + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
  return canvas.toDataURL("image/png");
}

/** An object's pixel beside another object or the ground; two pixels wide, since the picture is drawn at half size. */
function isEdge(ids: Uint32Array, at: number, width: number): boolean {
  const id = ids[at];
  if (!id) return false;
  return [-1, 1, -2, 2, -width, width, -2 * width, 2 * width].some((by) => ids[at + by] !== id);
}

function colourOf(token: string): number[] {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
