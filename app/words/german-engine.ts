/** Wie die Operationen, ihre Einstellungen und die Fehler der Engine auf Deutsch heißen. */
import type { Words } from "../words";
import { GERMAN_RESULTS_ENGINE } from "./german-results-engine";

const operations: Record<string, [title: string, help: string]> = {
  "intensity.background": ["Hintergrund abziehen", "Zieht einen ungleichmäßigen Hintergrund ab."],
  "intensity.normalise": ["Normieren", "Streckt die Werte, sodass zwei Perzentile zu 0 und 1 werden."],
  "intensity.rgb_to_gray": ["RGB zu Grau", "Macht aus einem Farbbild seine Helligkeit."],
  "intensity.invert": [
    "Umkehren",
    "Macht Dunkles hell: jeder Wert wird zu Minimum plus Maximum des Bildes minus sich selbst.",
  ],
  "filter.gaussian": ["Gauß-Filter", "Zeichnet mit einer Gauß-Glocke weich."],
  "filter.median": [
    "Medianfilter",
    "Ersetzt jeden Pixel durch den Median des Kreises um ihn; Sprenkel verschwinden, Kanten bleiben.",
  ],
  "filter.mean": ["Mittelwertfilter", "Ersetzt jeden Pixel durch den Mittelwert des Kreises um ihn."],
  "filter.minimum": ["Minimumfilter", "Gibt jedem Pixel den dunkelsten Wert des Kreises um ihn."],
  "filter.maximum": ["Maximumfilter", "Gibt jedem Pixel den hellsten Wert des Kreises um ihn."],
  "filter.local_sd": [
    "Lokale Standardabweichung",
    "Zeigt, wo das Bild unruhig ist: die Standardabweichung im Quadrat um jeden Pixel.",
  ],
  "filter.entropy": [
    "Lokale Entropie",
    "Zeigt, wo die Grauwerte gemischt sind: die Entropie des Kreises um jeden Pixel, in Bit.",
  ],
  "filter.difference_of_gaussians": [
    "Differenz von Gauß-Filtern",
    "Behält Strukturen zwischen zwei Größen: fein weichgezeichnet minus grob weichgezeichnet.",
  ],
  "filter.laplacian_of_gaussian": [
    "Laplace von Gauß",
    "Hebt runde Flecken einer Größe hervor: helle werden positiv.",
  ],
  "filter.unsharp": [
    "Unscharf maskieren",
    "Macht Feines deutlicher, indem es zurückgibt, was das Weichzeichnen nimmt. Zum Ansehen; darauf keine Helligkeit messen.",
  ],
  "filter.band_pass": [
    "Bandpass (FFT)",
    "Behält Strukturen zwischen zwei Größen, nach Raumfrequenz; gleicht Schatten aus und nimmt Rauschen weg.",
  ],
  "filter.bilateral": [
    "Bilateraler Filter",
    "Mittelt jeden Pixel mit Nachbarn ähnlicher Helligkeit; Rauschen geht, Kanten bleiben.",
  ],
  "filter.non_local_means": [
    "Nichtlokale Mittel",
    "Mittelt jeden Pixel mit ähnlichen Stellen anderswo; gut für feine, sich wiederholende Strukturen.",
  ],
  "filter.total_variation": [
    "Totale Variation",
    "Glättet Flächen und hält ihre Kanten scharf; gut für Zellen auf gleichmäßigem Grund.",
  ],
  "filter.wavelet": [
    "Wavelet-Entrauschen",
    "Nimmt auf jeder Skala das Rauschen weg und behält, was auf einer von ihnen hervortritt.",
  ],
  "filter.edges": ["Kanten finden", "Zeigt, wo sich die Werte ändern: helle Kanten auf dunklem Grund."],
  "filter.ridges": [
    "Linien finden (Sato)",
    "Hebt Linien verschiedener Breite hervor, etwa Neuriten, Gefäße oder Membranen.",
  ],
  "filter.vesselness": [
    "Gefäßähnlichkeit (Frangi)",
    "Zeigt von 0 bis 1, wie sehr jede Stelle einem Gefäß gleicht; Flecken und Platten treten zurück.",
  ],
  "filter.neuriteness": [
    "Neuritenähnlichkeit (Meijering)",
    "Zeigt von 0 bis 1, wie sehr jede Stelle einem dünnen Neuriten gleicht.",
  ],
  "threshold.manual": ["Schwelle von Hand", "Behält Pixel, die heller sind als ein gewählter Wert."],
  "threshold.otsu": [
    "Schwelle nach Otsu",
    "Findet den Wert, der die Pixel in zwei gleichmäßige Gruppen teilt, und behält die helleren.",
  ],
  "threshold.li": [
    "Schwelle nach Li",
    "Findet den Wert mit der kleinsten Kreuzentropie und behält die helleren Pixel; gut bei schwachen Objekten.",
  ],
  "threshold.triangle": [
    "Dreiecksschwelle",
    "Findet die Ecke eines Histogramms mit einem großen Gipfel und behält die helleren Pixel; gut bei wenigen Objekten.",
  ],
  "threshold.local": [
    "Lokale Schwelle",
    "Behält Pixel, die heller sind als der Mittelwert des Quadrats um sie.",
  ],
  "threshold.local_contrast": [
    "Helle Objekte finden",
    "Behält Pixel, die im ganzen Bild und gegen ihre Umgebung hell sind; in einem Bild aus Rauschen nichts.",
  ],
  "morphology.white_tophat": [
    "Weißer Zylinderhut",
    "Behält helle Flecken, die kleiner als der Radius sind; Größeres wird dunkel.",
  ],
  "morphology.black_tophat": [
    "Schwarzer Zylinderhut",
    "Behält dunkle Flecken, die kleiner als der Radius sind, als helle auf dunklem Grund.",
  ],
  "morphology.gray_open": [
    "Grauwert-Öffnung",
    "Nimmt helle Flecken weg, die kleiner als der Radius sind; der Rest behält seine Helligkeit.",
  ],
  "morphology.gray_close": [
    "Grauwert-Schließung",
    "Nimmt dunkle Flecken weg, die kleiner als der Radius sind; der Rest behält seine Helligkeit.",
  ],
  "morphology.reconstruct": [
    "Rekonstruieren",
    "Lässt ein Keimbild wachsen, bis es das Bild trifft: ganze Objekte kommen aus einem Teil von ihnen zurück.",
  ],
  "morphology.erode": ["Erodieren", "Nimmt Pixel weg, die dem Hintergrund näher sind als der Radius."],
  "morphology.dilate": ["Dilatieren", "Fügt Pixel bis zum Radius um den Vordergrund hinzu."],
  "morphology.open": [
    "Öffnen",
    "Erodiert, dann dilatiert: Sprenkel und dünne Brücken verschwinden, der Rest behält seine Größe.",
  ],
  "morphology.close": [
    "Schließen",
    "Dilatiert, dann erodiert: kleine Lücken und Kerben schließen sich, der Rest behält seine Größe.",
  ],
  "morphology.fill_holes": [
    "Löcher füllen",
    "Füllt Hintergrund, der vom Vordergrund umschlossen ist (in der Ebene oder im Volumen).",
  ],
  "morphology.remove_small": [
    "Kleines entfernen",
    "Entfernt Sprenkel; Pixel, die sich an einer Ecke berühren, gehören zusammen.",
  ],
  "morphology.remove_large": [
    "Großes entfernen",
    "Entfernt große Stücke wie Klumpen und Fasern; Pixel, die sich an einer Ecke berühren, gehören zusammen.",
  ],
  "morphology.clear_border": [
    "Rand leeren",
    "Entfernt zusammenhängenden Vordergrund, der den Rand der Ebene berührt (in 3D: die Ränder in y und x).",
  ],
  "morphology.clean": [
    "Aufräumen",
    "Öffnet, füllt kleine Löcher, entfernt Sprenkel: die drei üblichen Schritte nach einer Schwelle.",
  ],
  "morphology.skeletonise": [
    "Skelettieren",
    "Verdünnt jedes Objekt zu einer Linie von einem Pixel Breite durch seine Mitte.",
  ],
  "morphology.thin": [
    "Verdünnen",
    "Schält Objekte, ohne sie zu zerteilen; ein Stapel wird Schnitt für Schnitt verdünnt.",
  ],
  "morphology.distance": [
    "Abstand nach außen",
    "Gibt jedem Vordergrundpixel den Abstand zum nächsten Hintergrund, in Pixeln.",
  ],
  "morphology.convex_hull": ["Konvexe Hülle", "Füllt die Kerben jedes Objekts wie ein Gummiband."],
  "segment.label": ["Objekte nummerieren", "Gibt jedem zusammenhängenden Stück seine Nummer."],
  "segment.split": ["Berührende trennen", "Trennt Objekte, die sich berühren, und nummeriert sie."],
  "measure.typical_diameter": [
    "Typische Größe finden",
    "Findet den typischen Durchmesser heller Objekte, als Tabelle mit einer Zeile.",
  ],
  "measure.regions": [
    "Objekte messen",
    "Misst Größe, Form, Ort und Helligkeit jedes Objekts, eine Zeile je Objekt.",
  ],
  "model.run": ["Modell anwenden", "Wendet ein neuronales Netz auf das Bild an."],
  "model.objects": [
    "Objekte aus Wahrscheinlichkeit",
    "Macht aus der Wahrscheinlichkeit eines Modells Objekte und trennt, wo sie sich berühren.",
  ],
  "intensity.flat_field_estimate": [
    "Ungleiches Licht finden",
    "Findet, wie das Licht zu den Seiten abfällt, aus dem, was alle Schnitte, Zeiten oder Bilder gemeinsam haben.",
  ],
  "intensity.bleaching": [
    "Ausbleichen ausgleichen",
    "Bringt ausgebleichte Bilder auf die Helligkeit des ersten zurück.",
  ],
  "intensity.flat_field": [
    "Flachfeld",
    "Teilt ungleiches Licht heraus, gesehen an einem Vergleichsbild wie einem leeren Feld oder einem glatten Hintergrund.",
  ],
  "intensity.combine": [
    "Zwei Bilder verrechnen",
    "Addiert, subtrahiert, teilt oder vergleicht zwei Kanäle oder Bilder, Pixel für Pixel; für Übersprechen oder Verhältnisse.",
  ],
  "intensity.unmix_stains": [
    "Färbungen trennen",
    "Zeigt, wie viel einer Färbung auf jedem Pixel eines gefärbten Schnitts liegt.",
  ],
  "intensity.rescale": [
    "Umskalieren",
    "Streckt die Werte, sodass zwei eingetragene Werte zu 0 und 1 werden; für jedes Bild gleich.",
  ],
  "intensity.clip": [
    "Begrenzen",
    "Schneidet Werte unter und über zwei Grenzen ab. Der Datentyp bleibt, wo er die Grenzen fasst; NaN bleibt NaN.",
  ],
  "intensity.gamma": [
    "Gamma",
    "Biegt die Helligkeit, sodass schwache Strukturen sichtbar werden; der dunkelste und der hellste Wert bleiben.",
  ],
  "intensity.clahe": [
    "Kontrast angleichen (CLAHE)",
    "Gibt dunklen und hellen Teilen des Bildes denselben Kontrast. Zum Finden von Objekten; darauf nie Helligkeit messen.",
  ],
  "restore.hot_pixels": [
    "Heiße Pixel entfernen",
    "Ersetzt einzelne Pixel, die viel heller oder dunkler als ihre acht Nachbarn sind, durch den Median der neun.",
  ],
  "restore.richardson_lucy": [
    "Entfalten (Richardson-Lucy)",
    "Nimmt Unschärfe zurück, für Bilder mit wenigen Photonen; ergibt nie negatives Licht.",
  ],
  "restore.wiener": [
    "Entfalten (Wiener)",
    "Nimmt Unschärfe in einem schnellen Schritt zurück, für Bilder mit wenig Rauschen.",
  ],
  "restore.shift": [
    "Versatz eines Kanals ausgleichen",
    "Verschiebt einen Kanal, sodass er auf einem anderen liegt; für Farbversatz, der mit Kügelchen gemessen wurde.",
  ],
  "restore.deskew": [
    "Lichtblatt-Stapel aufrichten",
    "Bringt die Schichten eines schrägen Lichtblatts, die bei fahrendem Tisch aufgenommen wurden, dahin, wo sie in der Probe waren.",
  ],
  "register.landmarks": [
    "Nach Landmarken ausrichten",
    "Verschiebt einen Kanal, sodass Punkte darin da liegen, wo sie hingehören, wie in einem anderen Kanal oder Bild.",
  ],
  "intensity.project": [
    "Volumen projizieren",
    "Blickt durch ein Volumen: eine Ebene der hellsten, mittleren oder summierten Werte entlang z, y oder x.",
  ],
  "geometry.crop": [
    "Zuschneiden",
    "Behält einen Kasten des Bildes oder den um den Vordergrund einer Maske; gemessen wird weiter auf dem ganzen Bild.",
  ],
  "geometry.pad": [
    "Rand hinzufügen",
    "Legt einen Rand um das, was ausgewertet wird, damit Filter und Objekte an der Grenze Platz haben.",
  ],
  "geometry.bin": [
    "Pixel zusammenfassen",
    "Fasst Blöcke von Pixeln zusammen: kleiner, weniger Rauschen, schneller; gemessen wird weiter in Pixeln des Bildes.",
  ],
  "geometry.resize": [
    "Größe ändern",
    "Gibt dem Bild größere oder kleinere Pixel oder Voxel, die in z so lang sind wie in der Ebene; gemessen wird wie zuvor.",
  ],
  "geometry.rotate": [
    "Drehen",
    "Dreht das Bild oder jede Schicht eines Volumens; das Ergebnis ist so groß, dass alles hineinpasst.",
  ],
  "geometry.flip": [
    "Spiegeln",
    "Spiegelt das Bild; gemessen wird weiter auf dem Bild, wie es geöffnet wurde.",
  ],
  "geometry.reslice": [
    "Anders schneiden",
    "Schneidet ein Volumen in Schichten entlang y oder x: Jede zeigt die Tiefe von oben nach unten.",
  ],
  "geometry.orthogonal": [
    "Ebene eines Volumens nehmen",
    "Nimmt eine Ebene eines Volumens: eine Schicht, die auf dem Bild liegt, oder eine Ansicht von der Seite, die dort keinen Ort hat.",
  ],
  "geometry.concatenate": [
    "Nebeneinander legen",
    "Legt zwei Bilder nebeneinander, etwa vorher und nachher; das Ergebnis hat keinen Ort auf dem Bild.",
  ],
  "threshold.yen": [
    "Schwelle nach Yen",
    "Findet den Wert, der am meisten Information behält, und behält die helleren Pixel; gut bei kleinen hellen Objekten.",
  ],
  "threshold.isodata": [
    "Isodata-Schwelle",
    "Findet den Wert in der Mitte zwischen den Mittelwerten der dunklen und der hellen Pixel und behält die helleren.",
  ],
  "threshold.minimum": [
    "Minimum-Schwelle",
    "Glättet das Histogramm, bis es zwei Gipfel hat, und teilt die Pixel am Tal dazwischen.",
  ],
  "threshold.mean": [
    "Mittelwert-Schwelle",
    "Behält Pixel, die heller sind als der Mittelwert, oder als der Mittelwert plus einige Standardabweichungen.",
  ],
  "threshold.multi_otsu": [
    "Mehrstufige Schwelle nach Otsu",
    "Teilt die Pixel in mehrere Gruppen der Helligkeit und behält die hellsten.",
  ],
  "threshold.hysteresis": [
    "Hysterese-Schwelle",
    "Behält Flächen über einem unteren Wert, die irgendwo einen oberen erreichen; schwache Enden heller Linien bleiben.",
  ],
  "threshold.niblack": [
    "Schwelle nach Niblack",
    "Behält Pixel, die sich um einige Standardabweichungen vom Mittelwert ihrer Umgebung abheben.",
  ],
  "threshold.sauvola": [
    "Schwelle nach Sauvola",
    "Behält Pixel, die heller sind als ein lokaler Wert, der in ebenen Gebieten tiefer liegt; gemacht für Färbungen und Druck.",
  ],
  "segment.chan_vese": [
    "Aktive Kontur (Chan-Vese)",
    "Teilt das Bild in zwei Flächen gleichmäßiger Helligkeit mit glatter Grenze; gut bei schwachen Kanten.",
  ],
  "segment.cluster": [
    "Grauwerte gruppieren",
    "Ordnet die Pixel in Gruppen ähnlicher Helligkeit und behält die hellsten Gruppen.",
  ],
  "segment.maxima": [
    "Gipfel finden",
    "Markiert jeden Gipfel, der um eine Höhe hervortritt, als Keim für Objekte oder als Fleck.",
  ],
  "segment.watershed": [
    "Wasserscheide aus Keimen",
    "Lässt jeden Keim wachsen, bis er seine Nachbarn trifft, entlang der Täler oder Grate des Bildes.",
  ],
  "segment.grow": [
    "Zellen aus Kernen wachsen lassen",
    "Findet die Zelle um jeden Kern: Kerne wachsen in der Maske, bis sie sich treffen, entlang dunkler Täler des Bildes.",
  ],
  "segment.voronoi_otsu": [
    "Voronoi-Otsu",
    "Findet runde helle Objekte in einem Schritt: Mitten durch starkes Weichzeichnen, Umrisse nach Otsu, Grenzen auf halbem Weg.",
  ],
  "segment.random_walker": [
    "Zufallswanderer",
    "Gibt jeden Pixel dem Keim, den eine Zufallswanderung von ihm zuerst erreicht; gut bei schwachen Kanten.",
  ],
  "segment.pixel_classes": [
    "Pixel einordnen (gelernt)",
    "Findet die Pixel, die wie die gemalten Beispiele einer Klasse aussehen; ein paar Striche genügen, wie in ilastik, Labkit oder Weka.",
  ],
  "segment.class_probability": [
    "Wahrscheinlichkeit einer Klasse (gelernt)",
    "Zeigt von 0 bis 1, wie wahrscheinlich jeder Pixel zu einer Klasse gehört, für eigene Schwellen und Wasserscheiden.",
  ],
  "segment.slic": [
    "Superpixel (SLIC)",
    "Teilt das Bild in Stücke gleichmäßiger Helligkeit und etwa einer Größe, zum Messen oder Einordnen von Flächen.",
  ],
  "segment.felzenszwalb": [
    "Gleichmäßige Flächen (Felzenszwalb)",
    "Teilt das Bild in Flächen, die innen ähnlicher sind als über ihre Grenzen hinweg.",
  ],
  "labels.remove_border": [
    "Objekte am Rand entfernen",
    "Entfernt Objekte, die der Bildrand schneidet (in 3D: die Ränder in y und x). Die anderen behalten ihre Nummern.",
  ],
  "labels.filter_size": [
    "Nach Größe filtern",
    "Entfernt Objekte, die zu klein oder zu groß sind. Die anderen behalten ihre Nummern.",
  ],
  "labels.relabel": [
    "Neu nummerieren",
    "Nummeriert die Objekte 1, 2, 3 und so weiter, nach ihrem ersten Pixel von links oben.",
  ],
  "labels.expand": [
    "Erweitern",
    "Lässt Objekte nach außen wachsen, ohne ineinander zu laufen; für einen Ring Zytoplasma um Kerne.",
  ],
  "labels.mask": [
    "Mit einer Maske beschneiden",
    "Behält den Teil jedes Objekts, der in oder außerhalb einer Maske liegt. Nummern bleiben.",
  ],
  "labels.touching": [
    "Objekte in einer Maske behalten",
    "Behält ganze Objekte, die mit einem Anteil ihrer Fläche in einer Maske liegen, oder alle anderen. Nummern bleiben.",
  ],
  "labels.subtract": [
    "Objekte abziehen",
    "Nimmt die Pixel anderer Objekte weg: Zellen minus Kerne ist Zytoplasma. Die Nummern der ersten bleiben.",
  ],
  "labels.together": [
    "Objekte zusammenlegen",
    "Macht aus zwei Sätzen von Objekten einen, etwa helle Kerne und schwache, die zwei Schwellen fanden.",
  ],
  "labels.number_by_parent": [
    "Nach dem Umschließenden nummerieren",
    "Gibt jedem kleinen Objekt die Nummer des großen, in dem es vor allem liegt, wie Flecken die ihrer Zelle.",
  ],
  "labels.filter": [
    "Nach einer Messung filtern",
    "Entfernt Objekte nach einer beliebigen Messung, zwischen zwei Grenzen. Die anderen behalten ihre Nummern.",
  ],
  "labels.shrink": [
    "Schrumpfen",
    "Lässt Objekte von ihren Rändern zurückweichen, auch wo sie sich berühren; kleine können verschwinden.",
  ],
  "labels.ring": [
    "Ring um Objekte",
    "Macht einen Ring um jedes Objekt, etwa das Zytoplasma neben einem Kern; Ringe laufen nie ineinander.",
  ],
  "labels.boundaries": [
    "Ränder der Objekte",
    "Behält die äußersten Pixel jedes Objekts; Pixel, die sich an einer Ecke berühren, sind Nachbarn.",
  ],
  "labels.classify": [
    "In Klassen sortieren",
    "Sortiert Objekte nach Regeln über das Gemessene in Klassen, etwa positive und negative Zellen.",
  ],
  "labels.convex_hull": [
    "Konvexe Hülle von Objekten",
    "Füllt die Kerben jedes Objekts, wie ein Gummiband (im Stapel eine Haut) darum.",
  ],
  "labels.split": [
    "Objekte teilen",
    "Teilt Objekte, die mehrere sind, etwa Klumpen von Kernen, jedes innerhalb seines Umrisses.",
  ],
  "labels.merge": [
    "Teile von Objekten verbinden",
    "Verbindet Teile, die sich ohne dunkles Tal dazwischen berühren, etwa einen Kern, der in zwei geschnitten wurde.",
  ],
  "labels.join_near": [
    "Nahe Objekte verbinden",
    "Macht ein Objekt aus denen, die nahe beieinander liegen, etwa den Stücken eines zerfallenen Kerns.",
  ],
  "measure.colocalisation": [
    "Kolokalisation messen",
    "Misst, wie weit zwei Kanäle an denselben Stellen liegen, als Tabelle mit einer Zeile.",
  ],
  "measure.quality": [
    "Bildqualität messen",
    "Sagt, wie scharf, hell, verrauscht und gesättigt jeder Kanal ist, eine Zeile je Ebene.",
  ],
  "measure.coverage": [
    "Bedeckte Fläche messen",
    "Sagt, wie viel vom Bild oder von einer anderen Maske eine Maske bedeckt: Konfluenz, gefärbte Fläche, offene Wunde.",
  ],
  "measure.count": [
    "Objekte zählen",
    "Zählt die Objekte jeder Ebene und ihre Zahl je Fläche, eine Zeile je Ebene.",
  ],
  "measure.neighbours": [
    "Nachbarn messen",
    "Zählt die Nachbarn jedes Objekts und misst den Abstand zum nächsten und wie viel sie sich berühren.",
  ],
  "measure.children": [
    "Teile in jedem Objekt zählen",
    "Zählt die kleinen Objekte in jedem großen, etwa Flecken je Zelle, eine Zeile je großem Objekt.",
  ],
  "measure.parents": [
    "Zu jedem Teil das Umschließende finden",
    "Sagt für jedes kleine Objekt, in welchem großen es liegt, eine Zeile je kleinem Objekt.",
  ],
  "measure.pattern": [
    "Räumliches Muster messen",
    "Sagt, bei welchen Abständen Objekte dichter beieinander oder weiter auseinander liegen als durch Zufall.",
  ],
  "measure.radial": [
    "Von der Mitte zum Rand messen",
    "Misst, wie sich das Licht von der Mitte jedes Objekts zu seinem Rand verteilt.",
  ],
  "measure.skeleton": [
    "Linien messen",
    "Misst Länge, Enden und Verzweigungen jeder Linie, eine Zeile je zusammenhängendem Skelett.",
  ],
  "measure.texture": [
    "Textur messen",
    "Misst, wie rau, eben oder geordnet jedes Objekt aussieht, aus Paaren von Grauwerten darin.",
  ],
  "morphology.invert": [
    "Vorder- und Hintergrund tauschen",
    "Macht aus Hintergrund Vordergrund und umgekehrt: die Lücke zwischen Zellen, das Äußere von Objekten.",
  ],
  "morphology.combine": [
    "Zwei Masken verbinden",
    "Macht aus zwei Masken eine: wo beide sind, wo eine ist, oder wo nur eine ist.",
  ],
  "segment.spots": [
    "Flecken finden",
    "Findet runde Flecken einer Größe, etwa FISH-Signale, Foci oder Perlen, mit ihrer Mitte.",
  ],
  "measure.granularity": [
    "Körnigkeit messen",
    "Misst, wie viel vom Licht jedes Objekts in Strukturen jeder Größe liegt, eine Zeile je Objekt.",
  ],
  "measure.moments": [
    "Momente messen",
    "Beschreibt die Form jedes Objekts durch Zahlen, die sich beim Verschieben und Drehen nicht ändern.",
  ],
  "measure.profile_line": [
    "Entlang einer Linie messen",
    "Misst die Helligkeit entlang einer Linie von einem Ort zum anderen, eine Zeile je Pixel ihrer Länge.",
  ],
  "measure.profile_axis": [
    "Entlang einer Achse messen",
    "Misst für jeden Ort entlang einer Achse die mittlere Helligkeit quer dazu, eine Zeile je Spalte, Reihe oder Schicht.",
  ],
  "measure.at_points": [
    "An Punkten messen",
    "Misst die Helligkeit um jeden Punkt, und in welchem Objekt er liegt.",
  ],
  "measure.points_in_objects": [
    "Punkte in Objekten zählen",
    "Zählt die Punkte in jedem Objekt, etwa Flecken je Zelle; eine Zeile je Objekt.",
  ],
  "track.link": [
    "Objekte über die Zeit verbinden",
    "Folgt Objekten oder Punkten durch die Zeit, über Lücken hinweg, und durch Teilungen und Vereinigungen, wo diese erlaubt sind.",
  ],
  "track.measure": [
    "Bahnen messen",
    "Misst, wie weit, wie schnell und wie gerade jede Bahn geht; eine Zeile je Bahn.",
  ],
  "register.drift": [
    "Drift über die Zeit ausgleichen",
    "Schiebt jedes Bild zurück, sodass stillsteht, was stillsteht; das erste Bild eines Laufs bleibt, wo es ist.",
  ],
  "register.align_channels": [
    "Einen Kanal ausrichten",
    "Schiebt einen Kanal auf einen anderen, der dieselben Strukturen zeigt; gegen chromatischen Versatz.",
  ],
  "measure.sizes": [
    "Größen beschreiben",
    "Sagt, wie breit die Objekte sind: Median, Quartile, Mittelwert und Streuung ihrer Durchmesser, als Tabelle mit einer Zeile.",
  ],
  "threshold.noise": [
    "Über dem Rauschen",
    "Behält Pixel, die um so viele Male das Rauschen über dem Hintergrund liegen; für dünne Linien und wenige kleine Objekte.",
  ],
  "synth.nuclei": [
    "Kerne zeichnen",
    "Zeichnet Kerne, deren Ort und Form bekannt sind, als Objekte: Ellipsen, im Volumen Ellipsoide.",
  ],
  "synth.cells": [
    "Zellen um Kerne zeichnen",
    "Zeichnet um jeden Kern eine Zelle mit unregelmäßigem Umriss; eine Zelle hat die Nummer ihres Kerns.",
  ],
  "synth.lines": [
    "Linien zeichnen",
    "Zeichnet gewundene Linien bekannter Länge, etwa Neuriten oder Fasern, jede mit eigener Nummer.",
  ],
  "synth.stain": [
    "Objekte als Licht zeichnen",
    "Macht aus Objekten das Bild gefärbter Objekte, wie ein Mikroskop ohne Rauschen sie sähe.",
  ],
  "synth.noise": [
    "Kamerarauschen hinzufügen",
    "Fügt das Rauschen der Photonen und des Auslesens hinzu und schreibt ganze Werte von 0 bis 65 535 wie eine Kamera.",
  ],
  "synth.point_spread": [
    "Punktbildfunktion zeichnen",
    "Zeichnet, wie das Mikroskop einen einzelnen Punkt in der Bildmitte zeigt, so wie „Entfalten“ es annimmt.",
  ],
  "synth.spots": [
    "Flecken setzen",
    "Wählt zufällige Orte für Flecken, auf Teile eines Pixels: die Wahrheit für das Finden und Zählen von Flecken.",
  ],
  "synth.draw_spots": [
    "Flecken als Licht zeichnen",
    "Fügt an jedem Punkt einen runden Fleck zum Bild hinzu.",
  ],
};

