"""Compare what the tab wrote with what the command line wrote, as other programs read it; prints one JSON object.

``python compare.py LABELS_A LABELS_B TABLE_A TABLE_B``
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import tifffile

RELATIVE = 1e-6
OF_LARGEST = 1e-9


def compare_tables(first: pd.DataFrame, second: pd.DataFrame) -> list[str]:
    """Return the names of columns that differ by more than 1e-6 relative and 1e-9 of the column's largest value."""
    if list(first.columns) != list(second.columns) or len(first) != len(second):
        return ["columns or rows"]
    different: list[str] = []
    for name in first.columns:
        a, b = first[name], second[name]
        if not pd.api.types.is_numeric_dtype(a):
            same = a.fillna("").astype(str).equals(b.fillna("").astype(str))
        else:
            left, right = a.to_numpy(np.float64), b.to_numpy(np.float64)
            largest = np.nanmax(np.abs(left), initial=0.0)
            same = np.allclose(left, right, rtol=RELATIVE, atol=OF_LARGEST * largest, equal_nan=True)
        if not same:
            different.append(str(name))
    return different


def main() -> None:
    """Read the four files and print how they compare."""
    labels_a, labels_b = (tifffile.imread(path) for path in sys.argv[1:3])
    table_a, table_b = (pd.read_csv(path) for path in sys.argv[3:5])
    said = {
        "labelsEqual": labels_a.shape == labels_b.shape and bool(np.array_equal(labels_a, labels_b)),
        "labelShape": list(labels_a.shape),
        "objects": len(np.unique(labels_a)) - 1,
        "rows": len(table_a),
        "columns": list(table_a.columns),
        "differentColumns": compare_tables(table_a, table_b),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
