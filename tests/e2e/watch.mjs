// A page that is watched: what it says on the console, what it asks of whom, which errors escape.
import assert from "node:assert/strict";

/**
 * Open a page and watch it from its first request on.
 *
 * @param browser a Playwright browser
 * @param site address of the site, with a slash at its end
 * @param options `allow`: origins that the test itself gives to the page; `expect`: patterns of console errors that
 *   the test causes on purpose; `context`: options of Playwright's context
 */
export async function watchedPage(browser, site, { allow = [], expect = [], context: given = {} } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    // Keeping files for offline is a journey of its own; the others share two cores without it.
    serviceWorkers: "block",
    ...given,
  });
  const page = await context.newPage();
  const own = new Set([new URL(site).origin, ...allow]);
  const errors = [];
  const foreign = [];
  // Workers' requests are seen on the context, not only on the page.
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && !own.has(url.origin)) foreign.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
  // Listening from the start: a dialog asked for right after the wish to hear of it would be missed.
  page.on("filechooser", () => undefined);
  page.on("crash", () => errors.push("the page crashed"));
  return {
    page,
    context,
    /** Nothing was said or asked that the test did not cause; then the page is closed. */
    async close() {
      await context.close();
      const unexpected = errors.filter((one) => !expect.some((pattern) => pattern.test(one)));
      assert.deepEqual(unexpected, [], "console errors");
      assert.deepEqual(foreign, [], "requests to other origins");
    },
  };
}
