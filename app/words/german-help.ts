/** What stands behind the question marks, in German. */
import type { HelpTopic } from "./english-help";

export const GERMAN_HELP: Record<HelpTopic, string> = {
  channels:
    "Jeder Kanal hat eine Farbe und zwei Grenzen: Was dunkler ist als die erste, wird schwarz; was heller ist als die zweite, wird voll gezeigt. „Auto“ setzt die Grenzen so, dass je 0,1 % der Pixel außerhalb liegen. Das alles ist nur fürs Auge: Gemessen wird an den Pixeln, wie sie gespeichert sind.",
  onImage:
    "Was der letzte Lauf gefunden hat, liegt in Ebenen auf dem Bild. Das Auge zeigt oder verbirgt eine Ebene; die Streifen wechseln zwischen Umrissen und Flächen. Ein Klick auf den Namen öffnet Deckkraft und Farbe, zum Beispiel nach einer gemessenen Spalte.",
  recipe:
    "Ein Rezept ist eine Liste von Schritten vom Bild zur Tabelle, in dieser Reihenfolge. Öffnen Sie einen Schritt, um ihn einzustellen; ziehen Sie ihn oder drücken Sie Alt und einen Pfeil, um ihn zu verschieben; „Rechnen“ führt alles aus. Nichts geht verloren: Jede Änderung lässt sich zurücknehmen, und das Rezept lässt sich speichern und auf andere Bilder anwenden.",
  plots:
    "Jedes Diagramm zeigt, was gemessen wurde, einen Wert oder Punkt je Objekt. Ziehen Sie darüber, um Objekte auszuwählen; sie leuchten auch im Bild und in der Tabelle auf. Objekte, die der Bildrand schneidet, bleiben weg, weil ihre Form nicht ganz ist. Unter „Mehr“ gibt es andere Diagramme, Grenzen und das Herunterladen.",
  table:
    "Jede Zeile ist ein Objekt. Ein Klick auf einen Titel sortiert, ein Klick auf eine Zeile wählt ihr Objekt aus; die Eingabetaste rückt es in die Bildmitte. „Spalten“ erklärt jede Spalte und wählt, welche zu sehen sind; „Filter“ behält Zeilen nach Grenzen oder einer Formel.",
  statistics:
    "Anzahl, Mittelwert, Median und Streuung jeder gemessenen Spalte, je Bild, Klasse oder Zeitpunkt. SD ist die Streuung der Objekte, die da sind. Zeilen sind Objekte: Für einen Test zwischen Bedingungen vergleichen Sie Bilder, Wells oder Tiere.",
  classes:
    "Eine Klasse ist ein Name und eine Farbe, die Sie ausgewählten Objekten geben. Sie steht dann in der Tabelle, in Diagrammen und in Exporten. An den Messungen ändert sie nichts.",
  selection:
    "Ausgewählte Objekte sind im Bild, im Diagramm und in der Tabelle zugleich gelb. Bedingungen wählen nach dem, was gemessen wurde; ein Klick, oder Umschalt und Klick, wählt von Hand. Die Mediane sagen, wie sich die ausgewählten von den anderen unterscheiden. X hebt die Auswahl auf.",
  tools:
    "Zeichnen Sie einen Bereich, um nur darin zu zählen, messen Sie eine Länge, oder korrigieren Sie Objekte von Hand: hinzufügen mit dem Pinsel, wegnehmen mit dem Radierer, teilen mit dem Messer. Objekte lassen sich korrigieren, sobald ein Rezept gerechnet ist. Escape legt ein Werkzeug weg.",
};
