"""Documents that are made from the code, and pages that must keep up with it."""

import json
from pathlib import Path

import pytest

from tabscope import gallery
from tabscope.operations import every
from tabscope.operations.columns import DEFINITIONS

DOCS = Path(__file__).parents[3] / "docs"
pytestmark = pytest.mark.native  # reads the documents, which the tab does not carry


def test_the_table_of_agreements_is_up_to_date_and_has_every_column_of_measure_regions():
    from tools.make_agreements import columns, document

    text = (DOCS / "agreements.md").read_text(encoding="utf-8")
    assert text == document()
    for name in columns():
        assert f"| `{name.replace('{c}', 'CHANNEL')}` |" in text


def test_the_page_of_columns_is_up_to_date_and_has_every_column_once():
    from tools.make_columns import document

    text = (DOCS / "columns.md").read_text(encoding="utf-8")
    assert text == document()
    for name in DEFINITIONS:
        assert text.count(f"| `{name.replace('{c}', 'CHANNEL')}` |") == 1, name


def test_the_reference_of_operations_is_up_to_date_and_has_every_operation():
    from tools.make_operations import reference

    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert text == reference()
    for operation in every():
        assert f"### {operation.title} `{operation.name}`" in text


@pytest.mark.parametrize("name", gallery.names())
def test_every_recipe_of_the_gallery_has_a_page_that_says_when_it_fails(name):
    text = (DOCS / "recipes.md").read_text(encoding="utf-8")
    recipe = gallery.load(name)
    section = text.partition(f"## {recipe['title']} (`{name}`)\n")[2].partition("\n## ")[0]
    for part in ("**Measures:**", "**Fails when:**", "**How to tell:**"):
        assert part in section, f"{name} lacks {part}"
        assert len(section.partition(part)[2].partition("\n")[0].strip()) > 30


def test_the_page_of_recipes_names_no_recipe_that_is_gone():
    text = (DOCS / "recipes.md").read_text(encoding="utf-8")
    named = {line.partition("(`")[2].rstrip("`)") for line in text.splitlines() if line.startswith("## ")}
    assert named == set(gallery.names())


def test_reasons_why_operations_are_slow_in_a_tab_are_of_operations_that_are_there():
    reasons = json.loads((DOCS.parent / "benchmarks/reasons.json").read_text(encoding="utf-8"))
    assert set(reasons) <= {one.id for one in every()}
    assert all(len(one) > 20 for one in reasons.values())
