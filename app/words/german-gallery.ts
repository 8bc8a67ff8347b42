/** Was jedes Rezept misst und wo es versagt, auf Deutsch. */
import type { ENGLISH_GALLERY } from "./english-gallery";

export const GERMAN_GALLERY: typeof ENGLISH_GALLERY = {
  "count-nuclei": {
    measures: "Zahl, Größe, Form und Helligkeit jedes Kerns, in jedem Kanal.",
    fails: "Kerne sich mehr als dreifach in der Größe unterscheiden oder ohne Lücken im Gewebe liegen.",
  },
  "count-dark-objects": {
    measures: "Zahl, Größe und Form dunkler Dinge auf hellem Grund; Helligkeit wie gespeichert.",
    fails: "der Grund über weniger als zwei Objektbreiten ungleichmäßig ist.",
  },
  "plain-otsu": {
    measures: "Zahl, Größe, Form und Helligkeit mit einer Schwelle für das ganze Bild.",
    fails: "der Grund ungleichmäßig ist oder schwache und helle Objekte beieinander liegen.",
  },
  "nuclei-unet": {
    measures: "Zahl, Größe, Form und Helligkeit; ein neuronales Netz findet die Kerne.",
    fails: "Kerne unter 10 oder über 40 px groß sind oder das Bild keine Fluoreszenz ist.",
  },
  "nuclei-3d": {
    measures: "Zahl, Volumen, Oberfläche und Helligkeit der Kerne in einem Stapel.",
    fails: "der Abstand der Schnitte unbekannt oder falsch ist oder größer als ein halber Kern.",
  },
  "cell-compartments": {
    measures: "Jeden Kanal in Kern, Zytoplasma und ganzer Zelle.",
    fails: "Zellen viel größer oder kleiner sind als der Abstand um den Kern, oder mehrere Kerne haben.",
  },
  "spots-per-cell": {
    measures: "Wie viele helle Punkte jede Zelle hat.",
    fails: "Punkte näher liegen als ihre doppelte Breite oder der Hintergrund ebenso körnig ist.",
  },
  "find-spots": {
    measures: "Ort, Stärke und Helligkeit jedes runden Punktes, auf Bruchteile eines Pixels.",
    fails:
      "Punkte vom eingetippten Radius abweichen, ineinander liegen oder der Hintergrund ebenso körnig ist.",
  },
  colocalisation: {
    measures: "Wie weit zwei Kanäle zusammengehen: Pearson, Spearman, Manders, und was der Zufall gäbe.",
    fails: "Kanäle ineinander übersprechen, verschoben oder gesättigt sind oder viel Hintergrund dabei ist.",
  },
  confluency: {
    measures: "Den Anteil des Bildes, den Zellen bedecken: wo es unruhig ist.",
    fails: "Zellen innen glatt sind, der Grund schmutzig ist oder nichts oder alles bedeckt ist.",
  },
  "wound-closure": {
    measures: "Die offene Fläche einer Wunde zu jedem Zeitpunkt.",
    fails: "die Wunde aus dem Bild ragt, andere Lücken ebenso groß sind oder die Schärfe wandert.",
  },
  "track-cells": {
    measures: "Weg, Geschwindigkeit und Verschiebung jedes Kerns über die Zeit.",
    fails: "Kerne sich zwischen zwei Bildern weiter als ihr Durchmesser bewegen oder dicht liegen.",
  },
  "line-length": {
    measures: "Länge, Äste, Kreuzungen und Enden dünner Linien.",
    fails: "Linien dicker sind als die größte eingetippte Breite, sich kreuzen oder unterbrochen sind.",
  },
  "stain-area": {
    measures: "Den Anteil des Gewebes, der braun ist.",
    fails: "Weiß nicht weiß ist, Farbstoffe von den veröffentlichten abweichen oder der Schnitt Falten hat.",
  },
  "image-quality": {
    measures: "Schärfe, Rauschen, Helligkeit und Sättigung jedes Kanals.",
    fails: "Bilder verschiedenen Inhalts oder verschiedener Mikroskope verglichen werden.",
  },
};
