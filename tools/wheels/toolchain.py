"""Make the tools: Debian system, Python tools, CPython headers for wasm32, meson cross file."""

import re
import runpy
import shutil
import subprocess
import zipfile
from shlex import split

from workplace import HERE, Workplace

SUITE = "forky"
PYODIDE = "314.0.7"
PYTHON_MICRO = 2  # Pyodide's Python is 3.14.2
SYSCONFIG = "_sysconfigdata__emscripten_wasm32-emscripten"
SUFFIX = ".cpython-314-wasm32-emscripten.so"
HEADERS = "/build/pyroot/include/python3.14"

DEBIAN_PACKAGES = split("""
ca-certificates make gcc g++ libc6-dev cmake ninja-build pkgconf emscripten clang-21 lld-21 llvm-21
flang-21 binaryen nodejs python3.14 python3.14-dev python3.14-venv
""")
PYTHON_PACKAGES = split("""
unearth numpy==2.4.6 Cython==3.2.9 meson==1.10.1 pybind11==3.0.1 pythran==0.18.1 setuptools
""")

MADE_WITH = {"emscripten": "6.0.5", "clang-21": "1:21.1.8", "binaryen": "131", "flang-21": "1:21.1.8"}
"""Versions of Debian's packages, as they begin, that the checked-in wheels were made with."""

CROSS_ENVIRONMENT = {"_PYTHON_SYSCONFIGDATA_NAME": SYSCONFIG, "PYTHONPATH": "/build/sysconfig"}
"""What makes the build machine's Python answer for wasm32."""

BUILD_SETTINGS = """
build_time_vars.update(
    CC='emcc', CXX='em++', AR='emar', LDSHARED='emcc', LDCXXSHARED='em++', BLDSHARED='emcc',
    CFLAGS='-DNDEBUG', PY_CFLAGS='-DNDEBUG', OPT='-DNDEBUG', CCSHARED='-fPIC',
)
"""


def make(place: Workplace, mirror: str) -> None:
    """Make every tool that is not there yet; `mirror` is a Debian archive, empty for this machine's."""
    steps = {
        "debian": lambda: install_debian(place, mirror or machine_mirror()),
        "python": lambda: install_python_tools(place),
        "headers": lambda: install_headers(place),
        "compilers": lambda: install_compilers(place),
    }
    place.folder.mkdir(parents=True, exist_ok=True)
    for name, step in steps.items():
        if not place.done(name).exists():
            print(f"tools: {name}", flush=True)
            step()
            place.done(name).touch()


