"""Which values of a plan nobody may see. Pure; the same file runs in the customer's workflow.

Three nets, one behind the other: what Terraform or the provider marked as sensitive, attributes
that hold secrets whatever their mark says, and any text that repeats a value that one of these
two has caught.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

HIDDEN = "hidden"

Steps = tuple[str | int, ...]

SECRET_KEYS: Final = re.compile(
    r"(.*_)?(password|passphrase|secret_string|secret_binary|auth_token|private_key|secret_key"
    r"|access_key|client_secret|plaintext|user_data|user_data_base64|user_data_replace|token"
    r"|credentials?|connection_string)(_wo)?"
)
# Attributes that often hold secrets of somebody's application, by type and first step.
SECRET_PLACES: Final = frozenset(
    {
        ("aws_ssm_parameter", "value"),
        ("aws_lambda_function", "environment"),
        ("aws_ecs_task_definition", "container_definitions"),
        ("aws_launch_template", "user_data"),
        ("aws_codebuild_project", "environment"),
    }
)
LONGEST: Final = 240  # characters of a value that are shown
SHORTEST: Final = 6  # characters; shorter secrets are too common to be looked for elsewhere


@dataclass(frozen=True)
class Redaction:
    """`values` are the texts that were caught, wherever they stand."""

    values: frozenset[str]

    def secret(self, type_: str, path: Steps, marks: tuple[Any, ...]) -> bool:
        """Whether the value at a path of a resource, or a part of it, is secret."""
        keys = [step for step in path if isinstance(step, str)]
        named = any(SECRET_KEYS.fullmatch(key) for key in keys)
        placed = bool(keys) and (type_, keys[0]) in SECRET_PLACES
        return named or placed or any(marked(mark, path) for mark in marks)

    def text(self, value: Any, *, secret: bool) -> str | None:
        """Short JSON of a value, HIDDEN where it is secret or holds what is; None for none."""
        if value is None:
            return None
        if secret or _holds_secret_key(value):
            return HIDDEN
        plain = json.dumps(value, ensure_ascii=False, default=lambda _: None)
        if any(each in text for each in self.values for text in (plain, *_strings(value))):
            return HIDDEN
        return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"


def redaction(shown: Mapping[str, Any]) -> Redaction:
    """Of a whole plan: every value that is marked anywhere in it."""
    return Redaction(frozenset(each for each in _caught(shown) if len(each) >= SHORTEST))


def marked(mark: Any, path: Steps) -> bool:
    """Whether a `*_sensitive` structure marks the value at a path, or any part of it."""
    for step in path:
        if mark is True:
            return True
        try:
            mark = mark[step]
        except (KeyError, IndexError, TypeError):
            return False
    return _any_mark(mark)


# Private functions


def _any_mark(mark: Any) -> bool:
    if isinstance(mark, Mapping):
        return any(map(_any_mark, mark.values()))
    return any(map(_any_mark, mark)) if isinstance(mark, list) else mark is True


def _holds_secret_key(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(
            (SECRET_KEYS.fullmatch(str(key)) and inner not in (None, "", [], {}))
            or _holds_secret_key(inner)
            for key, inner in value.items()
        )
    return isinstance(value, list) and any(map(_holds_secret_key, value))


def _caught(shown: Mapping[str, Any]) -> Iterator[str]:
    for each in (*shown.get("resource_changes", ()), *shown.get("resource_drift", ())):
        change = each["change"]
        for moment in ("before", "after"):
            value = change.get(moment)
            yield from _marked_strings(value, change.get(f"{moment}_sensitive", False))
            yield from _named_strings(str(each["type"]), value)
    for change in shown.get("output_changes", {}).values():
        for moment in ("before", "after"):
            yield from _marked_strings(change.get(moment), change.get(f"{moment}_sensitive", False))
    yield from _caught_before(shown.get("prior_state", {}).get("values", {}))
    for name, variable in (
        shown.get("configuration", {}).get("root_module", {}).get("variables", {}).items()
    ):
        if variable.get("sensitive"):
            yield from _strings(shown.get("variables", {}).get(name, {}).get("value"))


def _caught_before(state: Mapping[str, Any]) -> Iterator[str]:
    """In the state as it was before: also what data sources have read, which no change tells."""
    for output in state.get("outputs", {}).values():
        if output.get("sensitive"):
            yield from _strings(output.get("value"))
    modules = [state.get("root_module", {})]
    while modules:
        module = modules.pop()
        modules += module.get("child_modules", ())
        for each in module.get("resources", ()):
            yield from _marked_strings(each.get("values"), each.get("sensitive_values", {}))
            yield from _named_strings(str(each["type"]), each.get("values"))


def _marked_strings(value: Any, mark: Any) -> Iterator[str]:
    if mark is True:
        yield from _strings(value)
    elif isinstance(mark, Mapping) and isinstance(value, Mapping):
        for key, inner in mark.items():
            yield from _marked_strings(value.get(key), inner)
    elif isinstance(mark, list) and isinstance(value, list):
        for one, inner in zip(value, mark, strict=False):
            yield from _marked_strings(one, inner)


def _named_strings(type_: str, value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        return
    for key, inner in value.items():
        if SECRET_KEYS.fullmatch(str(key)) or (type_, key) in SECRET_PLACES - _STRUCTURES:
            yield from _strings(inner)


# Whole structures are hidden where they stand; their parts are too ordinary to look for elsewhere.
_STRUCTURES: Final = frozenset(
    {("aws_ecs_task_definition", "container_definitions"), ("aws_codebuild_project", "environment")}
)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
