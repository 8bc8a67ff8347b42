"""Counts nuclei in the images of a folder and says what came out as plain data that two machines can compare."""

import hashlib

from tabscope import gallery
from tabscope.engine import Engine
from tabscope.errors import TabscopeError
from tabscope.sources.source import Source

SUFFIXES = {".tif", ".tiff", ".svs", ".png", ".jpg", ".jpeg"}


def images(folder):
    """Return the names of all images below ``bio`` of a data folder."""
    found = (path for path in (folder / "bio").rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


async def counted(path, host):
    """Return count, digests of masks and labels, and the tables of one image, or the code of the refusal."""
    engine = Engine(host)
    try:
        image = await engine.open(Source(path.name, str(path)))
        try:
            run = await engine.run(gallery.load("count-nuclei"), image)
        finally:
            await image.reader.close()
    except TabscopeError as error:
        return {"refused": error.code}
    labels = {
        name: hashlib.sha256(layer.array.tobytes()).hexdigest()
        for name, layer in run.layers.items()
        if run.results[name].kind in {"labels", "mask"}
    }
    tables = {
        name: {column.name: column.values.tolist() for column in table.columns} for name, table in run.tables.items()
    }
    return {"count": run.count, "edge_count": run.edge_count, "labels": labels, "tables": tables}
