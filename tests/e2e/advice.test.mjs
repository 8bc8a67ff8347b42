// What the page advises: settings that suit the image, what to do about an error, the words for a paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";
import { data } from "./native.mjs";
import * as person from "./person.mjs";
import { watchedPage } from "./watch.mjs";

const NUCLEI = data("bio/dsb2018/nuclei.png");
const MICROMETRES = {
  tabscope: 1,
  title: "In micrometres",
  inputs: { signal: { kind: "intensity", channel: "Cy5" } },
  steps: [
    {
      id: "smooth",
      op: "filter.gaussian@1",
      in: { image: "signal" },
      params: { sigma: { value: 1, unit: "micrometer" } },
    },
    { id: "fore", op: "threshold.otsu@1", in: { image: "smooth" } },
    { id: "objects", op: "segment.label@1", in: { mask: "fore" } },
  ],
  show: ["objects"],
};
let browser;
let site;
let watched;
let page;

before(async () => {
  site = await serve("site");
  browser = await launch();
  watched = await watchedPage(browser, site.address, {
    context: { permissions: ["clipboard-read", "clipboard-write"] },
  });
  page = watched.page;
  await page.goto(`${site.address}index.html`);
  await page.locator(".dropzone").waitFor();
  await person.drop(page, NUCLEI);
  await person.imageShown(page, "nuclei.png");
});

after(async () => {
  await browser.close();
  await site.stop();
});

const diameter = async () => {
  const { recipe } = await person.stateOf(page);
  return recipe.steps.find((one) => one.id === "size")?.params?.diameter;
};

test("Suggest fills in the diameter, says why, and one Undo takes it back", async () => {
  assert.equal(await diameter(), undefined);
  await page.getByRole("button", { name: "Suggest", exact: true }).click();
  const card = page.getByRole("region", { name: "Suggestion" });
  await card.getByRole("listitem").first().waitFor({ timeout: person.PATIENCE });
  const found = await diameter();
  assert.ok(found > 15 && found < 35, `${found} px`);
  assert.match(await card.innerText(), new RegExp(`about ${found} px wide`));
  await card.getByRole("button", { name: /^Show me: Diameter in “Find the typical size”/ }).click();
  await page.locator('[data-step="size"][data-open]').waitFor();
  await page.getByText(`typical ${found} px`).waitFor();
  await card.getByRole("button", { name: "Undo" }).click();
  await card.waitFor({ state: "detached" });
  assert.equal(await diameter(), undefined);
});

test("a channel and a pixel size that are not there are asked for in the recipe, and then the run goes on", async () => {
  await page.evaluate((recipe) => window.tabscope.setRecipe(recipe), MICROMETRES);
  const input = page.locator('[data-input="signal"] [data-code="image.no-such-channel"]');
  await input.waitFor();
  await page.locator('[data-step="smooth"] [data-code="image.no-pixel-size"]').waitFor();
  await input.getByRole("button", { name: "Channel 1" }).click();
  await input.waitFor({ state: "detached" });
  await page.keyboard.press("Control+Enter");
  const foot = page.locator('.run-foot [data-code="image.no-pixel-size"]');
  await foot.getByRole("button", { name: "Set the pixel size" }).click();
  await page.getByRole("dialog").getByLabel("x", { exact: true }).fill("0.5");
  await page.getByRole("dialog").getByLabel("y", { exact: true }).fill("0.5");
  await page.keyboard.press("Enter");
  await foot.waitFor({ state: "detached" });
  assert.ok((await person.count(page)) > 50);
});

test("the methods text tells the numbers of the run and can be copied with its references", async () => {
  await page.getByRole("button", { name: "Methods", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Methods text" });
  const text = await dialog.getByRole("region", { name: "Paragraph" }).innerText();
  const { headline } = await person.stateOf(page);
  assert.match(text, /Gaussian blur \(filter\.gaussian@1: sigma 1 µm/);
  assert.ok(text.endsWith(`In nuclei.png, pixels of 0.5 × 0.5 µm, the result was: ${headline}.`), text);
  await dialog.getByRole("button", { name: "Copy BibTeX" }).click();
  await person.until(async () => (await clipboard()).startsWith("@"), "BibTeX in the clipboard");
  await dialog.getByRole("button", { name: "Copy text" }).click();
  await person.until(async () => (await clipboard()).startsWith(text), "the text in the clipboard");
  assert.match(await clipboard(), /^\[1\] tabscope contributors/m);
});

const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

test("nothing was said on the console and nobody was asked", () => watched.close());
