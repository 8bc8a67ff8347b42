# JavaScript's side: whatever it has is known at run time alone.
from typing import Any

def __getattr__(name: str) -> Any: ...
