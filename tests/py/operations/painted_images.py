"""Real images with outlines by people, and examples painted on them: for tests of the pixel classifier."""

from pathlib import Path

import numpy as np
import tifffile
from scipy import ndimage
from skimage import filters, io, segmentation

from tabscope.operations.forest import Ballot
from tabscope.operations.forest_growth import grow
from tabscope.operations.pixel_features import PER_IMAGE, features
from tabscope.units import px

DATA = Path(__file__).parents[2] / "data" / "bio"
IMAGES = {
    "crowded nuclei": ("stardist/img2d.tif", "stardist/mask2d.tif"),
    "nuclei, 16 bit": ("neubias/xy_16bit__h2b.tif", "neubias/xy_8bit_labels__h2b.tif"),
    "bright and dim nuclei": (
        "neubias/xy_8bit__mitocheck_incenp_t1.tif",
        "neubias/xy_8bit_labels__mitocheck_incenp_t1.tif",
    ),
    "coins in uneven light": ("scikit-image/coins.png", None),
}


def read(name):
    """Return an image and the mask of its objects."""
    image, mask = IMAGES[name]
    pixels = io.imread(DATA / image)
    return pixels, coins(pixels) if mask is None else tifffile.imread(DATA / mask) > 0


def coins(image):
    """Return the coins as the documentation of scikit-image finds them: flooded from sure seeds on the edges."""
    seeds = np.where(image < 30, 1, np.where(image > 150, 2, 0))
    return ndimage.binary_fill_holes(segmentation.watershed(filters.sobel(image), seeds) == 2)


def features_of(image):
    found = np.empty((PER_IMAGE, *image.shape), np.float32)
    for number, one in features(image.astype(np.float32), px(1), px(8)):
        found[number] = one
    return found


def dots(painted, truth):
    """Return the class of each painted pixel: dots of radius 3 that stay on their side of the outline."""
    y, x = np.ogrid[: truth.shape[0], : truth.shape[1]]
    plane = np.zeros(truth.shape, np.uint8)
    for number, row, column in painted:
        plane[((y - row) ** 2 + (x - column) ** 2 <= 9) & (truth == (number == 2))] = number
    return plane


def covered(features, plane):
    """Return features and classes of the painted pixels."""
    at = np.flatnonzero(plane)
    values = np.ascontiguousarray(features.reshape(len(features), -1)[:, at].T)
    return values, plane.ravel()[at].astype(np.int64) - 1


def learn(features, plane):
    return grow(*covered(features, plane), 1)


def predicted(trained, features):
    ballot = Ballot(trained.forest, features[0].size)
    for number in trained.forest.asked:
        ballot.take(int(number), features[number])
    return (ballot.votes().argmax(axis=0) == 1).reshape(features.shape[1:])


def overlap(found, truth):
    """Return F1 of the pixels."""
    return 2 * int((found & truth).sum()) / int(found.sum() + truth.sum())
