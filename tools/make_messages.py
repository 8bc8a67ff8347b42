"""Make `app/messages.ts` from the one description of the messages, `py/tabscope/protocol.py`.

Usage: python tools/make_messages.py app/messages.ts [--check]
"""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from tabscope import message_data, protocol


def typescript() -> str:
    """Return the text of `app/messages.ts`."""
    shapes = [
        value
        for module in (message_data, protocol)
        for value in vars(module).values()
        if is_typeddict(value) and value.__module__ == module.__name__
    ]
    lines = ["// Made from py/tabscope/protocol.py by tools/make_messages.py; do not edit.", ""]
    for shape in shapes:
        hints = get_type_hints(shape, include_extras=True)
        lines.append(f"/** {' '.join((shape.__doc__ or '').split())} */")
        if not hints:
            lines += [f"export type {shape.__name__} = Record<string, never>;", ""]
            continue
        lines.append(f"export interface {shape.__name__} {{")
        for name, hint in hints.items():
            optional = get_origin(hint) is NotRequired
            lines.append(f"  {name}{'?' if optional else ''}: {_type(get_args(hint)[0] if optional else hint)};")
        lines += ["}", ""]
    lines.append("export interface Methods {")
    lines += [
        f"  {name}: {{ params: {p.__name__}; result: {r.__name__} }};" for name, (p, r) in protocol.METHODS.items()
    ]
    lines += ["}", "", "export interface Events {"]
    lines += [f"  {name}: {event.__name__};" for name, event in protocol.EVENTS.items()]
    lines += ["}", ""]
    return "\n".join(lines)


def _type(hint: Any) -> str:
    simple: dict[Any, str] = {
        str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "unknown",
        message_data.Buffer: "ArrayBuffer", message_data.File: "File",
    }  # fmt: skip
    if hint in simple:
        return simple[hint]
    if is_typeddict(hint):
        return hint.__name__
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{value}"' if isinstance(value, str) else str(value) for value in arguments)
    if origin is list:
        inner = _type(arguments[0])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<string, {_type(arguments[1])}>"
    if origin in (Union, types.UnionType):
        return " | ".join(_type(one) for one in arguments)
    raise TypeError(f"no TypeScript for {hint}")


def main(arguments: list[str]) -> int:
    """Write or compare the TypeScript file; return the exit code."""
    path = Path(arguments[0])
    text = typescript()
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python tools/make_messages.py {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
