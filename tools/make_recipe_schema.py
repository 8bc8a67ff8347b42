"""Make `docs/recipe.schema.json` from what the code accepts.

Usage: python tools/make_recipe_schema.py docs/recipe.schema.json [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tabscope import recipe


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a recipe, made from the code (published as ``docs/recipe.schema.json``)."""
    number_or_rule: dict[str, Any] = {
        "type": "object", "required": ["auto"], "additionalProperties": False,
        "properties": {
            "auto": {"type": "string", "pattern": "^[^.]+\\..+$", "description": "step.column of an earlier step"},
            "times": {"type": "number"}, "at_least": {"type": "number"}, "of": {"const": "disk"},
            "value": {"type": "number"},
        },
    }  # fmt: skip
    text: dict[str, Any] = {"type": "string"}
    step: dict[str, Any] = {
        "type": "object", "required": ["id", "op"],
        "properties": {
            "id": {"type": "string"}, "title": {"type": "string"},
            "op": {"type": "string", "description": "operation@version"},
            "in": {"type": "object", "additionalProperties": {"anyOf": [text, {"type": "array", "items": text}]}},
            "params": {"type": "object", "additionalProperties": {"anyOf": [{"$ref": "#/$defs/rule"}, True]}},
            "off": {"type": "boolean"},
        },
    }  # fmt: skip
    axis = {"anyOf": [{"enum": ["each", "max", "volume"]}, {"type": "integer", "minimum": 0}, {"type": "object"}]}
    given: dict[str, Any] = {
        "type": "object",
        "properties": {"kind": {"enum": list(recipe.KINDS)}, "channel": True, "z": axis, "t": axis},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "tabscope recipe", "type": "object",
        "required": ["tabscope", "steps"], "$defs": {"rule": number_or_rule},
        "properties": {
            "tabscope": {"const": recipe.FORMAT}, "title": {"type": "string"}, "description": {"type": "string"},
            "objects": {"type": "string", "description": "what the objects are called"},
            "count": {"type": "string", "description": "the step whose objects the headline counts"},
            "inputs": {"type": "object", "additionalProperties": given},
            "steps": {"type": "array", "minItems": 1, "maxItems": recipe.MAX_STEPS, "items": step},
            "show": {"type": "array", "items": {"type": "string"}},
        },
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write the schema file, or compare it with ``--check``; return the exit code."""
    path = Path(arguments[0])
    text = json.dumps(schema(), indent=2) + "\n"
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is out of date: run python tools/make_recipe_schema.py {path}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
