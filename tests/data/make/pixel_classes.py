"""Make `pixel_classes.json`: strokes as a person would paint them on real images; what Otsu and scikit-learn find.

A person paints two strokes of each class, looks, and paints one more of each class where the result is wrong, four
times; strokes are dots of radius 3. scikit-learn's forest (100 trees, all else as it comes, classes weighed alike) gets
the same pixels and features as ours. Needs scikit-learn 1.8.0 beside tabscope.

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
SEED = 1


def a_person_paints(features, truth):
    """Return dots as (class, y, x)."""
    chance = np.random.default_rng(SEED)
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
        painted = a_person_paints(features, truth)
        values, classes = covered(features, dots(painted, truth))
        theirs = RandomForestClassifier(100, random_state=0, class_weight="balanced").fit(values, classes)
        mask = theirs.predict(features.reshape(len(features), -1).T).reshape(truth.shape) == 1
        ours = predicted(learn(features, dots(painted, truth)), features)
        found[name] = {
            "painted": painted,
            "otsu": round(overlap(image > filters.threshold_otsu(image), truth), 3),
            "scikit-learn": round(overlap(mask, truth), 3),
            "tabscope": round(overlap(ours, truth), 3),
        }
        print(name, {key: value for key, value in found[name].items() if key != "painted"}, len(classes))
    Path(target).write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
