"""What the other measurements give beside other programs: texture to tracks, one list for each operation."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import tifffile
from scipy.spatial import KDTree
from scipy.stats import spearmanr
from skimage import measure
from skimage.feature import graycomatrix, graycoprops

from tabscope.axes import PixelSize
from tabscope.operations.measure.colocalisation import colocalisation
from tabscope.operations.measure.granularity import granularity
from tabscope.operations.measure.image_quality import quality
from tabscope.operations.measure.moments import moments
from tabscope.operations.measure.neighbours import neighbours
from tabscope.operations.measure.pattern import pattern
from tabscope.operations.measure.points import at_points
from tabscope.operations.measure.profile import profile_line
from tabscope.operations.measure.radial import radial
from tabscope.operations.measure.skeleton import skeleton
from tabscope.operations.measure.texture import texture
from tabscope.operations.track.motion import measure as measure_tracks
from tabscope.table import Column, Table
from tabscope.units import px
from tools.agreements.compared import BIO, VOXEL, Compared, bodies, compare, elsewhere, nuclei

Found = dict[str, list[Compared]]


def _in_cp_measure(part: str, name: str) -> Any:
    return np.array(elsewhere()["cp_measure"][part][name], dtype=np.float64)


def of_texture() -> Found:
    """Compare pairs of gray levels with mahotas, and with CellProfiler, which takes directions and levels otherwise."""
    labels, image = nuclei()
    found = texture(labels, {"": image}, levels=32)
    theirs = np.array(elsewhere()["mahotas"]["haralick"], dtype=np.float64)
    kept = {
        "energy": ("AngularSecondMoment", np.sqrt(theirs[:, 0]), np.sqrt),
        "contrast": ("Contrast", theirs[:, 1], np.asarray),
        "correlation": ("Correlation", theirs[:, 2], np.asarray),
        "homogeneity": ("InverseDifferenceMoment", theirs[:, 3], np.asarray),
        "entropy": ("Entropy", theirs[:, 4], np.asarray),
    }
    both: Found = {}
    for name, (other, pooled, change) in kept.items():
        ours, column = found[f"texture_{name}"], f"texture_{name}_{{c}}"
        both[column] = [compare("mahotas", f"haralick: {other}", ours, pooled, 1e-6)]
        both[column] += [_with_graycoprops(name)] if name != "entropy" else []
        averaged = change(_in_cp_measure("nuclei", f"Texture_{other}"))
        why = "each direction by itself: their mean; on our levels"
        both[column].append(compare("CellProfiler", f"Texture_{other}", ours, averaged, 0, 0.25, why, "range"))
    return both


def _with_graycoprops(name: str) -> Compared:
    """Compare on a rectangle, the only object that scikit-image's pairs of levels know."""
    image = nuclei()[1][:120, :90]
    found = texture(np.ones(image.shape, np.uint32), {"": image}, levels=32)
    low, high = np.percentile(image, (0.1, 99.9))
    gray = np.clip(((image - low) * (32 / (high - low))).astype(int), 0, 31).astype(np.uint8)
    pairs = graycomatrix(gray, [1], [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4], levels=32, symmetric=True)
    together = pairs.sum(axis=3, keepdims=True).astype(np.float64)
    expected = graycoprops(together / together.sum(), name)[0, 0]
    return compare("scikit-image", f"graycoprops {name}", found[f"texture_{name}"], expected)


def of_granularity() -> Found:
    """Compare the whole spectrum with CellProfiler's."""
    labels, image = nuclei()
    found = granularity(labels, {"": image})
    names = {one: f"Granularity_{one}" for one in range(1, 17)}
    return {
        f"granularity_{one}_{{c}}": [
            compare("CellProfiler", name, found[f"granularity_{one}"], _in_cp_measure("nuclei", name), 1e-6)
        ]
        for one, name in names.items()
    }


