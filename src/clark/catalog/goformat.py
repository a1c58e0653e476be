"""Go's fmt.Sprintf, as far as compositions use it: %s, %v, %d and %%.

Inside function-patch-and-transform every number is a float64 unless `convert` made it an int, so
%d prints %!d(float64=3). Nobody wants such a name: what Go would garble is refused.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from clark.errors import Refused

VERB: Final = re.compile("%(.?)", re.DOTALL)
# Go's %v turns to an exponent at 1e21; before that it prints a whole number without a point.
EXPONENT_FROM: Final = 1e21


def check(pattern: str, arguments: int) -> None:
    """Raises Refused for verbs that are not known, and for too few or too many arguments."""
    verbs = [verb for verb in VERB.findall(pattern) if verb != "%"]
    for verb in verbs:
        if verb not in {"s", "v", "d"}:
            raise Refused(f"%{verb} in {pattern} is not supported by Clark; use %s, %v or %d.")
    if len(verbs) != arguments:
        raise Refused(f"{pattern} has {len(verbs)} places for {arguments} values.")


def sprintf(pattern: str, arguments: Sequence[Any]) -> str:
    """The text of a pattern that `check` passed. Raises Refused for a value that does not fit."""
    values = iter(arguments)

    def place(match: re.Match[str]) -> str:
        return "%" if match[1] == "%" else _show(match[1], next(values))

    return VERB.sub(place, pattern)


def shown(value: Any) -> str:
    """A value as %v prints it. Raises Refused for lists and mappings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < EXPONENT_FROM
        return str(int(value)) if whole else repr(value)
    if isinstance(value, str | int):
        return str(value)
    raise Refused(f"A {type(value).__name__} cannot be written into a text.")


def _show(verb: str, value: Any) -> str:
    if verb == "d" and (isinstance(value, bool) or not isinstance(value, int)):
        raise Refused(
            "%d prints %!d(float64=…) for a number that was not converted to int; use %v."
        )
    if verb == "s" and not isinstance(value, str):
        raise Refused("%s prints %!s(…) for what is not text; use %v.")
    return shown(value)
