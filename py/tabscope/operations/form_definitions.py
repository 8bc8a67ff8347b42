"""Columns of moments, granularity, profiles and background."""

from __future__ import annotations

from tabscope.operations.definition import Definition

ORDERS = tuple((n, m) for n in range(10) for m in range(n % 2, n + 1, 2))
"""The 30 Zernike polynomials up to order 9, as CellProfiler takes them."""

MOMENTS = {
    **{
        f"hu_{one}": Definition(
            "",
            f"Hu's moment {one}: the same however the object is moved, turned or scaled",
            "From the central moments of its pixels, divided by powers of its area; Hu 1962",
            f"moments_hu-{one - 1}",
            "",
            f"AreaShape_HuMoment_{one - 1}",
        )
        for one in range(1, 8)
    },
    **{
        f"zernike_{n}_{m}": Definition(
            "",
            f"How far its outline is like the pattern of {m} lobes and {(n - m) // 2} rings; turning changes nothing",
            f"Size of Zernike moment {n}, {m} of its pixels on the smallest circle that holds them, over its area",
            "",
            "",
            f"AreaShape_Zernike_{n}_{m}",
        )
        for n, m in ORDERS
    },
    **{
        f"inertia_{one}_{length}2": Definition(
            "px²" if length == "px" else "µm²",
            f"Inertia of its shape, the {('largest', 'second', 'third')[one - 1]}",
            f"Eigenvalue {one} of the inertia tensor (ball: 1 = 2 = 3, rod: 1 = 2 > 3, plate: 1 > 2 = 3)"
            + ("" if length == "px" else ", on coordinates in µm"),
            f"inertia_tensor_eigvals-{one - 1}" + ("" if length == "px" else " (with spacing)"),
            "",
            f"AreaShape_InertiaTensorEigenvalues_{one - 1}" if length == "px" else "",
        )
        for length in ("px", "um")
        for one in (1, 2, 3)
    },
}

GRANULARITY = {
    f"granularity_{one}_{{c}}": Definition(
        "%",
        f"Light of {{c}} in structures of size {one}",
        f"Lost in erosion {one} with reconstruction, in percent of the object's mean",
        "",
        "",
        f"Granularity_{one}",
    )
    for one in range(1, 17)
}

PROFILE = {
    "along_px": Definition("px", "Place along the profile", "From its start"),
    "along_um": Definition("µm", "Place along the profile", "From its start, steps in µm"),
    "profile_{c}": Definition(
        "counts", "{c} at this place", "Over the width of the profile", "profile_line", "Plot Profile"
    ),
    "profile_pixels_{c}": Definition(
        "", "Pixels at this place that were looked at", "Without pixels that have no number"
    ),
    "profile_sd_{c}": Definition("counts", "Standard deviation of {c} at this place", "Population: divided by n"),
}

BACKGROUND = {
    "background_{c}": Definition(
        "counts",
        "Background of {c} at the object",
        "Median of the plane outside all objects grown by half a diameter (global), or of a ring 0.1 to 0.4 diameters "
        "away without other objects (ring)",
    ),
    "mean_bgsub_{c}": Definition("counts", "Mean of {c} above its background", "mean_{c} minus background_{c}"),
    "sum_bgsub_{c}": Definition(
        "counts",
        "Sum of {c} above its background",
        "sum_{c} minus background_{c} times the number of pixels",
        "",
        "CTCF (corrected total cell fluorescence)",
    ),
}

FORM = {**MOMENTS, **GRANULARITY, **PROFILE, **BACKGROUND}
"""What `tabscope.operations.column_definitions` adds to its own."""
