/** A scale bar of a round length, 1, 2 or 5 times a power of ten, 60 to 140 CSS pixels wide. */

export interface Bar {
  /** CSS pixels. */
  width: number;
  text: string;
}

/** A round length that fits into 140 is at least 56 wide (5 to 2 is the widest gap). */
const WIDEST = 140;

/** Largest first, in µm. */
const UNITS: readonly [number, string][] = [
  [1e4, "cm"],
  [1e3, "mm"],
  [1, "µm"],
  [1e-3, "nm"],
];

/** The largest round number not above a value. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const lead = value / power;
  return (lead >= 5 - 1e-9 ? 5 : lead >= 2 - 1e-9 ? 2 : 1) * power;
}

function micrometres(length: number): string {
  const [size, unit] = UNITS.find(([from]) => length >= from * (1 - 1e-9)) ?? [1e-3, "nm"];
  return `${plain(length / size)} ${unit}`;
}

function plain(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US", {
    useGrouping: false,
    maximumFractionDigits: 6,
  });
}

/**
 * @param zoom      CSS pixels per image pixel
 * @param pixelSize µm per pixel, null where unknown: the bar is then in pixels
 */
export function scaleBar(zoom: number, pixelSize: number | null): Bar {
  const perUnit = pixelSize ? zoom / pixelSize : zoom;
  let length = roundDown(WIDEST / perUnit);
  if (!pixelSize) length = Math.max(length, 1);
  const width = length * perUnit;
  return { width, text: pixelSize ? micrometres(length) : `${plain(length)} px` };
}
