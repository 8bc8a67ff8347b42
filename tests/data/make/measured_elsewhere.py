"""Measure test images with programs that are not in the project, and keep what they say: `measured_elsewhere.json`.

Run from the root of the project, in an environment of its own, with nothing of ours in it::

    pip install cp_measure==0.3.0 mahotas==1.4.19 skan==0.13.1 astropy==8.0.2 trackpy==0.7
    python tests/data/make/measured_elsewhere.py tests/data/measured_elsewhere.json

`tools/agreements` measures the same objects with tabscope and writes how far both agree into `docs/agreements.md`.
"""

import csv
import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import mahotas
import numpy as np
import pandas
import skan
import tifffile
import trackpy
from astropy.stats import RipleysKEstimator
from centrosome.cpmorphology import minimum_enclosing_circle
from centrosome.radial_power_spectrum import rps
from cp_measure.bulk import get_core_measurements, get_core_measurements_3d, get_correlation_measurements
from cp_measure.core.measurecolocalization import get_correlation_overlap
from cp_measure.core.measuretexture import get_texture
from cp_measure.multimask.measureobjectneighbors import measureobjectneighbors
from mahotas.features import texture, zernike_moments
from skimage.segmentation import relabel_sequential

BIO = Path(__file__).parents[1] / "bio"
PROGRAMS = ("cp_measure", "centrosome", "mahotas", "skan", "astropy", "trackpy", "scikit-image", "numpy")
CROP = (slice(80, 380), slice(80, 380))
LEVELS = 32


def nuclei():
    """Return labels 1 to N and the image of a piece of StarDist's nuclei."""
    labels, image = (tifffile.imread(BIO / "stardist" / name)[CROP] for name in ("mask2d.tif", "img2d.tif"))
    return relabel_sequential(labels)[0].astype(np.int32), image


def balls():
    """Return the volume of `tools.agreements.compared.bodies`: four balls in µm, seen with flat voxels."""
    labels = np.zeros((24, 90, 180), np.int32)
    grids = np.ogrid[tuple(slice(0, one) for one in labels.shape)]
    for number, (z, y, x, radius) in enumerate(((6, 20, 30, 5), (16, 60, 120, 8), (6, 60, 40, 3), (7, 20, 140, 4)), 1):
        middle, sides = (z, y, x), (2.0, 0.5, 0.25)
        away = sum(((grid - m) * side) ** 2 for grid, m, side in zip(grids, middle, sides, strict=True))
        labels[away <= radius**2] = number
    return labels


def gray_levels(image):
    """Return levels 1 to 32, as `measure.texture` parts the range of the image."""
    low, high = np.percentile(image, (0.1, 99.9))
    return np.clip(((image - low) * (LEVELS / (high - low))).astype(int), 0, LEVELS - 1) + 1


class WithPtp(np.ndarray):
    """An array as numpy 1 had it: centrosome still asks for its range that way."""

    def ptp(self):
        """Return the range of the values."""
        return np.ptp(np.asarray(self))


def cellprofiler():
    """Return what cp_measure says of the nuclei, the balls and two channels."""
    labels, image = nuclei()
    core, floats = get_core_measurements(), image.astype(float)
    found = {}
    for name in ("sizeshape", "feret", "intensity", "zernike", "granularity", "radial_distribution"):
        found |= core[name](labels, floats)
    # of 33 levels CellProfiler leaves out the lowest: its gray value of our level
    scaled = np.ceil(gray_levels(image) * 255 / LEVELS).astype(np.uint8)
    for name, values in get_texture(labels, scaled, scale=1, gray_levels=LEVELS + 1).items():
        feature = f"Texture_{name.split('_')[0]}"
        found[feature] = found.get(feature, 0) + np.asarray(values) / 4
    near = measureobjectneighbors(labels, labels, "Within a specified distance", 3)
    found |= {name.removesuffix("_3"): values for name, values in near.items()}
    volume = balls()
    solid = get_core_measurements_3d()["sizeshape"](volume, (volume > 0).astype(float))
    one, other = tifffile.imread(BIO / "cellprofiler" / "colocalization_crop.tif")
    everything = np.ones(one.shape, np.int32)
    both = {}
    for measure in get_correlation_measurements(sanitize=False).values():
        both |= measure(one, other, everything)
    both |= get_correlation_overlap(one.astype(float), other.astype(float), everything)
    radii, _, power = rps(floats.view(WithPtp))
    radii, power = np.asarray(radii), np.asarray(power)
    there = (radii > 0) & (power > 0)
    slope = np.polyfit(np.log(radii[there]), np.log(power[there]), 1)[0]
    return {"nuclei": found, "balls": solid, "channels": both, "quality": {"PowerLogLogSlope": [slope]}}


