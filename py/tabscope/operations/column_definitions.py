"""Columns of texture, neighbours, parts, lines, colocalisation, patterns and image quality."""

from __future__ import annotations

from tabscope.operations.definition import Definition
from tabscope.operations.form_definitions import FORM

PAIRS = "Pairs of gray levels inside the object, both ways and in four directions"

TEXTURE = {
    "texture_contrast_{c}": Definition(
        "", "How much {c} changes from pixel to pixel", f"{PAIRS}: mean squared difference of levels",
        "graycoprops contrast", "", "Texture_Contrast",
    ),
    "texture_correlation_{c}": Definition(
        "", "How far neighbouring pixels of {c} are alike", f"{PAIRS}: correlation of levels; 1 where all are equal",
        "graycoprops correlation", "", "Texture_Correlation",
    ),
    "texture_homogeneity_{c}": Definition(
        "", "1 where {c} is even", f"{PAIRS}: mean of 1 / (1 + squared difference)",
        "graycoprops homogeneity", "", "Texture_InverseDifferenceMoment",
    ),
    "texture_energy_{c}": Definition(
        "", "1 where one pair of levels of {c} is all there is", f"{PAIRS}: root of the sum of squared shares",
        "graycoprops energy", "", "Texture_AngularSecondMoment (squared)",
    ),
    "texture_entropy_{c}": Definition(
        "bit", "How mixed the pairs of levels of {c} are", f"{PAIRS}: entropy to base 2",
        "", "", "Texture_Entropy",
    ),
}  # fmt: skip

RADIAL = {
    f"radial_{ring}_{{c}}": Definition(
        "",
        f"Light of {{c}} in ring {ring} from the middle, compared to an even spread",
        "Share of the sum of {c} over the share of the area; rings by distance to the edge over the largest one",
        "", "", "RadialDistribution_MeanFrac",
    )
    for ring in range(1, 9)
}  # fmt: skip

NEIGHBOURS = {
    "neighbours": Definition(
        "", "Number of neighbours", "Objects whose gap is at most the reach", "", "", "Neighbors_NumberOfNeighbors"
    ),
    "nearest_distance_px": Definition(
        "px", "Distance to the nearest object", "Between centres", "", "", "Neighbors_FirstClosestDistance"
    ),
    "nearest_distance_um": Definition("µm", "Distance to the nearest object", "Between centres"),
    "nearest_object": Definition(
        "", "Number of the nearest object", "By centre; 0: there is no other", "", "",
        "Neighbors_FirstClosestObjectNumber",
    ),
    "touching_share": Definition(
        "", "Share of its border that touches other objects", "Border pixels with another object next to them",
        "", "", "Neighbors_PercentTouching (times 100)",
    ),
}  # fmt: skip

PARTS = {
    "children": Definition("", "Number of parts in the object", "Parts that lie in it most", "", "", "Children_Count"),
    "children_area_px": Definition("px²", "Area of all its parts", "Whole parts, also where they reach outside"),
    "children_mean_area_px": Definition("px²", "Mean area of its parts", "Empty without parts"),
    "children_mean_area_um2": Definition("µm²", "Mean area of its parts", "Empty without parts"),
    "parent": Definition("", "Number of the object it lies in", "The one it lies in most", "", "", "Parent"),
    "share_in_parent": Definition("", "Share of it that lies in its parent", "By area"),
    "class_by_rule": Definition("", "Class of the object", "Name of the first rule that it fits; empty without one"),
    "class_number": Definition("", "Place of its class among the rules", "From 1; 0 where it fits no rule"),
}

LINES = {
    "skeleton_length_px": Definition(
        "px",
        "Length of the line",
        "Steps of the skeleton: 1, or the square root of 2 across",
        "",
        "Branch length (sum)",
    ),
    "skeleton_length_um": Definition("µm", "Length of the line", "As skeleton_length_px, steps in µm"),
    "branches": Definition("", "Number of branches", "Pieces of the skeleton without its junctions", "", "# Branches"),
    "junctions": Definition(
        "", "Number of junctions", "Groups of pixels with three or more neighbours", "", "# Junctions"
    ),
    "ends": Definition("", "Number of free ends", "Pixels with one neighbour", "", "# End-point voxels"),
}

