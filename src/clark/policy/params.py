"""Parameters of policies: objects that a binding names or selects, given as files beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from clark.errors import Refused
from clark.policy.matching import Selector, labels_of, read_selector

_NAMESPACED: Final = (("v1", "ConfigMap"), ("v1", "Secret"))

Kind = tuple[str, str]
Parameters = Sequence[Mapping[str, Any] | None]
NO_PARAMETERS: Final[Parameters] = (None,)


@dataclass(frozen=True)
class ParamRef:
    """Which objects a binding takes: the one of a name, or all that a selector selects."""

    name: str = ""
    selector: Selector | None = None
    namespace: str = ""
    must_exist: bool = True


def read_param_ref(spec: Mapping[str, Any]) -> ParamRef:
    """A paramRef that has the right shape."""
    selector = spec.get("selector")
    return ParamRef(
        name=spec.get("name", ""),
        selector=None if selector is None else read_selector(selector),
        namespace=spec.get("namespace", ""),
        must_exist=spec["parameterNotFoundAction"] == "Deny",
    )


def parameters(
    kind: Kind | None, ref: ParamRef | None, candidates: Parameters, namespace: str
) -> Parameters:
    """The parameters of one request, each of which is one evaluation; None is `params` as null.

    None are found and may be missing: no evaluation at all. Raises Refused, in the words of the
    API server, where there can be none.
    """
    if kind is None or ref is None:
        return NO_PARAMETERS
    found = [each for each in candidates if each is not None]
    if kind in _NAMESPACED or any(_metadata(each).get("namespace") for each in found):
        wanted = ref.namespace or namespace
        if not wanted:
            raise Refused(
                "cannot use namespaced paramRef in policy binding that matches cluster-scoped "
                "resources"
            )
        found = [each for each in found if _metadata(each).get("namespace") == wanted]
    elif ref.namespace:
        raise Refused("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
    chosen = [each for each in found if _meant(ref, each)]
    if not chosen and ref.must_exist:
        raise Refused("no params found for policy binding with `Deny` parameterNotFoundAction")
    return chosen


# Private functions


def _meant(ref: ParamRef, value: Mapping[str, Any]) -> bool:
    if ref.selector is not None:
        return ref.selector.selects(labels_of(value))
    return bool(_metadata(value).get("name") == ref.name)


def _metadata(value: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = value.get("metadata")
    return metadata if isinstance(metadata, Mapping) else {}
