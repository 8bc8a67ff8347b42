"""Turn LAPACK, compiled by flang for 32-bit x86, into LLVM IR for wasm32.

flang has no wasm32 target, but pointers and integers of i386 have the same sizes. Three things
differ, and WebAssembly does not forgive a call whose signature is not the callee's:

- Fortran passes the length of each CHARACTER argument as a hidden trailing integer; C callers
  (scipy, OpenBLAS) pass none. Each such symbol `name_` becomes `name_L_`, and thunks translate.
- A COMPLEX*8 function returns one 64-bit integer on i386 and through a pointer on wasm32.
- Functions of the C library that return such a value are redirected to `lapack_shim.c`.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
HEADER = f'target datalayout = "{LAYOUT}"\ntarget triple = "wasm32-unknown-emscripten"\n'
SYMBOL = re.compile(r"@([A-Za-z0-9_]+_)(?=[\s,()])")


@dataclass(frozen=True)
class Routine:
    """A Fortran routine: type of its result, numbers of pointers and hidden lengths, and whether LAPACK has it."""

    result: str
    pointers: int
    lengths: int
    defined: bool = False


# OpenBLAS' own differ from what LAPACK calls: xerbla_ returns an int, lsame_ takes no lengths.
SPECIAL = {"xerbla_": ("i32", ["ptr", "ptr", "i32"]), "lsame_": ("i32", ["ptr", "ptr"])}


def parameters(line: str) -> tuple[str, list[str]]:
    """Return the name and the parameters' types of a `define` or `declare` line."""
    name, rest = line.split("@", 1)[1].split("(", 1)
    found, depth = [""], 0
    for character in rest:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            break
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return name, [parameter.split()[0] for parameter in found if parameter.strip()]


def routines(texts: list[str]) -> dict[str, Routine]:
    """Return every Fortran routine that is defined or called.

    Raises
    ------
    SystemExit
        When two files disagree about a routine: a call would trap.
    """
    found: dict[str, Routine] = {}
    for line in (line for text in texts for line in text.splitlines()):
        head = line.split("@", 1)[0]
        if not line.startswith(("define", "declare")) or "@llvm." in line or "internal" in head:
            continue
        name, types = parameters(line)
        pointers = len(types)
        while pointers and types[pointers - 1] == "i32":
            pointers -= 1
        if not name.endswith("_") or name.startswith("_") or set(types[:pointers]) - {"ptr"}:
            continue  # of C or of the Fortran runtime
        routine = Routine(head.split()[-1], pointers, len(types) - pointers)
        known = found.get(name, routine)
        if replace(known, defined=False) != routine:
            raise SystemExit(f"{name}: {known} and {routine}")
        found[name] = replace(routine, defined=known.defined or line.startswith("define"))
    return found


def function(outer: str, result: str, types: list[str], inner: str, inner_result: str, inner_types: list[str]) -> str:
    """Return IR of a function that calls another one.

    The first parameters are passed on, a parameter more of the inner function is 1. A result that one
    side returns as `i64` and the other through its first pointer is moved.
    """
    through_pointer = (result, inner_result) == ("void", "i64")
    from_pointer = (result, inner_result) == ("i64", "void")
    names = [f"%a{index}" for index in range(len(types))]
    given = ["%s", *names] if from_pointer else names[1:] if through_pointer else names
    given = given + ["1"] * (len(inner_types) - len(given))
    call = ", ".join(f"{kind} {name}" for kind, name in zip(inner_types, given, strict=False))
    body = [f"{'' if inner_result == 'void' else '%r = '}call {inner_result} @{inner}({call})"]
    if through_pointer:
        body.append("store i64 %r, ptr %a0, align 4")
    elif from_pointer:
        body = ["%s = alloca i64, align 8", *body, "%r = load i64, ptr %s, align 8"]
    body.append("ret void" if result == "void" else f"ret {result} %r")
    declared = ", ".join(f"{kind} {name}" for kind, name in zip(types, names, strict=True))
    lines = "\n ".join(body)
    return f"declare {inner_result} @{inner}({', '.join(inner_types)})\n" + (
        f"define {result} @{outer}({declared}) {{\n {lines}\n}}\n"
    )


def thunk(name: str, routine: Routine) -> str:
    """Return IR that joins the Fortran side of a routine (`name_L_`) with the one that C sees."""
    pointers = ["ptr"] * routine.pointers
    fortran = (f"{name}L_", routine.result, pointers + ["i32"] * routine.lengths)
    c = (name, routine.result, pointers)
    if routine.result == "i64":
        c = (name, "void", ["ptr", *pointers])
    if name in SPECIAL:
        c = (name, *SPECIAL[name])
    return function(*c, *fortran) if routine.defined else function(*fortran, *c)


def translate(source: Path, target: Path) -> None:
    """Translate every `.ll` file of a folder into another one, and add `thunks.ll`."""
    texts = {path.name: path.read_text() for path in sorted(source.glob("*.ll"))}
    known = routines(list(texts.values()))
    renamed = {name: each for name, each in known.items() if each.lengths or each.result == "i64"}
    for name, text in texts.items():
        text = re.sub(r"^target (datalayout|triple).*\n", "", text, flags=re.M)
        text = text.replace('"target-cpu"="pentium4"', '"target-cpu"="generic"')
        text = re.sub(r"@(__divsc3|csqrtf|cexpf)\(", r"@lap_\1(", text)
        text = SYMBOL.sub(lambda match: match[0] + "L_" * (match[1] in renamed), text)
        (target / name).write_text(HEADER + text)
    thunks = [thunk(name, renamed[name]) for name in sorted(renamed)]
    (target / "thunks.ll").write_text(HEADER + "\n".join(thunks))
