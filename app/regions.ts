/** The regions of the page in reading order; F6 jumps from one to the next. */

const REGIONS = [".topbar", ".left", ".rail", "#viewer", "main", ".right", ".tabs", "#results", ".status"];
const STOPS =
  "button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex='0']";

/** Move the focus to the first stop of the next region that is shown. */
export function toNextRegion(by: 1 | -1): void {
  const shown = REGIONS.flatMap((one) => [...document.querySelectorAll<HTMLElement>(one)].slice(0, 1)).filter(
    (one) => one.checkVisibility(),
  );
  const innermost = shown.findLastIndex((one) => one.contains(document.activeElement));
  const at = innermost < 0 && by < 0 ? 0 : innermost;
  for (let turn = 1; turn <= shown.length; turn += 1) {
    const region = shown[(at + by * turn + shown.length * 2) % shown.length];
    if (region && enter(region)) return;
  }
}

/** Focus what comes first in a region; false where nothing there takes the focus. */
function enter(region: HTMLElement): boolean {
  const inside = [...region.querySelectorAll<HTMLElement>(STOPS)].filter((one) => one.checkVisibility());
  const stop = region.tabIndex >= 0 || region.id === "viewer" ? region : (inside[0] ?? null);
  if (!stop) return false;
  stop.focus();
  return document.activeElement === stop;
}
