"""Where an import of a library is put off: exact text replacements, checked when the build makes them.

Each says why and what it saves. None changes a number: what a module computes while it is
imported is frozen (`frozen_inverses.json`), everything else is imported where it is used.
Savings are milliseconds of import under node and bytes that the first visit need not have
(startup-facts, section 3).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tools.build.paths import TOOLS
from tools.build.stages import BuildError


@dataclass(frozen=True)
class Cut:
    """One replacement: `old` must occur exactly `times` times in `path`."""

    path: str
    old: str
    new: str
    why: str
    times: int = 1


_SCIPY_SPECIAL = "scipy.special and through it scipy.linalg with OpenBLAS: 730 ms, 7.9 MB; used by rotate alone"
_NUMPY_ALL = "numpy.f2py, testing, random, ma, polynomial, ctypeslib, which `import *` wakes: 240 ms"
_PYDOC = "pydoc and what it imports: 27 ms; used when a docstring is rewritten"
_SPATIAL = "scipy.spatial with scipy.sparse and scipy.linalg: 290 ms, 7 MB"

_RANK = "skimage.filters.rank: 3.5 MB, used by median with behavior='rank' alone"

CUTS = (
    Cut("scipy/ndimage/_interpolation.py", "from scipy import special\n", "", _SCIPY_SPECIAL),
    Cut(
        "scipy/ndimage/_interpolation.py",
        "    c, s = special.cosdg(angle), special.sindg(angle)\n",
        "    from scipy import special\n    c, s = special.cosdg(angle), special.sindg(angle)\n",
        _SCIPY_SPECIAL,
    ),
    Cut(
        "scipy/_external/array_api_compat/_internal.py",
        '    objs = {}\n    exec(f"from {mod.__name__} import *", objs)\n\n'
        '    for n in dir(mod):\n        if not n.startswith("_") and hasattr(mod, n):\n'
        "            objs[n] = getattr(mod, n)\n",
        '    objs = {n: v for n, v in vars(mod).items() if not n.startswith("_")}\n',
        _NUMPY_ALL,
    ),
    Cut(
        "scipy/_external/array_api_compat/numpy/__init__.py",
        "def __dir__() -> list[str]:\n",
        "def __getattr__(name):\n    import numpy\n    return getattr(numpy, name)\n\ndef __dir__() -> list[str]:\n",
        _NUMPY_ALL,
    ),
    Cut("scipy/_lib/_docscrape.py", "import pydoc\n", "", _PYDOC),
    Cut("scipy/_lib/_docscrape.py", "pydoc.getdoc(", "__import__('pydoc').getdoc(", _PYDOC, times=3),
    Cut("skimage/measure/_regionprops.py", "from scipy.spatial.distance import pdist\n", "", _SPATIAL),
    Cut(
        "skimage/measure/_regionprops.py",
        "        distances = pdist(",
        "        from scipy.spatial.distance import pdist\n        distances = pdist(",
        _SPATIAL,
    ),
    Cut("skimage/morphology/misc.py", "from scipy.spatial import cKDTree\n", "", _SPATIAL),
    Cut(
        "skimage/morphology/misc.py",
        "    kdtree = cKDTree(",
        "    from scipy.spatial import cKDTree\n    kdtree = cKDTree(",
        _SPATIAL,
    ),
    Cut("skimage/morphology/convex_hull.py", "from scipy.spatial import ConvexHull, QhullError\n", "", _SPATIAL),
    Cut(
        "skimage/morphology/convex_hull.py",
        "    ndim = image.ndim\n    if np.count_nonzero(image) == 0:\n",
        "    from scipy.spatial import ConvexHull, QhullError\n"
        "    ndim = image.ndim\n    if np.count_nonzero(image) == 0:\n",
        _SPATIAL,
    ),
    Cut("skimage/filters/ridges.py", "from scipy import linalg\n", "", "scipy.linalg: 299 ms, 6 MB"),
    Cut(
        "skimage/filters/ridges.py",
        "    mtx = linalg.circulant(",
        "    from scipy import linalg\n    mtx = linalg.circulant(",
        "scipy.linalg: 299 ms, 6 MB",
    ),
    Cut("skimage/_shared/coord.py", "from scipy.spatial import cKDTree, distance\n", "", _SPATIAL),
    Cut(
        "skimage/_shared/coord.py",
        "    tree = cKDTree(coord)\n",
        "    from scipy.spatial import cKDTree, distance\n    tree = cKDTree(coord)\n",
        _SPATIAL,
    ),
    Cut("skimage/filters/_median.py", "from .rank import generic\n", "", _RANK),
    Cut(
        "skimage/filters/_median.py",
        "        return generic.median(",
        "        from .rank import generic\n\n        return generic.median(",
        _RANK,
    ),
    Cut("skimage/transform/_geometric.py", "from scipy import spatial\n", "", _SPATIAL),
    *(
        Cut(
            "skimage/transform/_geometric.py",
            f"{before} = spatial.Delaunay(",
            f"{before} = __import__('scipy.spatial').spatial.Delaunay(",
            _SPATIAL,
        )
        for before in ("self._tesselation", "self._inverse_tesselation")
    ),
    Cut(
        "skimage/transform/_geometric.py",
        "    return spatial.transform.Rotation.from_euler(",
        "    from scipy import spatial\n    return spatial.transform.Rotation.from_euler(",
        _SPATIAL,
    ),
    Cut("skimage/filters/edges.py", "from ..restoration.uft import laplacian\n", "", "scipy.fft: 60 ms, 1 MB"),
    Cut(
        "skimage/filters/edges.py",
        "    _, laplace_op = laplacian(",
        "    from ..restoration.uft import laplacian\n    _, laplace_op = laplacian(",
        "scipy.fft: 60 ms, 1 MB; used by laplace alone",
    ),
    Cut(
        "tifffile/tifffile.py",
        "try:\n    import imagecodecs\nexcept ImportError:\n",
        "class _Codecs:\n"
        "    def __getattr__(self, name):\n"
        "        try:\n            import imagecodecs as codecs\n"
        "        except ImportError:\n            from . import _imagecodecs as codecs\n"
        "        return getattr(codecs, name)\n\n\n"
        "imagecodecs = _Codecs()\nif False:\n",
        "imagecodecs: 4.1 MB; it comes when a file needs it, after tifffile has been imported",
    ),
    Cut(
        "skimage/color/colorconv.py",
        "from scipy import linalg\n",
        "",
        "scipy.linalg: 299 ms, 6 MB, for 18 inverses of constants; their values are frozen below",
    ),
)

COLOURS = "skimage/color/colorconv.py"
INVERSE = re.compile(r"^(\w+) = linalg\.inv\((\w+)\)$", re.MULTILINE)


def apply(root: Path) -> list[str]:
    """Make every cut in a tree of unpacked wheels.

    Returns
    -------
    list of str
        The files that changed, sorted.

    Raises
    ------
    BuildError
        A text is not where it was: the library has changed, so look at the cut again.
    """
    for cut in CUTS:
        path = root / cut.path
        text = path.read_text(encoding="utf-8")
        if text.count(cut.old) != cut.times:
            raise BuildError(f"import cut no longer fits {cut.path}: {cut.old.strip().splitlines()[0]!r}")
        path.write_text(text.replace(cut.old, cut.new), encoding="utf-8")
    _freeze_inverses(root / COLOURS)
    return sorted({cut.path for cut in CUTS})


def _freeze_inverses(path: Path) -> None:
    """Write the colour matrices that scikit-image inverts while it is imported as constants."""
    frozen: dict[str, list[list[float]]] = json.loads((TOOLS / "frozen_inverses.json").read_text())
    text = path.read_text(encoding="utf-8")
    names = [match[1] for match in INVERSE.finditer(text)]
    if sorted(names) != sorted(frozen):
        raise BuildError(f"{COLOURS} inverts other matrices than frozen_inverses.json holds")
    path.write_text(INVERSE.sub(lambda match: f"{match[1]} = np.array({frozen[match[1]]!r})", text), encoding="utf-8")
