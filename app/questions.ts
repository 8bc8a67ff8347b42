/** Questions that only a person may answer; each waits in the page until it is clicked. */
import type { Question, Store } from "./store";

export class Questions {
  private next = 1;
  private waiting = new Map<number, (answer: boolean) => void>();

  constructor(private readonly store: Store) {}

  ask(kind: Question["kind"], text: string, detail: string, yes: string): Promise<boolean> {
    const id = this.next++;
    const question = { id, kind, text, detail, yes };
    this.store.set({ questions: [...this.store.state.questions, question] });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  answer(id: number, answer: boolean): void {
    this.store.set({ questions: this.store.state.questions.filter((one) => one.id !== id) });
    this.waiting.get(id)?.(answer);
    this.waiting.delete(id);
  }
}
