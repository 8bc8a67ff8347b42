// Storage of a browser: a profile that grants or denies it, and what a page or frame finds.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchProfile } from "./chromium.mjs";

/** Settings of a profile; automation's own default denies storage to frames of other sites. */
export const SETTINGS = {
  denied: { default_content_setting_values: { cookies: 2 } },
  deniedToFrames: { cookie_controls_mode: 1 },
  allowed: { cookie_controls_mode: 0 },
};

/** Start a Chromium with a new profile of these settings; `close` removes it. */
export async function withStorage(profile, flags = []) {
  const folder = mkdtempSync(join(tmpdir(), "tabscope-profile-"));
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify({ profile }));
  const context = await launchProfile(folder, flags);
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Names of the storages that can be used where this runs (in a page). */
export async function storages() {
  const ways = {
    localStorage: () => localStorage.setItem("probe", "1"),
    indexedDB: () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("probe");
        request.onsuccess = resolve;
        request.onerror = reject;
      }),
    caches: () => caches.open("probe"),
    files: () => navigator.storage.getDirectory(),
  };
  const usable = [];
  for (const [name, way] of Object.entries(ways)) {
    try {
      await way();
      usable.push(name);
    } catch {
      // Denied.
    }
  }
  return usable;
}
