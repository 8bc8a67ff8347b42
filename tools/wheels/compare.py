"""Say how two wheels differ: `python tools/wheels/compare.py ONE.whl OTHER.whl`; exit 0 when they do not."""

import sys
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True

import wasm  # noqa: E402  # after the line above: no byte code in the repository


def contents(wheel: str) -> dict[str, bytes]:
    """Return the files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def symbols(data: bytes) -> set[str]:
    """Return all that a module takes and offers, with signatures."""
    module = wasm.read(data)
    functions = {"imports": module.imports, "exports": module.exports}
    found = {f"{side} {name} {what}" for side, each in functions.items() for name, what in each.items()}
    return found | {f"address {name}" for name in module.addresses} | {f"data {name}" for name in module.data}


def main() -> None:
    """Print each difference."""
    if Path(sys.argv[1]).read_bytes() == Path(sys.argv[2]).read_bytes():
        print("identical")
        return
    one, other = contents(sys.argv[1]), contents(sys.argv[2])
    for name in sorted(one.keys() ^ other.keys()):
        print(f"only in the {'first' if name in one else 'second'}: {name}")
    both = sorted(one.keys() & other.keys())
    print(f"{sum(one[name] == other[name] for name in both)} of {len(both)} common files are the same")
    for name in (name for name in both if one[name] != other[name]):
        print(f"differs: {name} ({len(one[name])} and {len(other[name])} bytes)")
        if name.endswith(".so"):
            first, second = symbols(one[name]), symbols(other[name])
            print(f"  {len(first & second)} imports and exports are the same")
            for symbol in sorted(first ^ second):
                print(f"  only in the {'first' if symbol in first else 'second'}: {symbol}")
    raise SystemExit(1)


main()
