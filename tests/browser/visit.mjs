// What journeys share: wait for what the page shows, and keep what a console says that nobody expected.
import assert from "node:assert/strict";

const PATIENCE = 60_000;
/** PyScript says so on every page that is not isolated; nothing of ours uses what it misses. */
export const PYSCRIPT_NOTE = /Unable to use `window` or `document` in worker/;

/** Ask again and again until the answer is true; `where` is a page or a frame. The policy of a page forbids to wait inside it. */
export async function until(where, question, argument, what = String(question)) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await where.evaluate(question, argument);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}; ${await standing(where)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What a page says of itself, for the message of a test that failed. */
function standing(where) {
  return where.evaluate(() =>
    JSON.stringify([{ ...document.body.dataset }, document.body.innerText.slice(0, 600)]),
  );
}

/** Wait for a state of the page: landing, opening, open, running, results, error. */
export function reached(where, state) {
  return until(where, (wanted) => document.body.dataset.state === wanted, state, `the state ${state}`);
}

/** Wait until Python answers. */
export function pythonReady(where) {
  return until(where, () => document.body.dataset.engine === "ready", undefined, "Python");
}

/** Collect errors and warnings of a page, its frames and its workers. */
export function listen(page) {
  const said = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      said.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => said.push(String(error.stack ?? error)));
  return said;
}

/** Nothing was said beyond what the patterns expect. */
export function quiet(said, ...expected) {
  assert.deepEqual(
    said.filter((one) => !expected.some((pattern) => pattern.test(one))),
    [],
    "the console says something that nobody expected",
  );
}

/** Open a page of the site, on it a sample, run, and return the count; the figure has no cards, there the address names it. */
export async function countSample(page, address, sample) {
  const embedded = address.endsWith("embed.html");
  await page.goto(embedded ? `${address}#sample=${sample}` : address);
  if (!embedded) await page.click(`[data-sample="${sample}"]`);
  await until(
    page,
    () => window.tabscope.state().then((now) => now.image !== null),
    undefined,
    `the sample ${sample}`,
  );
  return run(page);
}

/** Run through the page's own interface, as soon as it has a recipe, and return the count. */
export async function run(where) {
  await until(
    where,
    () => window.tabscope.state().then((now) => now.recipe.steps.length > 0),
    undefined,
    "a recipe",
  );
  return where.evaluate(async () => (await window.tabscope.run()).count);
}

/** Keep a picture for people to look at, in the folder that TABSCOPE_PICTURES names. */
export async function picture(page, name) {
  const folder = process.env.TABSCOPE_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}
