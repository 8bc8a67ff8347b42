/** Saving files, and the link that opens what the page shows. */
import { writeAddress } from "./address";
import { classified } from "./classes";
import { type EngineClient, EngineError, problem } from "./client";
import { colorText } from "./contrast";
import { PICTURES, pictures } from "./figures";
import type { ShownImage } from "./image-figure";
import type { LinkedView } from "./link-view";
import type { ExportedFile, FinishedRun } from "./messages";
import { bytes } from "./numbers";
import { problemOf } from "./opening";
import { active, type OpenImage, type State, type Store } from "./store";
import { WORDS } from "./words";

export class Exporting {
  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
    private readonly shown: ShownImage,
  ) {}

  /** The files of these kinds, from every finished run of the page. */
  async files(kinds: string[], options: Record<string, unknown> = {}): Promise<ExportedFile[]> {
    const { state } = this.store;
    const runs: FinishedRun[] = Object.entries(state.runs).map(([key, { summary, results }]) => ({
      summary,
      results: classified(
        results,
        state.images.find((one) => one.key === key),
      ),
    }));
    const asked = kinds.filter((kind) => !PICTURES.includes(kind));
    const files = asked.length
      ? (await this.client.call("export", { runs, kinds: asked, options })).files
      : [];
    return [...files, ...(await pictures(state, kinds, this.shown))];
  }

  /** Write the files and hand them to the browser's downloads. */
  async save(kinds: string[]): Promise<void> {
    this.store.ui({ exporting: true, exportProblem: null });
    try {
      const files = await this.files(kinds);
      for (const file of files) await download(file);
      this.store.ui({ exporting: false, dialog: "", toast: { text: WORDS.files(files.length), action: "" } });
    } catch (error) {
      this.store.ui({ exporting: false, exportProblem: problemOf(error) });
    }
  }

  /** The address that opens what the page shows now; a local file leaves no trace in it. */
  async link(page?: string): Promise<string> {
    const { state } = this.store;
    const image = active(state);
    const hash = await writeAddress({
      sources: image && !image.local ? [relative(image.source.address ?? "")] : [],
      recipe: state.recipe.steps.length ? state.recipe : null,
      run: !!image && !image.local && !!state.runs[image.key],
      view: image ? viewOf(image) : null,
      areas: image?.shapes ?? [],
      sample: "",
      theme: null,
      series: image?.series ?? 0,
      pixelSize: image?.pixelSize ?? null,
      choices: state.choices,
    });
    return new URL(page ?? location.pathname, location.href).href.split("#")[0] + hash;
  }
}

/** An address of our own site is written without the host, so that the link survives a move. */
function relative(address: string): string {
  const base = new URL(".", location.href).href;
  return address.startsWith(base) ? address.slice(base.length) : address;
}

function viewOf(image: OpenImage): LinkedView {
  const { z, t, camera, channels, projected, projection, blending, mode, order, layers } = image.view;
  return {
    ...(projected ? { projected } : { z }),
    t,
    projection,
    blending,
    mode,
    order,
    layers,
    ...(camera ? { camera } : {}),
    channels: channels.map(({ visible, color, low, high, gamma, map }) => {
      return { visible, color: colorText(color).slice(1), low, high, gamma, map };
    }),
  };
}

/** Hand a file to the browser's downloads; rejects where there is no room for it. */
export async function download(file: ExportedFile): Promise<void> {
  const blob = new Blob([file.buffer], { type: file.type });
  try {
    // A large blob lies on the disk; one that found no room there exists, but cannot be read.
    await blob.slice(Math.max(0, blob.size - 1)).arrayBuffer();
  } catch {
    const refused = WORDS.noRoom(file.name, bytes(file.buffer.byteLength));
    throw new EngineError(problem("export.no-room", refused, WORDS.noRoomHint));
  }
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** What a defect report says: what happened where, without pixels, file names or addresses. */
export function report(state: State): string {
  const { engine, describe } = state;
  const image = active(state);
  const lines = {
    tabscope: describe?.version ?? "",
    page: state.page,
    engine: `${engine.phase}, ${engine.way}`,
    platform: state.platform,
    browser: navigator.userAgent,
    image: image
      ? { format: image.info.format, shape: image.info.shape, axes: image.info.axes, dtype: image.info.dtype }
      : null,
    recipe: state.recipe.steps.map((one) => one.op),
    problem: state.problem ?? state.run.problem,
  };
  return JSON.stringify(lines, null, 2);
}