def of_moments() -> Found:
    """Compare Hu's, Zernike's and the inertia with scikit-image, mahotas and CellProfiler."""
    labels, _ = nuclei()
    found, solid = moments(labels), moments(bodies(), pixel_size=PixelSize(*VOXEL))
    flat = measure.regionprops_table(labels, properties=("moments_hu", "inertia_tensor_eigvals"))
    both: Found = {}
    for one in range(7):
        ours, name = found[f"hu_{one + 1}"], f"moments_hu-{one}"
        theirs = _in_cp_measure("nuclei", f"HuMoment_{one}")
        both[f"hu_{one + 1}"] = [
            compare("scikit-image", name, ours, flat[name], 1e-15),
            compare("CellProfiler", f"HuMoment_{one}", ours, theirs, 1e-15 + 1e-8 * np.abs(theirs).max()),
        ]
    for length, spacing in (("px", (1.0,) * 3), ("um", VOXEL)):
        theirs = measure.regionprops_table(bodies(), properties=("inertia_tensor_eigvals",), spacing=spacing)
        for one in range(3):
            name, column = f"inertia_tensor_eigvals-{one}", f"inertia_{one + 1}_{length}2"
            both[column] = [compare("scikit-image", name, solid[column], theirs[name])]
            if length == "px":
                volume = _in_cp_measure("balls", f"InertiaTensorEigenvalues_{one}")
                both[column].append(compare("CellProfiler", f"InertiaTensorEigenvalues_{one}", solid[column], volume))
    return both | _zernike(found)


def _zernike(found: Table) -> Found:
    labels, _ = nuclei()
    names = [name for name in found.names if name.startswith("zernike")]
    kept = elsewhere()["mahotas"]
    # mahotas divides by the number of pixels and takes Zernike's norm (n + 1) / pi, CellProfiler by the circle's area
    size = np.bincount(labels.ravel())[1:] / (np.pi * np.array(kept["radius"]) ** 2)
    why = "rounding loses pixels on the circle there; else the same"
    both: Found = {}
    for place, name in enumerate(names):
        other, order = f"Zernike{name.removeprefix('zernike')}", int(name.split("_")[1])
        theirs = np.array([row[place] for row in kept["zernike"]]) * size * np.pi / (order + 1)
        both[name] = [
            compare("mahotas", "zernike_moments, scaled", found[name], theirs, 1e-6),
            compare("CellProfiler", other, found[name], _in_cp_measure("nuclei", other), 0, 0.4, why, "largest"),
        ]
    return both


def of_radial() -> Found:
    """Compare rings with CellProfiler's, which are measured from the middle as well."""
    labels, image = nuclei()
    found = radial(labels, {"": image})
    why = "rings by the way from the middle over the way from middle to edge"
    return {
        f"radial_{ring}_{{c}}": [
            compare(
                "CellProfiler", f"RadialDistribution_MeanFrac_{ring}of4", found[f"radial_{ring}"],
                _in_cp_measure("nuclei", f"RadialDistribution_MeanFrac_{ring}of4"), 0, 0.6, why,
            )
        ]
        for ring in range(1, 5)
    }  # fmt: skip


def of_neighbours() -> Found:
    """Compare neighbours and the nearest object with CellProfiler's and with a tree of all centres."""
    labels, _ = nuclei()
    found = neighbours(labels, px(2))
    middle = measure.regionprops_table(labels, properties=("centroid",))
    places = np.stack([middle["centroid-0"], middle["centroid-1"]], axis=1)
    away, who = (np.asarray(one) for one in KDTree(places).query(places, k=2))
    near, nearest = found["nearest_distance_px"], found["nearest_object"]
    theirs = {
        name: _in_cp_measure("nuclei", f"Neighbors_{name}")
        for name in ("NumberOfNeighbors", "FirstClosestDistance", "SecondClosestObjectNumber")
    }
    # cp_measure numbers the object itself as its own first one
    second = theirs["SecondClosestObjectNumber"]
    return {
        "neighbours": [
            compare("CellProfiler", "Neighbors_NumberOfNeighbors", found["neighbours"], theirs["NumberOfNeighbors"])
        ],
        "nearest_distance_px": [
            compare("scipy", "KDTree", near, away[:, 1]),
            compare("CellProfiler", "Neighbors_FirstClosestDistance", near, theirs["FirstClosestDistance"], 1e-6),
        ],
        "nearest_object": [
            compare("scipy", "KDTree", nearest, who[:, 1] + 1.0),
            compare("CellProfiler", "Neighbors_FirstClosestObjectNumber", nearest, second),
        ],
    }


