/** The methods text of what is on the page: asked for when its dialog opens, and again when what it tells has changed. */
import { type EngineClient, EngineError } from "./client";
import { problemOf } from "./opening";
import { isStale } from "./running";
import { active, type KeptRun, type State, type Store } from "./store";

export class Methods {
  private turn = 0;

  constructor(
    private readonly store: Store,
    private readonly client: EngineClient,
  ) {
    store.subscribe((state, before) => this.follow(state, before));
  }

  private follow(state: State, before: State): void {
    if (state.ui.dialog !== "methods" || before.ui.dialog === "methods") return;
    void this.write(state);
  }

  private async write(state: State): Promise<void> {
    const turn = ++this.turn;
    this.store.set({ methods: { written: null, problem: null, ofRun: false } });
    const run = toldRun(state);
    try {
      const written = await this.client.call("methods", {
        recipe: state.recipe,
        ...(run ? { provenance: run.summary.provenance } : {}),
      });
      if (turn === this.turn) this.store.set({ methods: { written, problem: null, ofRun: !!run } });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (turn === this.turn)
        this.store.set({ methods: { written: null, problem: problemOf(error), ofRun: false } });
    }
  }
}

/** The run whose numbers the text may tell: that of the present recipe on the active image. */
function toldRun(state: State): KeptRun | null {
  const image = active(state);
  const kept = image && state.runs[image.key];
  return kept && !isStale(state, image) ? kept : null;
}
