"""What Clark knows of each managed resource. Pure: values in, values out."""

from clark.kinds.field import Field
from clark.kinds.kind import CRD_DEFAULTS, Kind
from clark.kinds.problem import FieldProblem
from clark.kinds.problems import problems
from clark.kinds.registry import KINDS, find, resource, served

__all__ = [
    "CRD_DEFAULTS",
    "KINDS",
    "Field",
    "FieldProblem",
    "Kind",
    "find",
    "problems",
    "resource",
    "served",
]