def of_lines() -> Found:
    """Compare the lines of a glial cell, skeletonised by ImageJ, with skan."""
    lines = tifffile.imread(BIO / "neubias" / "glialcell" / "xy_8bit_binary__glialcell_skeleton.tif") > 0
    found, theirs = skeleton(lines), elsewhere()["skan"]
    why = "no short cuts across corners are left out"
    return {
        "skeleton_length_px": [
            compare("skan", "branch_distance", found["skeleton_length_px"], theirs["length"], 0, 0.05, why)
        ],
        "ends": [compare("skan", "degrees == 1", found["ends"].sum(), theirs["ends"])],
    }


def of_colocalisation() -> Found:
    """Compare a piece of CellProfiler's example of two channels."""
    one, other = tifffile.imread(BIO / "cellprofiler" / "colocalization_crop.tif")
    found = colocalisation(one, other)
    above, over = (one > found["costes_threshold_1"][0]), (other > found["costes_threshold_2"][0])
    floats = one.astype(np.float64), other.astype(np.float64)
    pearson, overlap = (_in_cp_measure("channels", f"Correlation_{name}") for name in ("Pearson", "Overlap"))
    costes = [_in_cp_measure("channels", f"Correlation_Costes_{place}") for place in (1, 2)]
    both = above & over
    light = [each[both].sum() / each[own].sum() for each, own in zip(floats, (above, over), strict=True)]
    why = "light where both are above their thresholds, over all light above its own; thresholds in other steps"
    return {
        "pearson": [
            compare("scikit-image", "pearson_corr_coeff", found["pearson"], measure.pearson_corr_coeff(one, other)[0]),
            compare("CellProfiler", "Correlation_Correlation", found["pearson"], pearson, 1e-6),
        ],
        "spearman": [
            compare("scipy", "spearmanr", found["spearman"], np.asarray(spearmanr(one.ravel(), other.ravel()))[0])
        ],
        "overlap": [
            compare("scikit-image", "manders_overlap_coeff", found["overlap"], measure.manders_overlap_coeff(*floats)),
            compare("CellProfiler", "Correlation_Overlap", found["overlap"], overlap, 0, 0.01, "thresholds first"),
        ],
        "manders_m1": [
            compare("scikit-image", "manders_coloc_coeff", found["manders_m1"],
                    measure.manders_coloc_coeff(floats[0], over)),
        ],
        "manders_m2": [
            compare("scikit-image", "manders_coloc_coeff", found["manders_m2"],
                    measure.manders_coloc_coeff(floats[1], above)),
        ],
        "costes_threshold_1": [compare("CellProfiler", "Correlation_Costes_1", light[0], costes[0], 0, 0.05, why)],
        "costes_threshold_2": [compare("CellProfiler", "Correlation_Costes_2", light[1], costes[1], 0, 0.05, why)],
    }  # fmt: skip


def of_pattern() -> Found:
    """Compare Ripley's K of all nuclei with astropy's, and the index of Clark and Evans with its formula."""
    labels = tifffile.imread(BIO / "stardist" / "mask2d.tif").astype(np.uint32)
    theirs = elsewhere()["astropy"]
    found = pattern(labels, px(60), 12)
    middle = measure.regionprops_table(labels, properties=("centroid",))
    places = np.stack([middle["centroid-0"], middle["centroid-1"]], axis=1)
    nearest = KDTree(places).query(places, k=2)[0][:, 1].mean()
    index = np.full(12, 2 * nearest * np.sqrt(len(places) / labels.size))
    why = "borders by translation; here only objects far from the border are looked from"
    return {
        "ripley_k_px2": [compare("astropy", "RipleysKEstimator", found["ripley_k_px2"], theirs["k"], 0, 0.15, why,
                                 "largest")],
        "clark_evans": [compare("scipy", "KDTree", found["clark_evans"], index)],
    }  # fmt: skip


