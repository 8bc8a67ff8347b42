/** The commands of drawing and correcting: every tool by its key, and what is done to what is selected. */
import type { Command, Group } from "./commands";
import type { IconName } from "./icons";
import { active, type State, shownLabels, type ToolName } from "./store";

/** Every tool with its key and icon, as the toolbar shows them; a gap stands between groups. */
export const TOOLS: readonly { name: ToolName; key: string; icon: IconName; gap?: boolean }[] = [
  { name: "pointer", key: "V", icon: "pointer" },
  { name: "hand", key: "G", icon: "hand" },
  { name: "rectangle", key: "R", icon: "rectangle", gap: true },
  { name: "ellipse", key: "C", icon: "ellipse" },
  { name: "polygon", key: "P", icon: "polygon" },
  { name: "freehand", key: "F", icon: "freehand" },
  { name: "wand", key: "W", icon: "magic" },
  { name: "line", key: "I", icon: "line", gap: true },
  { name: "point", key: "D", icon: "point" },
  { name: "measure", key: "U", icon: "ruler" },
  { name: "brush", key: "A", icon: "brush", gap: true },
  { name: "eraser", key: "E", icon: "eraser" },
  { name: "split", key: "S", icon: "scissors" },
];

const group: Group = "drawing";
const withImage = (state: State) => state.screen === "open" && state.page !== "embed" && !!active(state);
const chosen = (least: number) => (state: State) =>
  withImage(state) && state.selection.size >= least && !!shownLabels(state);
const withShape = (state: State) => withImage(state) && state.ui.drawing.shape !== 0;

export const DRAWING_COMMANDS: readonly Command[] = [
  ...TOOLS.map(
    ({ name, key }): Command => ({
      id: name,
      group,
      keys: [key],
      can: withImage,
      act: (app) => app.drawing.choose(name),
    }),
  ),
  {
    id: "putDown",
    group,
    keys: ["Escape"],
    can: (state) => withImage(state) && (state.ui.drawing.tool !== "pointer" || withShape(state)),
    act: (app) => app.drawing.escape(),
  },
  {
    id: "duplicate",
    group,
    keys: ["Ctrl+D"],
    can: withShape,
    act: (app) => app.drawing.duplicate(app.store.state.ui.drawing.shape),
  },
  {
    id: "delete",
    group,
    keys: ["Delete", "Backspace"],
    can: (state) => withShape(state) || chosen(1)(state),
    act: (app) => app.drawing.remove(),
  },
  { id: "merge", group, keys: ["M"], can: chosen(2), act: (app) => app.correcting.merge() },
  { id: "train", group, keys: [], can: withImage, act: (app) => app.training.start() },
  { id: "fillHoles", group, keys: [], can: chosen(1), act: (app) => app.correcting.fillHoles() },
];
