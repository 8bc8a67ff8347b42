"""Build with the wrapped compiler: meson projects, and C files without a build system of their own."""

from collections.abc import Iterable, Sequence
from shlex import split

from toolchain import CROSS_ENVIRONMENT, HEADERS, SUFFIX
from workplace import Workplace

MESON_OPTIONS = split("""
--cross-file /build/toolchain/cross.ini --prefix=/ -Dpython.purelibdir=/site -Dpython.platlibdir=/site
-Dbuildtype=release -Db_ndebug=if-release
""")


def meson(
    place: Workplace,
    source: str,
    name: str,
    *options: str,
    command: Sequence[str] = ("meson",),
    only: str = "",
    install: Sequence[str] = (),
    link_level: str = "-O1",
) -> str:
    """Configure, build and install a meson project.

    Parameters
    ----------
    place, source
        Where, and the project's folder there.
    name
        Names the folder of objects and the one installed to.
    *options, install
        More options for `meson setup` and `meson install`.
    command
        What starts meson.
    only
        Build only the extension modules below this folder; empty for everything.
    link_level
        From `-O2` on, a link ends with wasm-opt: slower, and up to a fifth smaller.

    Returns
    -------
    str
        The folder that is site-packages.
    """
    # Cython writes the path from here to its .pxd files into the modules: depth and names
    # (`src`, `bv`) are those of the first build, so that the checked-in wheels come out again.
    objects = place.fresh(f"/build/objects/{name}")
    target = place.fresh(f"/build/{name}")
    environment = {**CROSS_ENVIRONMENT, "WASM_LINK_LEVEL": link_level, "DESTDIR": target}

    def run(*arguments: str) -> str:
        return place.run(*arguments, cwd=source, environment=environment)

    run(*command, "setup", objects, *MESON_OPTIONS, *options)
    listed = run("ninja", "-C", objects, "-t", "targets", "all").splitlines() if only else []
    names = (line.split(":")[0] for line in listed)
    targets = [each for each in names if each.startswith(only) and each.endswith(".so")]
    run("ninja", "-C", objects, f"-j{place.jobs}", *targets)
    run(*command, "install", "-C", objects, "--no-rebuild", "--quiet", *install)
    return f"{target}/site"


def compile_c(
    place: Workplace, source: str, files: Iterable[str], into: str, flags: str = "", include: Iterable[str] = ()
) -> dict[str, str]:
    """Compile C files.

    Parameters
    ----------
    place, source, files
        Where, a folder there, and names relative to it.
    into
        Folder for the objects.
    flags
        For the compiler, quoted for a shell.
    include
        Folders of headers; CPython's are known.

    Returns
    -------
    dict
        From each name to its object.
    """
    objects = {file: f"{into}/{file.replace('/', '_')}.o" for file in files}
    folders = " ".join(f"-I{folder}" for folder in [*include, HEADERS])
    # Ninja takes the names relative to `source` as well, since it is started there.
    rule = f"rule c\n command = wcc -O3 {flags} {folders} -c $in -o $out\n"
    edges = "".join(f"build {target}: c {file}\n" for file, target in objects.items())
    place.path(f"{into}/build.ninja").write_text(rule + edges)
    place.run("ninja", "-f", f"{into}/build.ninja", f"-j{place.jobs}", cwd=source)
    return objects


def link_module(place: Workplace, objects: Iterable[str], module: str, link_level: str = "-O1") -> None:
    """Link objects to an extension module; `module` is its path without the suffix."""
    level = {"WASM_LINK_LEVEL": link_level}
    place.run("wcc", "-shared", *objects, "-o", module + SUFFIX, environment=level)
