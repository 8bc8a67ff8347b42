"""Runs a gallery recipe on one plane by calling its operations in order, without the layers above them."""

import json
from pathlib import Path

import numpy as np

import tabscope
from tabscope.operations import find
from tabscope.operations.notes import Notes
from tabscope.units import Area, px

DATA = Path(__file__).parents[2] / "data"
GALLERY = Path(tabscope.__file__).parent / "gallery"


def load(path):
    """Read an image or mask of the test data."""
    import tifffile

    return np.asarray(tifffile.imread(DATA / path))


def run_steps(name, image, **diameter):
    """Return every step's value by its id, and what was said."""
    recipe = json.loads((GALLERY / f"{name}.json").read_text(encoding="utf-8"))
    values, said = dict.fromkeys(recipe["inputs"], image), []
    for step in recipe["steps"]:
        operation = find(step["op"])
        params = {key: _value(rule, values, operation.parameter(key)) for key, rule in step.get("params", {}).items()}
        if step["id"] == "size":
            params |= {key: px(value) for key, value in diameter.items()}
        many = {one.name for one in operation.inputs if one.many}
        given = {port: {"": values[source]} if port in many else values[source] for port, source in step["in"].items()}
        notes = Notes()
        injected = {key: notes for key, kind in operation.injected.items() if kind is Notes}
        values[step["id"]] = operation.function(**given, **params, **injected)
        said += notes.sentences
    return values, said


def _value(rule, values, parameter):
    number = rule
    if isinstance(rule, dict):
        step, _, column = rule["auto"].partition(".")
        number = float(values[step][column][0])
        number = np.pi * number**2 / 4 if rule.get("of") == "disk" else number
        number = max(number * rule["times"], rule.get("at_least", 0))
    return {"length": px, "area": Area}.get(parameter.type, lambda one: one)(number)


def f1(truth, found):
    """Return F1 at IoU 0.5."""
    true_ids, one = np.unique(truth, return_inverse=True)
    found_ids, other = np.unique(found, return_inverse=True)
    shared = np.zeros((true_ids.size, found_ids.size))
    np.add.at(shared, (one.ravel(), other.ravel()), 1)
    union = shared.sum(1, keepdims=True) + shared.sum(0, keepdims=True) - shared
    overlap = (shared / union)[true_ids != 0][:, found_ids != 0]
    return 2 * (overlap > 0.5).sum() / sum(overlap.shape)
