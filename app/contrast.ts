/** Colours and display limits of channels (interface.md section 5; ground rules, section 3). */
import type { ImageInfo } from "./messages";
import type { ChannelSample, ChannelView, Rgb } from "./store";
import { sizeOf } from "./store";

/** In this order for several channels; the names stay in the legend for those who cannot tell the colours apart. */
export const CHANNEL_COLORS = ["#4f94ff", "#ff5ac8", "#35c47c", "#ffb02e", "#c9ced6"];
const NUCLEAR = /\b(dna|dapi|hoechst)/i;

export function parseColor(text: string | null): Rgb | null {
  const digits = text?.match(/^#?([0-9a-f]{6})([0-9a-f]{2})?$/i)?.[1];
  if (!digits) return null;
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as Rgb;
}

export function colorText(color: Rgb): string {
  return `#${color.map((one) => Math.round(one).toString(16).padStart(2, "0")).join("")}`;
}

/** How the channels of an image are shown at first: the file's colours and window, else ours. */
export function channelViews(info: ImageInfo): ChannelView[] {
  const count = info.colour ? 1 : Math.max(1, sizeOf(info, "c"), info.channels.length);
  const order = CHANNEL_COLORS.slice();
  return Array.from({ length: count }, (_, index) => {
    const given = info.channels[index];
    const name = given?.name || (info.colour ? "Colour" : `Channel ${index + 1}`);
    const [low = 0, high = 0] = given?.window ?? [];
    const ours = NUCLEAR.test(name)
      ? takeFirst(order)
      : order.length && count > 1
        ? takeNext(order, info, index)
        : "#c9ced6";
    const color = parseColor(given?.color ?? null) ?? parseColor(count === 1 ? "#ffffff" : ours);
    return { name, visible: index < 6, color: color as Rgb, low, high, gamma: 1, map: "" };
  });
}

function takeFirst(order: string[]): string {
  return order.splice(0, 1)[0] ?? "#c9ced6";
}

/** The next free colour; azure waits for a nuclear stain where one follows. */
function takeNext(order: string[], info: ImageInfo, index: number): string {
  const reserved =
    order[0] === CHANNEL_COLORS[0] && info.channels.slice(index + 1).some((one) => NUCLEAR.test(one.name));
  return order.splice(reserved ? 1 : 0, 1)[0] ?? "#c9ced6";
}

/** The engine's word on one channel as the page uses it. */
export function sampleOf(said: Record<string, unknown>): ChannelSample {
  const number = (name: string) => (typeof said[name] === "number" ? (said[name] as number) : 0);
  return {
    low: number("low"),
    high: number("high"),
    minimum: number("min"),
    maximum: number("max"),
    histogram: Array.isArray(said.histogram) ? (said.histogram as number[]) : [],
    clear: said.clear !== false,
  };
}

/** Limits from a few pixels of a small level, until the engine gives them from its stated sample. */
export function limitsOf(values: ArrayLike<number>): { low: number; high: number } {
  const finite = Float64Array.from(values)
    .filter((one) => Number.isFinite(one))
    .sort();
  if (finite.length === 0) return { low: 0, high: 1 };
  const at = (share: number) =>
    finite[Math.min(finite.length - 1, Math.floor(share * finite.length))] as number;
  const low = at(0.001);
  const high = at(0.999);
  return high > low ? { low, high } : { low, high: low + 1 };
}
