"""What each layer of the tab holds, as the list of what it must be able to import and do.

The files of a layer are found by closure: the roots are imported and the exercise is run in Pyodide
(`closure.py`), and every file of a module that was loaded belongs to the first layer that loaded it.
To bring a module into an earlier layer, add its import here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Root:
    """One layer found by closure.

    Parameters
    ----------
    layer
        Name of the layer.
    code
        Python that imports and uses what the layer is for.
    whole
        Packages of which every file comes along, imported or not.
    needs
        Layers that must be there too.
    """

    layer: str
    code: str
    whole: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


CORE = """
import numpy, numpy.typing
import numpy.fft
import importlib.metadata
numpy.unique([2, 1]), numpy.median([1.0, 2]), numpy.percentile([1.0, 2], 5)
numpy.histogram([1, 2]), numpy.isin([1], [2])
numpy.linalg.inv(numpy.eye(2)), numpy.array2string(numpy.eye(2)), numpy.einsum("ij->i", numpy.eye(2))
numpy.save(__import__("io").BytesIO(), numpy.eye(2)), numpy.fft.rfft2(numpy.eye(4))
importlib.metadata.version("numpy")
"""

ANALYSIS = """
import warnings
import numpy as np
from scipy import ndimage
import skimage
from skimage.color import rgb2gray, rgb2hed, hed2rgb, rgb2lab, rgb2hsv
from skimage.exposure import equalize_adapthist, equalize_hist, histogram, rescale_intensity
from skimage.feature import peak_local_max
from skimage.filters import (apply_hysteresis_threshold, difference_of_gaussians, gaussian, median, sobel,
    threshold_isodata, threshold_li, threshold_local, threshold_mean, threshold_minimum, threshold_niblack,
    threshold_otsu, threshold_multiotsu, threshold_sauvola, threshold_triangle, threshold_yen, unsharp_mask)
from skimage.measure import (euler_number, find_contours, label, marching_cubes, perimeter, regionprops,
    regionprops_table)
from skimage.morphology import (area_opening, ball, black_tophat, closing, dilation, disk, erosion, h_maxima, h_minima,
    local_maxima, medial_axis, opening, reconstruction, remove_small_holes, remove_small_objects, skeletonize,
    white_tophat)
from skimage.restoration import rolling_ball
from skimage.segmentation import (clear_border, expand_labels, find_boundaries, join_segmentations,
    relabel_sequential, watershed)
from skimage.transform import downscale_local_mean, resize
from skimage.util import img_as_float, img_as_ubyte, invert, map_array, view_as_windows
import io
import imageio.v3
import tifffile

rng_free = np.add.outer(np.arange(64), np.arange(64) * 3) % 17
image = (np.kron(rng_free[:8, :8] > 8, np.ones((8, 8))) * 200 + rng_free).astype("uint16")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    smooth = gaussian(image, 1, preserve_range=True)
    mask = smooth > threshold_otsu(smooth)
    for threshold in (threshold_li, threshold_triangle, threshold_yen, threshold_isodata, threshold_mean):
        threshold(smooth)
    threshold_local(smooth, 15), threshold_sauvola(smooth, 15), threshold_niblack(smooth, 15)
    mask = remove_small_objects(opening(mask, disk(1)), 4)
    remove_small_holes(mask, 4)
    distance = ndimage.distance_transform_edt(mask)
    seeds = label(h_maxima(distance, 0.5))
    labels = watershed(-distance, seeds, mask=mask)
    labels = relabel_sequential(clear_border(labels))[0] if labels.max() else labels
    expand_labels(labels, 2), find_boundaries(labels)
    regionprops_table(label(mask), image, properties=("label", "area", "bbox", "centroid", "centroid_weighted",
        "eccentricity", "equivalent_diameter_area", "euler_number", "extent", "axis_major_length",
        "axis_minor_length", "intensity_max", "intensity_mean", "intensity_min", "orientation", "perimeter",
        "perimeter_crofton"))
    rolling_ball(image, radius=5)
    ndimage.percentile_filter(image, 5, size=5), ndimage.median_filter(image, 3), ndimage.zoom(image, 0.5)
    ndimage.binary_fill_holes(mask), ndimage.uniform_filter(smooth, 3), ndimage.generate_binary_structure(2, 1)
    ndimage.sum_labels(image, labels, [1]), ndimage.find_objects(labels)
    ndimage.map_coordinates(smooth, [[1], [2]]), ndimage.affine_transform(smooth, np.eye(2)), ndimage.shift(smooth, 1)
    ndimage.maximum_filter(smooth, footprint=disk(2)), median(image.astype("uint8"), disk(1))
    white_tophat(image, disk(2)), equalize_adapthist(image), resize(smooth, (9, 9))
    rgb2gray(np.stack([smooth] * 3, -1)), rgb2hed(np.stack([mask] * 3, -1).astype(float))
    find_contours(smooth, 100), marching_cubes(np.stack([smooth] * 4), 100), skeletonize(mask)
    for extension in (".png", ".jpg", ".bmp", ".gif", ".webp"):
        data = imageio.v3.imwrite("<bytes>", image.astype("uint8"), extension=extension)
        imageio.v3.imread(data), imageio.v3.improps(data), imageio.v3.immeta(data)
    for options in ({}, {"ome": True}, {"imagej": True}, {"bigtiff": True}, {"compression": "zlib"}):
        file = io.BytesIO()
        tifffile.imwrite(file, image, **options)
        with tifffile.TiffFile(io.BytesIO(file.getvalue())) as opened:
            opened.series[0].asarray(), opened.ome_metadata, opened.imagej_metadata
