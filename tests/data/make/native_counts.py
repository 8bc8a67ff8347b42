"""Write what count-nuclei makes of each image of some data folders on this machine; the tab is compared with it.

Run from the root of the project: ``python tests/data/make/native_counts.py RESULT.json FOLDER...``. A later folder's
image replaces that of the same name.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "py"))

import asyncio  # noqa: E402 - the path comes first

from runner.counting import counted, images  # noqa: E402

from tabscope.host.native import NativeHost  # noqa: E402


async def main(result: Path, folders: list[Path]) -> None:
    """Count in every image, one after another, as the tab does."""
    host = NativeHost()
    places = {name: folder / name for folder in folders for name in images(folder)}
    found = {name: await counted(path, host) for name, path in sorted(places.items())}
    result.write_text(json.dumps({"versions": host.platform(), "images": found}), encoding="utf-8")


asyncio.run(main(Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]]))
