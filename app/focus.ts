/** Where the focus goes: into a menu or dialog that opens, back when it closes, and along the items of a menu or tabs. */
import type { Store } from "./store";

const ITEMS = "[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox]";

/** What takes the focus while it is open. */
const OPEN = ["dialog", "popover", "tour"] as const;

/** Follow what opens and closes; listens after the drawing does, so what is new is there when it acts. */
export function guideFocus(store: Store): void {
  // One for each kind: a dialog tells of its closing late, when a menu may already be open.
  const openers: Partial<Record<(typeof OPEN)[number], HTMLElement>> = {};
  store.subscribe((state, before) => {
    for (const one of OPEN) {
      const [is, was] = [isOpen(state.ui[one]), isOpen(before.ui[one])];
      if (is && (!was || one === "popover") && state.ui[one] !== before.ui[one])
        openers[one] = document.activeElement as HTMLElement;
      if (was && !is) requestAnimationFrame(() => goBack(openers[one]));
    }
    if (state.ui.popover !== before.ui.popover && state.ui.popover) requestAnimationFrame(enterMenu);
  });
  addEventListener("keydown", (event) => {
    if (!event.defaultPrevented && (alongMenu(event) || alongTabs(event))) event.preventDefault();
  });
}

function isOpen(what: string | number | null): boolean {
  return what !== "" && what !== null;
}

function enterMenu(): void {
  document.querySelector<HTMLElement>(`.popover[role=menu] :is(${ITEMS})`)?.focus();
}

/** Only where the focus was lost with what closed; what opened it may be gone by then, as after a tour from the start. */
function goBack(opener: HTMLElement | undefined): void {
  if (document.activeElement !== document.body) return;
  (opener?.isConnected ? opener : document.querySelector<HTMLElement>("#viewer"))?.focus();
}

/** Arrows, Home, End and first letters move within a menu. */
function alongMenu(event: KeyboardEvent): boolean {
  const menu = (event.target as HTMLElement).closest("[role=menu]");
  if (!menu || event.ctrlKey || event.metaKey || event.altKey) return false;
  const items = [...menu.querySelectorAll<HTMLElement>(ITEMS)];
  const next = moved(event.key, items, "ArrowUp", "ArrowDown") ?? byLetter(event.key, items);
  next?.focus();
  return next !== undefined;
}

/** Left and right move within tabs and choose. */
function alongTabs(event: KeyboardEvent): boolean {
  const tab = (event.target as HTMLElement).closest("[role=tab]");
  const list = tab?.closest("[role=tablist]");
  if (!list) return false;
  const next = moved(
    event.key,
    [...list.querySelectorAll<HTMLElement>("[role=tab]")],
    "ArrowLeft",
    "ArrowRight",
  );
  next?.focus();
  next?.click();
  return next !== undefined;
}

function moved(key: string, items: HTMLElement[], back: string, on: string): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const place = { [back]: at - 1, [on]: at + 1, Home: 0, End: -1 }[key];
  return place === undefined ? undefined : items.at(place % items.length);
}

function byLetter(key: string, items: HTMLElement[]): HTMLElement | undefined {
  if (key.length !== 1) return undefined;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const turned = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return turned.find((one) => one.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}
