/** The look of what floats over the image; tokens of the page's theme, with dark values where there is no theme. */

const RULES = `
:where(.viewer-root) { position: relative; }
.viewer-root { overflow: hidden; background: #08090b; touch-action: none; user-select: none; -webkit-user-select: none;
  outline: none; cursor: default; }
.viewer-root > canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.viewer-root > :is(.viewer-volume, .viewer-orthogonal) { z-index: 1; outline-offset: -2px; touch-action: none; }
.viewer-root > .viewer-volume { cursor: grab; }
.viewer-root > .viewer-orthogonal { cursor: crosshair; }
.viewer-root > .viewer-legend { z-index: 2; }
.viewer-note { position: absolute; inset: auto 0 16px; margin: auto; width: max-content; max-width: 90%; padding: 6px 12px;
  border-radius: 6px; background: rgb(8 9 11 / 0.8); color: #fff; font: 13px/20px system-ui, sans-serif; pointer-events: none; z-index: 2; }
.viewer-root[data-dragging] { cursor: grabbing; }
.viewer-root:focus-visible::after { content: ""; position: absolute; inset: 0; pointer-events: none; z-index: 3;
  box-shadow: inset 0 0 0 2px #ffffff, inset 0 0 0 4px #000000; }
.viewer-bar, .viewer-typical { position: absolute; }
.viewer-legend, .viewer-bar, .viewer-typical { pointer-events: none; color: #fff; font: 12px/16px system-ui, sans-serif;
  text-shadow: 0 0 3px #000, 0 0 2px #000, 0 1px 1px #000; }
.viewer-top { position: absolute; top: 12px; right: 12px; max-width: 70%; display: grid; gap: 8px; justify-items: end;
  pointer-events: none; }
.viewer-legends { display: grid; gap: 8px; }
.viewer-values canvas { display: block; }
.viewer-legend { display: flex; gap: 12px; flex-wrap: wrap; justify-content: flex-end; margin: 0; padding: 4px 8px; list-style: none; border-radius: 6px; background: rgb(8 9 11 / 0.55); }
.viewer-legend:empty { display: none; }
.viewer-legend li { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
.viewer-legend i { width: 10px; height: 10px; border-radius: 3px; forced-color-adjust: none; }
.viewer-bar { left: 16px; bottom: 14px; text-align: center; font-weight: 550; }
.viewer-bar i { display: block; height: 4px; margin-top: 3px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / 0.7); }
.viewer-typical { left: 16px; bottom: 50px; display: flex; align-items: center; gap: 8px; }
.viewer-typical[hidden] { display: none; }
.viewer-typical i { border: 1.5px solid #fff; border-radius: 50%; box-sizing: border-box;
  box-shadow: 0 0 0 1px rgb(0 0 0 / 0.7), inset 0 0 0 1px rgb(0 0 0 / 0.7); }
.viewer-corner { position: absolute; right: 12px; bottom: 12px; display: grid; gap: 8px; justify-items: end; }
.viewer-overview { display: block; border: 1px solid var(--line-strong, #717b8b); background: #08090b; border-radius: 4px;
  cursor: pointer; box-shadow: 0 2px 8px rgb(0 0 0 / 0.4); }
.viewer-overview[hidden] { display: none; }
.viewer-zoom { display: flex; align-items: center; border-radius: 6px; background: var(--surface-1, #121418);
  color: var(--text-1, #eceef2); border: 1px solid var(--line, #2a2f38); font: 12px/16px system-ui, sans-serif; }
.viewer-zoom button { all: unset; box-sizing: border-box; min-width: 28px; height: 28px; padding: 0 6px; cursor: pointer;
  display: grid; place-items: center; border-radius: 5px; font-variant-numeric: tabular-nums; }
.viewer-zoom svg { fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.viewer-zoom button:hover { background: var(--surface-3, #252932); }
.viewer-zoom button:focus-visible { outline: 2px solid var(--focus, #c6d2ff); outline-offset: -2px; }
.viewer-zoom .viewer-percent { min-width: 54px; }
@media (pointer: coarse) { .viewer-zoom button { min-width: 44px; height: 44px; } }
.viewer-hint { position: absolute; inset: auto 0 16px; margin: auto; width: max-content; max-width: 90%; padding: 6px 12px;
  border-radius: 6px; background: rgb(8 9 11 / 0.8); color: #fff; font: 13px/20px system-ui, sans-serif; pointer-events: none; }
.viewer-hint[hidden] { display: none; }
`;

let sheet: CSSStyleSheet | null = null;

/** Add the rules to the document once; a constructed sheet is allowed under the strictest policy. */
export function addStyle(): void {
  if (sheet) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
