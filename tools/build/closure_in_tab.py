"""Runs in Pyodide: import the roots of each layer in order and note which files each brought.

``ARGS`` is the path of a JSON file ``{"roots": [{"layer", "code"}], "out": path}``.
"""

import json
import sys

from pyodide.code import eval_code_async

with open(ARGS[0], encoding="utf-8") as file:  # noqa: F821  # set by in_pyodide.mjs
    job = json.load(file)


def files_of_modules() -> set[str]:
    """List the files that the modules loaded so far were read from."""
    found = set()
    for name, module in list(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        path = getattr(module, "__file__", None) or getattr(spec, "origin", None)
        found.add(path if path and path.startswith("/") else f"builtin:{name}")
    return found


# tifffile takes imagecodecs where it finds it; in the tab it is a layer of its own that comes later.
sys.modules["imagecodecs"] = None  # type: ignore[assignment]
seen = files_of_modules()
result = {"boot": sorted(seen)}
for root in job["roots"]:
    await eval_code_async(root["code"], {"__name__": "roots"})  # noqa: F704  # Pyodide runs this with await
    now = files_of_modules()
    result[root["layer"]] = sorted(now - seen)
    seen = now
with open(job["out"], "w", encoding="utf-8") as file:
    json.dump(result, file, indent=1)
