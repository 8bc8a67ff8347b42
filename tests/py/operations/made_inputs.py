"""What every operation can be called with, made from one scene; numpy and tabscope are enough for it.

The tests of the registry use it, and `test_declared_layers.py` takes it along into workers without any test layer.
"""

import inspect

import numpy as np

from tabscope.axes import PixelSize
from tabscope.grid import Grid
from tabscope.operations.forest import Forest
from tabscope.operations.forest_text import write_forest
from tabscope.operations.frame import Frame
from tabscope.operations.moment import Moment
from tabscope.operations.notes import Notes, SignificantBits
from tabscope.operations.overview import Overview
from tabscope.operations.pixel_features import PER_IMAGE
from tabscope.operations.placing import Placing
from tabscope.operations.registry import TABLES
from tabscope.table import Column, Table
from tabscope.units import px


def takes_picture(operation):
    """Whether it wants a colour picture, (y, x, samples), where others want a plane or a volume."""
    return any(one.picture for one in operation.inputs)


def takes_volume(operation):
    """Whether it wants a volume; a plane is then handed over as a few slices."""
    return any(one.volume for one in operation.inputs)


def moves_pixels(operation):
    """Whether its result may lie elsewhere, and have another shape than its input."""
    return Placing in operation.injected.values()


def areas(labels):
    ids, counts = np.unique(labels[labels > 0], return_counts=True)
    places = tuple(Column(f"centroid_{axis}_px", ids * 2.0) for axis in "zyx"[-labels.ndim :])
    frame, track = Column("t", ids * 0), Column("track", ids)
    return Table((Column("object", ids), frame, track, *places, Column("area_px", counts)))


def inputs_of(operation, image, mask, labels):
    if takes_volume(operation) and image.ndim == 2:
        image, mask, labels = (np.repeat(one[None], 3, axis=0) for one in (image, mask, labels))
    data = {"intensity": image, "pixels": image, "mask": mask, "labels": labels} | dict.fromkeys(TABLES, areas(labels))

    def data_for(port):
        if port.picture and image.ndim == 2:
            return np.repeat(image[..., None], 3, axis=-1)
        return {"DNA": data[port.kind]} if port.many else data[port.kind]

    return {port.name: data_for(port) for port in operation.inputs}


def forest():
    """Return a classifier that asks about every feature of one image: an object is what is over 20 in most of them."""
    features = np.minimum(np.arange(32), PER_IMAGE - 1).astype(np.uint8).reshape(4, 8)
    yes = np.array([number.bit_count() for number in range(256)]) * 255 // 8
    leaves = np.stack([255 - yes, yes], axis=-1).astype(np.uint8)
    return write_forest(Forest(features, np.full((4, 8), 20, np.float32), np.stack([leaves] * 4), 1))


def call(operation, given, **params):
    injected = {Notes: Notes, PixelSize: lambda: PixelSize(1.0, 0.5, 0.5), SignificantBits: SignificantBits}
    injected |= {Frame: lambda: None, Moment: Moment, Overview: lambda: None}
    injected |= {Placing: lambda: Placing(Grid(pixel_size=PixelSize(1.0, 0.5, 0.5)))}
    extra = {name: injected[kind]() for name, kind in operation.injected.items()}
    if operation.id == "measure.typical_diameter":
        params = {"diameter": px(16)} | params
    if operation.id == "intensity.flat_field_estimate":
        extra["overview"] = Overview(operation.survey.look(given["image"]) * 3, planes=3)
    if operation.id == "segment.split":
        params = {"diameter": px(16), "trim": 0.5} | params
    if operation.parameter("forest"):
        params = params | {"forest": forest()}
    return operation.function(**given, **extra, **params)


def cut(given, box):
    """Return a piece of every input, of each image where there are several."""
    return {
        name: {key: one[box] for key, one in value.items()} if isinstance(value, dict) else value[box]
        for name, value in given.items()
    }


def plain(result):
    return [column.values for column in result.columns] if isinstance(result, Table) else [result]


def defaults(operation):
    return {
        name: one.default
        for name, one in inspect.signature(operation.function).parameters.items()
        if operation.parameter(name)
    }