"""

YAML = """
import yaml
yaml.safe_load(yaml.safe_dump({"a": [1, 2.5, None, "b"]}))
"""

ZARR = """
import numpy as np
import zarr, zarr.abc.store, zarr.api.asynchronous, zarr.codecs, zarr.core.buffer, zarr.registry, zarr.storage
import numcodecs, numcodecs.zarr3
import numcodecs.blosc, numcodecs.bz2, numcodecs.gzip, numcodecs.lz4, numcodecs.zlib, numcodecs.zstd

for version, options in ((2, {}), (3, {}), (3, {"shards": (16, 16)})):
    store = zarr.storage.MemoryStore()
    array = await zarr.api.asynchronous.create_array(
        store=store, shape=(32, 32), chunks=(8, 8), dtype="uint16", zarr_format=version, **options)
    await array.setitem(Ellipsis, np.ones((32, 32), "uint16"))
    await (await zarr.api.asynchronous.open_array(store=store, mode="r")).getitem(Ellipsis)
"""

SPATIAL = """
import numpy as np
import scipy.spatial, scipy.spatial.distance, scipy.linalg
scipy.spatial.cKDTree(np.eye(3)).query(np.eye(3))
scipy.spatial.ConvexHull(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]))
from skimage.morphology import convex_hull_image
convex_hull_image(np.eye(5) > 0)
scipy.spatial.Delaunay(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]))
scipy.spatial.Voronoi(np.array([[0, 0], [0, 1], [1, 0], [1, 1.0], [3, 3]]))
"""

ROOTS = (
    Root("core", CORE),
    Root(
        "analysis",
        ANALYSIS,
        whole=(
            "scipy.ndimage",
            "tifffile",
            "skimage.measure",
            "skimage.segmentation",
            "skimage.morphology",
            "skimage.exposure",
        ),
        needs=("core",),
    ),
    Root("yaml", YAML, whole=("yaml",), needs=("core",)),
    Root("zarr", ZARR, whole=("zarr", "numcodecs"), needs=("core", "yaml")),
    Root(
        "spatial", SPATIAL, whole=("scipy.spatial", "scipy.linalg", "scipy.libs"), needs=("core", "analysis", "numpy")
    ),
)

LEFT_OVER = {
    "numpy": "numpy",
    "scipy": "scipy",
    "array_api_extra": "scipy",
    "skimage": "skimage",
    "skimage2": "skimage",
    "networkx": "skimage",
    "pywt": "skimage",
    "zarr": "zarr",
    "numcodecs": "zarr",
    "donfig": "zarr",
    "yaml": "yaml",
    "google_crc32c": "zarr",
    "packaging": "zarr",
    "typing_extensions": "zarr",
    "PIL": "images",
    "imageio": "images",
    "lazy_loader": "analysis",
    "tifffile": "analysis",
    "imagecodecs": "imagecodecs",
    "micropip": "micropip",
}
"""The layer of the files that no closure took, by package."""

LEFT_OVER_NEEDS = {
    "numpy": ("core", "stdlib-rest"),
    "scipy": ("core", "analysis", "numpy", "spatial", "stdlib-rest"),
    "skimage": ("core", "analysis", "numpy", "spatial", "scipy", "stdlib-rest"),
    "images": ("core", "analysis", "stdlib-rest"),
    "imagecodecs": ("core",),
    "micropip": ("core", "zarr", "stdlib-rest"),
    "stdlib-rest": (),
    "test": ("core", "stdlib-rest"),
}
"""Layers that the left-over ones need."""

STDLIB_KEPT = (
    # What PyScript 0.7.31 imports, and what a shell, a plugin or an operation may fairly expect at once.
    "html",
    "json",
    "textwrap",
    "pathlib",
    "asyncio",
    "base64",
    "binascii",
    "csv",
    "io",
    "zipfile",
    "zlib",
    "gzip",
    "bz2",
    "lzma",
    "hashlib",
    "uuid",
    "datetime",
    "decimal",
    "fractions",
    "statistics",
    "itertools",
    "contextlib",
    "dataclasses",
    "typing",
    "enum",
    "functools",
    "importlib",
    "inspect",
    "struct",
    "xml",
    "urllib",
    "string",
    "traceback",
    "warnings",
    "tempfile",
    "shutil",
    "random",
    "bisect",
    "heapq",
    "queue",
    "weakref",
    "types",
    "abc",
    "math",
    "cmath",
    "copy",
    "colorsys",
    "difflib",
    "fnmatch",
    "glob",
    "graphlib",
    "secrets",
    "selectors",
    "platform",
    "pprint",
    "code",
    "codeop",
    "rlcompleter",
    "pyodide",
    "_pyodide",
    "_pyodide_core",
    "pyodide_js",
    "sitecustomize",
    "http",
    "email",
    "unicodedata",
    "concurrent",
    "logging",
    "argparse",
    "gettext",
    "site",
    "runpy",
    "zipimport",
    "zoneinfo",
    "calendar",
    "_strptime",
)
"""Modules of the standard library that come with Python itself although no closure asks for them."""