const parameters: Record<string, string> = {
  By: "Durch",
  Along: "Entlang",
  Angle: "Winkel",
  Step: "Schritt",
  Backwards: "Rückwärts",
  Turned: "Gedreht",
  Pairs: "Punktpaare",
  Unit: "Einheit",
  Ids: "Nummern",
  Top: "Oben",
  Left: "Links",
  Bottom: "Unten",
  "First slice": "Erste Schicht",
  "Last slice": "Letzte Schicht",
  Margin: "Rand",
  Vertical: "Oben und unten",
  Horizontal: "Links und rechts",
  Fill: "Füllung",
  Value: "Wert",
  "Pixel size": "Pixelgröße",
  Smooth: "Glätten",
  "Left right": "Links und rechts tauschen",
  "Up down": "Oben und unten tauschen",
  At: "Bei",
  Above: "Über",
  "One value for": "Ein Wert für",
  "Look at": "Ansehen",
  Amount: "Stärke",
  Class: "Klasse",
  Clip: "Abschneiden",
  "Coarsest scale": "Gröbster Maßstab",
  Depth: "Tiefe",
  Diameter: "Durchmesser",
  Difference: "Unterschied",
  Distance: "Abstand",
  High: "Oben",
  Holes: "Löcher",
  Large: "Groß",
  "Larger than": "Größer als",
  "Least contrast": "Mindestkontrast",
  "Least inside": "Mindestens innen",
  Lines: "Linien",
  Low: "Unten",
  Method: "Verfahren",
  Model: "Modell",
  Offset: "Versatz",
  Output: "Ausgabe",
  Patch: "Ausschnitt",
  Radius: "Radius",
  Share: "Anteil",
  Sigma: "Sigma",
  "Skip if even": "Auslassen, wenn eben",
  Small: "Klein",
  "Smaller than": "Kleiner als",
  Smoothing: "Glättung",
  Specks: "Sprenkel",
  Steps: "Durchgänge",
  Strength: "Stärke",
  Thickest: "Dickste",
  Thinnest: "Dünnste",
  Threshold: "Schwelle",
  Truncate: "Reichweite",
  Weight: "Gewicht",
  Window: "Fenster",
  Dark: "Dunkel",
  Factor: "Faktor",
  Stains: "Färbungen",
  Stain: "Färbung",
  Colours: "Farben",
  Exponent: "Exponent",
  Limit: "Grenze",
  Blur: "Unschärfe",
  Aperture: "Apertur",
  "First colour": "Farbe der ersten",
  "Second colour": "Farbe der zweiten",
  Wavelength: "Wellenlänge",
  "Refractive index": "Brechungsindex",
  Rounds: "Runden",
  Background: "Hintergrund",
  Balance: "Ausgleich",
  Down: "Nach unten",
  Right: "Nach rechts",
  Deeper: "Tiefer",
  Deviations: "Abweichungen",
  Groups: "Gruppen",
  Keep: "Behalten",
  K: "K",
  Objects: "Objekte",
  Corners: "Ecken",
  Rules: "Regeln",
  Centres: "Mitten",
  Front: "Gemeinsame Grenze",
  Slices: "Schichten",
  "Min distance": "Mindestabstand",
  Trim: "Stutzen",
  Height: "Höhe",
  Compactness: "Kompaktheit",
  "Finest scale": "Feinster Maßstab",
  "Names of classes": "Namen der Klassen",
  "Trained forest": "Gelernter Wald",
  Spots: "Flecken",
  Outline: "Umriss",
  Beta: "Beta",
  Size: "Größe",
  Scale: "Skala",
  Least: "Mindestens",
  Edge: "Rand",
  "At least": "Mindestens",
  "At most": "Höchstens",
  Overlap: "Überlappung",
  Column: "Spalte",
  Gap: "Lücke",
  Width: "Breite",
  Repeats: "Wiederholungen",
  Block: "Block",
  Seed: "Startwert",
  Reach: "Reichweite",
  Largest: "Größte",
  Rings: "Ringe",
  Levels: "Stufen",
  "Max distance": "Größter Abstand",
  Splitting: "Teilungen",
  Merging: "Vereinigungen",
  "Compared to": "Verglichen mit",
  "Whole pixels": "Ganze Pixel",
  Number: "Anzahl",
  Variation: "Streuung",
  Longest: "Längste Form",
  Irregular: "Unregelmäßigkeit",
  Length: "Länge",
  Thickness: "Dicke",
  Bending: "Krümmung",
  Brightness: "Helligkeit",
  Grain: "Körnung",
  Shading: "Schattierung",
  Gain: "Werte je Photon",
  Read: "Ausleserauschen",
  Apart: "Mindestabstand",
  Sizes: "Größen",
  Shrink: "Verkleinern",
  Order: "Ordnung",
  "Start y": "Anfang y",
  "Start x": "Anfang x",
  "End y": "Ende y",
  "End x": "Ende x",
  Statistic: "Kennzahl",
  Axis: "Achse",
  Times: "Wie viele Male",
  Speed: "Geschwindigkeit",
};

