"""What ONNX Runtime says when it refuses, in our words: the same reading for onnxruntime and onnxruntime-web."""

from __future__ import annotations

import re

from tabscope.errors import TabscopeError

_NOT_IMPLEMENTED = 9
"""Status of ONNX Runtime for an operator that this build does not have (``common::StatusCode``)."""


def load_error(text: str) -> TabscopeError:
    """Return the error for a network that could not be loaded.

    Parameters
    ----------
    text : str
        The runtime's message: ``[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : ...`` natively,
        ``... ERROR_CODE: 7, ERROR_MESSAGE: ...`` in the tab.

    Returns
    -------
    TabscopeError
        ``model.unsupported`` where an operator is not there, ``model.invalid`` otherwise.
    """
    code, reason = _read(text)
    if code == _NOT_IMPLEMENTED or "is not a registered function/op" in reason:
        return TabscopeError("model.unsupported", reason=reason, advice="Ask its author for a plain ONNX export.")
    return TabscopeError("model.invalid", reason=f"its network cannot be read ({reason})")


def run_error(text: str) -> TabscopeError:
    """Return the error (``model.failed``) for a network that stopped while it ran."""
    return TabscopeError("model.failed", reason=_read(text)[1])


def _read(text: str) -> tuple[int | None, str]:
    """Return the status code and the first sentence of the runtime's message."""
    native = re.search(r"\[ONNXRuntimeError\] : (\d+) : \w+ : (.*)", text, re.DOTALL)
    web = re.search(r"ERROR_CODE: (\d+), ERROR_MESSAGE: (.*)", text, re.DOTALL)
    found = native or web
    code = int(found.group(1)) if found else None
    reason = (found.group(2) if found else text).strip().splitlines()
    return code, reason[0].strip()[:200] if reason else "no reason given"
