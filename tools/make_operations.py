"""Write down every operation: for the page's forms, and as the reference for people.

The page reads `operations.json` while Python starts; asking Python instead would import every family first.

Usage: python tools/make_operations.py operations.json
       python tools/make_operations.py docs/operations.md [--check]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tabscope.operations import FAMILIES, every
from tabscope.operations.registry import Operation, Parameter
from tabscope.units import Quantity
from tabscope.wire import offered

HEAD = """# Every operation

Made by `tools/make_operations.py` from the code; a test keeps it up to date. A recipe names an operation with its
version, `filter.gaussian@1`; the version rises when its numbers change. Lengths and areas are in px unless you type a
unit. `tabscope ops ID` prints the same.

How the work may be cut: **pointwise**: each pixel alone; **halo**: with its surroundings; **statistic**: with a number
of the whole image, found first; **labels**, **objects**: object by object; **whole**: the whole plane (volume) at once.
"""


def reference() -> str:
    """Return the text of `docs/operations.md`."""
    parts = [HEAD]
    operations = every()
    for family in dict.fromkeys((*FAMILIES, *(one.family for one in operations))):
        parts.append(f"\n## {family}\n")
        parts += [_earlier(one, operations) or _section(one) for one in operations if one.family == family]
    return "".join(parts)


def _earlier(operation: Operation, operations: Sequence[Operation]) -> str:
    """Return the section of a version that a newer one has taken the place of; empty for the newest."""
    newer = next((one for one in operations if one.id == operation.id and operation.version in one.earlier), None)
    if newer is None:
        return ""
    fixed = newer.earlier[operation.version]
    known = [f"`{name}` = {value}" for name, value in fixed.items() if newer.parameter(name)]
    as_now = f" with {', '.join(known)}" if known else ""
    return f"\n### {operation.title} `{operation.name}`\n\nFor recipes that name it: as `{newer.name}`{as_now}.\n"


def _section(operation: Operation) -> str:
    wanted = ", ".join(
        f"{one.name} ({one.kind}{', may be left out' if one.optional else ''})" for one in operation.inputs
    )
    reason = f": {operation.locality.reason}" if operation.locality.reason else ""
    lines = [f"\n### {operation.title} `{operation.name}`", "", operation.help, ""]
    lines += [f"Takes {wanted or 'nothing'}; gives {operation.output}. {operation.locality.kind}{reason}."]
    lines += [f"After {operation.cite.rstrip('.')}.", ""]
    if operation.parameters:
        lines += ["| parameter | default | allowed | meaning |", "|---|---|---|---|"]
        lines += [_row(one) for one in operation.parameters] + [""]
    return "\n".join(lines)


def _row(parameter: Parameter) -> str:
    return f"| `{parameter.name}` | {_default(parameter.default)} | {_allowed(parameter)} | {parameter.param.help} |"


def _default(value: object) -> str:
    if isinstance(value, Quantity):
        return f"{value.value:g} px"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "empty" if value is None else str(value)


def _allowed(parameter: Parameter) -> str:
    if parameter.choices:
        return ", ".join(parameter.choices)
    if parameter.type == "bool":
        return "yes, no"
    if parameter.type == "text":
        return "text"
    low, high = parameter.param.ge, parameter.param.le
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"from {low:g}"
    return "any number" if high is None else f"to {high:g}"


def main(arguments: list[str]) -> int:
    """Write the file, or compare it with ``--check``; return the exit code."""
    path = Path(arguments[0])
    text = reference() if path.suffix == ".md" else json.dumps(offered(), ensure_ascii=False, separators=(",", ":"))
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python tools/make_operations.py {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
