"""Make `pixel_classes.json`: strokes as a person would paint them on real images; what Otsu and scikit-learn find.

A person paints two strokes of each class, looks, and paints one more of each class where the result is wrong, four
times; strokes are dots of radius 3. scikit-learn's forest (100 trees, all else as it comes, classes weighed alike) gets
the same pixels and features as ours. F1 of the pixels is the mean over three people. Needs scikit-learn 1.8.0.

    python tests/data/make/pixel_classes.py tests/data/pixel_classes.json
"""

import json
import sys
from pathlib import Path

import numpy as np
from skimage import filters
from sklearn.ensemble import RandomForestClassifier

sys.path.insert(0, str(Path(__file__).parents[2] / "py" / "operations"))
from painted_images import IMAGES, covered, dots, features_of, learn, overlap, predicted, read

ROUNDS = 4
PEOPLE = 3


def a_person_paints(features, truth, seed):
    """Return dots as (class, y, x)."""
    chance = np.random.default_rng(seed)
    painted = []

    def add(number, where):
        places = np.argwhere(where)
        if len(places):
            y, x = places[chance.integers(0, len(places))]
            painted.append([number, int(y), int(x)])

    for _ in range(2):
        add(1, ~truth)
        add(2, truth)
    for _ in range(ROUNDS):
        found = predicted(learn(features, dots(painted, truth)), features)
        add(1, found & ~truth)
        add(2, truth & ~found)
    return painted


def main(target):
    found = {}
    for name in IMAGES:
        image, truth = read(name)
        features = features_of(image)
        people = [a_person_paints(features, truth, seed) for seed in range(PEOPLE)]
        ours, theirs = [], []
        for painted in people:
            values, classes = covered(features, dots(painted, truth))
            forest = RandomForestClassifier(100, random_state=0, class_weight="balanced").fit(values, classes)
            mask = forest.predict(features.reshape(len(features), -1).T).reshape(truth.shape) == 1
            theirs.append(overlap(mask, truth))
            ours.append(overlap(predicted(learn(features, dots(painted, truth)), features), truth))
        found[name] = {
            "painted": people,
            "otsu": round(overlap(image > filters.threshold_otsu(image), truth), 3),
            "scikit-learn": round(float(np.mean(theirs)), 3),
            "tabscope": round(float(np.mean(ours)), 3),
        }
        print(name, {key: value for key, value in found[name].items() if key != "painted"}, len(classes))
    Path(target).write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
