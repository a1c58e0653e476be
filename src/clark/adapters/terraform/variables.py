"""Which variable of the stack an attribute's value is taken from, unchanged. Pure.

Only where that is certain: the attribute refers to `var.x` and nothing else, where a module lies in
between its argument refers to `var.y` and nothing else, and the variable has the attribute's value.
An expression with one reference may still compute (`"${var.x}-a"`), hence the last condition.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

Steps = tuple[str | int, ...]
Json = Mapping[str, Any]
INDEX: Final = re.compile(r"\[[^\]]*\]")


class Variables:
    """Of one plan, as `terraform show -json` prints it."""

    def __init__(self, shown: Json) -> None:
        self._root: Json = shown.get("configuration", {}).get("root_module", {})
        self._values = {
            name: each.get("value") for name, each in shown.get("variables", {}).items()
        }

    def of(self, address: str, path: Steps, values: Collection[Any]) -> str:
        """The root variable behind an attribute that has one of these values; "" for none."""
        if len(path) != 1:
            return ""
        *modules, type_, name = INDEX.sub("", address).split(".")
        calls = modules[1::2]
        chain = self._chain(calls)
        if chain is None:
            return ""
        found = _resource(chain[-1], type_, name)
        variable = _only_variable(found.get("expressions", {}).get(str(path[0])))
        for module, call in reversed(list(zip(chain, calls, strict=False))):
            arguments = module["module_calls"][call].get("expressions", {})
            variable = _only_variable(arguments.get(variable))
        known = variable in self._values and self._values[variable] in list(values)
        return variable if known else ""

    def _chain(self, calls: Collection[str]) -> list[Json] | None:
        """The modules from the root to the resource's own."""
        chain = [self._root]
        for each in calls:
            call = chain[-1].get("module_calls", {}).get(each)
            if call is None:
                return None
            chain.append(call.get("module", {}))
        return chain


# Private functions


def _resource(module: Json, type_: str, name: str) -> Json:
    for each in module.get("resources", ()):
        if (each.get("type"), each.get("name")) == (type_, name):
            found: Json = each
            return found
    return {}


def _only_variable(expression: Any) -> str:
    references = expression.get("references", []) if isinstance(expression, Mapping) else []
    if len(references) == 1 and re.fullmatch(r"var\.[\w-]+", references[0]):
        return str(references[0].removeprefix("var."))
    return ""
