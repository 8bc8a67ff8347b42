/** Die Texte zum Anlernen mit gemalten Beispielen. */
import { percent, whole } from "../numbers";

export const GERMAN_TRAINING = {
  training: {
    title: "Zählen nach gemalten Beispielen",
    begin: "Beispiele malen",
    end: "Malen beenden",
    hint: "Malen Sie von jeder Klasse ein wenig an, auch dort, wo es schwer zu sagen ist. Nach jedem Strich wird das Bild neu eingeordnet.",
    classes: "Klassen",
    newClass: (number: number) => `Klasse ${number}`,
    add: "Klasse hinzufügen",
    remove: (name: string) => `„${name}“ entfernen`,
    nameOf: (name: string) => `Name von „${name}“`,
    paint: (name: string) => `„${name}“ malen`,
    gives: "Ergibt die Klasse",
    clear: "Alle Striche entfernen",
    learning: "Lernt",
    accuracy: (share: number) => `Out-of-Bag-Genauigkeit ${percent(share)}`,
    accuracyHelp:
      "Wie viele gemalte Pixel die Bäume, die sie nicht gesehen hatten, ihrer Klasse zuordnen. Über Stellen, an denen nichts gemalt ist, sagt das nichts.",
    pixels: (count: number) => `${whole(count)} px`,
    few: (name: string) => `„${name}“ hat wenige Beispiele; malen Sie noch etwas mehr an.`,
    decided: "Was am meisten entschied",
    strokes: (count: number) => `${whole(count)} ${count === 1 ? "Strich" : "Striche"} in diesem Bild`,
  },
};
