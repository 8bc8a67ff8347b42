"""Make the site's `operations.json`: every operation and every recipe of the gallery, as the page's forms need them.

The page reads it while Python starts; asking Python instead would import every family first.

Usage: python tools/make_operations.py site/operations.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tabscope.wire import offered


def main(arguments: list[str]) -> int:
    """Write the file; return the exit code."""
    Path(arguments[0]).write_text(json.dumps(offered(), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
