"""Two images combined pixel by pixel."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.operations.inputs import as_float, check, same_shape
from tabscope.operations.registry import Intensity, Param, operation, pointwise


@operation(
    "intensity.combine",
    version=1,
    locality=pointwise,
    title="Combine two images",
    cite="numpy; ImageJ: Image Calculator",
    bytes_per_pixel=24,
)
def combine(
    first: Intensity,
    second: Intensity,
    method: Annotated[
        Literal["add", "subtract", "multiply", "ratio", "minimum", "maximum", "mean", "difference"],
        Param(help="subtract: first minus second; ratio: first divided by second; difference: without its sign."),
    ] = "add",
    factor: Annotated[
        float, Param(ge=-1e6, le=1e6, soft=5, help="The second image is multiplied by this first.")
    ] = 1.0,
) -> Intensity:
    """Add, subtract, divide or compare two channels or images, pixel by pixel; for bleed-through or ratios.

    float32 (float64 for wide types), same shape; negative values are kept. A ratio over 0 is missing (NaN), and NaN in
    either image gives NaN.
    """
    one, other = as_float(check(first, "Combine two images")), as_float(check(second, "Combine two images"))
    same_shape(one, other, "Combine two images")
    dtype = np.result_type(one, other)
    other = other * dtype.type(factor)
    with np.errstate(invalid="ignore"):  # infinity less infinity is missing, without a warning
        return _combined(method, one, other).astype(dtype, copy=False)


def _combined(method: str, one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    if method == "ratio":
        return np.divide(one, other, out=np.full(one.shape, np.nan, other.dtype), where=other != 0)
    if method == "mean":
        return (one + other) / 2
    if method == "difference":
        return np.abs(one - other)
    by = {
        "add": np.add, "subtract": np.subtract, "multiply": np.multiply,
        "minimum": np.minimum, "maximum": np.maximum,
    }[method]  # fmt: skip
    return by(one, other)
