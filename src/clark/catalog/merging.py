"""What `policy.toFieldPath` means: how a value joins the one that is there.

Semantics as observed of mergo v1.0.2, which the real function uses, with all its surprises: without
Force a value that is not empty stays, types that clash are passed over in silence, and only the
list of the patch itself loses duplicates when it is appended.
"""

from dataclasses import dataclass
from typing import Any, Final

from clark.catalog.numbers import same
from clark.errors import Refused


@dataclass(frozen=True)
class Merge:
    """`force`: what is there may be replaced. `append`: lists grow instead of being replaced."""

    force: bool
    append: bool

    def __call__(self, there: Any, value: Any) -> Any:
        """The joined value; `there` may be changed. Raises Refused where lists meet others."""
        if there is None or value is None:
            return value
        if self.append and isinstance(there, list) and isinstance(value, list):
            value = [part for part in value if not any(same(part, held) for held in there)]
        wrapped = {"": there}
        self._into(wrapped, {"": value})
        return wrapped[""]

    def _into(self, there: dict[str, Any], value: dict[str, Any]) -> None:
        for key, new in value.items():
            known, old = key in there, there.get(key)
            if new is None:
                if self.force:
                    there[key] = None
                continue
            if isinstance(new, dict) and isinstance(old, dict):
                self._into(old, new)
            elif isinstance(new, list) and old is not None:
                there[key] = self._list(old, new)
            settled = isinstance(new, list) or (isinstance(new, dict) and isinstance(old, dict))
            if known and not _empty(old) and settled:
                continue
            if self.force or not known or _empty(old):
                there[key] = new

    def _list(self, old: Any, new: list[Any]) -> Any:
        if not self.append:
            return new if self.force else old
        if not isinstance(old, list):
            raise Refused("A list cannot be appended to what is not a list.")
        return old + new


def _empty(value: Any) -> bool:
    """Go's zero values, and null."""
    return value is None or value in ("", False, 0) or value == [] or value == {}


POLICIES: Final[dict[str, Merge | None]] = {
    "Replace": None,
    "MergeObjects": Merge(force=False, append=False),
    "MergeObjectsAppendArrays": Merge(force=False, append=True),
    "ForceMergeObjects": Merge(force=True, append=False),
    "ForceMergeObjectsAppendArrays": Merge(force=True, append=True),
    "MergeObject": Merge(force=False, append=False),  # deprecated names of the same
    "AppendArray": Merge(force=True, append=True),
}
