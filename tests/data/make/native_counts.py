"""Write what count-nuclei makes of each image of a data folder on this machine; the tab is compared with it.

Run from the root of the project: ``python tests/data/make/native_counts.py FOLDER RESULT.json``.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "py"))

import asyncio  # noqa: E402 - the path comes first

from runner.counting import counted, images  # noqa: E402

from tabscope.host.native import NativeHost  # noqa: E402


async def main(folder: Path, result: Path) -> None:
    """Count in every image, one after another, as the tab does."""
    host = NativeHost()
    found = {name: await counted(folder / name, host) for name in images(folder)}
    result.write_text(json.dumps({"versions": host.platform(), "images": found}), encoding="utf-8")


asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
