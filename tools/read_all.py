"""Read every image of a data folder and compare the pixels with what other decoders made of them.

    python tools/read_all.py FOLDER [--workers N] [--only TEXT] [--list equal|refused|...]

The folder holds `reference.json` (shape, dtype and sha256 of the pixels as tifffile with imagecodecs, Pillow, numpy
and zarr-python decode them, written by others). Every file is opened in a worker process that is ended after 20
seconds. Printed are counts of what is equal, what was refused with which reason, and what is wrong; the exit code is
1 where a file is wrong, takes too long, or raises anything but a named error.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import multiprocessing
import os
import sys
import tempfile
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 20.0
"""A file that takes longer counts as hanging."""

ADDRESS_SPACE = 6 << 30
"""Bytes a worker may reserve; a file that lies about its size must not take the machine down."""

LOSSY_DIFFERENCE = 2
"""Counts per sample by which decoders of lossy compression may differ."""

IMAGES = {".tif", ".tiff", ".svs", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".npy"}


def main() -> int:
    """Run over a folder and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=max(1, min(8, os.cpu_count() or 1)))
    parser.add_argument("--only", default="", help="files whose path holds this text")
    parser.add_argument("--list", default="", dest="listed", help="print the files whose verdict begins with this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as unpacked:
        jobs = [job for job in all_jobs(options.folder, Path(unpacked)) if options.only in job["name"]]
        verdicts = run(jobs, options.workers)
    return report(verdicts, options.listed)


def all_jobs(folder: Path, unpacked: Path) -> list[dict[str, Any]]:
    """Return what to read: each file or array with the expectation of `reference.json`."""
    reference = json.loads((folder / "reference.json").read_text())
    jobs = [
        {"name": name, "path": str(folder / name), "expected": expected}
        for name, expected in reference["images"].items()
        if (folder / name).is_file()
    ]
    known = {job["name"] for job in jobs}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in IMAGES and name not in known and path.is_file() and ".zarr/" not in name:
            jobs.append({"name": name, "path": str(path), "expected": {}})
    for name, expected in reference["zarr_arrays"].items():
        place = zarr_path(folder, unpacked, name)
        if place is not None:
            jobs.append({"name": name, "path": str(place), "expected": {"zarr": expected}})
    return jobs


def zarr_path(folder: Path, unpacked: Path, name: str) -> Path | None:
    """Return the folder of an array, unpacking its archive first where it lies in one."""
    archive, _, inner = name.partition("::")
    if not inner:
        return folder / name
    target = unpacked / Path(archive).name
    if not target.exists():
        with zipfile.ZipFile(folder / archive) as packed:
            packed.extractall(target)
    return target / inner


def run(jobs: list[dict[str, Any]], workers: int) -> list[tuple[str, str]]:
    """Read all files with several processes and return (name, verdict) of each."""
    free: SimpleQueue[Worker] = SimpleQueue()
    for _ in range(workers):
        free.put(Worker())

    def one(job: dict[str, Any]) -> tuple[str, str]:
        worker = free.get()
        try:
            return job["name"], worker.read(job)
        finally:
            free.put(worker)

    with ThreadPoolExecutor(workers) as pool:
        verdicts = list(pool.map(one, jobs))
    while not free.empty():
        free.get().stop()
    return verdicts


class Worker:
    """A process that reads one file after another; it is replaced when it hangs or dies."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.recv()  # it has imported everything: the limit is for reading alone

    def read(self, job: dict[str, Any]) -> str:
        """Return the verdict on one file."""
        self._pipe.send(job)
        try:
            if self._pipe.poll(SECONDS):
                return str(self._pipe.recv())
            verdict = f"wrong: took longer than {SECONDS:.0f} s"
        except (EOFError, ConnectionResetError):
            verdict = "wrong: the process died"
        self.stop()
        self._start()
        return verdict

    def stop(self) -> None:
        """End the process: politely where it waits for the next file, else by force."""
        self._pipe.close()
        self._process.join(1)
        self._process.kill()
        self._process.join()


def serve(pipe: Connection) -> None:
    """Read the files that come through the pipe, in a process of its own."""
    sys.path.insert(0, str(ROOT / "py"))
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    from tabscope.host.native import NativeHost

    host = NativeHost()
    pipe.send("ready")
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        started = time.monotonic()
        verdict = asyncio.run(judge(job, host))
        if time.monotonic() - started > SECONDS / 2:
            verdict += " (slow)"
        pipe.send(verdict)


async def judge(job: dict[str, Any], host: Any) -> str:
    """Open one file, read all its pixels and compare."""
    from tabscope.errors import TabscopeError
    from tabscope.sources.detect import open_image
    from tabscope.sources.source import Source

    try:
        image = await open_image(Source(Path(job["path"]).name, job["path"]), host)
        digest = hashlib.sha256()
        async for piece in image.reader.raw():
            digest.update(piece.astype(piece.dtype.newbyteorder("<"), copy=False).tobytes())
        facts = {"shape": list(image.shape), "dtype": image.dtype.str, "sha256": digest.hexdigest()}
        verdict = compare(facts, job["expected"]) or await compare_live(image, job)
        await image.reader.close()
    except TabscopeError as error:
        return refused(error, job["expected"])
    except Exception as error:
        return f"wrong: {type(error).__name__} escaped: {error}"
    return verdict


def refused(error: Any, expected: dict[str, Any]) -> str:
    """Return the verdict on a file that was not read; whether another decoder reads it is said."""
    if error.code == "defect.internal":
        return f"wrong: {error.message}"
    first = (expected.get("tifffile", {}).get("series") or [{}])[0]
    readable = "sha256" in first or "sha256" in expected.get("numpy", {}) or "sha256" in expected.get("zarr", {})
    others = " although another decoder reads it" if readable else ""
    return f"refused{others}: {error.code}: {error.message} {error.details.get('reason', '')}"


def compare(facts: dict[str, Any], expected: dict[str, Any]) -> str:
    """Compare with the checksums of the reference; empty where it has none to compare with."""
    first = (expected.get("tifffile", {}).get("series") or [{}])[0]
    for other in (first, expected.get("numpy", {}), expected.get("zarr", {})):
        if "sha256" not in other:
            continue
        if all(facts[key] == other[key] for key in ("shape", "dtype", "sha256")):
            return "equal"
        if facts["sha256"] == other["sha256"]:
            return f"wrong: shape or dtype {facts['shape']} {facts['dtype']}, not {other['shape']} {other['dtype']}"
        return ""
    frames = expected.get("pillow", {}).get("frame_data", [])
    if len(frames) == 1 and frames[0].get("sha256") == facts["sha256"]:
        return "equal"
    return ""


async def compare_live(image: Any, job: dict[str, Any]) -> str:
    """Compare with a decoder that is here: lossy pixels within 2, palettes as colours, 16-bit colour cut to 8 bits."""
    import numpy as np

    ours = np.concatenate([piece.ravel() async for piece in image.reader.raw()]).reshape(image.shape)
    try:
        theirs = decoded_by_others(job["path"], image)
    except Exception as error:  # what other decoders raise is a result here
        return f"opened, no reference: {type(error).__name__} elsewhere"
    if theirs.shape != ours.shape:
        return f"wrong: shape {ours.shape}, elsewhere {theirs.shape}"
    if ours.dtype == np.uint16 and theirs.dtype == np.uint8:
        ours = ours >> 8
    if np.array_equal(ours, theirs):
        return "equal to another decoder here"
    difference = int(np.abs(ours.astype(float) - theirs.astype(float)).max())
    if image.metadata.get("lossy") and difference <= LOSSY_DIFFERENCE:
        return "equal within 2 (lossy)"
    return f"wrong: pixels differ by up to {difference}"


def decoded_by_others(path: str, image: Any) -> Any:
    """Return the pixels as tifffile or Pillow give them, in our order of axes."""
    import numpy as np

    if "TIFF" in image.format:
        import tifffile

        with open(path, "rb") as file:  # as bytes: other files of its folder are not looked at, as in the tab
            return tifffile.imread(io.BytesIO(file.read()), series=0)
    from PIL import Image as pillow

    with pillow.open(path) as picture:
        frames = []
        for number in range(image.sizes["t"]):
            picture.seek(number)
            alpha = "A" if image.shape[-1] == 4 and picture.mode != "CMYK" else ""
            frame = picture.convert(f"RGB{alpha}") if picture.mode == "P" or image.sizes["t"] > 1 else picture
            frames.append(np.asarray(frame))
    theirs = np.stack(frames) if image.sizes["t"] > 1 else frames[0]
    if image.axes == "yxc" and theirs.shape[-1] == 4:  # Pillow makes RGBA of 16-bit gray with alpha
        theirs = theirs[..., [0, 3]]
    return theirs[..., 0] if theirs.ndim > len(image.shape) else theirs


def report(verdicts: list[tuple[str, str]], listed: str) -> int:
    """Print counts and what is wrong; return the exit code."""
    groups = Counter(":".join(verdict.split(":")[:2]) for _, verdict in verdicts if not verdict.startswith("wrong"))
    for group, count in sorted(groups.items()):
        print(f"{count:5}  {group}")
    wrong = [(name, verdict) for name, verdict in verdicts if verdict.startswith("wrong")]
    print(f"{len(wrong):5}  wrong, of {len(verdicts)}")
    for name, verdict in verdicts:
        if verdict.startswith("wrong") or (listed and verdict.startswith(listed)):
            print(f"  {name}: {verdict}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
