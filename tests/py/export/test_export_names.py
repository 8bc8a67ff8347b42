import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabscope.export.names import LONGEST, RESERVED, UniqueNames, safe_name, stem, unique_names

ANY_TEXT = st.text(st.characters(), max_size=300)  # lone surrogates as well: names of files may hold them


@given(ANY_TEXT)
def test_any_source_name_becomes_one_harmless_part_of_a_path(text):
    name = safe_name(text)
    assert re.fullmatch(r"[\w.\-]+", name)
    assert name not in (".", "..")
    assert not name.startswith((".", "-"))
    assert not name.endswith(".")
    assert name.partition(".")[0].casefold() not in RESERVED
    assert 0 < len(name.encode()) <= LONGEST + len("_")


@given(ANY_TEXT)
def test_a_safe_name_stays_as_it_is(text):
    assert safe_name(safe_name(text)) == safe_name(text)


@given(st.lists(st.one_of(ANY_TEXT, st.sampled_from(["a.tif", "A.TIF", "a.tif-2", "x/a.tif", "a?tif"])), max_size=12))
def test_names_of_a_batch_differ_also_where_capitals_do_not_count(texts):
    names = unique_names(texts)
    assert len({name.casefold() for name in names}) == len(texts)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blobs.tif", "blobs.tif"),
        ("day 1/Well A1 (µm).ome.tif", "Well_A1__µm_.ome.tif"),
        ("C:\\data\\blobs.tif", "blobs.tif"),
        ("../../etc/passwd", "passwd"),
        ("..", "image"),
        ("", "image"),
        ("/", "image"),
        (".hidden", "_hidden"),
        ("-rf", "_rf"),
        ("con.tif", "_con.tif"),
        ("plate.zarr/", "plate.zarr"),
        ("Größe.tif", "Größe.tif"),
        ("a\nb\0c.tif", "a_b_c.tif"),
        ("<script>.png", "_script_.png"),
    ],
)
def test_unsafe_signs_become_underscores_and_the_extension_stays(text, name):
    assert safe_name(text) == name


def test_repeated_names_are_numbered_in_the_order_given():
    assert unique_names(["a/x.tif", "b/x.tif", "c/X.tif", "y.tif"]) == ["x.tif", "x.tif-2", "X.tif-3", "y.tif"]


def test_a_number_that_is_taken_is_passed_over():
    assert unique_names(["x-2", "x", "x"]) == ["x-2", "x", "x-3"]


def test_an_ending_stays_at_the_end():
    names = UniqueNames()
    assert [names.give("cells", ".tif"), names.give("Cells", ".tif")] == ["cells.tif", "Cells-2.tif"]


def test_a_long_name_keeps_its_extension():
    name = safe_name("ä" * 400 + ".tif")
    assert name.endswith("ä.tif")
    assert len(name.encode()) <= LONGEST


STEMS = {
    "blobs.tif": "blobs",
    "a.ome.tif": "a",
    "a.OME.TIFF": "a",
    "plate.zarr": "plate",
    "noend": "noend",
    ".tif": ".tif",
}


@pytest.mark.parametrize(("name", "short"), STEMS.items())
def test_the_stem_is_the_name_without_its_format(name, short):
    assert stem(name) == short
