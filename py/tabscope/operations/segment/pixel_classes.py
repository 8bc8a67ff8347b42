"""Pixel classes: a forest that was trained on a few painted strokes says what every pixel belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from tabscope.errors import TabscopeError
from tabscope.operations.forest import SURE, Ballot, Forest
from tabscope.operations.forest_text import read_forest
from tabscope.operations.inputs import LARGEST, check, restore_missing, same_shape
from tabscope.operations.pixel_features import PER_IMAGE, features, reach
from tabscope.operations.registry import Images, Intensity, Mask, Param, halo, operation
from tabscope.units import Length, px

CITE = (
    "Berg et al. 2019 (ilastik), doi:10.1038/s41592-019-0582-9; Arganda-Carreras et al. 2017 (Trainable Weka "
    "Segmentation), doi:10.1093/bioinformatics/btx180; Breiman 2001, doi:10.1023/A:1010933404324"
)
FINEST = Param(
    ge=0.3,
    le=50,
    soft=5,
    advanced=True,
    label="Finest scale",
    help="The smallest detail that is looked at, as a blur's width.",
)
COARSEST = Param(
    ge=0.3,
    le=50,
    soft=20,
    label="Coarsest scale",
    help="How wide the blur of the coarsest look is; about the objects' radius.",
)
TRAINED = Param(
    advanced=True, label="Trained forest", help="What was learnt from the painted examples; painting writes it."
)
CLASSES = Param(
    advanced=True,
    label="Names of classes",
    help="What the classes are called, in the order of their numbers, with commas.",
)


def _halo(params: Mapping[str, Any]) -> float:
    return reach(params["finest"], params["coarsest"])


@operation(
    "segment.pixel_classes",
    version=1,
    locality=halo(_halo),
    needs=("scipy.ndimage",),
    title="Classify pixels (trained)",
    cite=CITE,
    bytes_per_pixel=96,
)
def pixel_classes(
    images: Images,
    chosen: Annotated[int, Param(ge=1, le=8, label="Class", help="The number of the class that is kept.")] = 2,
    coarsest: Annotated[Length, COARSEST] = px(8),
    finest: Annotated[Length, FINEST] = px(1),
    forest: Annotated[str, TRAINED] = "",
    classes: Annotated[str, CLASSES] = "Background, Objects",
) -> Mask:
    """Find the pixels that look like the examples of a class: paint a few strokes, as in ilastik, Labkit or Weka.

    A random forest votes on every pixel, from its brightness, edges, blobs, lines and texture at four scales
    (`tabscope.operations.pixel_features`); the mask is true where the chosen class has the most votes, the lower number
    where two have as many. Values are taken as they are: train again for images that were taken in another way.
    Volumes are looked at in all three axes. NaN and infinity belong to no class.

    Raises
    ------
    TabscopeError
        ``operation.input`` where nothing was painted yet, or where the examples were of other inputs or have no such
        class; ``forest.invalid`` where the trained part is damaged.
    """
    title = "Classify pixels (trained)"
    trained = _trained(forest, chosen, images, title)
    ballot, missing = _asked(trained, images, finest, coarsest, title)
    votes = ballot.votes()
    found = (votes.argmax(axis=0) == chosen - 1).reshape(missing.shape)
    return found & ~missing


@operation(
    "segment.class_probability",
    version=1,
    locality=halo(_halo),
    needs=("scipy.ndimage",),
    title="Probability of a class (trained)",
    cite=CITE,
    bytes_per_pixel=96,
)
def class_probability(
    images: Images,
    chosen: Annotated[int, Param(ge=1, le=8, label="Class", help="The number of the class that is asked for.")] = 2,
    coarsest: Annotated[Length, COARSEST] = px(8),
    finest: Annotated[Length, FINEST] = px(1),
    forest: Annotated[str, TRAINED] = "",
    classes: Annotated[str, CLASSES] = "Background, Objects",
) -> Intensity:
    """Show how likely every pixel belongs to a class, from 0 to 1, for thresholds and watersheds of one's own.

    The mean of what the trees of the forest say, float32, the same shape; otherwise as “Classify pixels”. NaN and
    infinity are NaN.

    Raises
    ------
    TabscopeError
        As `pixel_classes`.
    """
    title = "Probability of a class (trained)"
    trained = _trained(forest, chosen, images, title)
    ballot, missing = _asked(trained, images, finest, coarsest, title)
    share = ballot.votes(chosen - 1).astype(np.float32) / np.float32(SURE * trained.trees)
    return restore_missing(np.minimum(share, 1).reshape(missing.shape), missing)


def _trained(text: str, chosen: int, images: Mapping[str, NDArray[Any]], title: str) -> Forest:
    """Return the forest, where it fits the images and knows the class."""
    if not text:
        raise TabscopeError(
            "operation.input", step=title, reason="no examples were painted yet.",
            advice="Press “Paint examples” in this step and paint a little of each class.",
        )  # fmt: skip
    forest = read_forest(text)
    if forest.images != len(images):
        reason = f"its examples were painted on {forest.images} images, and it has {len(images)} now."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Train it again, or wire as before.")
    if chosen > forest.classes:
        reason = f"there is no class {chosen}; the examples have {forest.classes}."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose one of the classes.")
    return forest


def _asked(
    forest: Forest, images: Mapping[str, NDArray[Any]], finest: Length, coarsest: Length, title: str
) -> tuple[Ballot, NDArray[np.bool_]]:
    """Return the votes on all pixels, and which of them are missing in any image."""
    first = check(next(iter(images.values())), title)
    ballot, missing = Ballot(forest, first.size), np.zeros(first.shape, np.bool_)
    for place, image in enumerate(images.values()):
        values, gaps = values_of(image, title)
        same_shape(first, image, title)
        missing |= gaps
        begin = place * PER_IMAGE
        wanted = [int(one) - begin for one in forest.asked if 0 <= int(one) - begin < PER_IMAGE]
        for number, found in features(values, finest, coarsest, wanted):
            ballot.take(begin + number, found)
    return ballot, missing


def values_of(image: NDArray[Any], title: str) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return an image as features are taken from it, and its missing pixels: they are 0, where there is no signal.

    The median of the rest would depend on what else is looked at. Whole numbers beyond 1e15 are taken as that.
    """
    checked = check(image, title)
    if checked.dtype.kind == "f":
        gaps = ~np.isfinite(checked)
        return np.where(gaps, 0, checked).astype(np.float32), gaps
    return np.clip(checked.astype(np.float32), -LARGEST, LARGEST), np.zeros(checked.shape, np.bool_)
