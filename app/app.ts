/** Everything a panel may use: the state to draw, and the verbs behind its buttons. */
import type { EngineClient } from "./client";
import type { Comparing } from "./compare";
import type { Correcting } from "./correcting";
import type { Drawing } from "./drawing";
import type { Exporting } from "./exporting";
import type { Keeping } from "./keeping";
import type { Methods } from "./methods";
import type { Notice } from "./notice";
import type { Offered } from "./offered";
import type { OfflineKeeping } from "./offline";
import type { Opening } from "./opening";
import type { Projects } from "./projects";
import type { Questions } from "./questions";
import type { Queue } from "./queue";
import type { Recipes } from "./recipes";
import type { Running } from "./running";
import type { Scripting } from "./scripting";
import type { Stage } from "./stage";
import type { Store } from "./store";
import type { Suggesting } from "./suggesting";
import type { TemplatePictures } from "./template-pictures";
import type { Tour } from "./tour";

export interface App {
  store: Store;
  client: EngineClient;
  offered: Offered;
  opening: Opening;
  running: Running;
  exporting: Exporting;
  questions: Questions;
  recipes: Recipes;
  comparing: Comparing;
  scripting: Scripting;
  suggesting: Suggesting;
  methods: Methods;
  templates: TemplatePictures;
  stage: Stage;
  drawing: Drawing;
  correcting: Correcting;
  offline: OfflineKeeping;
  tour: Tour;
  queue: Queue;
  notice: Notice;
  projects: Projects;
  keeping: Keeping;
}