const families: Record<string, string> = {
  filter: "Filter",
  geometry: "Geometrie",
  intensity: "Helligkeit",
  labels: "Objekte",
  measure: "Messung",
  model: "Modell",
  morphology: "Morphologie",
  register: "Ausrichten",
  restore: "Wiederherstellen",
  segment: "Segmentierung",
  synth: "Testbilder",
  threshold: "Schwelle",
  track: "Verfolgung",
};

const recipes: Record<string, [title: string, description: string]> = {
  "Find spots": [
    "Flecken finden",
    "Findet runde helle Flecken einer Größe, etwa FISH-Signale, Foci oder Perlen, auf Teile eines Pixels genau und misst ihre Helligkeit. Der Radius eines typischen Flecks muss passen.",
  ],
  "Nuclei in 3D": [
    "Kerne in 3D",
    "Findet helle Kerne in einem Stapel von Schichten als ganze Körper, trennt berührende und misst jeden: Volumen, Ort, Helligkeit. Der Abstand der Schichten muss bekannt sein, sonst gelten Voxel als Würfel.",
  ],
  "Track cells": [
    "Zellen verfolgen",
    "Findet helle Kerne in jedem Bild wie „Kerne zählen“, folgt jedem durch die Zeit und misst, wie weit und wie schnell er geht. Geht, wo sich ein Kern von einem Bild zum nächsten um weniger als seinen Durchmesser bewegt.",
  ],
  "Count nuclei": [
    "Kerne zählen",
    "Findet helle Kerne auf dunklem Grund, trennt berührende und misst jeden. Alles folgt aus ihrem typischen Durchmesser, der im Bild gefunden oder eingetragen wird.",
  ],
  "Count dark objects": [
    "Dunkle Objekte zählen",
    "Findet dunkle Objekte auf hellem Grund: erst wird das Bild umgekehrt, dann folgen die Schritte von „Kerne zählen“. Die Helligkeit wird am Bild gemessen, wie es ist, und die Größen werden zusammengefasst: Median, Quartile und Streuung der Durchmesser.",
  ],
  "Count nuclei with a neural network": [
    "Kerne mit einem neuronalen Netz zählen",
    "Ein U-Net markiert helle Kerne auf dunklem Grund; berührende werden getrennt, jeder wird gemessen. Das Netz sieht Pixel, keine µm: Kerne von 10 bis 40 px passen am besten.",
  ],
  "Plain Otsu and watershed": [
    "Otsu und Wasserscheide",
    "Das Rezept aus dem Lehrbuch: weichzeichnen, Schwelle nach Otsu, nach Abstand trennen, messen. Einfach, und ein Maßstab für die anderen.",
  ],
  "Intensity per cell and compartment": [
    "Helligkeit je Zelle und Kompartiment",
    "Findet Kerne, lässt jeden zu einer Zelle wachsen und misst jeden Kanal in Kern, Zytoplasma und ganzer Zelle.",
  ],
  Colocalisation: [
    "Kolokalisation",
    "Vergleicht zwei Kanäle Pixel für Pixel: Pearson, Spearman, Manders mit den Schwellen nach Costes, und was der Zufall ergäbe.",
  ],
  Confluency: [
    "Konfluenz",
    "Sagt, wie viel eines Hellfeld- oder Phasenkontrastbildes von Zellen bedeckt ist: wo es unruhig ist, sind Zellen.",
  ],
  "Focus and quality control": [
    "Schärfe und Qualität prüfen",
    "Sagt von jedem Kanal, wie scharf, hell, verrauscht und gesättigt er ist; vor dem Messen auf einen Satz anwenden.",
  ],
  "Length of neurites or vessels": [
    "Länge von Neuriten oder Gefäßen",
    "Findet dünne helle Linien, verdünnt sie zu Skeletten und misst Länge, Verzweigungen und Enden.",
  ],
  "Spots per cell": [
    "Flecken je Zelle",
    "Findet Kerne und die Zellen um sie im ersten Kanal, helle Flecken im zweiten, und zählt die Flecken jeder Zelle.",
  ],
  "Quantify a stain (H-DAB)": [
    "Eine Färbung bestimmen (H-DAB)",
    "Trennt Braun von Blau in einem gefärbten Schnitt und sagt, wie viel des Gewebes braun ist.",
  ],
  "Wound closure over time": [
    "Wundschluss über die Zeit",
    "Misst die offene Fläche eines Kratzers zu jedem Zeitpunkt: die ebenen Lücken zwischen unruhigen Zellen, ohne kleine. Ein Wert trennt im ganzen Film unruhig von eben.",
  ],
};

