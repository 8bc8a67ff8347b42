/**
 * State and address, both ways. Everything stands behind `#`, which no server ever sees; a hand-written `?` is moved
 * behind `#` at once. What comes from a link is untrusted: it is bounded, and it is text.
 */
import { type LinkedView, readAreas, readView, wholeNumber, writeAreas, writeView } from "./link-view";
import type { PixelSizeValue } from "./messages";
import { asRecipe, type Recipe } from "./recipe";
import type { Language } from "./settings";
import type { Choices, Shape, Theme } from "./store";

/** What an address says. */
export interface Linked {
  sources: string[];
  recipe: Recipe | null;
  /** A recipe that is to be fetched, or the name of one in the gallery. */
  recipeAddress: string;
  run: boolean;
  view: LinkedView | null;
  /** What was drawn and limits the run. */
  areas: Shape[];
  sample: string;
  theme: Theme | null;
  series: number;
  pixelSize: PixelSizeValue | null;
  choices: Partial<Choices>;
  /** What could not be read, in words; the rest still counts. */
  faults: string[];
}

export const MAX_RECIPE_BYTES = 1_000_000;
export const MAX_STEPS = 500;

/** Move a hand-written query behind the hash; returns the address to show, or null where there is nothing to move. */
export function withoutQuery(address: string): string | null {
  const url = new URL(address);
  if (url.search.length < 2) return null;
  const query = url.search.slice(1);
  const hash = url.hash.length > 1 ? `&${url.hash.slice(1)}` : "";
  url.search = "";
  url.hash = `${query}${hash}`;
  return url.href;
}

/** The language that a link asks for: it is known before anything else is read, so that the first drawing speaks it. */
export function linkedLanguage(hash: string): Language | null {
  const language = new URLSearchParams(hash.replace(/^#/, "")).get("lang");
  return language === "en" || language === "de" ? language : null;
}

/** Whether a link asks for a figure that starts nothing before its reader wants it. */
export function linkedStill(hash: string): boolean {
  return new URLSearchParams(hash.replace(/^#/, "")).get("still") === "1";
}

/** Read what stands behind `#`. */
export async function readAddress(hash: string): Promise<Linked> {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const faults: string[] = [];
  const written = fields.get("recipe") ?? "";
  let recipe: Recipe | null = null;
  if (written.startsWith("z:")) {
    try {
      recipe = await unpackRecipe(written);
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  const theme = fields.get("theme");
  return {
    sources: fields.getAll("source"),
    recipe,
    recipeAddress: written.startsWith("z:") ? "" : written,
    run: fields.get("run") === "1",
    view: readView(fields.get("view")),
    areas: readAreas(fields.get("areas")),
    sample: fields.get("sample") ?? "",
    theme: theme === "dark" || theme === "light" ? theme : null,
    series: wholeNumber(fields.get("series")) ?? 0,
    pixelSize: readPixelSize(fields.get("pixel_size")),
    choices: readChoices(fields),
    faults,
  };
}

/** What a link says of the page's state. */
export interface Shared {
  sources: string[];
  recipe: Recipe | null;
  run: boolean;
  view: LinkedView | null;
  areas?: readonly Shape[];
  sample: string;
  theme: Theme | null;
  series: number;
  pixelSize: PixelSizeValue | null;
  choices: Choices | null;
}

/** Write the part behind `#`. */
export async function writeAddress(shared: Shared): Promise<string> {
  const fields = new URLSearchParams();
  if (shared.sample) fields.set("sample", shared.sample);
  for (const source of shared.sources) fields.append("source", source);
  if (shared.series) fields.set("series", String(shared.series));
  if (shared.pixelSize) fields.set("pixel_size", writePixelSize(shared.pixelSize));
  if (shared.recipe?.steps.length) fields.set("recipe", await packRecipe(shared.recipe));
  if (shared.choices) writeChoices(fields, shared.choices);
  if (shared.run) fields.set("run", "1");
  if (shared.view) fields.set("view", writeView(shared.view));
  const areas = writeAreas(shared.areas ?? []);
  if (areas) fields.set("areas", areas);
  if (shared.theme) fields.set("theme", shared.theme);
  return `#${fields.toString()}`;
}

/** A recipe as link text: `z:` and base64url of the deflated JSON. */
export async function packRecipe(recipe: Recipe): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(recipe));
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of packed) text += String.fromCharCode(byte);
  return `z:${btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

/** The recipe of link text; never inflates more than 1 MB and never takes more than 500 steps. */
export async function unpackRecipe(text: string): Promise<Recipe> {
  const raw = atob(text.slice(2).replace(/-/g, "+").replace(/_/g, "/"));
  const packed = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const document = JSON.parse(new TextDecoder().decode(await bounded(stream)));
  const recipe = asRecipe(document);
  if (!recipe) throw new Error("The recipe in this link is not complete.");
  if (recipe.steps.length > MAX_STEPS) throw new Error("The recipe in this link has more than 500 steps.");
  return recipe;
}

async function bounded(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MAX_RECIPE_BYTES) {
      await reader.cancel();
      throw new Error("The recipe in this link is larger than 1 MB.");
    }
    parts.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function writeChoices(fields: URLSearchParams, choices: Choices): void {
  if (choices.planes !== "recipe") fields.set("planes", choices.planes);
  if (choices.region) fields.set("region", choices.region.join(","));
  if (choices.level) fields.set("level", String(choices.level));
}

function readChoices(fields: URLSearchParams): Partial<Choices> {
  const found: Partial<Choices> = {};
  const planes = fields.get("planes");
  if (planes === "this" || planes === "max" || planes === "each" || planes === "volume")
    found.planes = planes;
  const region = fields.get("region")?.split(",").map(Number);
  if (region?.length === 4 && region.every((one) => Number.isInteger(one) && one >= 0)) found.region = region;
  const level = wholeNumber(fields.get("level"));
  if (level) found.level = level;
  return found;
}

function writePixelSize(size: PixelSizeValue): string {
  return [...(size.z ? [size.z] : []), size.y, size.x].join(",");
}

function readPixelSize(text: string | null): PixelSizeValue | null {
  const numbers = text?.split(",").map(Number) ?? [];
  if (numbers.some((one) => !(one > 0 && Number.isFinite(one)))) return null;
  if (numbers.length === 3) return { z: numbers[0], y: numbers[1], x: numbers[2] } as PixelSizeValue;
  if (numbers.length === 2) return { y: numbers[0], x: numbers[1] } as PixelSizeValue;
  return numbers.length === 1 ? ({ y: numbers[0], x: numbers[0] } as PixelSizeValue) : null;
}

/** Whether an address points into a private or loopback network, where a link may not send a person unasked. */
export function isPrivateAddress(address: string, own: string): boolean {
  const url = new URL(address, own);
  if (url.origin === new URL(own).origin) return false;
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
  if (host.includes(":")) return /^(::1?$|f[cd]|fe[89ab]|::ffff:)/.test(host);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    const [a = 0, b = 0] = host.split(".").map(Number);
    const carrier = a === 100 && b >= 64 && b < 128;
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      carrier
    );
  }
  return !host.includes(".") || /\.(localhost|local|internal|lan|home|corp|home\.arpa)$/.test(host);
}

/** The full address of what a person or a link wrote; null where it is none that a page may ask. */
export function webAddress(text: string, base: string): string | null {
  try {
    const url = new URL(text.trim(), base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null; // not an address: said by the caller, with the text
  }
}
