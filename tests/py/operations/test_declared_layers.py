"""Every operation runs in a tab that has its declared layers and no other.

Each set of layers gets a fresh worker that has the core alone; further layers come when an operation's own
`required_modules` are asked for. A last worker runs all of them, from few layers to many: what was imported while a
package was there in part must not be in the way of the rest.
"""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import tabscope_layers
from declared_layers import modules_of, settings_of
from pyodide.code import run_js
from pyodide.ffi import to_js
from test_all_operations import ALL, SCENE

import js

pytestmark = pytest.mark.tab
HERE = Path(__file__).parent
CODE = "import declared_layers\nawait declared_layers.problems(chosen, scene)"


def layers_of(modules, table):
    """Return the layers that hold modules, with what these need, as `app/engine/layers.ts` finds them."""
    found, waiting = set(), []
    for module in modules:
        prefix = module
        while prefix and prefix not in table["modules"]:
            prefix = prefix.rpartition(".")[0]
        waiting += table["modules"].get(prefix, [])
    while waiting:
        layer = waiting.pop()
        if layer not in found:
            found.add(layer)
            waiting += table["layers"][layer]["needs"]
    return frozenset(found - {"core"})


def by_layers(table):
    """Return names of operations under the layers that they need in any of their settings, few layers first."""
    groups = {}
    for operation in ALL:
        modules = {one for params in settings_of(operation) for one in modules_of(operation, params)}
        groups.setdefault(layers_of(modules, table), []).append(operation.name)
    return dict(sorted(groups.items(), key=lambda item: (len(item[0]), sorted(item[0]))))


async def problems(names):
    """Return what failed in a fresh worker."""
    site = str(tabscope_layers.site())
    module = await run_js("(address) => import(address)")(f"{site}tab/declared.js")
    files = {name: (HERE / name).read_text(encoding="utf-8") for name in ("made_inputs.py", "declared_layers.py")}
    scene = io.BytesIO()
    np.savez(scene, image=SCENE.image, labels=SCENE.labels)
    given = (to_js(one, dict_converter=js.Object.fromEntries) for one in (files, scene.getvalue(), names, CODE))
    return json.loads(await module.inFreshWorker(*given))


async def layer_table():
    """Return layers.json of the site."""
    return json.loads(bytes((await tabscope_layers.read("layers/layers.json")).to_py()))


def test_an_operation_needs_no_layer_that_it_does_not_declare(run_async):
    groups = by_layers(run_async(layer_table()))
    assert sum(map(len, groups.values())) == len(ALL)
    assert [one for names in groups.values() for one in run_async(problems(names))] == []


def test_layers_that_come_later_join_what_was_imported_before(run_async):
    names = [one for group in by_layers(run_async(layer_table())).values() for one in group]
    assert run_async(problems(names)) == []
