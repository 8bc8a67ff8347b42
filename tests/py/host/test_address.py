"""Addresses are checked and quoted the same way in both hosts."""

import pytest

from tabscope.errors import TabscopeError
from tabscope.host.address import checked, host_of, range_header


@pytest.mark.parametrize(
    "address",
    [
        "",
        "image.tif",
        "file:///etc/hosts",
        "ftp://a.org/x",
        "https://",
        "javascript:alert(1)",
        "http://[::1",
        "https://a b/x",
        "http://a.org:99999/",
    ],
)
def test_what_is_no_web_address_is_refused(address):
    with pytest.raises(TabscopeError) as caught:
        checked(address)
    assert caught.value.code == "source.address-invalid"


def test_signs_that_a_request_may_not_hold_are_quoted_once():
    assert checked(" https://a.org/my images/é.tif#top ") == "https://a.org/my%20images/%C3%A9.tif"
    assert checked("https://a.org/my%20images/x?a=b c") == "https://a.org/my%20images/x?a=b%20c"
    assert checked("https://a.org") == "https://a.org/"


def test_an_address_that_can_be_sent_is_left_as_it_is():
    signed = "https://a.org:8443/b/c.zarr/0/c/0/0?X-Sig=a%2Fb%3D&when=2020-01-01T00:00:00Z"
    assert checked(signed) == signed


def test_a_password_in_an_address_is_not_named():
    assert host_of("https://me:secret@a.org:80/x") == "a.org:80"


@pytest.mark.parametrize(
    ("first", "last", "header"),
    [(0, 9, "bytes=0-9"), (10, None, "bytes=10-"), (None, 16, "bytes=-16")],
)
def test_ranges_are_written_as_http_wants_them(first, last, header):
    assert range_header(first, last) == {"Range": header}


def test_a_whole_body_needs_no_range():
    assert range_header(None, None) == {}
