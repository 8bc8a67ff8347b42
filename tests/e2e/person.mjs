// What a person does with the page: drop, choose, type, run, look. Nothing here knows how the page is made.
import { readFileSync } from "node:fs";

/** Long enough for a first start of Python on a busy machine. */
export const PATIENCE = 90_000;

/** Drop files and folders as the desktop does: the browser itself makes the DataTransfer with its entries. */
export async function drop(page, paths) {
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [paths].flat(), dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await client.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  }
  await client.detach();
}

/** Drop bytes under a name, where there is no such file on disk. */
export async function dropBytes(page, name, bytes) {
  const transfer = await page.evaluateHandle(
    ([title, text]) => {
      const made = new DataTransfer();
      made.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], title));
      return made;
    },
    [name, Buffer.from(bytes).toString("base64")],
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}

/** Choose files through the browser's own dialog, opened with Ctrl+O. */
export async function chooseWithKeys(page, paths) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Control+o")]);
  await chooser.setFiles(paths);
}

/** Type an address into the landing page and open it. */
export async function openAddress(page, address) {
  await page.locator("input[name=address]").fill(address);
  await page.locator("input[name=address]").press("Enter");
}

/** What `window.tabscope` says of the page. */
export function stateOf(page) {
  return page.evaluate(() => window.tabscope.state());
}

/** Wait until something holds; the last thing seen is told where it never does. */
export async function until(look, what, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Wait until the image of this name is shown, the engine has it, and a recipe waits to be run. */
export async function imageShown(page, name) {
  return until(async () => {
    const state = await stateOf(page);
    const ready = state.engine.phase === "ready" && !state.opening && state.recipe.steps.length > 0;
    return state.screen === "open" && state.image?.name === name && ready && state;
  }, `the image ${name}`);
}

/** The card in the image's place that tells what went wrong: its code and words. */
export async function problemShown(page) {
  const card = page.locator(".problem[data-code]");
  await card.waitFor({ timeout: PATIENCE });
  return {
    code: await card.getAttribute("data-code"),
    words: (await card.innerText()).replaceAll(/\s+/g, " "),
  };
}

/** Wait for the end of the run that is going on; its count, which is what is read on the page. */
export async function count(page) {
  const ended = await until(async () => {
    const state = await stateOf(page);
    return state.run.phase === "idle" && (state.problem || state.headline) && state;
  }, "the end of the run");
  if (ended.problem) throw new Error(`${ended.problem.code}: ${ended.problem.message}`);
  // A recipe that counts nothing has its words beside an empty number.
  const state = ended.count === null ? "attached" : "visible";
  await page.locator(`output[data-count="${ended.count ?? ""}"]`).waitFor({ state });
  return ended.count;
}

/** Press Run and wait for the count. */
export async function run(page) {
  await runButton(page).click();
  return count(page);
}

export function runButton(page) {
  return page.getByRole("complementary", { name: "Recipe" }).getByRole("button", { name: /^Run(?! on all)/ });
}

/** Open a step's card. */
export async function openStep(page, step) {
  const card = page.locator(`[data-step="${step}"]`);
  if ((await card.getAttribute("data-open")) === null) await card.locator("button.fold").click();
  return card;
}

/** Type a value into a parameter's field; one that follows a rule is given a value of its own first. */
export async function type(page, step, name, value) {
  const card = await openStep(page, step);
  const field = card.locator(`[id="${step}-${name}"]`);
  if ((await field.evaluate((one) => one.tagName)) !== "INPUT") await field.locator("button").click();
  const input = card.locator(`input[id="${step}-${name}"]`);
  await input.fill(String(value));
  await input.press("Enter");
  await input.blur();
}

/** Export through the dialog; the files by name. */
export async function exported(page, kinds) {
  await page.getByRole("banner").getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export" });
  await dialog.getByRole("checkbox").first().waitFor(); // all() does not wait for what is not drawn yet
  for (const box of await dialog.getByRole("checkbox").all()) {
    await box.setChecked(kinds.includes(await box.getAttribute("name")));
  }
  const files = new Map();
  const pending = [];
  const onDownload = (download) =>
    pending.push(download.path().then((path) => files.set(download.suggestedFilename(), readFileSync(path))));
  page.on("download", onDownload);
  await dialog.getByRole("button", { name: "Export" }).click();
  // The dialog goes as the words come: before that, the words may be those of an earlier export.
  await dialog.waitFor({ state: "hidden", timeout: PATIENCE });
  const toast = page.locator(".toast", { hasText: /files? saved/ });
  await toast.waitFor({ timeout: PATIENCE });
  const expected = Number.parseInt(await toast.innerText(), 10);
  await until(() => pending.length >= expected, `${expected} downloads`);
  await Promise.all(pending);
  page.off("download", onDownload);
  return files;
}

/** The file with this ending, of a set of exported ones. */
export function named(files, ending) {
  const found = [...files].filter(([name]) => name.endsWith(ending));
  if (found.length !== 1)
    throw new Error(`${found.length} files end with ${ending}: ${[...files.keys()].join(", ")}`);
  return found[0][1];
}