const samples: Record<string, [title: string, subtitle: string]> = {
  "human-cells": ["Menschliche Zellen", "Drei Färbungen, Kerne zählen"],
  "dense-nuclei": ["Dichte Kerne", "Berührende Kerne trennen"],
  "fly-cells": ["Fliegenzellen", "Ein weiteres Feld"],
  mosaic: ["Großes Mosaik", "81 gedrehte Kopien, 4608 px"],
  blobs: ["Kleckse", "Das Beispielbild von ImageJ"],
  "hela-cells": ["HeLa-Zellen", "Kerne, Lysosomen, Mitochondrien"],
  nucleosomes: ["Nukleosomen und ein Antikörper", "Einzelne Moleküle in zwei Farben"],
  "spots-stack": ["Punkte in einem Stapel", "17 Schnitte"],
  "mitosis-movie": ["Zellen, die sich teilen", "15 Bilder eines Films"],
  "glial-cell": ["Gliazelle", "Eine Zelle mit Ästen"],
  tissue: ["Gefärbtes Gewebe", "Braunes DAB und blaues Hämatoxylin"],
  "nuclei-stack": ["Kerne in einem Stapel", "Von den Autoren von StarDist gezeichnet: 51 Kerne"],
  "growing-cells": ["Wachsende Zellen", "Gezeichnet"],
  wound: ["Eine Wunde, die sich schließt", "Gezeichnet"],
  "dark-cells": ["Zellen im Hellfeld", "Gezeichnet"],
};

