"""The image as a whole: sharp, bright enough, saturated; how much of it is covered."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tabscope.axes import PixelSize
from tabscope.operations.columns import as_count, channel_columns, columns
from tabscope.operations.histogram import histogram, li_value, robust_sd
from tabscope.operations.inputs import as_labels, check, fill_missing, same_shape
from tabscope.operations.notes import SignificantBits
from tabscope.operations.region_intensity import saturation
from tabscope.operations.registry import Images, Labels, Mask, TableOut, operation, whole
from tabscope.table import Column, Table


@operation(
    "measure.quality",
    version=1,
    locality=whole("focus and noise are taken over the whole image"),
    needs=("scipy.ndimage",),
    title="Measure image quality",
    cite="Bray et al. 2012, doi:10.1177/1087057111420292 (power log-log slope, focus); Brenner et al. 1976",
    bytes_per_pixel=64,
)
def quality(image: Images, bits: SignificantBits | None = None) -> TableOut:
    """Say how sharp, bright, noisy and saturated each channel is, as a table with one row per plane.

    Focus figures compare images of one kind: higher is sharper. Signal to noise is the mean above Li's threshold minus
    the median below it, over the noise (robust standard deviation of neighbouring differences below the threshold).
    """
    table: tuple[Column, ...] = ()
    for name, channel in image.items():
        table += channel_columns(
            name, [(one, np.array([value])) for one, value in _quality(channel, bits or 0).items()]
        )
    return Table(table)


def _quality(image: NDArray[Any], bits: int) -> dict[str, float]:
    from scipy import ndimage

    values = fill_missing(check(image, "Measure image quality"))[0].astype(np.float64)
    counted, mean = histogram(image), float(values.mean())
    laplace = ndimage.laplace(values, mode="nearest")
    wide = values[..., 2:] - values[..., :-2] if values.shape[-1] > 2 else np.zeros(1)
    top = saturation(image, bits) if image.dtype.kind in "ui" else None
    signal = float("nan")
    if not counted.flat:
        threshold = li_value(counted)
        steps = np.diff(values, axis=-1)[values[..., :-1] <= threshold]
        noise = robust_sd(steps) / 2**0.5
        height = counted.mean(low=threshold) - float(np.median(values[values <= threshold]))
        signal = height / noise if noise > 0 else float("nan")
    return {
        "quality_mean": mean, "quality_sd": float(values.std()),
        "focus_laplacian": float(laplace.var()) / mean**2 if mean > 0 else float("nan"),
        "focus_brenner": float((wide**2).mean()) / mean**2 if mean > 0 else float("nan"),
        "power_slope": _power_slope(values),
        "signal_to_noise": signal,
        "saturated_share": 0.0 if top is None else float(np.count_nonzero(image >= top)) / image.size,
        "darkest_share": float(np.count_nonzero(values == values.min())) / values.size,
    }  # fmt: skip


def _power_slope(values: NDArray[np.float64]) -> float:
    """Return the slope of power over spatial frequency, both as logarithms: steeper (lower) is more out of focus."""
    plane = values.mean(axis=0) if values.ndim == 3 else values
    if min(plane.shape) < 8 or np.ptp(plane) == 0:
        return float("nan")
    power = np.abs(np.fft.rfft2(plane - plane.mean())) ** 2
    frequency = np.hypot(np.fft.fftfreq(plane.shape[0])[:, None], np.fft.rfftfreq(plane.shape[1])[None, :])
    edges = np.linspace(0, 0.5, 33)
    place = np.digitize(frequency.ravel(), edges) - 1
    inside = (place >= 1) & (place < 32)
    total = np.bincount(place[inside], weights=power.ravel()[inside], minlength=32)[1:]
    count = np.bincount(place[inside], minlength=32)[1:]
    there = (count > 0) & (total > 0)
    middle = ((edges[1:-1] + edges[2:]) / 2)[there]
    if middle.size < 3:
        return float("nan")
    return float(np.polyfit(np.log(middle), np.log(total[there] / count[there]), 1)[0])


@operation(
    "measure.coverage",
    version=1,
    locality=whole("the share of the whole image is asked for"),
    title="Measure covered area",
    cite="numpy; ImageJ: Area fraction",
    bytes_per_pixel=4,
)
def coverage(mask: Mask, within: Mask | None = None, pixel_size: PixelSize | None = None) -> TableOut:
    """Say how much of the image, or of another mask, a mask covers: confluency, stained area, an open wound.

    One row per plane (in 3D for the volume).
    """
    covered = check(mask, "Measure covered area") != 0
    if within is not None:
        same_shape(covered, within, "Measure covered area")
    area = covered.size if within is None else int(np.count_nonzero(within))
    count = int(np.count_nonzero(covered if within is None else covered & (within != 0)))
    values: list[tuple[str, NDArray[Any]]] = [("covered_px", np.array([count])), ("analysed_px", np.array([area]))]
    if covered.ndim == 2 and pixel_size is not None and pixel_size.y and pixel_size.x:
        values.append(("covered_um2", np.array([count * pixel_size.y * pixel_size.x])))
    values.append(("covered_fraction", np.array([count / area if area else np.nan])))
    return Table(columns(values))


@operation(
    "measure.count",
    version=1,
    locality=whole("all objects are counted"),
    title="Count objects",
    cite="numpy.unique",
    bytes_per_pixel=16,
)
def count(labels: Labels, pixel_size: PixelSize | None = None) -> TableOut:
    """Count the objects of each plane, and their number per area, as a table with one row per plane."""
    ids = as_labels(labels, "Count objects")
    number = np.unique(ids[ids > 0]).size
    values: list[tuple[str, NDArray[Any]]] = [("objects", as_count(np.array([number])))]
    if ids.ndim == 2 and pixel_size is not None and pixel_size.y and pixel_size.x:
        area = ids.size * pixel_size.y * pixel_size.x / 1e6
        values.append(("objects_per_mm2", np.array([number / area])))
    return Table(columns(values))
