"""What ONNX Runtime says when it refuses, in our words: the same for onnxruntime and onnxruntime-web."""

from __future__ import annotations

import re

from tabscope.errors import TabscopeError

_NOT_IMPLEMENTED = 9
"""Status of ONNX Runtime for an operator that this build does not have (``common::StatusCode``)."""
_LONGEST = 160
"""Characters of a reason that a person reads."""


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
        ``model.unsupported`` where an operator or the version of ONNX is not there, ``model.invalid`` otherwise.
    """
    advice = "Ask its author for a plain ONNX export."
    code, reason = _read(text)
    newer = re.search(r"Opset (\d+) is under development", text)
    if newer:
        reason = f"it needs version {newer.group(1)} of ONNX's operators, newer than this program."
        return TabscopeError("model.unsupported", reason=reason, advice=advice)
    unknown = re.search(r"(\S+?)\(-?\d+\) is not a registered function/op", text)
    if unknown:
        return TabscopeError("model.unsupported", reason=f"it needs the operator {unknown.group(1)}.", advice=advice)
    if code == _NOT_IMPLEMENTED:
        return TabscopeError("model.unsupported", reason=reason, advice=advice)
    return TabscopeError("model.invalid", reason=f"its network cannot be read ({reason}).")


def run_error(text: str) -> TabscopeError:
    """Return the error (``model.failed``) for a network that stopped while it ran."""
    if re.search(r"alloc|out of memory|SafeInt", text, re.IGNORECASE):
        return TabscopeError("model.failed", reason="it needs more memory than there is.")
    return TabscopeError("model.failed", reason=_read(text)[1])


def _read(text: str) -> tuple[int | None, str]:
    """Return the status code and the first line of the runtime's message, without places in its source."""
    native = re.search(r"\[ONNXRuntimeError\] : (\d+) : \w+ : (.*)", text, re.DOTALL)
    web = re.search(r"ERROR_CODE: (\d+), ERROR_MESSAGE: (.*)", text, re.DOTALL)
    found = native or web
    code = int(found.group(1)) if found else None
    lines = (found.group(2) if found else text).strip().splitlines()
    plain = re.split(r"\S*/onnxruntime\S*", lines[0])[0].strip().rstrip(".") if lines else ""
    return code, plain[:_LONGEST] or "no plain reason is given"
