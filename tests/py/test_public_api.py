"""What others may rely on is written down here; a change to it is a decision."""

import tabscope


def test_the_public_names_are_these():
    assert sorted(tabscope.__all__) == ["Image", "Recipe", "Table", "TabscopeError", "open", "operation", "run", "save"]


def test_every_public_name_is_there():
    for name in tabscope.__all__:
        assert getattr(tabscope, name) is not None