def machine_mirror() -> str:
    """Return the address of the Debian archive in this machine's apt settings."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    addresses = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    for address in addresses:
        if address.rstrip("/").endswith("/debian"):
            return address
    raise SystemExit("apt knows no Debian archive here: give --mirror")


def install_debian(place: Workplace, mirror: str) -> None:
    """Unpack a Debian system and install the compilers."""
    shutil.rmtree(place.root, ignore_errors=True)
    # The script for `sid` serves every later suite; an older debootstrap does not know them all.
    command = ["debootstrap", "--variant=minbase", SUITE, str(place.root), mirror]
    script = "/usr/share/debootstrap/scripts/sid"
    subprocess.run([*command, script], check=True, stdout=subprocess.DEVNULL)
    sources = f"deb {mirror} {SUITE} main\ndeb-src {mirror} {SUITE} main\n"
    place.path("/etc/apt/sources.list").write_text(sources)
    shutil.copy("/etc/resolv.conf", place.path("/etc/resolv.conf"))
    place.path("/build/src").mkdir(parents=True)
    # A mirror that stands still is past its date.
    place.run("apt-get", "-o", "Acquire::Check-Valid-Until=false", "-q", "update")
    place.run("apt-get", "install", "-q", "-y", "--no-install-recommends", *DEBIAN_PACKAGES)
    # This machine's certificates, should it trust more than Debian does.
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", place.path("/etc/ssl/certs/"))


def install_python_tools(place: Workplace) -> None:
    """Make the virtual environment with Cython, meson and the rest."""
    place.run("python3.14", "-m", "venv", "/build/bv")
    place.run("/build/bv/bin/pip", "install", "-q", "--disable-pip-version-check", *PYTHON_PACKAGES)


def install_headers(place: Workplace) -> None:
    """Make CPython's headers and build settings for wasm32.

    Debian's headers are those of the right minor version; what differs between platforms is
    `pyconfig.h`, and Pyodide's `sysconfig` data hold the value of every macro in it.
    """
    pack = ["npm", "pack", "--silent", f"pyodide@{PYODIDE}"]
    subprocess.run(pack, cwd=place.folder, check=True, stdout=subprocess.DEVNULL)
    package = place.unpack(place.folder / f"pyodide-{PYODIDE}.tgz", "/build/pyodide")
    with zipfile.ZipFile(place.path(f"{package}/python_stdlib.zip")) as library:
        settings = library.read(f"{SYSCONFIG}.py").decode()
    target = place.path(place.fresh("/build/sysconfig")) / f"{SYSCONFIG}.py"
    target.write_text(settings)
    values = runpy.run_path(str(target))["build_time_vars"]
    target.write_text(settings.replace(values["prefix"], "/build/pyroot") + BUILD_SETTINGS)

    headers = place.path(HEADERS)
    shutil.copytree(place.path("/usr/include/python3.14"), headers, dirs_exist_ok=True)
    amd64 = place.path("/usr/include/x86_64-linux-gnu/python3.14/pyconfig.h").read_text()
    (headers / "pyconfig.h").write_text(translate_pyconfig(amd64, values))
    version = (headers / "patchlevel.h").read_text()
    version = re.sub(r"(#define PY_MICRO_VERSION\s+)\d+", rf"\g<1>{PYTHON_MICRO}", version)
    version = re.sub(r'(#define PY_VERSION\s+)".*"', rf'\g<1>"3.14.{PYTHON_MICRO}"', version)
    (headers / "patchlevel.h").write_text(version)


def translate_pyconfig(text: str, values: dict[str, object]) -> str:
    """Return `pyconfig.h` with each macro set as in the build settings of another platform."""
    lines: list[str] = []
    for line in text.splitlines():
        macro = re.match(r"#\s*define\s+(\w+)(?:\s.*)?$|/\*\s*#\s*undef\s+(\w+)\s*\*/", line)
        name = macro and (macro[1] or macro[2])
        if name in values:
            value = values[name]
            line = f"/* #undef {name} */" if value in (0, "") else f"#define {name} {value}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def install_compilers(place: Workplace) -> None:
    """Install the compiler wrappers, the meson cross file and the pkg-config files."""
    place.fresh("/build/toolchain")
    for name in ("wcc", "wcxx"):
        shutil.copyfile(HERE / "wasm_cc.py", place.path(f"/build/toolchain/{name}"))
        place.path(f"/build/toolchain/{name}").chmod(0o755)  # programs, in the system alone
    shutil.copyfile(HERE / "cross.ini", place.path("/build/toolchain/cross.ini"))
    descriptions = {
        "numpy": "Version: 2.4.6\nCflags: -I/build/numpy/site/numpy/_core/include",
        "pybind11": "Version: 3.0.1\nCflags: -I/build/bv/lib/python3.14/site-packages/pybind11/include",
        "openblas": "Version: 0.3.34\nLibs: -L/build/openblas -lopenblas",
    }
    folder = place.path(place.fresh("/build/toolchain/pkgconfig"))
    for name, fields in descriptions.items():
        (folder / f"{name}.pc").write_text(f"Name: {name}\nDescription: {name}\n{fields}\n")
    # The first link fills emscripten's cache, the sysroot included.
    place.path("/build/toolchain/empty.c").write_text("int main(void) { return 0; }\n")
    place.run("emcc", "/build/toolchain/empty.c", "-o", "/build/toolchain/empty.js")


def report_versions(place: Workplace) -> str:
    """Return the tools' versions, one a line, each difference to `MADE_WITH` marked."""
    lines: list[str] = []
    for package, wanted in MADE_WITH.items():
        found = place.run("dpkg-query", "-W", "-f", "${Version}", package)
        remark = "" if found.startswith(wanted) else f"   # the checked-in wheels: {wanted}"
        lines.append(f"{package} {found}{remark}")
    return "\n".join([*lines, place.run("/build/bv/bin/pip", "freeze")])
