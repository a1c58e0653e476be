"""The functions of Kubernetes as the engine is told of them.

Each is declared twice: for checking with its real types, for evaluation with what the engine can
carry. It tells overloads apart by the kind of their arguments only (every list is a list), so
evaluation has one function a kind, which looks at the values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from cel_expr_python import cel

from clark.policy.cel import addresses
from clark.policy.cel.functions import FUNCTIONS, OWN, Function
from clark.policy.cel.opaque import CIDR, IP, TYPES, kind_of

ADDRESS_TEXT: Final = OWN + "address"
COMPARED: Final = ("_<_", "_<=_", "_>_", "_>=_")
_TEXTUAL: Final = ("int", "uint", "double", "bool", "string", "bytes", "timestamp", "duration")
_NUMBERS: Final = ("int", "uint", "double")
_NESTED: Final[Mapping[str, Callable[..., cel.Type]]] = {
    "list": cel.Type.List,
    "map": cel.Type.Map,
    "optional_type": lambda inner: cel.Type.AbstractType("optional_type", [inner]),
}
_GENERIC: Final = (OWN + "indexOf", OWN + "lastIndexOf")
# A list of any type and one of that type: only the engine's configuration can say that.
_GENERIC_CONFIG: Final = """
- name: {name}
  overloads:
  - id: {name}_list
    target: {{type_name: list, params: [{{type_name: A, is_type_param: true}}]}}
    args: [{{type_name: A, is_type_param: true}}]
    return: {{type_name: int}}
  - id: {name}_text
    target: {{type_name: string}}
    args: [{{type_name: string}}]
    return: {{type_name: int}}
  - id: {name}_text_from
    target: {{type_name: string}}
    args: [{{type_name: string}}, {{type_name: int}}]
    return: {{type_name: int}}"""
_REDECLARED: Final = ("string", "matches", *COMPARED)
CONFIG: Final = (
    "\nstdlib:\n  exclude_functions:"
    + "".join(f"\n  - name: {name}" for name in _REDECLARED)
    + "\nfunctions:"
    + "".join(_GENERIC_CONFIG.format(name=name) for name in _GENERIC)
)
_CARRIED: Final = {
    "map": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
    "list": cel.Type.List(cel.Type.DYN),
    "null_type": cel.Type.NULL,
}


def for_checking() -> list[cel.FunctionDecl]:
    """With the types of Kubernetes, and `string` of addresses beside that of everything else.

    Those that take any type are in CONFIG.
    """
    text = [
        Function("string", (kind,), "string", addresses.text, member=False)
        for kind in (*_TEXTUAL, IP, CIDR)
    ]
    known = [each for each in FUNCTIONS if each.name not in _GENERIC]
    return _declared(
        (*known, *text, *_comparisons()),
        lambda each: (each.member, each.takes),
        lambda alike: _real(alike[0]),
    )


def for_evaluation() -> list[cel.FunctionDecl]:
    """With what the engine can tell apart and carry."""
    text = [
        Function(ADDRESS_TEXT, (kind,), "string", addresses.text, member=False)
        for kind in (IP, CIDR)
    ]
    return _declared((*FUNCTIONS, *text), lambda each: (each.member, _kinds(each)), _carried)


def real_type(written: str) -> cel.Type:
    """A type of Kubernetes by its name, as `clark.policy.cel.tree` writes it."""
    if written in TYPES:
        return cel.Type.AbstractType(written)
    outer, bracket, inner = written.partition("(")
    if not bracket or outer not in _NESTED:
        return cel.Type.DYN if bracket else cel.Type(written)
    if outer != "map":
        return _NESTED[outer](real_type(inner[:-1]))
    key, _, value = inner[:-1].partition(", ")
    return cel.Type.Map(real_type(key), real_type(value))


# Private functions


def _comparisons() -> list[Function]:
    """Kubernetes compares numbers of different types; evaluating it does so unasked."""
    pairs = [(one, other) for one in _NUMBERS for other in _NUMBERS]
    pairs += [(kind, kind) for kind in _TEXTUAL if kind not in _NUMBERS]
    return [
        Function(operator, pair, "bool", _never, member=False)
        for operator in COMPARED
        for pair in pairs
    ]


def _never(one: object, other: object) -> bool:
    raise NotImplementedError


def _declared(
    functions: Iterable[Function],
    alike: Callable[[Function], object],
    overload: Callable[[Sequence[Function]], cel.Overload],
) -> list[cel.FunctionDecl]:
    names: dict[str, dict[object, list[Function]]] = {}
    for function in functions:
        names.setdefault(function.name, {}).setdefault(alike(function), []).append(function)
    return [
        cel.FunctionDecl(name, [overload(each) for each in groups.values()])
        for name, groups in names.items()
    ]


def _real(function: Function) -> cel.Overload:
    return cel.Overload(
        function.id,
        return_type=real_type(function.gives),
        parameters=[real_type(kind) for kind in function.takes],
        is_member=function.member,
        impl=function.does,
    )


def _carried(alike: Sequence[Function]) -> cel.Overload:
    function, kinds = alike[0], _kinds(alike[0])
    return cel.Overload(
        function.id,
        return_type=_CARRIED.get(_kind(function.gives), cel.Type.DYN),
        parameters=[_CARRIED[kind] if kind in _CARRIED else cel.Type(kind) for kind in kinds],
        is_member=function.member,
        impl=_chosen(alike),
    )


def _kinds(function: Function) -> tuple[str, ...]:
    return tuple(_kind(each) for each in function.takes)


def _kind(written: str) -> str:
    """What the engine tells apart: a list of anything is a list, an opaque value is a map."""
    if written in TYPES:
        return "map"
    return written.partition("(")[0]


def _chosen(alike: Sequence[Function]) -> Callable[..., Any]:
    """The one of several functions whose types are those of the values."""
    wanted = [(tuple(kind for kind in each.takes if kind in TYPES), each.does) for each in alike]
    if not any(kinds for kinds, _ in wanted):
        return alike[0].does

    def choose(*values: Any) -> Any:
        given = tuple(kind_of(value) for value in values if isinstance(value, dict))
        for kinds, does in wanted:
            if kinds == given:
                return does(*values)
        raise TypeError("no such overload")

    return choose
