"""A stage is a named step that is skipped while nothing it reads has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.build.paths import ROOT, TOOLS, WORK

try:
    import fcntl
except ImportError:  # not on Windows: there, two builds at once are the user's to avoid
    fcntl = None

STAMPS = WORK / "stamps"


class BuildError(Exception):
    """A stage can't go on; the message says what to do."""


@dataclass(frozen=True)
class Stage:
    """One step of the build.

    Parameters
    ----------
    name
        What is printed, and the name of the stamp.
    make
        Does the work.
    reads
        Lists the files that the result depends on, beside the stages of `after`.
    writes
        Files and folders that must be there for the stage to be skipped.
    after
        Stages whose result this one reads.
    code
        Modules of ``tools/build`` whose text belongs to the inputs.
    """

    name: str
    make: Callable[[], None]
    reads: Callable[[], Iterable[Path]]
    writes: tuple[Path, ...]
    after: tuple[Stage, ...] = ()
    code: tuple[str, ...] = ()
    facts: Callable[[], str] = str
    """Inputs that are no whole files, as text."""
    stamp: Path | None = None
    """Where the stamp lies, if not with the others: set-up outlives a removed `.build`."""


def digest_of_files(paths: Iterable[Path]) -> str:
    """Digest names and contents of files, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        total.update(f"{name.as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def run(stages: Sequence[Stage]) -> None:
    """Run stages in order, each after those it needs, and print what each took."""
    done: dict[str, str] = {}
    with _alone():
        start = time.perf_counter()
        for stage in stages:
            _run_one(stage, done)
    print(f"{'all stages':<14}{time.perf_counter() - start:7.1f} s", flush=True)


@contextlib.contextmanager
def _alone() -> Generator[None]:
    """Wait for another build of the same folder to end: both would write the same files."""
    if fcntl is None:
        yield
        return
    WORK.mkdir(parents=True, exist_ok=True)
    with (WORK / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another build of this folder to end", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run_one(stage: Stage, done: dict[str, str]) -> str:
    """Run one stage unless its stamp is current; return the digest of its inputs."""
    if stage.name in done:
        return done[stage.name]
    before = [_run_one(other, done) for other in stage.after]
    start = time.perf_counter()
    modules = [TOOLS / name for name in stage.code]
    inputs = digest_of_files([*stage.reads(), *modules])
    digest = hashlib.sha256("\n".join([stage.name, inputs, stage.facts(), *before]).encode()).hexdigest()
    stamp = stage.stamp or STAMPS / f"{stage.name}.json"
    if _is_current(stamp, digest, stage.writes):
        print(f"{stage.name:<14}{time.perf_counter() - start:7.1f} s  unchanged", flush=True)
    else:
        stamp.unlink(missing_ok=True)
        stage.make()
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps({"inputs": digest}))
        print(f"{stage.name:<14}{time.perf_counter() - start:7.1f} s", flush=True)
    done[stage.name] = digest
    return digest


def _is_current(stamp: Path, digest: str, writes: Iterable[Path]) -> bool:
    """Tell whether a stage has run on these very inputs and its results are still there."""
    if not stamp.is_file() or not all(path.exists() for path in writes):
        return False
    return json.loads(stamp.read_text())["inputs"] == digest


def call(command: Sequence[str | Path], *, cwd: Path = ROOT, quiet: bool = True) -> str:
    """Run a program and return what it printed; where it fails, show all of it.

    Raises
    ------
    BuildError
        The program is not there or ended with an error.
    """
    words = [str(word) for word in command]
    try:
        result = subprocess.run(
            words,
            cwd=cwd,
            text=True,
            check=False,
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
        )
    except FileNotFoundError as error:
        raise BuildError(f"{words[0]} is not installed: {error}") from error
    if result.returncode != 0:
        raise BuildError(f"{' '.join(words[:4])} ended with {result.returncode}\n{result.stdout or ''}")
    return result.stdout or ""
