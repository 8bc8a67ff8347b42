/** The texts of training by painting examples. */
import { percent, whole } from "../numbers";

export const ENGLISH_TRAINING = {
  training: {
    title: "Count by painted examples",
    begin: "Paint examples",
    end: "Stop painting",
    hint: "Paint a little of each class, also where it is hard to tell. The image is classified anew after every stroke.",
    classes: "Classes",
    newClass: (number: number) => `Class ${number}`,
    add: "Add class",
    remove: (name: string) => `Remove “${name}”`,
    nameOf: (name: string) => `Name of “${name}”`,
    paint: (name: string) => `Paint “${name}”`,
    gives: "Gives the class",
    clear: "Remove all strokes",
    learning: "Learning",
    accuracy: (share: number) => `Out-of-bag accuracy ${percent(share)}`,
    accuracyHelp:
      "How many painted pixels the trees that had not seen them put into their class. It says nothing about places where nothing was painted.",
    pixels: (count: number) => `${whole(count)} px`,
    few: (name: string) => `“${name}” has few examples; paint some more.`,
    decided: "What decided most",
    strokes: (count: number) => `${whole(count)} ${count === 1 ? "stroke" : "strokes"} in this image`,
  },
};
