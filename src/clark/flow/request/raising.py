"""A limit as something to be asked for: its form, and the change of the control repository."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clark.catalog import FormField, Section
from clark.errors import NotFound, Problem, Refused
from clark.flow.control import in_force
from clark.flow.copies import snapshot
from clark.flow.deciding import followed
from clark.flow.events import Action
from clark.flow.judge import judge_raise
from clark.flow.request import rules
from clark.flow.request.drafting import Ground, Proposal, Subject
from clark.policy.limits import FILE, MOST, SIZES, Limit, Raise, raised, unfit

LABELS: Final = {
    "services": "Services",
    "storageGB": "Storage",
    "monthlyUSD": "Cost a month",
}
UNITS: Final = {"storageGB": "GB", "monthlyUSD": "USD"}
BACK: Final = "back"  # the address of the form where the limit said no
# A form of Clark's own, and nothing that a browser would take for another site.
_FORM: Final = re.compile(r"/(catalog|services)/[!-\[\]-~]*")


def ground(customer_id: int) -> Ground:
    """What a raise stands on: the control repository. Raises `Refused` where the customer leaves
    Clark."""
    customer = followed(customer_id)
    return Ground(customer, in_force(customer), snapshot(customer, customer.control))


def limit(on: Ground, name: str) -> Limit:
    """Raises `NotFound`, naming what there is, and `Refused` while no limit can be read."""
    for flaw in on.control.limits.broken:
        raise Refused(
            f"The limits cannot be read: {flaw.file}, line {flaw.line}: {flaw.reason} "
            f"Mend the file in {on.customer.control} first."
        )
    found = on.control.limits.find(name)
    if found is None:
        there = ", ".join(each.name for each in on.control.limits.limits) or "none"
        raise NotFound(f"There is no limit “{name}”. There are: {there}.")
    return found


def section(found: Limit) -> Section:
    """One field for each thing that it limits, as it is now."""
    fields = [
        FormField(
            name=measure,
            label=LABELS[measure],
            help=f"Now {found.allowed(measure)}.",
            type="number",
            value_type="integer",
            default=now,
            minimum=now,
            maximum=MOST,
            unit=UNITS.get(measure, ""),
        )
        for measure, now in found.most.items()
    ]
    if found.sizes is not None:
        now = ", ".join(found.sizes)
        help_ = f"As AWS names them, with spaces between. Allowed already: {now}."
        fields.append(FormField(SIZES, "Sizes to allow as well", help_, "text", "string"))
    return Section("What it allows", tuple(fields))


def propose(on: Ground, found: Limit, raw: Mapping[str, Any], team: str) -> Proposal:
    """The change that a filled form means, for somebody of a team.

    Raises `Refused` with a problem for each field that is wrong, and where it raises nothing.
    """
    asked = _asked(found, raw)
    files = {FILE: raised(on.main.texts.get(FILE, ""), asked)}
    back = {BACK: str(raw[BACK])} if _FORM.fullmatch(str(raw.get(BACK, ""))) else {}
    return Proposal(
        subject=Subject(Action.RAISE, "", found.name, "", "", team),
        title=_title(asked),
        files=files,
        judgement=judge_raise(on.control, on.main, files, asked),
        parameters={**asked.fields, **back},
    )


# Private functions


def _title(asked: Raise) -> str:
    """“Raise the limit databases to 40 services”, “Raise the limit small with db.r5.large”."""
    if asked.most:
        return rules.title(Action.RAISE, asked.limit, asked.words)
    return f"{rules.title(Action.RAISE, asked.limit)} with {asked.words}"


def _asked(found: Limit, raw: Mapping[str, Any]) -> Raise:
    """What is more than now; a field that is left out, or as it is, asks for nothing."""
    problems = [*_unknown(found, raw)]
    most: dict[str, int] = {}
    for measure, now in found.most.items():
        try:
            amount = rules.number(raw, measure) if str(raw.get(measure, "")).strip() else now
        except Refused as refusal:
            problems += refusal.problems
            continue
        if amount != now:
            most[measure] = amount
    sizes = tuple(str(raw.get(SIZES, "")).replace(",", " ").split())
    asked = Raise(found.name, most, sizes)
    problems += () if problems and not most and not sizes else unfit(found, asked)
    if problems:
        raise Refused(" ".join(each.reason for each in problems), problems)
    return asked


def _unknown(found: Limit, raw: Mapping[str, Any]) -> Iterator[Problem]:
    there = (*found.most, *([SIZES] if found.sizes is not None else ()))
    for name in raw:
        if name not in (*there, SIZES, BACK) and str(raw[name]).strip():
            why = f"{found.name} does not limit “{name}”."
            yield Problem(name, why, f"It limits {', '.join(there)}.")
