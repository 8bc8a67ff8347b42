"""Model: networks, and objects from what they say."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from tabscope.errors import TabscopeError
from tabscope.models.objects import split_probability
from tabscope.operations.components import keep, number_by_first_pixel, sizes
from tabscope.operations.inputs import check
from tabscope.operations.predictor import Predictor
from tabscope.operations.registry import Intensity, Labels, Param, operation, whole
from tabscope.units import Area, Length, px


@operation(
    "model.run",
    version=1,
    locality=whole("the network's input is normalised over the whole plane"),
    needs=("yaml",),
    title="Run a model",
    cite="bioimage.io model specification 0.5; ONNX Runtime; the model's own authors: models/<name>/CREDITS.md",
    bytes_per_pixel=64,
)
async def run(
    image: Intensity,
    predictor: Predictor,
    model: Annotated[str, Param(help="Name of a model that comes with tabscope.")] = "unet2d_nuclei_broad",
    output: Annotated[int, Param(ge=0, le=1000, advanced=True, help="Which of its output channels, from 0.")] = 0,
) -> Intensity:
    """Run a neural network on the image.

    ``unet2d_nuclei_broad`` gives one channel: how sure it is, from 0 to 1, that a pixel belongs to a nucleus. It was
    trained on the nuclei of the 2018 Data Science Bowl: bright nuclei on a dark ground.

    Parameters
    ----------
    image : numpy.ndarray
        Shape (y, x), any numeric dtype. Larger images than the network's 512 x 512 are cut into tiles that overlap,
        normalised by the whole plane; smaller ones are mirrored at their border.
    predictor : Predictor
        Comes from the runner.
    model : str
        Name of a bioimage.io package with ONNX weights.
    output : int
        Channel of the network's output.

    Returns
    -------
    numpy.ndarray
        float32, shape of the image.

    Raises
    ------
    TabscopeError
        ``model.unsupported``, ``model.invalid``, ``model.failed``; ``operation.input``.
    """
    title = "Run a model"
    plane = check(image, title)
    if plane.ndim != 2:
        advice = "Run it on each slice, or on the maximum projection."
        raise TabscopeError("operation.input", step=title, reason="it is a volume.", advice=advice)
    channels = await predictor.predict(model, plane)
    if output >= len(channels):
        reason = f"the model gives {len(channels)} channels; there is no channel {output}."
        raise TabscopeError("operation.input", step=title, reason=reason, advice="Choose one of its channels, from 0.")
    return channels[output]


@operation(
    "model.objects",
    version=1,
    locality=whole("objects that touch may reach over the whole plane"),
    needs=("scipy.ndimage", "skimage.morphology", "skimage.segmentation"),
    title="Objects from probability",
    cite="Meyer and Beucher 1990, doi:10.1016/1047-3203(90)90014-M; scikit-image: skimage.segmentation.watershed",
    bytes_per_pixel=64,
)
def objects(
    probability: Intensity,
    threshold: Annotated[
        float, Param(ge=0, le=1, help="How sure the model must be; higher makes objects smaller.")
    ] = 0.85,
    smoothing: Annotated[Length, Param(ge=0, le=50, soft=10, help="Larger splits less.")] = px(1),
    depth: Annotated[
        Length, Param(ge=0.05, le=100, soft=5, help="How deep the waist between two objects is; larger splits less.")
    ] = px(0.5),
    smaller_than: Annotated[Area, Param(ge=0, soft=500, help="Objects with less area than this are removed.")] = Area(
        20
    ),
) -> Labels:
    """Turn a model's probability into objects, split where they touch.

    The default threshold is the one at which ``unet2d_nuclei_broad`` covers the area that people outlined (0.97 to
    1.03 of it on four annotated images; at 0.5 it is 1.11 to 1.18).

    Parameters
    ----------
    probability : numpy.ndarray
        Float, (y, x) or (z, y, x), from 0 to 1.
    threshold : float
        Pixels above it are foreground.
    smoothing, depth : Length
        See `tabscope.models.objects.split_probability`.
    smaller_than : Area
        Objects under this area are removed.

    Returns
    -------
    numpy.ndarray
        uint32, numbered by first pixel in C order, background 0.
    """
    values = check(probability, "Objects from probability")
    pieces = split_probability(values, threshold, smoothing.per_axis(values.ndim), depth.in_plane)
    labels = number_by_first_pixel(pieces)
    if smaller_than > 0:
        large = sizes(labels) >= float(smaller_than)
        labels = number_by_first_pixel(keep(labels, large | (np.arange(large.size) == 0)))
    return labels
