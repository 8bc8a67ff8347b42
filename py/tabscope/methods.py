"""A paragraph for the methods section of a paper, and the references it names, from a recipe."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

from tabscope.recipe import Recipe, Step, parse

SOFTWARE = {
    "scikit-image": "10.7717/peerj.453",
    "skimage": "10.7717/peerj.453",
    "scipy": "10.1038/s41592-019-0686-2",
    "numpy": "10.1038/s41586-020-2649-2",
}
"""Libraries by the names that citations of operations use."""
NAMED = ("numpy", "scipy", "scikit-image", "onnxruntime")
"""What the text names with its version."""

LONGEST = 80
"""A text that is longer is not written out."""

DOI = re.compile(r"doi:((?:[^\s()]|\([^\s()]*\))+?)(?=[,;)]*(?:\s|$))")


@dataclass(frozen=True)
class MethodsText:
    """A methods paragraph.

    Attributes
    ----------
    text : str
        The paragraph; numbers in brackets count the references.
    references : list of dict
        In the order of their numbers, as CSL-JSON items.
    """

    text: str
    references: list[dict[str, Any]]

    def csl_json(self) -> str:
        """Return the references as CSL-JSON, which Zotero and pandoc read."""
        return json.dumps(self.references, ensure_ascii=False, indent=2) + "\n"

    def bibtex(self) -> str:
        """Return the references as BibTeX."""
        return "\n".join(_bibtex(one) for one in self.references)

    def listed(self) -> list[str]:
        """Return the references as numbered lines."""
        return [f"[{number}] {_line(one)}" for number, one in enumerate(self.references, 1)]

    def full_text(self) -> str:
        """Return the paragraph with the list of references below it."""
        return "\n".join([self.text, "", *self.listed()]) + "\n"

    def as_json(self) -> dict[str, Any]:
        """Return plain data, as the page shows it."""
        return {
            "text": self.text, "references": self.listed(), "bibtex": self.bibtex(), "csl_json": self.csl_json()
        }  # fmt: skip


def methods_of_run(record: Mapping[str, Any]) -> MethodsText:
    """Describe what was done in a finished run, with the numbers that it came to.

    Parameters
    ----------
    record : dict
        The provenance of the run (`run.json`).

    Raises
    ------
    TabscopeError
        ``recipe.*`` where its recipe cannot be read here.
    """
    platform = record.get("platform", {})
    used = [name for name in NAMED if name in platform and (name != "onnxruntime" or record.get("models"))]
    packages = {name: platform[name] for name in used}
    return methods(parse(record["recipe"]), record["tabscope"], packages, record)


def methods(
    recipe: Recipe, version: str, packages: Mapping[str, str] | None = None, record: Mapping[str, Any] | None = None
) -> MethodsText:
    """Describe a recipe for a paper.

    Parameters
    ----------
    recipe : Recipe
        A checked recipe; steps that are switched off are left out.
    version : str
        Of tabscope.
    packages : dict, optional
        Versions of the libraries, by name.
    record : dict, optional
        The provenance of a run of it: what it found is told, too.

    Returns
    -------
    MethodsText
        Each step by its title, operation, version and parameters, in order.
    """
    order: list[str] = [_tabscope(version)["id"]]
    known = {_tabscope(version)["id"]: _tabscope(version), **_references()}
    sentences: list[str] = []
    document = record["recipe"] if record else recipe.filled()
    written = {one["id"]: one["params"] for one in document["steps"]}
    found = {one["id"]: one["values"] for one in record["steps"]} if record else {}
    for step in recipe.active_steps:
        for doi in _cited(step.operation.cite):
            if doi not in order:
                order.append(doi)
        numbers = "".join(f"[{order.index(doi) + 1}]" for doi in _cited(step.operation.cite))
        told = _told(step, written[step.id], found.get(step.id, {}))
        sentences.append(f"{told}{f' {numbers}' if numbers else ''}")
    used = ", ".join(f"{name} {packages[name]}" for name in sorted(packages)) if packages else ""
    title = f" with the recipe “{recipe.title}”" if recipe.title else ""
    first = f"Images were analysed in tabscope {version} [1]{title}."
    steps = f" The steps were: {'; '.join(sentences)}." if sentences else ""
    libraries = f" It ran on {used}." if used else ""
    outcome = _outcome(record) if record else ""
    taken = record.get("inputs", {}) if record else {}
    return MethodsText(first + _inputs(recipe, taken) + steps + libraries + outcome, [known[one] for one in order])


def _outcome(record: Mapping[str, Any]) -> str:
    """Say what was analysed, how large its pixels are, and what was found."""
    size, extent = record["pixel_size"], record["extent"]
    sides = [f"{size[axis]:g}" for axis in ("z", "y", "x") if size.get(axis)]
    pixel = f", pixels of {' × '.join(sides)} µm" if size.get("x") else ""
    level = extent.get("level", "full resolution")
    coarser = "" if level == "full resolution" else f" at {level} size"
    area = f", {len(extent['asked']['areas'])} drawn areas" if extent.get("asked", {}).get("areas") else ""
    return f" In {record['source']['name']}{coarser}{area}{pixel}, the result was: {record['result']['headline']}."


def _inputs(recipe: Recipe, taken: Mapping[str, Any]) -> str:
    """Say which channel, slices and times each input takes, or took in a run."""
    said: list[str] = []
    for name, one in recipe.inputs.items():
        words = {"auto": "channel chosen automatically", "all": "all channels"}
        channel = words.get(str(one.channel)) or f"channel {json.dumps(one.channel, ensure_ascii=False)}"
        chosen = [signal["name"] for signal in taken.get(name, {}).get("signals", [])]
        if chosen:
            channel = f"{'channel' if len(chosen) == 1 else 'channels'} {', '.join(chosen)}"
        planes = {"max": ", maximum projection over z", "each": ", slice by slice", "volume": ", as a volume"}
        said.append(f"“{name}” ({channel}{planes.get(str(taken.get(name, {}).get('z', one.z)), '')})")
    return f" It took {' and '.join(said)}." if said else ""


def _told(step: Step, params: Mapping[str, Any], found: Mapping[str, float]) -> str:
    """Say a step: its title, its operation with every setting, and what it found in a run."""
    units = {"length": " px", "area": " px²", "duration": " frames"}
    said: list[str] = []
    for name, value in params.items():
        parameter = step.operation.parameter(name)
        bare = parameter is not None and isinstance(value, (int, float)) and not isinstance(value, bool)
        if value not in (None, ""):
            unit = units.get(parameter.type, "") if parameter else ""
            said.append(f"{name.replace('_', ' ')} {_value(value, unit)}{unit if bare else ''}")
    values = ", ".join(said)
    # Names with numbers in them belong to one setting: they are for previews, not for people.
    told = [
        f"{name.removesuffix('_px').replace('_', ' ')} {number:.3g}{' px' if name.endswith('_px') else ''}"
        for name, number in found.items()
        if params.get(name.removesuffix("_px")) is None and not re.search(r"\d", name)
    ]
    outcome = f"; found: {', '.join(told)}" if told else ""
    return f"{step.title} ({step.operation.name}{': ' + values if values else ''}{outcome})"


def _value(value: Any, unit: str = "") -> str:
    """Return a parameter as a reader would write it: ``1.5 px``, ``0.06 × diameter (1.39 px)``."""
    if isinstance(value, Mapping):
        written = cast("Mapping[str, Any]", value)
        if "auto" in written:
            times = written.get("times", 1)
            column = str(written["auto"]).partition(".")[2].removesuffix("_px").replace("_", " ")
            of = f"a disk of the {column}" if written.get("of") == "disk" else f"the {column}"
            number = f" ({written['value']:.3g}{unit})" if isinstance(written.get("value"), (int, float)) else ""
            return (f"{times:g} × {of}" if times != 1 else "as measured") + number
        measure = str(written.get("unit", "px")).replace("micrometer", "µm")
        return f"{written.get('value', 0):g} {measure}{'²' if unit.endswith('²') else ''}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    # A trained classifier is thousands of letters: a paper names it, the recipe holds it.
    return (
        text if len(text) <= LONGEST else f"as in the recipe, sha256 {hashlib.sha256(text.encode()).hexdigest()[:12]}"
    )


def _cited(cite: str) -> list[str]:
    """Return the DOIs that an operation's citation names: papers first, then libraries."""
    papers = DOI.findall(cite)
    libraries = [doi for name, doi in SOFTWARE.items() if re.search(rf"\b{re.escape(name)}\b", cite)]
    return list(dict.fromkeys([*papers, *libraries]))


