"""Every picture of tests/data has the pixels that other decoders read in it, or is refused with a reason."""

from collections import Counter

import numpy as np
import pytest

from sources.opening import DATA, REFERENCE, facts, opened, pixels
from tabscope.errors import TabscopeError

LOSSY = {"JPEG", "OJPEG", "WEBP"}

READ_ELSEWHERE = {
    "malformed/selfmade/tiff_bits_1000.tif": "format.unsupported",
    "malformed/selfmade/tiff_zero_width.tif": "format.no-pixels",
}
"""Files that a decoder gives an array for and that are refused all the same: it has no pixels or no meaning."""

IMAGES = {name: entry for name, entry in REFERENCE["images"].items() if (DATA / name).is_file()}


def first_series(entry):
    return (entry.get("tifffile", {}).get("series") or [{}])[0]


def is_lossy(entry):
    return entry.get("tifffile", {}).get("page0", {}).get("compression") in LOSSY


def has_pixels(series):
    return "sha256" in series and 0 not in series["shape"] and len(series["shape"]) >= 2


def is_damaged(name):
    return name.startswith(("malformed/", "tiff/image-tiff_fuzz", "tiff/pillow_corrupt", "tiff/tifftools/bad"))


def pillow_mode(entry):
    frames = entry.get("pillow", {}).get("frame_data", [])
    return frames[0]["mode"] if len(frames) == 1 else None


def read_or_refused(name, host, run_async):
    """Return what was read and None, or None and the error."""
    try:
        return run_async(facts(DATA / name, host)), None
    except TabscopeError as error:
        return None, error


EXACT = sorted(name for name, entry in IMAGES.items() if has_pixels(first_series(entry)) and not is_lossy(entry))
CLOSE = sorted(name for name, entry in IMAGES.items() if has_pixels(first_series(entry)) and is_lossy(entry))
PICTURES = sorted(
    name
    for name, entry in IMAGES.items()
    if name.endswith(".png") and not name.endswith("16.png") and pillow_mode(entry) in {"L", "1", "RGB", "RGBA", "LA"}
)
REFUSED = sorted(
    name
    for name, entry in IMAGES.items()
    if "error" in entry.get("tifffile", entry.get("pillow", {})) and is_damaged(name)
)
ERRORS = {
    "format.corrupt", "format.unsupported", "format.compression", "format.no-pixels", "format.metadata",
    "memory.too-large", "source.empty",
}  # fmt: skip
"""What damaged files may be called."""


UNREAD = {
    "tiff/image-tiff/logluv-3c-16b.tiff": "SGILOG",
    "tiff/libtiffpic/off_l16.tif": "SGILOG",
    "tiff/libtiffpic/off_luv24.tif": "SGILOG24",
    "tiff/libtiffpic/off_luv32.tif": "SGILOG",
    "tiff/libtiffpic/smallliz.tif": "JPEG of before 1995",
    "tiff/libtiffpic/text.tif": "THUNDERSCAN",
    "tiff/libtiffpic/ycbcr-cat.tif": "YCbCr with reduced colour",
    "tiff/libtiffpic/zackthecat.tif": "JPEG of before 1995",
    "tiff/libvips/ojpeg-strip.tif": "JPEG of before 1995",
    "tiff/libvips/ojpeg-tile.tif": "JPEG of before 1995",
    "tiff/libvips/subsampled.tif": "YCbCr with reduced colour",
}
"""Every valid TIFF that is refused, and the compression that is why; tifffile refuses them too."""

VALID = sorted(name for name in IMAGES if name.startswith("tiff/") and not is_damaged(name))


def test_valid_tiffs_are_refused_for_known_reasons_only(host, run_async):
    outcomes = {name: read_or_refused(name, host, run_async)[1] for name in VALID}
    refused = {name: error for name, error in outcomes.items() if error is not None}
    expected = [reason for name, reason in UNREAD.items() if name in IMAGES]
    assert {error.code for error in refused.values()} <= {"format.compression"}
    assert Counter(error.details["compression"] for error in refused.values()) == Counter(expected)
    assert len(VALID) - len(refused) >= 100


def test_the_selection_covers_the_formats():
    assert len(EXACT) > 120
    assert len(CLOSE) > 5
    assert len(PICTURES) > 10
    assert len(REFUSED) > 20


@pytest.mark.parametrize("name", [name for name in EXACT if name not in READ_ELSEWHERE and not is_damaged(name)])
def test_a_tiff_has_the_pixels_that_tifffile_reads(name, host, run_async):
    expected = {key: first_series(IMAGES[name])[key] for key in ("shape", "dtype", "sha256")}
    assert run_async(facts(DATA / name, host)) == expected


@pytest.mark.parametrize("name", [name for name in EXACT if name not in READ_ELSEWHERE and is_damaged(name)])
def test_a_damaged_tiff_is_read_as_tifffile_reads_it_or_refused(name, host, run_async):
    expected = {key: first_series(IMAGES[name])[key] for key in ("shape", "dtype", "sha256")}
    found, error = read_or_refused(name, host, run_async)
    assert found == expected or (error is not None and error.code in ERRORS)


@pytest.mark.parametrize("name", CLOSE)
def test_a_lossy_tiff_differs_by_no_more_than_two_counts(name, host, run_async):
    async def corner():
        async with opened(DATA / name, host) as image:
            assert image.metadata["lossy"]
            assert "Compressed with loss: use for counting, not for intensity." in image.warnings
            return list(image.shape), (await pixels(image))[:64, :64]

    shape, ours = run_async(corner())
    assert shape == first_series(IMAGES[name])["shape"]
    theirs = np.load(DATA / "lossy_reference.npz")[name]
    assert np.abs(ours.astype(int) - theirs.astype(int)).max() <= 2


@pytest.mark.parametrize("name", PICTURES)
def test_a_png_has_the_pixels_that_pillow_reads(name, host, run_async):
    frame = IMAGES[name]["pillow"]["frame_data"][0]
    assert run_async(facts(DATA / name, host)) == {key: frame[key] for key in ("shape", "dtype", "sha256")}


@pytest.mark.parametrize("name", sorted(READ_ELSEWHERE))
def test_an_image_without_pixels_or_meaning_is_refused(name, host, run_async):
    with pytest.raises(TabscopeError) as caught:
        run_async(facts(DATA / name, host))
    assert caught.value.code == READ_ELSEWHERE[name]


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_no_decoder_reads_is_a_named_error_or_opens(name, host, run_async):
    found, error = read_or_refused(name, host, run_async)
    if error is None:
        assert found["shape"]
    else:
        assert error.code in ERRORS
        assert "<" not in error.message
        assert str(DATA) not in error.message
