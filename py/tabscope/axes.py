"""Names and order of axes.

Inside tabscope an image always has the axes t, c, z, y, x, in this order; colour pictures have samples ``s`` last.
The order in the file is kept beside it (`Image.axes`), because digests and ``tabscope info`` speak about the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ORDER = "tczyx"


@dataclass(frozen=True)
class PixelSize:
    """Size of a voxel in µm and of a time step in seconds; None where the file does not say.

    ``origin`` says where it comes from ("OME", "ImageJ", "OME-Zarr", "set by hand"): false calibration is worse than
    none.
    """

    z: float | None = None
    y: float | None = None
    x: float | None = None
    t: float | None = None
    origin: str = ""

    @property
    def calibrated(self) -> bool:
        """Whether y and x are known, so that areas may be given in µm²."""
        return self.y is not None and self.x is not None

    def along(self, axes: int) -> tuple[float, ...] | None:
        """Return µm per pixel of the last ``axes`` of z, y, x; None where one of them is not known."""
        sides = (self.z, self.y, self.x)[-axes:]
        known = tuple(one for one in sides if one)
        return known if len(known) == axes else None

    def scaled(self, factors: Mapping[str, float]) -> PixelSize:
        """Return the size of a pixel on a level that is coarser by these factors per axis."""

        def times(value: float | None, axis: str) -> float | None:
            return None if value is None else value * factors.get(axis, 1.0)

        return PixelSize(times(self.z, "z"), times(self.y, "y"), times(self.x, "x"), self.t, self.origin)


def set_by_hand(values: Sequence[float]) -> PixelSize:
    """Return the size a person typed, in µm: one number for y and x, (y, x), or (z, y, x)."""
    numbers = [float(one) for one in values]
    if len(numbers) == 1:
        numbers *= 2
    return PixelSize(numbers[0] if len(numbers) == 3 else None, numbers[-2], numbers[-1], None, "set by hand")


def sizes(axes: str, shape: Sequence[int]) -> dict[str, int]:
    """Return the length of each of t, c, z, y, x (1 where the file has no such axis) and of s where there is one."""
    found = dict(zip(axes, shape, strict=True))
    result = {axis: int(found.get(axis, 1)) for axis in ORDER}
    if "s" in found:
        result["s"] = int(found["s"])
    return result