const errors: Record<string, [sentence: string, hint: string]> = {
  "source.not-found": [
    "Unter {address} ist nichts (404).",
    "Prüfen Sie das Ende; die Adresse eines OME-Zarr endet mit seinem Ordner.",
  ],
  "source.file-missing": ["Es gibt keine Datei {name}.", "Prüfen Sie Name und Ordner."],
  "source.cors": [
    "{host} lässt Webseiten dieses Bild nicht lesen.",
    "Laden Sie es herunter und legen Sie es hier ab, oder bitten Sie {host}, den Header Access-Control-Allow-Origin zu senden.",
  ],
  "source.unreachable": ["{host} hat nicht geantwortet.", "Prüfen Sie die Adresse und Ihre Verbindung."],
  "source.forbidden": [
    "{host} verlangt eine Erlaubnis ({status}).",
    "Vielleicht ist der Link abgelaufen; bitten Sie um einen neuen.",
  ],
  "source.server-error": [
    "{host} hat mit Fehler {status} geantwortet.",
    "Versuchen Sie es später noch einmal, oder laden Sie das Bild herunter und legen Sie es hier ab.",
  ],
  "source.not-an-image": [
    "{address} ist eine Webseite, kein Bild.",
    "Öffnen Sie die Seite, kopieren Sie die Adresse des Bildes selbst und versuchen Sie es damit.",
  ],
  "source.address-invalid": [
    "„{address}“ ist keine Webadresse.",
    "Eine Adresse beginnt mit https:// oder http://.",
  ],
  "source.private-page": [
    "Die private Seite öffnet keine Adressen.",
    "Legen Sie die Datei ab oder nehmen Sie die normale Seite.",
  ],
  "source.insecure": [
    "{host} wird unverschlüsselt gefragt (http); das darf diese Seite nicht.",
    "Versuchen Sie die Adresse mit https, oder laden Sie das Bild herunter und legen Sie es hier ab.",
  ],
  "source.empty": ["{name} ist leer (0 Bytes).", "Kopieren Sie die Datei noch einmal vom Mikroskop."],
  "source.too-large": [
    "Die Datei unter {address} ist zu groß zum Laden ({size}; die Grenze ist {limit}).",
    "Laden Sie sie herunter und legen Sie sie hier ab, oder nehmen Sie ein OME-Zarr, das stückweise gelesen wird.",
  ],
  "format.unsupported": [
    "tabscope liest diese Art von Datei noch nicht: {name}.",
    "Wandeln Sie sie in OME-TIFF oder OME-Zarr um und legen Sie sie dann hier ab.",
  ],
  "format.corrupt": [
    "{name} ist beschädigt: {reason}",
    "Kopieren Sie die Datei noch einmal vom Mikroskop, oder öffnen Sie eine andere.",
  ],
  "format.compression": [
    "{name} ist auf eine Art gepackt, die tabscope hier nicht lesen kann: {compression}.",
    "Speichern Sie die Datei noch einmal ungepackt oder mit Deflate oder LZW.",
  ],
  "format.no-pixels": ["{name} enthält kein Bild.", "Wählen Sie ein Bild darin."],
  "format.metadata": [
    "Die Beschreibung in {name} passt nicht zu den Bildpunkten: {reason}",
    "Bitten Sie die Person, der die Daten gehören, sie neu zu schreiben.",
  ],
  "format.level-missing": [
    "Stufe {level} von {name} fehlt; die anderen werden benutzt.",
    "Sagen Sie es der Person, der die Daten gehören.",
  ],
  "image.no-such-plane": [
    "{axis} {index} gibt es in diesem Bild nicht; es hat {size}.",
    "Wählen Sie eine Zahl von 0 bis {last}.",
  ],
  "image.no-such-channel": [
    "Es gibt keinen Kanal {channel} in diesem Bild.",
    "Wählen Sie einen seiner Kanäle.",
  ],
  "image.no-such-series": [
    "Es gibt kein Bild {index}; die Datei hat {size}.",
    "Wählen Sie eine Zahl von 0 bis {last}.",
  ],
  "image.which-signal": [
    "Das ist ein Farbbild; das Rezept braucht ein Signal.",
    "Wählen Sie einen Kanal, oder fügen Sie den Schritt „RGB zu Grau“ hinzu.",
  ],
  "image.no-pixel-size": [
    "{parameter} ist in {unit} angegeben, aber das Bild hat keine Pixelgröße.",
    "Geben Sie sie an, oder diese Länge in px.",
  ],
  "recipe.invalid": ["Das Rezept lässt sich nicht benutzen: {reason}", "{advice}"],
  "recipe.unknown-operation": ["Dieses Rezept braucht „{operation}“, das es hier nicht gibt.", "{advice}"],
  "recipe.version": [
    "Das Rezept stammt von einem neueren tabscope.",
    "Laden Sie die Seite neu, oder bringen Sie tabscope auf den neuen Stand.",
  ],
  "recipe.parameter": ["{parameter} {reason}", "{advice}"],
  "recipe.input": ["Schritt „{step}“ hat keinen Eingang namens „{input}“.", "{advice}"],
  "recipe.kind": [
    "Er braucht {expected}, aber „{input}“ ist {actual}.",
    "Wählen Sie dafür einen anderen Schritt.",
  ],
  "recipe.too-large": [
    "Das Rezept ist zu groß ({size}).",
    "Ein Rezept hat höchstens 500 Schritte und 1 MB Text.",
  ],
  "operation.input": ["Schritt „{step}“ kann seinen Eingang nicht nutzen: {reason}", "{advice}"],
  "forest.invalid": [
    "Das Gelernte kann nicht verwendet werden: {reason}",
    "Lernen Sie es neu an, oder kopieren Sie das Rezept noch einmal von dort, wo es herkam.",
  ],
  "training.examples": [
    "Es braucht Beispiele von mindestens zwei Klassen.",
    "Malen Sie auch ein wenig Hintergrund an.",
  ],
  "operation.grid": [
    "Schritt „{step}“: Seine Eingänge liegen nicht auf denselben Pixeln ({inputs}).",
    "Schneiden, drehen oder vergrößern Sie alle gleich, oder verbinden Sie ihn mit Schritten davor.",
  ],
  "operation.grids": [
    "Schritt „{step}“ gibt in jeder Ebene andere Pixel, die nicht zusammenpassen.",
    "Werten Sie eine Ebene aus, schneiden Sie nach einem Kasten zu, oder zeigen Sie diesen Schritt nicht.",
  ],
  "operation.apart": [
    "Gezeichnete Bereiche können Pixel nicht begrenzen, die keinen Ort auf dem Bild haben.",
    "Entfernen Sie die Bereiche, oder messen Sie vor dem Schritt, der das Bild verlässt.",
  ],
  "measure.diameter-unknown": [
    "Die typische Größe der Objekte wurde nicht gefunden.",
    "Tragen Sie den Durchmesser eines von ihnen im Schritt „Typische Größe finden“ ein.",
  ],
  "memory.too-large": [
    "Das braucht etwa {needed}; frei sind etwa {available}.",
    "Rechnen Sie auf dem sichtbaren Bereich, in halber Größe oder mit der Befehlszeile.",
  ],
  "run.cancelled": [
    "Angehalten.",
    "Rechnen Sie noch einmal, um fertig zu werden; frühere Ergebnisse sind noch da.",
  ],
  "run.stalled": [
    "Python antwortete nicht mehr und wurde neu gestartet.",
    "Ihr Bild und die Ergebnisse sind noch da.",
  ],
  "model.unsupported": ["Dieses Modell lässt sich hier nicht benutzen: {reason}", "{advice}"],
  "model.invalid": [
    "Das Modellpaket ist nicht gültig: {reason}",
    "Holen Sie es noch einmal von seiner Quelle.",
  ],
  "model.failed": [
    "Das Modell hat angehalten: {reason}",
    "Versuchen Sie einen kleineren Bereich oder ein anderes Modell.",
  ],
  "engine.start": [
    "Python ist nicht gestartet: {reason}",
    "Versuchen Sie es noch einmal; Ansehen geht auch ohne.",
  ],
  "engine.layer": [
    "Ein Teil von tabscope kam nicht an: {file}.",
    "Prüfen Sie Ihre Verbindung, dann rechnen Sie noch einmal.",
  ],
  "engine.module": [
    "Das Python-Modul {module} ist nicht installiert.",
    "Installieren Sie es mit pip, oder tabscope noch einmal.",
  ],
  "export.nothing": ["Es gibt noch nichts zu exportieren.", "Rechnen Sie zuerst."],
  "export.cannot-write": [
    "{name} lässt sich nicht schreiben: {reason}",
    "Wählen Sie einen Ordner, in den Sie schreiben dürfen und der genug Platz hat.",
  ],
  "export.unsupported": ["{kind} lässt sich nicht exportieren: {reason}", "{advice}"],
  "script.line": [
    "Zeile {line}: {reason}",
    "Ändern Sie das Rezept und seine Einstellungen; der Rest des Skripts bleibt, wie er gemacht wird.",
  ],
  "corrections.other-labels": [
    "Die Objekte wurden neu gemacht, seit Sie sie korrigiert haben.",
    "Stellen Sie das Rezept wieder her, oder lassen Sie die Korrekturen weg.",
  ],
  "corrections.other-image": [
    "Diese Korrekturen wurden an einem anderen Bild gemacht.",
    "Wählen Sie die Datei, die mit diesem Bild gespeichert wurde.",
  ],
  "corrections.invalid": [
    "Die Datei mit Korrekturen lässt sich nicht benutzen: {reason}",
    "Speichern Sie sie noch einmal von der Seite, auf der sie gemacht wurden.",
  ],
  "frame.consent": [
    "Die Person hat nicht zugestimmt, etwas aus ihren eigenen Dateien weiterzugeben.",
    "Bitten Sie sie, im Rahmen auf „Erlauben“ zu klicken.",
  ],
  "defect.internal": [
    "Das ist unser Fehler: {reason}",
    "Nichts ist verloren. Kopieren Sie den Bericht und schicken Sie ihn uns.",
  ],
};

export const GERMAN_ENGINE: Words["engine"] = {
  operations,
  parameters,
  families,
  recipes,
  samples,
  errors,
  ...GERMAN_RESULTS_ENGINE,
};
