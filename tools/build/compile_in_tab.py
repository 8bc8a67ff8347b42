"""Runs in Pyodide: compile sources to byte code that is never compared with its source.

``ARGS`` is the path of a JSON file with ``[[source, target, name in tracebacks, optimize], ...]``. ``optimize`` is
Python's own (2: without docstrings and asserts), or "help": of each docstring only the first paragraph stays, which
says what an operation does.
"""

import ast
import importlib._bootstrap_external as external
import importlib.util
import json
import os

with open(ARGS[0], encoding="utf-8") as file:  # noqa: F821  # set by in_pyodide.mjs
    jobs = json.load(file)


def with_help_only(source: bytes) -> ast.Module:
    """Return the syntax tree of a source where docstrings end with their first paragraph."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node)
            if text is not None:
                node.body[0].value = ast.Constant(text.split("\n\n")[0])
    return ast.fix_missing_locations(tree)


for source_path, target, name, optimize in jobs:
    with open(source_path, "rb") as file:
        source = file.read()
    given, level = (with_help_only(source), 0) if optimize == "help" else (source, optimize)
    code = compile(given, name, "exec", dont_inherit=True, optimize=level)
    data = external._code_to_hash_pyc(code, importlib.util.source_hash(source), False)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(data)
