# The part of Pyodide's bridge that tabscope uses (Pyodide 314).
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")

class JsException(Exception):
    name: str
    message: str

JsProxy = Any
jsnull: Any

def to_js(obj: Any, *, dict_converter: Callable[[Any], Any] | None = ...) -> Any: ...
def create_proxy(obj: Any) -> Any: ...
def run_sync(awaitable: Awaitable[T]) -> T: ...
def can_run_sync() -> bool: ...
