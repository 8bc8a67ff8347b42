"""Runs in Pyodide: every compiled codec of numcodecs returns what it was given."""

import platform
import zlib

import numcodecs
import numpy as np
from numcodecs.blosc import Blosc, list_compressors
from numcodecs.checksum32 import CRC32, Adler32, JenkinsLookup3

ramp = np.arange(200_000, dtype="<u2").reshape(400, 500)
arrays = [ramp, np.random.default_rng(0).normal(size=5000).astype("<f4"), np.arange(8, dtype="u1")]
codecs = [Blosc(name, shuffle=mode) for name in list_compressors() for mode in (0, 1, 2)]
codecs += [numcodecs.Zstd(level, check) for level in (1, 19) for check in (False, True)]
codecs += [numcodecs.LZ4(), numcodecs.GZip(), numcodecs.Zlib(), numcodecs.BZ2(), numcodecs.LZMA()]
codecs += [numcodecs.Shuffle(2), numcodecs.Shuffle(4), numcodecs.Fletcher32(), JenkinsLookup3(), CRC32(), Adler32()]
lists = [
    (numcodecs.VLenUTF8(), np.array(["nucleus", "", "µm"], dtype=object)),
    (numcodecs.VLenBytes(), np.array([b"a", b"", b"\x00\xff"], dtype=object)),
    (numcodecs.VLenArray("<i4"), np.array([np.arange(n, dtype="<i4") for n in (3, 1, 4)], dtype=object)),
]

wrong = [codec for codec in codecs for a in arrays if bytes(codec.decode(codec.encode(a))) != a.tobytes()]
for codec, values in lists:
    pairs = zip(codec.decode(codec.encode(values)), values, strict=True)
    wrong += [codec for decoded, value in pairs if not np.array_equal(decoded, value)]
if wrong:
    raise SystemExit(f"not returned as given: {wrong}")
print(platform.platform(), platform.python_version(), "numcodecs", numcodecs.__version__)
print(len(codecs) * len(arrays) + len(lists), "round trips passed")
for codec in codecs:  # equal between two builds, and natively
    encoded = bytes(codec.encode(ramp))
    print(f"{len(encoded):7} bytes, CRC {zlib.crc32(encoded):08x} {codec}")
