"""A judgement in the words of a page: what must be fixed, what to know, what holds."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from clark.errors import Problem, Refused
from clark.flow.cards import FindingCard, Fix, Verdict
from clark.flow.events import UNMERGED, State
from clark.flow.judge import Files, Judgement
from clark.manifests import Document, Set, Unreadable, get, read
from clark.policy import Finding, PolicySet
from clark.policy.limits import FILE, RULE


def verdict(
    judged: Judgement, policies: PolicySet, files: Files, fields: Collection[str] = ()
) -> Verdict:
    """What form and review show. A one-click fix is offered where the form has its field."""
    found = judged.verdict.findings
    denied = sum(each.level == "deny" for each in found) + len(judged.verdict.refused)
    said = Verdict(
        state="review",
        headline="A reviewer will look at this",
        line="Policies allow it. It is merged once somebody else approves.",
        findings=tuple(_card(each, policies, fields) for each in found),
        passed=tuple(_passed(policies, files, found)),
        problems=tuple(
            (f"{each.file}:{each.line}", each.reason) for each in judged.verdict.refused
        ),
    )
    if not denied:
        return said
    return Verdict(
        state="fix",
        headline=_count(denied),
        line="Policy would reject the request as it is.",
        findings=said.findings,
        passed=said.passed,
        problems=said.problems,
    )


def standing(said: Verdict, state: State, *, by_clark: bool, decides: bool = False) -> Verdict:
    """The verdict in words that fit how far the request is, and who reads them.

    `by_clark`: it was merged, and by Clark, which checks once more before it does. `decides`: the
    reader is the reviewer that it waits for.
    """
    line = _line(said.state == "fix", state, by_clark=by_clark)
    if not line:
        if decides and said.state == "review":
            return replace(said, headline="Policies allow it", line="It waits for your decision.")
        return said
    if said.state == "fix":
        return replace(said, line=line)
    return replace(said, state="ok", headline="Policies allow it", line=line)


def for_owners(said: Verdict) -> Verdict:
    """The same of a limit that is to be raised, which no reviewer decides about."""
    if said.state != "review":
        return said
    line = "It is one edit of limits.yaml. It is merged once an owner who did not ask approves it."
    return replace(said, headline="An owner will look at this", line=line)


def undecided(said: Verdict, why: str) -> Verdict:
    """The same where nobody can decide about it as things are: it can be asked for, and waits."""
    found = Finding(FILE, "", "warn", RULE, "", 1, why, "")
    return replace(said, findings=(*said.findings, FindingCard(found, "Nobody can approve it yet")))


def impossible(problems: Iterable[Problem]) -> Verdict:
    """A form that cannot be turned into files. Without problems, nothing was filled in yet."""
    said = tuple((each.field, f"{each.reason} {each.fix}".strip()) for each in problems)
    if not said:
        return Verdict(
            "fix", "Choose what changes", "The verdict appears as you fill it in.", (), ()
        )
    return Verdict("fix", _count(len(said)), "Nothing can be sent before that.", (), (), said)


def blocked(said: Verdict, refusal: Refused) -> Verdict:
    """Policies allow it, and something else is in the way of sending it now."""
    problems = refusal.problems or (Problem("", refusal.reason),)
    return replace(
        impossible(problems),
        line=refusal.reason if refusal.problems else "Policies allow it, but not at this time.",
        findings=said.findings,
        passed=said.passed,
    )


# Private functions


def _line(denied: bool, state: State, *, by_clark: bool) -> str:
    """Empty where nobody has decided yet: then the verdict's own line is right."""
    if state in {State.SUBMITTED, State.PROPOSED, State.IN_REVIEW}:
        return ""
    if state == State.APPROVED:
        return "Checked for the review; before the merge Clark checks it again on the head of main."
    judged = "Policy rejected it" if denied else "Checked for the review"
    if state in UNMERGED:
        return f"{judged}. It was never merged."
    if by_clark:
        return f"{judged}, and again on the head of main before the merge."
    return f"{judged}. It was merged in the repository itself, where Clark checks nothing."


def _count(number: int) -> str:
    return f"{number} thing{'' if number == 1 else 's'} to fix"


def _card(found: Finding, policies: PolicySet, fields: Collection[str]) -> FindingCard:
    parameters = policies.fixes[found.policy].parameters if found.policy in policies.fixes else ()
    fix = None
    usual = policies.fixes[found.policy].sentence if parameters else ""
    if len(parameters) == 1 and parameters[0][0] in fields and found.fix == usual:
        name, value = parameters[0]
        shown = ("on" if value else "off") if isinstance(value, bool) else str(value)
        fix = Fix(label=_label(name, value), field=name, value=shown)
    return FindingCard(found, policies.titles.get(found.policy, found.policy.capitalize()), fix)


def _label(name: str, value: object) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    if isinstance(value, bool):
        return f"Turn {'on' if value else 'off'} {words}"
    return f"Use {value}"


def _passed(policies: PolicySet, files: Files, found: Iterable[Finding]) -> Iterator[str]:
    """Titles of the policies that looked at these files and have nothing against them.

    Two policies may share a title, one for new and one for existing services: it is said once,
    and not where either of them objects.
    """
    said = {policies.titles.get(each.policy, "") for each in found}
    for document in _documents(files):
        for name in policies.applying(document):
            title = policies.titles[name]
            if title not in said and not _turned_off(policies, name, document):
                said.add(title)
                yield title


def _turned_off(policies: PolicySet, name: str, document: Document) -> bool:
    """Whether an object has the opposite of what a policy is about, which allows it as a step.

    The first merge of a deletion turns the protection off: no protection holds then.
    """
    return any(
        isinstance(edit, Set)
        and isinstance(edit.value, bool)
        and get(document.value, edit.path, edit.value) is not edit.value
        for edit in policies.fixes[name].edits
    )


def _documents(files: Files) -> Iterator[Document]:
    for text in files.values():
        try:
            yield from read(text) if text else ()
        except Unreadable:  # said among the refusals
            continue
