"""The shipped network on its own test tensors: `measure` runs in the tab; as a script, natively on one thread.

Times are milliseconds. A run is one 512 x 512 tile with pre- and post-processing.
"""

import asyncio
import io
import json
import statistics
import time
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tabscope.host import Host
from tabscope.models.package import read_package
from tabscope.models.session import Model

FOLDER = "models/unet2d_nuclei_broad"
RUNS = 5


async def measure(host: Host, device: Literal["wasm", "webgpu"]) -> dict[str, Any]:
    """Start the network and run it, once cold and `RUNS` times warm.

    Returns
    -------
    dict
        `device`; `start`, from the bytes of the weights to a network that can run; `first`, the first run; `median` of
        the next ones; `difference`, the largest to the output that came with the network, over all runs.
    """
    await host.require(("yaml",))
    package = read_package(await host.asset(f"{FOLDER}/rdf.yaml"))
    weights = package.check_weights(await host.asset(f"{FOLDER}/{package.weights}"))
    given, expected = [await _array(host, f"test_{name}.npy") for name in ("input", "output")]
    begin = time.perf_counter()
    model = Model(package, await host.model_session(weights, device))
    start = time.perf_counter() - begin
    times: list[float] = []
    difference = 0.0
    for _ in range(RUNS + 1):
        begin = time.perf_counter()
        output = await model.apply(given)
        times.append(1e3 * (time.perf_counter() - begin))
        difference = max(difference, float(np.abs(output - expected).max()))
    return {
        "device": model.session.device,
        "start": 1e3 * start,
        "first": times[0],
        "median": statistics.median(times[1:]),
        "difference": difference,
    }


async def _array(host: Host, name: str) -> NDArray[Any]:
    return np.load(io.BytesIO(await host.asset(f"{FOLDER}/{name}")))


if __name__ == "__main__":
    from tabscope.host.native import NativeHost

    print(json.dumps(asyncio.run(measure(NativeHost(threads=1), "wasm"))))
