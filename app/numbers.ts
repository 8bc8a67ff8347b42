/** How numbers are written on the page: short, with their unit, never more than the data give. */

/** Narrow no-break space: groups of three digits. */
export const THIN = "\u202f";

/** The sign between a number and its decimals, in the language of the page. */
let point = ".";

/** Write decimals as a language does; groups of three have a thin space in all of ours. */
export function useDecimals(language: string): void {
  const parts = new Intl.NumberFormat(language).formatToParts(0.5);
  point = parts.find((one) => one.type === "decimal")?.value ?? ".";
}

/** A number's text with the sign that the page's language has for its decimals. */
export function localised(text: string): string {
  return text.replace(".", point);
}

/** A whole number in groups of three from 1 000. */
export function whole(value: number): string {
  const digits = Math.abs(Math.round(value)).toString();
  const grouped = digits.length > 3 ? digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN) : digits;
  return value < 0 ? `−${grouped}` : grouped;
}

/** A measured number with three significant digits; whole numbers stay whole. */
export function measured(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return whole(value);
  const size = Math.abs(value);
  if (size >= 1000) return whole(value);
  if (size >= 0.001) return trimmed(value, size);
  return localised(value.toExponential(2).replace("e-", "e−").replace("-", "−"));
}

/** A number of a column that is not all whole: always with its decimals, so that the points stand under each other. */
export function measuredAlike(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Number.isInteger(value) && Math.abs(value) < 1000
    ? trimmed(value, Math.abs(value))
    : measured(value);
}

function trimmed(value: number, size: number): string {
  const text =
    size >= 100
      ? value.toFixed(0)
      : size >= 10
        ? value.toFixed(1)
        : size >= 1 || size === 0
          ? value.toFixed(2)
          : value.toPrecision(3);
  return localised(text.replace("-", "−"));
}

/** The value in a field: as it would be typed. */
export function typed(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Bytes in kB, MB, GB of 1000. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  const units = ["kB", "MB", "GB", "TB"];
  let size = count / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size >= 10 ? Math.round(size) : localised(String(Number(size.toFixed(1))))} ${units[unit]}`;
}

/** A duration as a person would say it. */
export function duration(seconds: number): string {
  if (seconds < 0.95) return `${localised(seconds.toFixed(1))} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** A share of one as percent. */
export function percent(share: number): string {
  return `${localised((share * 100).toFixed(share < 0.9995 ? 1 : 0))} %`;
}

/** The step that divides `span` into about `count` round parts. */
export function roundStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const first = rough / power;
  return (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10) * power;
}

export function median(values: ArrayLike<number>): number {
  const finite = Array.from(values).filter((value) => Number.isFinite(value));
  if (finite.length === 0) return Number.NaN;
  finite.sort((a, b) => a - b);
  const middle = finite.length >> 1;
  return finite.length % 2
    ? (finite[middle] as number)
    : ((finite[middle - 1] as number) + (finite[middle] as number)) / 2;
}
