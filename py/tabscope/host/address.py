"""Checking an address and naming its host, the same way in both hosts."""

from __future__ import annotations

from urllib.parse import quote, urlsplit, urlunsplit

from tabscope.errors import TabscopeError


def checked(address: str) -> str:
    """Return an address that may be asked: http or https, with a host; spaces and other signs in the path are quoted.

    Raises
    ------
    TabscopeError
        ``source.address-invalid``.
    """
    try:
        parts = urlsplit(address.strip())
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise TabscopeError("source.address-invalid", address=address) from error
    if not valid or any(sign.isspace() for sign in parts.netloc):
        raise TabscopeError("source.address-invalid", address=address)
    # The percent sign is left alone: an address may be quoted already.
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def host_of(address: str) -> str:
    """Return the host of an address, as sentences name it."""
    return urlsplit(address).netloc.rpartition("@")[2] or address


def range_header(first: int | None, last: int | None) -> dict[str, str]:
    """Return the header that asks for bytes `first` to `last`, inclusive; None as `Host.fetch` says."""
    if first is None and last is None:
        return {}
    return {"Range": f"bytes={'' if first is None else first}-{'' if last is None else last}"}


def asset_parts(path: str) -> list[str]:
    """Return the parts of the path of a shipped file; one that leads out of the shipped files does not exist.

    Raises
    ------
    TabscopeError
        ``source.not-found``.
    """
    parts = path.split("/")
    if not all(parts) or ".." in parts or "." in parts or any(sign in path for sign in "\\:?#%"):
        raise TabscopeError("source.not-found", address=path)
    return parts


def too_large(needed: int, available: int) -> TabscopeError:
    """Return the error for an answer of this many bytes where so many may be held at once."""
    return TabscopeError("memory.too-large", needed=f"{needed / 1e9:.1f} GB", available=f"{available / 1e9:.1f} GB")
