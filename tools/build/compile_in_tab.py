"""Runs in Pyodide: compile sources to byte code that is never compared with its source.

``ARGS`` is the path of a JSON file with ``[[source, target, name in tracebacks, optimize], ...]``.
"""

import importlib._bootstrap_external as external
import importlib.util
import json
import os

with open(ARGS[0], encoding="utf-8") as file:  # noqa: F821  # set by in_pyodide.mjs
    jobs = json.load(file)

for source_path, target, name, optimize in jobs:
    with open(source_path, "rb") as file:
        source = file.read()
    code = compile(source, name, "exec", dont_inherit=True, optimize=optimize)
    data = external._code_to_hash_pyc(code, importlib.util.source_hash(source), False)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(data)
