"""Which part of an image a run takes: region, resolution level, slices and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from tabscope.areas import Area, around, parse_areas
from tabscope.errors import TabscopeError
from tabscope.image import Image
from tabscope.regions import Region


@dataclass(frozen=True)
class Extent:
    """What is None is the recipe's own choice, or the whole.

    Attributes
    ----------
    region : Region or None
        In pixels of full resolution.
    areas : tuple of Area
        Drawn; they limit the run further. None of them is no limit.
    level : int
        Resolution level to run on; 0 is full resolution.
    z, t : "each", "max", "volume", int or None
        Override what the recipe's inputs say.
    """

    region: Region | None = None
    level: int = 0
    z: Literal["each", "max", "volume"] | int | None = None
    t: Literal["each"] | int | None = None
    areas: tuple[Area, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the form used in messages, links and provenance; what is not set is left out."""
        written: dict[str, Any] = {}
        if self.region is not None:
            written["region"] = self.region.as_list()
        if self.areas:
            written["areas"] = [area.as_json() for area in self.areas]
        if self.level:
            written["level"] = self.level
        if self.z is not None:
            written["z"] = self.z
        if self.t is not None:
            written["t"] = self.t
        return written

    def on_level(self, image: Image) -> Region:
        """Return the region in pixels of the level it runs on.

        Raises
        ------
        TabscopeError
            ``image.no-such-plane`` for a level that is not there, ``usage`` for a region outside the image.
        """
        if not 0 <= self.level < len(image.levels):
            raise TabscopeError(
                "image.no-such-plane",
                axis="level",
                index=self.level,
                size=len(image.levels),
                last=len(image.levels) - 1,
            )
        level = image.levels[self.level]
        box = around(self.areas) if self.areas else self.region
        if box is None:
            return Region(0, 0, level.height, level.width)
        if self.region is not None:
            box = box.within(self.region)
        fy, fx = level.factors.get("y", 1.0), level.factors.get("x", 1.0)
        scaled = Region(int(box.y0 // fy), int(box.x0 // fx), int(-(-box.y1 // fy)), int(-(-box.x1 // fx)))
        clipped = scaled.clipped(level.height, level.width)
        if not clipped.pixels:
            raise TabscopeError("usage", reason="The region lies outside the image.", advice="Draw it on the image.")
        return clipped


def parse_extent(written: Mapping[str, Any] | None) -> Extent:
    """Read an extent from a message, a link or the command line.

    Raises
    ------
    TabscopeError
        ``usage`` where a field has another form.
    """
    fields = dict(written or {})
    region = fields.get("region")
    box: Region | None = None
    if region is not None:
        values = cast("list[Any]", region) if isinstance(region, list) else []
        if len(values) != 4 or not all(isinstance(one, (int, float)) for one in values):
            raise TabscopeError("usage", reason="A region has four numbers.", advice="Give y0, x0, y1, x1 in pixels.")
        y0, x0, y1, x1 = (round(float(one)) for one in values)
        box = Region(y0, x0, y1, x1)
    return Extent(
        box,
        _index(fields.get("level"), (), "level") or 0,
        _index(fields.get("z"), ("each", "max", "volume"), "z"),
        _index(fields.get("t"), ("each",), "t"),
        parse_areas(fields["areas"]) if fields.get("areas") else (),
    )


def _index(value: Any, words: tuple[str, ...], axis: str) -> Any:
    if value is None or value in words:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise TabscopeError(
        "usage",
        reason=f"{axis} cannot be “{value}”.",
        advice=f"Give a number from 0{''.join(', or ' + word for word in words)}.",
    )