COLOCALISATION = {
    "pearson": Definition(
        "", "Correlation of both channels", "Pearson's coefficient over the pixels that are looked at",
        "pearson_corr_coeff", "Coloc 2: Pearson's R (no threshold)", "Correlation_Correlation",
    ),
    "spearman": Definition(
        "", "Correlation of the ranks", "Pearson's coefficient of ranks, equal values sharing theirs", "",
        "Coloc 2: Spearman's rank correlation", "",
    ),
    "overlap": Definition(
        "", "Overlap of both channels", "Sum of products over the root of the product of the sums of squares",
        "", "", "Correlation_Overlap",
    ),
    "manders_m1": Definition(
        "", "Share of the first channel's light where the second is", "Second above its Costes threshold",
        "manders_coloc_coeff", "Coloc 2: Manders' tM1", "Correlation_Costes",
    ),
    "manders_m2": Definition(
        "", "Share of the second channel's light where the first is", "First above its Costes threshold",
        "manders_coloc_coeff", "Coloc 2: Manders' tM2", "Correlation_Costes",
    ),
    "costes_threshold_1": Definition("counts", "Costes threshold of the first channel", "256 steps, from the top"),
    "costes_threshold_2": Definition("counts", "Costes threshold of the second channel", "256 steps, from the top"),
    "coloc_p": Definition(
        "", "Share of shuffled images that correlate as much", "Blocks of the second channel shuffled", "",
        "Coloc 2: 1 - Costes P-value",
    ),
}  # fmt: skip

PATTERN = {
    "distance_px": Definition("px", "Distance that is looked at"),
    "distance_um": Definition("µm", "Distance that is looked at"),
    "ripley_k_px2": Definition("px²", "Ripley's K", "Mean number of others within the distance, over density"),
    "ripley_k_um2": Definition("µm²", "Ripley's K", "Mean number of others within the distance, over density"),
    "l_minus_r_px": Definition("px", "Above 0: clustered at this distance", "Root of K / pi, minus the distance"),
    "l_minus_r_um": Definition("µm", "Above 0: clustered at this distance", "Root of K / pi, minus the distance"),
    "clark_evans": Definition(
        "", "1 at random, below 1 clustered, above 1 even", "Mean nearest distance over 0.5 / root of the density"
    ),
    "objects": Definition("", "Number of objects"),
    "objects_per_mm2": Definition("1/mm²", "Objects per area", "Of the whole plane that was analysed"),
}

IMAGE = {
    "quality_mean_{c}": Definition("counts", "Mean of {c}", "", "", "Mean", "ImageQuality_MeanIntensity (divided)"),
    "quality_sd_{c}": Definition(
        "counts", "Standard deviation of {c}", "Population", "", "StdDev", "ImageQuality_StdIntensity (divided)"
    ),
    "focus_laplacian_{c}": Definition(
        "", "Sharpness of {c}: higher is sharper", "Variance of the Laplacian over the squared mean"
    ),
    "focus_brenner_{c}": Definition(
        "", "Sharpness of {c}: higher is sharper", "Mean squared difference two pixels apart over the squared mean"
    ),
    "power_slope_{c}": Definition(
        "", "Focus of {c}: lower is more blurred", "Slope of power over frequency, both as logarithms", "", "",
        "ImageQuality_PowerLogLogSlope",
    ),
    "signal_to_noise_{c}": Definition(
        "", "How far {c} stands out of its noise", "(mean above Li's threshold - median below) / noise"
    ),
    "saturated_share_{c}": Definition(
        "", "Share of pixels where {c} is saturated", "As saturated_fraction, over the image", "", "",
        "ImageQuality_PercentMaximal (times 100)",
    ),
    "darkest_share_{c}": Definition(
        "", "Share of pixels at the lowest value of {c}", "", "", "", "ImageQuality_PercentMinimal (times 100)"
    ),
    "covered_px": Definition("px²", "Covered area", "Pixels of the mask"),
    "covered_um2": Definition("µm²", "Covered area", "covered_px times the size of a pixel"),
    "covered_fraction": Definition(
        "", "Share that is covered", "covered_px over analysed_px", "", "%Area (times 100)",
        "AreaOccupied_AreaOccupied (over TotalArea)",
    ),
    "analysed_px": Definition("px²", "Area that was looked at", "Pixels of the image, or of the other mask"),
}  # fmt: skip

