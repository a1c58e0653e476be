"""What Clark knows of each managed resource. Pure: values in, values out."""

from clark.kinds.alternative import Alternative, Step
from clark.kinds.alternatives import Sight, alternatives
from clark.kinds.completion import at_work, settled
from clark.kinds.correction import Correction, Migration
from clark.kinds.described import described, unlike
from clark.kinds.drift import drift
from clark.kinds.explanation import Explanation, explain
from clark.kinds.field import Field
from clark.kinds.health import Health, Reading, endpoint, reading, role, summary
from clark.kinds.impact import Effect, Impact
from clark.kinds.impacts import impacts
from clark.kinds.kind import CRD_DEFAULTS, Kind
from clark.kinds.manifest import ADOPTED, EXTERNAL_NAME, is_adopted
from clark.kinds.migration import migrate
from clark.kinds.problem import FieldProblem
from clark.kinds.problems import problems
from clark.kinds.registry import KINDS, find, resource, served
from clark.kinds.waiting import asks_at_once, done_too
from clark.kinds.window import AWS_CHOSE, Opening, opening

__all__ = [
    "ADOPTED",
    "AWS_CHOSE",
    "CRD_DEFAULTS",
    "EXTERNAL_NAME",
    "KINDS",
    "Alternative",
    "Correction",
    "Effect",
    "Explanation",
    "Field",
    "FieldProblem",
    "Health",
    "Impact",
    "Kind",
    "Migration",
    "Opening",
    "Reading",
    "Sight",
    "Step",
    "alternatives",
    "asks_at_once",
    "at_work",
    "described",
    "done_too",
    "drift",
    "endpoint",
    "explain",
    "find",
    "impacts",
    "is_adopted",
    "migrate",
    "opening",
    "problems",
    "reading",
    "resource",
    "role",
    "served",
    "settled",
    "summary",
    "unlike",
]