def of_quality() -> Found:
    """Compare figures of the whole image with numpy, and the slope of the power spectrum with CellProfiler's."""
    _, image = nuclei()
    found = quality({"": image})
    slope = _in_cp_measure("quality", "PowerLogLogSlope")
    return {
        "quality_mean_{c}": [compare("numpy", "mean", found["quality_mean"], image.mean())],
        "quality_sd_{c}": [compare("numpy", "std", found["quality_sd"], image.std())],
        "power_slope_{c}": [
            compare("CellProfiler", "ImageQuality_PowerLogLogSlope", found["power_slope"], slope, 0, 0.5,
                    "rings one pixel wide, their sums and not their means")
        ],
    }  # fmt: skip


def of_profile() -> Found:
    """Compare a slanted line with scikit-image's."""
    _, image = nuclei()
    found = profile_line({"": image}, px(20), px(30), px(200), px(250), px(3))
    theirs = measure.profile_line(image.astype(np.float64), (20, 30), (200, 250), 3, 1, mode="reflect")
    return {"profile_{c}": [compare("scikit-image", "profile_line", found["profile"], theirs)]}


def of_points() -> Found:
    """Compare brightness around points with a loop over all pixels."""
    _, image = nuclei()
    places = np.array([[20.0, 30.0], [55.4, 200.2], [0.0, 0.0], [299.0, 120.0]])
    columns = {"object": np.arange(1, 5), "centroid_y_px": places[:, 0], "centroid_x_px": places[:, 1]}
    found = at_points(Table(tuple(Column(name, values) for name, values in columns.items())), {"": image}, radius=px(3))
    y, x = np.indices(image.shape)
    around = [image[(y - round(row)) ** 2 + (x - round(column)) ** 2 <= 9] for row, column in places]
    return {
        "mean_{c}": [compare("numpy", "mean", found["mean"], [one.mean() for one in around])],
        "max_{c}": [compare("numpy", "max", found["max"], [one.max() for one in around])],
    }


def of_tracks() -> Found:
    """Compare TrackMate's tracks, followed by its own links, with trackpy's mean squared displacements."""
    rows: dict[str, list[dict[str, str]]] = {}
    for name in ("spots", "edges"):
        path = BIO / "tracking" / f"trackmate_tracks_without_gap_closing_{name}.csv"
        with path.open(encoding="utf-8") as file:
            rows[name] = list(csv.DictReader(file))
    ends = ("spot_source_id", "spot_target_id")
    track = {int(row[end]): int(row["track_id"]) for row in rows["edges"] for end in ends}
    spots = [row for row in rows["spots"] if int(row["id"]) in track]
    columns = {
        "object": [int(row["id"]) for row in spots], "t": [int(row["frame"]) for row in spots],
        "track": [track[int(row["id"])] for row in spots],
        "centroid_y_px": [float(row["position_y"]) for row in spots],
        "centroid_x_px": [float(row["position_x"]) for row in spots],
    }  # fmt: skip
    found = measure_tracks(Table(tuple(Column(name, np.array(values)) for name, values in columns.items())))
    slopes = [
        _slope(elsewhere()["trackpy"][str(number)], count)
        for number, count in zip(found["track"], found["objects_in_track"], strict=True)
    ]
    return {"msd_exponent": [compare("trackpy", "imsd, fitted alike", found["msd_exponent"], slopes, 1e-6)]}


def _slope(moved: list[float], objects: int) -> float:
    """Return the slope of displacement over lag, as `track.measure` fits it."""
    if objects < 8:
        return float("nan")
    lags = np.arange(1, max(3, objects // 4) + 1)
    return float(np.polyfit(np.log(lags), np.log(moved[: lags.size]), 1)[0])


COMPARED = {
    "measure.texture": of_texture, "measure.granularity": of_granularity, "measure.moments": of_moments,
    "measure.radial": of_radial, "measure.neighbours": of_neighbours, "measure.skeleton": of_lines,
    "measure.colocalisation": of_colocalisation, "measure.pattern": of_pattern, "measure.quality": of_quality,
    "measure.profile_line": of_profile, "measure.at_points": of_points, "track.measure": of_tracks,
}  # fmt: skip
"""What compares the columns of an operation."""