SPOTS = {
    "radius_px": Definition("px", "Radius of the spot", "Standard deviation times the root of the number of axes"),
    "radius_um": Definition("µm", "Radius of the spot", "radius_px times the pixel size"),
    "strength": Definition(
        "counts", "How far the spot stands out", "Height of a Gaussian spot of this radius that answers alike"
    ),
}

TRACKS = {
    "track": Definition("", "Track that the object belongs to", "From 1, by first object; ends at a split or merge"),
    "lineage": Definition("", "Tracks that come from one another have the same", "From 1", "", "TrackMate: TRACK_ID"),
    "parent_track": Definition("", "Track that it split off from", "0: none"),
    "merged_into": Definition("", "Track that it goes on in after a merge", "0: none"),
    "first_t": Definition("", "First time point", "From 0", "", "TrackMate: TRACK_START (in frames)"),
    "last_t": Definition("", "Last time point", "From 0", "", "TrackMate: TRACK_STOP (in frames)"),
    "objects_in_track": Definition("", "Number of its objects", "", "", "TrackMate: NUMBER_SPOTS"),
    "missing_frames": Definition("", "Frames it is missing in", "Between its first and its last object"),
    "duration_frames": Definition(
        "", "How long it is seen", "last_t minus first_t", "", "TrackMate: TRACK_DURATION (in frames)"
    ),
    "duration_min": Definition("min", "How long it is seen", "duration_frames times the time between frames"),
    "net_displacement_px": Definition(
        "px", "From its first to its last place", "", "", "TrackMate: TRACK_DISPLACEMENT"
    ),
    "net_displacement_um": Definition(
        "µm", "From its first to its last place", "", "", "TrackMate: TRACK_DISPLACEMENT"
    ),
    "path_length_px": Definition(
        "px", "Length of its way", "Sum of its steps", "", "TrackMate: TOTAL_DISTANCE_TRAVELED"
    ),
    "path_length_um": Definition(
        "µm", "Length of its way", "Sum of its steps", "", "TrackMate: TOTAL_DISTANCE_TRAVELED"
    ),
    **{
        f"mean_speed_{length}_per_{time}": Definition(
            f"{'µm' if length == 'um' else 'px'}/{time}", "How fast it goes", "Length of its way over its duration", "",
            "TrackMate: TOTAL_DISTANCE_TRAVELED over TRACK_DURATION",
        )
        for length in ("px", "um")
        for time in ("frame", "min")
    },
    "straightness": Definition(
        "", "1 for a straight way", "Net displacement over length of the way", "", "TrackMate: CONFINEMENT_RATIO"
    ),
    "msd_exponent": Definition(
        "", "1 for a random walk, 2 for straight motion",
        "Slope of the mean squared displacement over the lag, as logarithms; lags up to a quarter of the track",
    ),
}  # fmt: skip

SIZES = {
    "objects_left_out": Definition("", "Objects that the border cuts", "Not among those that are described"),
    **{
        f"diameter_{name}_{unit}": Definition(
            "µm" if unit == "um" else "px", f"{words} of the objects' diameters",
            "Of the circle (3D: ball) of the same size; objects that the border cuts left out unless asked for",
        )
        for unit in ("px", "um")
        for name, words in (
            ("p10", "10th percentile"), ("lower_quartile", "Lower quartile"), ("median", "Median"),
            ("upper_quartile", "Upper quartile"), ("p90", "90th percentile"), ("mean", "Mean"),
            ("sd", "Standard deviation"),
        )
    },
}  # fmt: skip

FURTHER = {
    **TEXTURE, **RADIAL, **NEIGHBOURS, **PARTS, **LINES, **COLOCALISATION, **PATTERN, **IMAGE,
    **SPOTS, **TRACKS, **FORM, **SIZES,
}  # fmt: skip
"""What `tabscope.operations.columns` adds to the columns of shape and brightness."""
