"""Runs in a fresh worker of `test_declared_layers.py`: operations with what they declare, and nothing else."""

import io
import json

import numpy as np
from made_inputs import call, defaults, inputs_of

from tabscope.host.browser import BrowserHost
from tabscope.operations import find


def settings_of(operation):
    """Return the parameters to try: each choice of each parameter, the others by default."""
    chosen = [{one.name: value} for one in operation.parameters if one.type == "choice" for value in one.choices]
    return chosen or [{}]


def modules_of(operation, params):
    """Return what an operation declares for parameters."""
    return operation.required_modules(defaults(operation) | params)


async def problems(chosen, scene):
    """Call operations one after another and return what failed, as JSON.

    Parameters
    ----------
    chosen : JsProxy
        Names of operations, ``id@version``.
    scene : JsProxy
        The bytes of an .npz with ``image`` and ``labels``.
    """
    host, found = BrowserHost(), []
    with np.load(io.BytesIO(scene.to_bytes())) as arrays:
        image, labels = arrays["image"], arrays["labels"]
    for name in chosen.to_py():
        operation = find(name)
        for params in settings_of(operation):
            try:
                await host.require(modules_of(operation, params))
                call(operation, inputs_of(operation, image, labels > 0, labels), **params)
            except Exception as error:
                found.append(f"{name} {params or ''}: {type(error).__name__}: {error}")
    return json.dumps(found)
