/** Says that a long run has ended, to a person who looks at something else: in the title, and as the system's notice. */
import { headlineOf } from "./engine-words";
import type { State, Store } from "./store";
import { sentenceOf, WORDS } from "./words";

/** A run that was over sooner is not waited for elsewhere. */
const LONG = 2000;

export class Notice {
  constructor(private readonly store: Store) {
    let started = 0;
    store.subscribe((state, before) => {
      if (busy(state) && !busy(before)) started = Date.now();
      if (!busy(state) && busy(before) && Date.now() - started > LONG) this.say(state);
    });
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && store.state.notice) store.set({ notice: "" });
    });
  }

  /** Ask the browser for its notices; only a click may do this. */
  async allow(): Promise<void> {
    await Notification.requestPermission();
    this.store.set({}); // the answer is the browser's: drawn anew
  }

  private say(state: State): void {
    if (!document.hidden) return;
    const text = ended(state);
    this.store.set({ notice: text });
    if (mayNotify() === "granted") new Notification("tabscope", { body: text });
  }
}

/** What the browser says of notices: `default` has not been asked yet. */
export function mayNotify(): NotificationPermission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}

function busy(state: State): boolean {
  return state.run.phase !== "idle" || state.queue.some((one) => one.phase === "waits");
}

function ended(state: State): string {
  const { queue, run } = state;
  if (queue.length > 1) {
    const failed = queue.filter((one) => one.phase === "failed").length;
    return WORDS.queueEnded(queue.length, failed);
  }
  if (run.problem) return sentenceOf(run.problem).message;
  const last = queue[0]?.kept ?? state.runs[state.active];
  return last ? WORDS.done(headlineOf(last.summary.headline)) : WORDS.doneShort;
}