def _references() -> dict[str, dict[str, Any]]:
    listed = json.loads((resources.files("tabscope") / "references.json").read_text(encoding="utf-8"))
    return {one["DOI"]: one for one in listed}


def _tabscope(version: str) -> dict[str, Any]:
    return {
        "id": "tabscope", "type": "software", "author": [{"literal": "tabscope contributors"}],
        "title": "tabscope: microscope images analysed in a browser tab", "version": version,
    }  # fmt: skip


def _names(reference: Mapping[str, Any]) -> list[str]:
    return [one.get("literal") or f"{one['family']}, {one['given']}" for one in reference["author"]]


def _year(reference: Mapping[str, Any]) -> str:
    return str(reference["issued"]["date-parts"][0][0]) if "issued" in reference else ""


def _line(reference: Mapping[str, Any]) -> str:
    """Return a reference as one line of text."""
    names = _names(reference)
    authors = "; ".join(names) if len(names) <= 4 else f"{names[0]} et al."
    place = reference.get("container-title") or reference.get("publisher") or f"version {reference.get('version', '')}"
    volume = f" {reference['volume']}" if "volume" in reference else ""
    pages = f", {reference['page']}" if "page" in reference else ""
    doi = f" doi:{reference['DOI']}" if "DOI" in reference else ""
    year = f" ({_year(reference)})" if _year(reference) else ""
    return f"{authors}{year}. {reference['title']}. {place}{volume}{pages}.{doi}"


def _bibtex(reference: Mapping[str, Any]) -> str:
    """Return one BibTeX entry, with a key such as ``otsu1979``."""
    kinds = {"article-journal": "article", "paper-conference": "inproceedings", "book": "book"}
    places = {"article-journal": "journal", "paper-conference": "booktitle"}
    family = reference["author"][0].get("family") or reference["id"]
    key = re.sub(r"[^a-z0-9]", "", family.lower()) + _year(reference)
    fields = {
        "author": " and ".join(_names(reference)), "title": f"{{{reference['title']}}}", "year": _year(reference),
        places.get(reference["type"], "publisher"): reference.get("container-title") or reference.get("publisher", ""),
        "volume": reference.get("volume", ""), "number": reference.get("issue", ""),
        "pages": str(reference.get("page", "")).replace("-", "--"), "doi": reference.get("DOI", ""),
        "version": reference.get("version", ""),
    }  # fmt: skip
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kinds.get(reference['type'], 'misc')}{{{key},\n{body}}}\n"
