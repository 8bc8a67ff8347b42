"""What the layers say and hold, on the site as it was built."""

import json
import re

import pytest

from tools.build import bundles, catalogue, layers, offline, site, sizes, tree, wheels
from tools.build.layer_roots import ROOTS
from tools.build.membership import decide, needs
from tools.build.paths import SITE, TEST_LAYERS, files_under

TABLE = json.loads((SITE / "layers" / "layers.json").read_text())


def contents(layer):
    names = {name for name, _ in layers.read_index(SITE / "layers" / f"{layer}.bin.gz")[1]}
    return {name.removeprefix("site-packages/") for name in names}


def test_every_file_of_the_tree_is_in_exactly_one_layer():
    members = decide()
    placed = [name for files in members.site.values() for name in files]
    available = [path.relative_to(tree.SITE_PACKAGES).as_posix() for path in files_under(tree.SITE_PACKAGES)]
    assert sorted(placed) == sorted(available)


def test_layers_json_lists_the_layers_that_ship():
    shipped = {path.name.removesuffix(".bin.gz") for path in (SITE / "layers").glob("*.bin.gz")}
    assert set(TABLE["layers"]) == shipped


def test_layers_need_only_layers_that_exist_and_never_each_other():
    for layer in TABLE["layers"]:
        assert set(TABLE["layers"][layer]["needs"]) <= set(TABLE["layers"])
        assert all(layer not in needs(other) for other in needs(layer))


@pytest.mark.parametrize(
    ("module", "layer"),
    [
        ("scipy.ndimage", "analysis"),
        ("skimage.measure", "analysis"),
        ("tifffile", "analysis"),
        ("zarr", "zarr"),
        ("scipy.spatial", "spatial"),
        ("scipy.stats", "scipy"),
        ("networkx", "skimage"),
        ("imagecodecs", "imagecodecs"),
        ("micropip", "micropip"),
        ("unittest", "stdlib-rest"),
    ],
)
def test_a_module_is_found_in_its_layer(module, layer):
    assert TABLE["modules"][module] == [layer]


def test_core_carries_numpy_tabscope_and_the_metadata_of_every_distribution():
    names = contents("core")
    assert "numpy/__init__.pyc" in names
    assert "tabscope/__init__.pyc" in names
    for wheel in wheels.all_wheels():
        if not wheel.test_only:
            assert any(re.match(rf"{wheel.path.name.split('-')[0]}-.*\.dist-info/METADATA$", n) for n in names), wheel


def test_no_source_and_no_stub_is_shipped():
    for layer in TABLE["layers"]:
        assert not [name for name in contents(layer) if name.endswith((".py", ".pyi"))]


def test_openblas_is_in_one_layer_only():
    assert [layer for layer in TABLE["layers"] if any("libopenblas" in name for name in contents(layer))] == ["spatial"]


def test_a_root_names_layers_that_come_before_it():
    seen = set()
    for root in ROOTS:
        assert set(root.needs) <= seen | {"numpy"}
        seen.add(root.layer)


def test_the_layer_of_the_tests_is_not_in_the_site():
    assert (TEST_LAYERS / "test.bin.gz").is_file()
    assert not list(SITE.rglob("*hypothesis*"))
    assert not [name for layer in TABLE["layers"] for name in contents(layer) if name.startswith("pytest/")]


def test_the_lock_lists_exactly_what_ships():
    packages = json.loads((SITE / "pyodide-lock.json").read_text())["packages"]
    shipped = {wheel.name for wheel in wheels.all_wheels() if not wheel.test_only}
    assert set(packages) == shipped
    for package in packages.values():
        assert package["layers"], package["name"]
        assert set(package["layers"]) <= set(TABLE["layers"])


def test_every_file_that_others_made_is_listed_with_its_digest():
    listed = {f["path"] for entry in json.loads((SITE / "third_party.json").read_text()) for f in entry["files"]}
    shipped = {p.relative_to(SITE).as_posix() for p in files_under(SITE)}
    own = re.compile(
        r"^(engine/(pyodide|worker)\.js|app/.*|[a-z]+\.html|samples/.*|models/.*|licences/.*|tabscope-.*\.whl"
        r"|layers/(layers\.json|core\.bin\.gz)|pyodide-lock\.json|third_party\.json|manifest\.webmanifest|operations\.json\.gz|service-worker\.js"
        r"|files\.json)$"
    )
    assert {name for name in shipped if not own.match(name)} <= listed
    assert listed <= shipped


def test_every_package_in_the_pages_bundle_is_listed():
    assert bundles.bundled_packages() <= {name for name, _, _ in catalogue.JAVASCRIPT}


def test_a_first_visit_stays_under_its_limit():
    assert sum(size for _, size in sizes.first_visit()) <= sizes.LIMIT


def test_the_list_in_the_repository_is_up_to_date():
    assert catalogue.main(["--check"]) == 0


def test_the_site_holds_what_the_stages_made_and_nothing_else():
    made = set(site.parts())
    for folder in (catalogue.CATALOGUE, offline.OFFLINE):
        made |= {p.relative_to(folder).as_posix() for p in files_under(folder)}
    assert {p.relative_to(SITE).as_posix() for p in files_under(SITE)} == made
