"""Fetch sources by name and version: sdists from the Python index, upstream archives from Debian."""

import hashlib

from workplace import Workplace


def sdist(place: Workplace, project: str, version: str, sha256: str) -> str:
    """Fetch and unpack a project's sdist; return its folder.

    `pip download` would first run the project's build to learn its dependencies; unearth only fetches.

    Raises
    ------
    SystemExit
        When the archive is not the one that the checked-in wheel was made from.
    """
    archive = place.folder / "sdists" / f"{project}-{version}.tar.gz"
    if not archive.exists():
        archive.parent.mkdir(exist_ok=True)
        folder = place.fresh("/build/download")
        place.run("unearth", "--no-binary", "--download", folder, f"{project}=={version}")
        place.path(f"{folder}/{archive.name}").rename(archive)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{archive.name} has SHA-256 {found}, expected {sha256}")
    return place.unpack(archive, "/build/src")


def debian_source(place: Workplace, package: str, version: str) -> str:
    """Fetch and unpack the upstream archive of a Debian source package; return its folder."""
    folder = place.fresh(f"/build/download/{package}")
    place.run("apt-get", "source", "-q", "--tar-only", f"{package}={version}", cwd=folder)
    return place.unpack(place.path(folder) / place.glob(folder, "*.orig.tar.*z")[0], "/build/src")
