/** What a person chose for this browser: language, keys, sizes of panels. Nothing of an image or a recipe is in it. */
import type { State, Theme } from "./state";
import type { Store } from "./store";

export type Language = "en" | "de";

/** How much of a small window the sheet below the image takes. */
export type SheetHeight = "low" | "half" | "full";

export interface Settings {
  /** Empty: what the browser asks for. */
  language: Language | "";
  /** Keys without Ctrl or Alt; some speech and switch devices type letters by themselves. */
  singleKeys: boolean;
  /** The work is kept in this browser for the next visit (`keeping.ts`). */
  keep: boolean;
  /** Widths and height in px; 0 is folded. */
  left: number;
  right: number;
  strip: number;
  sheet: SheetHeight;
}

export const SETTINGS: Settings = {
  language: "",
  singleKeys: true,
  keep: true,
  left: 240,
  right: 324,
  strip: 259,
  sheet: "half",
};

const PLACE = "tabscope-settings";

interface Kept {
  settings: Settings;
  theme: Theme;
}

/** Take what this browser keeps; a storage that is denied or holds nonsense gives what is usual. */
export function readSettings(theme: Theme): Kept {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}") as Partial<Kept>;
    const known = kept.theme === "dark" || kept.theme === "light" ? kept.theme : theme;
    return { settings: checked(kept.settings ?? {}), theme: known };
  } catch {
    return { settings: SETTINGS, theme }; // denied, or not ours: the page works the same, only forgetful
  }
}

function checked(kept: Partial<Settings>): Settings {
  const size = (value: unknown, usual: number) =>
    typeof value === "number" && value >= 0 && value < 4000 ? value : usual;
  return {
    language: kept.language === "de" || kept.language === "en" ? kept.language : "",
    singleKeys: kept.singleKeys !== false,
    keep: kept.keep !== false,
    left: size(kept.left, SETTINGS.left),
    right: size(kept.right, SETTINGS.right),
    strip: size(kept.strip, SETTINGS.strip),
    sheet: kept.sheet === "low" || kept.sheet === "full" ? kept.sheet : "half",
  };
}

/** Keep what is changed from now on, where the browser lets a page keep anything. */
export function keepSettings(store: Store): void {
  store.subscribe((state: State, before: State) => {
    if (state.settings === before.settings && state.theme === before.theme) return;
    const kept: Kept = { settings: state.settings, theme: state.theme };
    try {
      localStorage.setItem(PLACE, JSON.stringify(kept));
    } catch {
      return; // denied or full: the choice holds until the page is left
    }
  });
}
