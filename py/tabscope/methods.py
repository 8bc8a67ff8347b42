"""A paragraph for the methods section of a paper, and the references it names, from a recipe."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, cast

from tabscope.recipe import Recipe, Step

SOFTWARE = {
    "scikit-image": "10.7717/peerj.453",
    "skimage": "10.7717/peerj.453",
    "scipy": "10.1038/s41592-019-0686-2",
    "numpy": "10.1038/s41586-020-2649-2",
}
"""Libraries by the names that citations of operations use."""

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

    def full_text(self) -> str:
        """Return the paragraph with the list of references below it."""
        listed = [f"[{number}] {_line(one)}" for number, one in enumerate(self.references, 1)]
        return "\n".join([self.text, "", *listed]) + "\n"


def methods(recipe: Recipe, version: str, packages: Mapping[str, str] | None = None) -> MethodsText:
    """Describe a recipe for a paper.

    Parameters
    ----------
    recipe : Recipe
        A checked recipe; steps that are switched off are left out.
    version : str
        Of tabscope.
    packages : dict, optional
        Versions of the libraries, by name.

    Returns
    -------
    MethodsText
        Each step by its title, operation, version and parameters, in order.
    """
    order: list[str] = [_tabscope(version)["id"]]
    known = {_tabscope(version)["id"]: _tabscope(version), **_references()}
    sentences: list[str] = []
    written = {one["id"]: one["params"] for one in recipe.filled()["steps"]}
    for step in recipe.active_steps:
        for doi in _cited(step.operation.cite):
            if doi not in order:
                order.append(doi)
        numbers = "".join(f"[{order.index(doi) + 1}]" for doi in _cited(step.operation.cite))
        sentences.append(f"{_told(step, written[step.id])}{f' {numbers}' if numbers else ''}")
    used = ", ".join(f"{name} {packages[name]}" for name in sorted(packages)) if packages else ""
    title = f" with the recipe “{recipe.title}”" if recipe.title else ""
    first = f"Images were analysed in tabscope {version} [1]{title}."
    steps = f" The steps were: {'; '.join(sentences)}." if sentences else ""
    libraries = f" It ran on {used}." if used else ""
    return MethodsText(first + _inputs(recipe) + steps + libraries, [known[one] for one in order])


def _inputs(recipe: Recipe) -> str:
    """Say which channel, slices and times each input takes."""
    said: list[str] = []
    for name, one in recipe.inputs.items():
        words = {"auto": "channel chosen automatically", "all": "all channels"}
        channel = words.get(str(one.channel)) or f"channel {json.dumps(one.channel, ensure_ascii=False)}"
        planes = {"max": ", maximum projection over z", "each": ", slice by slice", "volume": ", as a volume"}
        said.append(f"“{name}” ({channel}{planes.get(str(one.z), '')})")
    return f" It took {' and '.join(said)}." if said else ""


def _told(step: Step, params: Mapping[str, Any]) -> str:
    units = {"length": " px", "area": " px²", "duration": " frames"}
    said: list[str] = []
    for name, value in params.items():
        parameter = step.operation.parameter(name)
        bare = parameter is not None and isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None:
            said.append(f"{name} {_value(value)}{units.get(parameter.type, '') if bare and parameter else ''}")
    values = ", ".join(said)
    return f"{step.title} ({step.operation.name}{': ' + values if values else ''})"


def _value(value: Any) -> str:
    """Return a parameter as a reader would write it: ``1.5 px``, ``0.06 × size.diameter``."""
    if isinstance(value, Mapping):
        written = cast("Mapping[str, Any]", value)
        if "auto" in written:
            times = written.get("times", 1)
            of = {"disk": " (area of a disk)"}.get(str(written.get("of", "")), "")
            return f"{times:g} × {written['auto']}{of}" if times != 1 else f"{written['auto']}{of}"
        unit = str(written.get("unit", "px")).replace("micrometer", "µm")
        return f"{written.get('value', 0):g} {unit}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


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