def mahotas_says():
    """Return what mahotas says of the nuclei."""
    labels, image = nuclei()
    number = labels.max()
    center = mahotas.center_of_mass(np.ones(labels.shape), labels)[1:]
    found = {
        "size": mahotas.labeled.labeled_size(labels)[1:], "sum": mahotas.labeled.labeled_sum(image, labels)[1:],
        "max": mahotas.labeled.labeled_max(image, labels)[1:], "min": mahotas.labeled.labeled_min(image, labels)[1:],
        "y": center[:, 0], "x": center[:, 1],
    }  # fmt: skip
    gray = gray_levels(image)
    rows = []
    for one in range(1, number + 1):
        body = labels == one
        middle, radius = minimum_enclosing_circle(labels, [one])
        major, minor = mahotas.features.ellipse_axes(body)
        kept = np.where(body, gray, 0).astype(np.uint8)
        together = sum(texture.cooccurence(kept, way, symmetric=True).astype(float) for way in range(4))
        together[0] = together[:, 0] = 0
        haralick = texture.haralick_features([together])[0]
        shape = zernike_moments(body.astype(float), radius[0] * (1 + 1e-9), degree=9, cm=middle[0])
        rows.append({
            "eccentricity": mahotas.features.eccentricity(body), "major": major, "minor": minor,
            "radius": radius[0], "haralick": haralick[[0, 1, 2, 4, 8]].tolist(), "zernike": shape.tolist(),
        })  # fmt: skip
    return found | {name: [row[name] for row in rows] for name in rows[0]}


def skeleton_says():
    """Return what skan says of the skeleton that ImageJ made of a glial cell: ends, and length by piece."""
    lines = tifffile.imread(BIO / "neubias" / "glialcell" / "xy_8bit_binary__glialcell_skeleton.tif") > 0
    table = skan.summarize(skan.Skeleton(lines), separator="_")
    return {
        "pixels": int(lines.sum()),
        "length": table.groupby("skeleton_id")["branch_distance"].sum().tolist(),
        "ends": int((skan.Skeleton(lines).degrees == 1).sum()),
    }


def pattern_says():
    """Return Ripley's K of the centres of all nuclei, by astropy with a translation correction."""
    labels = tifffile.imread(BIO / "stardist" / "mask2d.tif")
    middle = mahotas.center_of_mass(np.ones(labels.shape), labels.astype(np.int32))[1:] + 0.5
    middle = middle[np.isfinite(middle).all(axis=1)]
    height, width = labels.shape
    ripley = RipleysKEstimator(area=height * width, x_max=width, y_max=height, x_min=0, y_min=0)
    distances = np.linspace(0, 60, 13)[1:]
    return {"distances": distances, "k": ripley(middle[:, ::-1], distances, mode="translation")}


def tracks_say():
    """Return trackpy's mean squared displacements of TrackMate's tracks, by track and lag."""
    folder = BIO / "tracking"
    with (folder / "trackmate_tracks_without_gap_closing_spots.csv").open() as file:
        spots = {int(row["id"]): row for row in csv.DictReader(file)}
    with (folder / "trackmate_tracks_without_gap_closing_edges.csv").open() as file:
        edges = list(csv.DictReader(file))
    track = {int(row[end]): int(row["track_id"]) for row in edges for end in ("spot_source_id", "spot_target_id")}
    table = pandas.DataFrame([
        {"frame": int(spots[spot]["frame"]), "x": float(spots[spot]["position_x"]),
         "y": float(spots[spot]["position_y"]), "particle": number}
        for spot, number in track.items()
    ])  # fmt: skip
    table = table.sort_values(["particle", "frame"])
    moved = trackpy.imsd(table, mpp=1, fps=1, max_lagtime=20)
    return {str(number): moved[number].dropna().tolist() for number in moved.columns}


def plain(value):
    """Return a value as JSON has it, numbers to nine digits."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(one) for one in value]
    return None if not np.isfinite(value) else float(f"{value:.9g}")


WANTED = (
    "Area", "Perimeter", "MajorAxis", "MinorAxis", "Eccentricity", "Orientation", "EquivalentDiameter", "Center_",
    "BoundingBoxM", "FormFactor", "Solidity", "HuMoment", "InertiaTensorEigen", "Volume", "SurfaceArea", "MinFeret",
    "MaxFeret", "Neighbors_", "Intensity_Integ", "Intensity_Mean", "Intensity_Std", "Intensity_Min", "Intensity_Max",
    "Intensity_Median", "Zernike", "Granularity", "RadialDistribution_MeanFrac", "Texture_", "Correlation",
)  # fmt: skip


def main(path):
    """Write the file."""
    warnings.simplefilter("ignore")
    everything = cellprofiler()
    for part in ("nuclei", "balls"):
        named = everything[part].items()
        everything[part] = {name: one for name, one in named if name.startswith(WANTED) and "Edge" not in name}
    found = {
        "versions": {name: version(name) for name in PROGRAMS},
        "cp_measure": everything, "mahotas": mahotas_says(), "skan": skeleton_says(), "astropy": pattern_says(),
        "trackpy": tracks_say(),
    }  # fmt: skip
    versions = found.pop("versions")
    Path(path).write_text(json.dumps({"versions": versions} | plain(found)) + "\n", encoding="utf-8")


main(sys.argv[1])
