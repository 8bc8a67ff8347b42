/** Which rows of a long table are drawn: those in sight and a few beside them. */

/** Height of a row in px. */
export const ROW = 24;
/** Rows above and below those in sight. */
const MARGIN = 6;
/** Browsers end an element somewhere above 17 million px; beyond this the scroll bar is a scale. */
const MOST_HEIGHT = 12_000_000;

/** Where the rows stand for a scroll position: the first and last drawn, and how far down the first is. */
export interface Window {
  height: number;
  from: number;
  to: number;
  offset: number;
}

/** With very many rows the whole height is squeezed: positions are shares of the way down. */
export function windowOf(rows: number, scroll: number, seen: number): Window {
  const full = rows * ROW;
  const height = Math.min(full, MOST_HEIGHT);
  const share = height > seen ? scroll / (height - seen) : 0;
  const top = full > height ? share * (full - seen) : scroll;
  const from = Math.max(0, Math.floor(top / ROW) - MARGIN);
  const to = Math.min(rows, Math.ceil((top + seen) / ROW) + MARGIN);
  return { height, from, to, offset: scroll - top };
}

/** The scroll position that brings a row into sight. */
export function scrollFor(rows: number, place: number, scroll: number, seen: number): number {
  const full = rows * ROW;
  const height = Math.min(full, MOST_HEIGHT);
  const squeezed = full > height;
  const top = squeezed ? (scroll / (height - seen)) * (full - seen) : scroll;
  const wanted = place * ROW < top ? place * ROW : Math.max(top, (place + 1) * ROW - seen);
  return squeezed ? (wanted / (full - seen)) * (height - seen) : wanted;
}
