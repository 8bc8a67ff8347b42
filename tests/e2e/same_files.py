"""Compare files that the tab wrote with those of the command line, tables and labels; prints one JSON object.

``python same_files.py NAME TAB NATIVE [NAME TAB NATIVE]...``
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import tifffile
from compare import compare_tables


def difference(tab: str, native: str) -> list[str]:
    """Say what differs between two files of one kind; nothing where they hold the same."""
    if native.endswith(".csv"):
        return compare_tables(pd.read_csv(tab), pd.read_csv(native))
    same = np.array_equal(tifffile.imread(tab), tifffile.imread(native))
    return [] if same else ["pixels"]


def main() -> None:
    """Compare every pair and print by name what differs."""
    given = sys.argv[1:]
    threes = zip(given[::3], given[1::3], given[2::3], strict=True)
    print(json.dumps({name: difference(tab, native) for name, tab, native in threes}))


if __name__ == "__main__":
    main()
