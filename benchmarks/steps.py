"""Fifteen image processing steps on one synthetic picture: median milliseconds as JSON, natively or in the tab.

    python benchmarks/steps.py [FILTER]

Runs wherever numpy, scipy and scikit-image are; the ratio of the two printouts is what the tab costs
(geometric mean 1.5 when the wheels were made). Nothing here imports tabscope.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE, NUCLEI = 1024, 800
LONGEST, MOST = 1.0, 7
"""A step is repeated for this many seconds, at least twice and at most this often."""

Step = Callable[[], Any]


def picture() -> NDArray[np.float32]:
    """Return Gaussian spots on a noisy background, 0 to 1."""
    random = np.random.default_rng(0)
    image, grid = np.zeros((SIDE, SIDE), np.float32), np.arange(-24, 25)
    places = zip(
        random.integers(30, SIDE - 30, NUCLEI),
        random.integers(30, SIDE - 30, NUCLEI),
        random.uniform(4, 7, NUCLEI),
        strict=True,
    )
    for y, x, sigma in places:
        spot = np.exp(-(grid[:, None] ** 2 + grid[None] ** 2) / (2 * sigma**2)).astype(np.float32)
        box = (slice(y - 24, y + 25), slice(x - 24, x + 25))
        image[box] = np.maximum(image[box], spot)
    return np.clip(0.1 + 0.75 * image + random.normal(0, 0.03, image.shape), 0, 1).astype(np.float32)


def filter_steps(image: NDArray[Any]) -> dict[str, Step]:
    """Return steps from pixels to pixels."""
    from skimage import exposure, filters, morphology, registration, restoration

    bytes_image, part = (image * 255).astype(np.uint8), image[:512, :512]
    moved, small = np.roll(image, (5, -7), (0, 1)), image[:256, :256]
    return {
        "gaussian s2 f32": lambda: filters.gaussian(image, 2),
        "median disk3 u8": lambda: filters.median(bytes_image, morphology.disk(3)),
        "rolling_ball r25 512": lambda: restoration.rolling_ball(part * 255, radius=25),
        "otsu": lambda: filters.threshold_otsu(image),
        "li": lambda: filters.threshold_li(image),
        "white_tophat disk10": lambda: morphology.white_tophat(bytes_image, morphology.disk(10)),
        "frangi 512": lambda: filters.frangi(part),
        "equalize_adapthist": lambda: exposure.equalize_adapthist(image),
        "nlm fast 256": lambda: restoration.denoise_nl_means(small, fast_mode=True, h=0.05),
        "phase_xcorr": lambda: registration.phase_cross_correlation(image, moved)[0],
    }


def object_steps(image: NDArray[Any]) -> dict[str, Step]:
    """Return steps from pixels to objects and numbers."""
    from scipy import ndimage
    from skimage import feature, filters, measure, morphology, segmentation

    smooth = filters.gaussian(image, 2)
    mask = smooth > filters.threshold_otsu(smooth)
    labels, distance = measure.label(mask), ndimage.distance_transform_edt(mask)
    peaks = feature.peak_local_max(distance, min_distance=5, labels=labels)
    markers = np.zeros_like(labels)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    pieces = segmentation.watershed(-distance, markers, mask=mask)
    columns = ("label", "area", "centroid", "eccentricity", "mean_intensity")
    return {
        "label": lambda: measure.label(mask),
        "watershed": lambda: segmentation.watershed(-distance, markers, mask=mask),
        "regionprops_table": lambda: measure.regionprops_table(pieces, image, properties=columns),
        "edt": lambda: ndimage.distance_transform_edt(mask),
        "skeletonize": lambda: morphology.skeletonize(mask),
    }


def median_ms(step: Step) -> float:
    """Return the median duration of a step in milliseconds."""
    seconds: list[float] = []
    begun = time.perf_counter()
    while len(seconds) < 2 or (time.perf_counter() - begun < LONGEST and len(seconds) < MOST):
        started = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - started)
    return 1000 * float(np.median(seconds))


def measured(only: str = "") -> dict[str, float]:
    """Return the median of each step whose name holds a text, in milliseconds by name."""
    image = picture()
    steps = filter_steps(image) | object_steps(image)
    return {name: round(median_ms(step), 2) for name, step in steps.items() if only in name}


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1] if len(sys.argv) > 1 else ""), indent=1))
