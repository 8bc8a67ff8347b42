/** Die Texte der Arbeit, die bleibt: zurücknehmen, behalten, Projekte, mehrere Bilder, Warteschlange, Speicher. */
import { bytes } from "../numbers";
import type { ENGLISH_WORK } from "./english-work";

export const GERMAN_WORK: typeof ENGLISH_WORK = {
  undoNames: {
    recipe: "Änderung des Rezepts",
    template: "anderes Rezept",
    suggestion: "Vorschlag",
    parameter: "Einstellung",
    channel: "Kanal",
    channels: "Kanäle",
    contrast: "Kontrast",
    choices: "was der Lauf nimmt",
    region: "Ausschnitt",
    examples: "gemalte Beispiele",
    selection: "Auswahl",
    "pixel-size": "Pixelgröße",
    layers: "Ergebnisse auf dem Bild",
    shapes: "Zeichnung",
    corrections: "Korrektur",
    classes: "Klassen",
  },
  undoWhat: (what) => `Zurücknehmen: ${what}`,
  redoWhat: (what) => `Wiederholen: ${what}`,

  goOnTitle: "Weiter, wo Sie aufgehört haben",
  goOn: "Weiter",
  startFresh: "Neu beginnen",
  startFreshHint: "Vergisst die Arbeit früherer Besuche in diesem Browser.",
  lastWork: (title, when) => (title ? `${title}, ${when}` : when),
  andMore: (count) => `und ${count} weitere`,
  keepsNothing: "Dieser Browser behält nichts: ein gespeichertes Projekt führt später weiter.",
  keepsNoResults: "Dieser Browser hat keinen Platz für Ergebnisse. Rezept und Ansichten bleiben.",
  keepWork: "Meine Arbeit in diesem Browser behalten",
  keepWorkHint:
    "Rezept, Ansichten, Zeichnungen und kleine Ergebnisse, für den nächsten Besuch. Nie Pixel; nichts verlässt diesen Browser.",
  keepsOff: "Auf dieser Seite wird nichts behalten, wenn Sie es nicht wünschen.",
  wantedTitle: "Noch gebraucht",
  wantedHint: "Diese Dateien noch einmal wählen oder ablegen: ein Browser behält keine Dateien.",
  openAgain: "Wieder öffnen",
  leaveOut: "Weglassen",
  leaveAllOut: "Alle weglassen",
  otherFile: (name) => `${name} ist eine andere Datei als die, mit der diese Arbeit entstand.`,
  otherFileHint: "Ansicht und Zeichnungen werden übernommen; Ergebnisse, Korrekturen und Klassen nicht.",
  useAnyway: "Trotzdem verwenden",
  saveProject: "Projekt speichern",
  savingProject: "Projekt wird geschrieben",
  projectSaved: (name, size) => `${name} gespeichert, ${size}. Es enthält keine Pixel.`,
  closeForProject: (count) =>
    count === 1
      ? "Das offene Bild schließen und das Projekt öffnen?"
      : `Die ${count} offenen Bilder schließen und das Projekt öffnen?`,
  projectNewer: "Dieses Projekt stammt von einem neueren tabscope; offen ist, was diese Seite davon kennt.",
  leftOut: (names) => `Nicht lesbar: ${names.slice(0, 3).join(", ")}${names.length > 3 ? " und mehr" : ""}.`,
  projectFaults: {
    "project.damaged": [
      "Das Projekt ist nicht lesbar: die Datei ist beschädigt oder kein Projekt.",
      "Nehmen Sie eine andere Kopie davon.",
    ],
    "project.newer": [
      "Das Projekt stammt von einem neueren tabscope.",
      "Laden Sie die Seite neu und öffnen Sie das Projekt noch einmal.",
    ],
    "project.too-large": [
      "Das Projekt ist größer, als dieser Tab fasst.",
      "Speichern Sie es mit weniger Bildern.",
    ],
  },

  imageList: "Bilder",
  closeNamed: (name) => `${name} schließen`,
  imageLost: "nicht offen",
  queue: "Warteschlange",
  queueAddChosen: "In die Warteschlange",
  queueImages: "Bilder",
  queueRecipes: "Rezepte",
  presentRecipe: "Rezept rechts",
  queueEmpty: "Nichts wartet. Wählen Sie unten Bilder und Rezepte.",
  queueOf: (ended, all) => `${ended} von ${all} fertig`,
  queueFailed: (count) => `${count} gescheitert`,
  projectParts: {
    pixelSize: "Pixelgröße",
    shapes: "Formen",
    corrections: "Korrekturen",
    classes: "Klassen",
    examples: "gemalte Beispiele",
    results: "Ergebnisse",
  },
  timeLeft: (time) => `noch etwa ${time}`,
  cancelAll: "Alle abbrechen",
  tryFailedAgain: "Gescheiterte noch einmal",
  showRun: "Zeigen",
  takeOut: "Herausnehmen",
  stopRun: "Anhalten",
  phases: { waits: "wartet", running: "läuft", done: "fertig", failed: "gescheitert", stopped: "angehalten" },
  earlier: "Früher",
  later: "Später",
  tellMe: "Melden, wenn fertig",
  done: (headline) => `Fertig: ${headline}`,
  doneShort: "Fertig",
  queueEnded: (all, failed) =>
    failed ? `Fertig: ${failed} von ${all} gescheitert` : `Fertig: alle ${all} Läufe`,

  memoryOf: (used, limit) => `Speicher ${bytes(used)} von ${bytes(limit)}`,
  memoryTitle: "Speicher von Python",
  memoryExplained:
    "So viel Speicher kann Python in diesem Tab verwenden, und nicht mehr, wie viel der Rechner auch hat. Zwischen zwei Läufen wird es neu gestartet, wenn es groß geworden ist; Bilder und Ergebnisse bleiben.",
  memoryTight:
    "Es wird knapp. Ein großer Lauf kann aus Mangel an Speicher enden; diese Wege brauchen weniger:",
  memoryFine: "Es ist Platz. Wird es knapp, brauchen diese Wege weniger:",
  memoryRun: (needed) => `Der nächste Lauf braucht etwa ${bytes(needed)}.`,
  commandLine: "Mit der Befehlszeile laufen lassen",
  commandCopied: "Befehl kopiert. Exportieren Sie das Rezept als recipe.json daneben.",
  noRoom: (name, size) => `Für ${name} (${size}) ist kein Platz.`,
  noRoomHint: "Schaffen Sie Platz auf der Festplatte, oder exportieren Sie weniger auf einmal.",

  sharedToo:
    "Farben der Ergebnisse und gezeichnete Bereiche stehen im Link. Klassen, Marken und Korrekturen nicht: dafür gibt es Projekte.",
  areasTooMany: "Die gezeichneten Bereiche sind zu viele für einen Link und fehlen darin.",
};
