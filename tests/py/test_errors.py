"""Every error has a code, a sentence and a hint that print whatever details are given."""

import re

import pytest

from tabscope.errors import CATALOGUE, TabscopeError


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_sentence_prints_with_and_without_details(code):
    names = set(re.findall(r"{(\w+)}", CATALOGUE[code].sentence + CATALOGUE[code].hint))
    bare = TabscopeError(code)
    told = TabscopeError(code, **dict.fromkeys(names, "42"))
    assert "{" not in bare.message + bare.hint + told.message + told.hint
    assert told.as_dict()["code"] == code


@pytest.mark.parametrize("code", CATALOGUE)
def test_codes_are_short_and_stable_in_form(code):
    assert re.fullmatch(r"[a-z]+(\.[a-z]+(-[a-z]+)*)?", code)


def test_sentences_use_the_micro_sign_of_people():
    assert not any(" um" in entry.sentence + entry.hint for entry in CATALOGUE.values())
