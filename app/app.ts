/** Everything a panel may use: the state to draw, and the verbs behind its buttons. */
import type { EngineClient } from "./client";
import type { Correcting } from "./correcting";
import type { Drawing } from "./drawing";
import type { Exporting } from "./exporting";
import type { OfflineKeeping } from "./offline";
import type { Opening } from "./opening";
import type { Questions } from "./questions";
import type { Recipes } from "./recipes";
import type { Running } from "./running";
import type { Stage } from "./stage";
import type { Store } from "./store";

export interface App {
  store: Store;
  client: EngineClient;
  opening: Opening;
  running: Running;
  exporting: Exporting;
  questions: Questions;
  recipes: Recipes;
  stage: Stage;
  drawing: Drawing;
  correcting: Correcting;
  offline: OfflineKeeping;
}
