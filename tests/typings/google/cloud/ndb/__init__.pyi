# google-cloud-ndb has no types; said once here, because mypy looks for it in a namespace
# package that other, typed libraries share.
from typing import Any

def __getattr__(name: str) -> Any: ...
