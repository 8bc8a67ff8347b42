"""The folder that a build happens in: a Debian system, and `/build` inside it.

Every command runs in that system (a chroot) and every path of a build lies under `/build` there,
so neither the machine's own tools nor the place of the folder can reach a wheel.
"""

import shutil
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

ENTER = 'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env --chdir="$1" -i "${@:2}"'
"""Bash that enters the system at `$0`, folder `$1`; its mount ends with the command."""

VARIABLES = {
    "PATH": "/build/toolchain:/build/bv/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_CERT": "/etc/ssl/certs/ca-certificates.crt",
    "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
    "SOURCE_DATE_EPOCH": "1767225600",  # 2026-01-01, as every file in a wheel
}
"""The whole environment of a command: nothing of the machine's own gets in."""


@dataclass(frozen=True)
class Workplace:
    """Where wheels are built: `folder` holds the system and the finished wheels; `jobs` run at once."""

    folder: Path
    jobs: int

    @property
    def wheels(self) -> Path:
        """Where finished wheels go."""
        return self.folder / "wheels"

    @property
    def root(self) -> Path:
        """The Debian system."""
        return self.folder / "root"

    def done(self, name: str) -> Path:
        """Return the file that says that a step is done; it goes with the system."""
        return self.root / "build" / f"{name}.done"

    def path(self, inside: str) -> Path:
        """Return where an absolute path of the system lies for this process."""
        return self.root / inside.lstrip("/")

    def run(self, *command: str, cwd: str = "/build", environment: Mapping[str, str] | None = None) -> str:
        """Run a command inside the system, in a folder there, and return what it printed.

        Raises
        ------
        SystemExit
            When it fails; the end of its output is shown then.
        """
        settings = [f"{name}={value}" for name, value in {**VARIABLES, **(environment or {})}.items()]
        enter = ["unshare", "--mount", "bash", "-c", ENTER, str(self.root), cwd, *settings]
        finished = subprocess.run([*enter, *command], stdout=subprocess.PIPE, text=True, check=False)
        if finished.returncode:
            print(finished.stdout[-4000:])
            raise SystemExit(f"failed ({finished.returncode}): {' '.join(command)[:400]}")
        return finished.stdout

    def fresh(self, inside: str) -> str:
        """Make an empty folder in the system and return its path there."""
        shutil.rmtree(self.path(inside), ignore_errors=True)
        self.path(inside).mkdir(parents=True)
        return inside

    def unpack(self, archive: Path, inside: str) -> str:
        """Unpack a tar archive with one top folder and return that folder's path in the system."""
        with tarfile.open(archive) as tar:
            top = tar.getnames()[0].split("/")[0]
            self.fresh(f"{inside}/{top}")
            tar.extractall(self.path(inside), filter="data")
        return f"{inside}/{top}"

    def glob(self, folder: str, *patterns: str, without: Sequence[str] = ()) -> list[str]:
        """Return the files of a folder that match, sorted per pattern, less those with a word in the name."""
        root = self.path(folder)
        found = [path.relative_to(root).as_posix() for each in patterns for path in sorted(root.glob(each))]
        return [file for file in found if not any(word in file.rsplit("/", 1)[-1] for word in without)]

    def copy(self, folder: str, pattern: str, target: str) -> None:
        """Copy the files of a folder that match into another one."""
        for file in self.glob(folder, pattern):
            shutil.copy(self.path(f"{folder}/{file}"), self.path(target))
