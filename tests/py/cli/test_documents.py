"""What the documents tell people to type works as it stands there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from tabscope.cli import main
from tabscope.recipe import parse

pytestmark = pytest.mark.native

ROOT = Path(__file__).parents[3]
NUCLEI = ROOT / "static" / "samples" / "source" / "dsb2018_nuclei.tif"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def snippets(page, language):
    """Return the code of a language on a page of the documents."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def shell_commands():
    """Return the `tabscope` commands of all pages."""
    lines = [line for page in PAGES for code in snippets(page, "sh") for line in code.splitlines()]
    return sorted({line.partition("#")[0].split("tabscope ", 1)[1].strip() for line in lines if "tabscope " in line})


def words_of(command):
    """Return the words of a command on our sample, with the painted examples that it names."""
    examples = {word for word in command.split() if word.startswith(("painted.", "qupath.", "trained."))}
    if examples:
        paint_examples()
    images = (".tif", ".zarr")
    words = [str(NUCLEI) if word.endswith(images) and word not in examples else word for word in command.split()]
    return [run_before() if word.endswith("run.json") else word for word in words]


def run_before():
    """Run a recipe on our sample; return where its record lies."""
    assert main(["run", "count-nuclei", str(NUCLEI), "--out", "results"]) == 0
    return f"results/{NUCLEI.name}/run.json"


def paint_examples():
    """Write what a person may have painted on our sample, and what was learnt from it, into the present folder."""
    image = tifffile.imread(NUCLEI)
    painted = np.zeros(image.shape, np.uint8)
    painted[::9, ::9] = 1 + (image > image.mean())[::9, ::9]
    tifffile.imwrite("painted.tif", painted)
    corners = {"Nuclei": np.argwhere(painted == 2)[0], "Background": np.argwhere(painted == 1)[0]}
    places = {name: [float(x), float(y)] for name, (y, x) in corners.items()}
    features = [
        {"geometry": {"type": "Point", "coordinates": place}, "properties": {"classification": {"name": name}}}
        for name, place in places.items()
    ]
    Path("qupath.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    assert main(["train", str(NUCLEI), "--strokes", "painted.tif", "--out", "trained.json"]) == 0


@pytest.mark.parametrize("command", [one for one in shell_commands() if not one.startswith("run ")])
def test_a_command_of_the_documents_works(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = words_of(command)
    assert main(words) == 0


@pytest.mark.parametrize("command", [one for one in shell_commands() if one.startswith("run ")])
def test_a_run_of_the_documents_works(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recipe = snippets(ROOT / "docs" / "analyst.md", "json")[0]
    (tmp_path / "my-recipe.json").write_text(recipe, encoding="utf-8")
    words = words_of(command)
    if "--level" in words:  # the sample has one level
        words[words.index("--level") + 1] = "0"
    assert main(words) == 0
    assert list(tmp_path.rglob("run.json"))


def test_the_python_for_analysts_runs_as_it_stands(tmp_path):
    pytest.importorskip("pandas")
    (code,) = snippets(ROOT / "docs" / "analyst.md", "python")
    (tmp_path / "nuclei.tif").write_bytes(NUCLEI.read_bytes())
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nuclei" in done.stdout
    assert list(tmp_path.rglob("cells.csv"))


def test_the_recipe_for_analysts_is_one():
    for code in snippets(ROOT / "docs" / "analyst.md", "json"):
        assert parse(code).steps


ADDED = """
import tabscope as ts
from tabscope.operations.filter import smooth as family
exec({code!r}, vars(family))
image = {{"kind": "intensity", "channel": "auto"}}
steps = [
    {{"id": "wide", "op": "filter.range@1", "in": {{"image": "dna"}}, "params": {{"radius": 3}}}},
    {{"id": "fore", "op": "threshold.otsu@1", "in": {{"image": "wide"}}}},
    {{"id": "objects", "op": "segment.label@1", "in": {{"mask": "fore"}}}},
]
recipe = {{"tabscope": 1, "title": "Wider", "inputs": {{"dna": image}}, "steps": steps}}
print(ts.run(recipe, ts.open({source!r})).count)
"""


def test_the_operation_that_contributors_are_shown_runs_in_a_recipe():
    (code,) = snippets(ROOT / "CONTRIBUTING.md", "python")
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 10
    script = ADDED.format(code=code, source=str(NUCLEI))
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
