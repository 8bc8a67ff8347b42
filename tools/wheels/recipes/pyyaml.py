"""PyYAML without libyaml: pure Python, so the wheel fits every platform."""

from pathlib import Path

from pack import pack
from sources import sdist
from workplace import Workplace

NEEDS: tuple[str, ...] = ()
SHA256 = "d76623373421df22fb4cf8817020cbb7ef15c725b9d5e45f17e189bfc384190f"


def build(place: Workplace) -> Path:
    """Build the wheel."""
    source = sdist(place, "pyyaml", "6.0.3", SHA256)
    place.copy(f"{source}/lib/yaml", "*.py", place.fresh("/build/pyyaml/site/yaml"))
    return pack(place, "pyyaml-6.0.3", "/build/pyyaml/site", source, ["LICENSE"], tag="py3-none-any")
