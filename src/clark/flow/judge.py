"""One judgement for form, review and merge: policies, names and impact of a set of files."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from typing import Any, Final

from django.db.models import QuerySet

from clark.flow import quotas
from clark.flow.cards import FileDiff
from clark.flow.control import Control
from clark.flow.copies import Snapshot, snapshot
from clark.flow.events import Action, State
from clark.flow.leaving import snapshots_taken
from clark.flow.newest import Newest
from clark.flow.sight import region_of, sight
from clark.kinds import KINDS, Effect, Impact, asks_at_once, done_too, impacts, is_adopted
from clark.manifests import Unreadable, diff_rows, read
from clark.policy import Claimed, Finding, Place, Unread, claims, review
from clark.policy import Verdict as PolicyVerdict
from clark.policy.approvals import broken_findings
from clark.policy.limits import FILE, Raise, raise_verdict
from clark.store.models import Customer, Push, Request
from clark.store.tenancy import everywhere

Files = Mapping[str, str | None]


@dataclass(frozen=True)
class Judgement:
    verdict: PolicyVerdict
    impacts: tuple[Impact, ...]

    @property
    def allowed(self) -> bool:
        return self.verdict.allowed

    @property
    def needs_acceptance(self) -> bool:
        return bool(self.interruptions)

    @property
    def interruptions(self) -> tuple[str, ...]:
        """What the author has to accept, in the words that the form showed."""
        return tuple(each.sentence for each in self.impacts if each.needs_acceptance)

    def accepted(self, sentences: Collection[str]) -> bool:
        return all(each in sentences for each in self.interruptions)


def judge(
    customer: Customer, control: Control, main: Snapshot, files: Files, *, asking: str = ""
) -> Judgement:
    """What policies say of `files` on top of `main`. `asking` is the id of the request itself."""
    old = {path: main.texts[path] for path in files if path in main.texts}
    held = tuple(claim for claim in claimed(main, customer.account) if claim.file not in files)
    verdict = review(
        files,
        old=old,
        policies=control.policies,
        others=(*held, *_approved_claims(customer, asking), *_buckets_elsewhere(customer, files)),
        place=Place(customer.account, groups=control.groups),
    )
    removed = {path: text for path, text in old.items() if files[path] is None}
    findings = (
        *_but_for_restored(customer, verdict.findings, files),
        *snapshots_taken(customer, removed),
        *broken_findings(control.approvals),
        *quotas.over(control, main, promised_files(customer, asking), files),
    )
    return Judgement(replace(verdict, findings=findings), tuple(_impacts(customer, old, files)))


def judge_head(request: Request, control: Control, main: Snapshot, files: Files) -> Judgement:
    """The same of what a pull request changes, which must be the services it is about and no more.

    Anybody may push to its branch; and whatever is merged there is said to be what was asked for.
    """
    if request.raises:
        asked = Raise.kept(request.service, request.parameters)
        return judge_raise(control, main, files, asked)
    found = judge(request.customer, control, main, files, asking=str(request.pk))
    astray = (*_astray(request, files), *_taken_over(request, main, files))
    findings = (*found.verdict.findings, *astray)
    return replace(found, verdict=replace(found.verdict, findings=findings))


def judge_raise(control: Control, main: Snapshot, files: Files, asked: Raise) -> Judgement:
    """The same of a change to the control repository that is to raise a limit. `main` is its."""
    found = raise_verdict(main.texts.get(FILE), files, asked)
    broken = broken_findings(control.approvals)
    return Judgement(replace(found, findings=(*found.findings, *broken)), ())


NAMES: Final = 100_000  # of all customers: short texts
_claimed = Newest[tuple[Claimed, ...]](NAMES, len)


def claimed(main: Snapshot, account: str) -> tuple[Claimed, ...]:
    """Every name that files of the GitOps repository already hold."""
    return _claimed((account, main.repository), main, partial(_claims_of, main, account))


def _claims_of(main: Snapshot, account: str) -> tuple[Claimed, ...]:
    return tuple(
        claim
        for path, text in main.texts.items()
        if path.startswith("regions/")
        for claim in _claims(path, text, account)
    )


def judged_on(
    customer: Customer, control: Control, main: Snapshot, files: Files, *, asking: str
) -> str:
    """A digest of everything but the change itself that a judgement of `files` depends on."""
    promised = sorted(_promised(customer, asking).values_list("number", "diff_hash"))
    taken = sorted({claim.bucket for claim in _buckets_elsewhere(customer, files)})
    ground = json.dumps([control.commit, main.commit, promised, taken])
    return hashlib.sha256(ground.encode()).hexdigest()


def promised_files(customer: Customer, asking: str = "") -> tuple[Files, ...]:
    """What approved requests that come first will make of files; of all of them for a new one."""
    rows = _promised(customer, asking).order_by("number")
    return tuple(rows.values_list("files", flat=True))


def diff_hash(base_blobs: Mapping[str, str | None], files: Files) -> str:
    """The digest an approval binds: every path with its base blob and its new blob."""
    rows = [[path, base_blobs.get(path), blob_id(files[path])] for path in sorted(files)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def blob_id(text: str | None) -> str | None:
    """The id Git gives a file with this text; None where the file is gone."""
    if text is None:
        return None
    content = text.encode()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def file_diffs(before: Files, after: Files) -> tuple[FileDiff, ...]:
    ordered = sorted(after, key=lambda path: (path.endswith("credentials.yaml"), path))
    return tuple(_file_diff(path, before.get(path), after[path]) for path in ordered)


def as_json(judgement: Judgement) -> dict[str, Any]:
    """What is kept of a judgement beside the request."""
    return {
        "allowed": judgement.allowed,
        "findings": [asdict(each) for each in judgement.verdict.findings],
        "refused": [asdict(each) for each in judgement.verdict.refused],
        "impacts": [asdict(each) for each in judgement.impacts],
    }


def from_json(kept: Mapping[str, Any]) -> Judgement:
    verdict = PolicyVerdict(
        findings=tuple(Finding(**each) for each in kept.get("findings", ())),
        refused=tuple(Unread(**each) for each in kept.get("refused", ())),
    )
    revived = (
        Impact(**{**each, "path": tuple(each["path"]), "effect": Effect(each["effect"])})
        for each in kept.get("impacts", ())
    )
    return Judgement(verdict, tuple(revived))


# Private functions


def _but_for_restored(
    customer: Customer, findings: Iterable[Finding], files: Files
) -> Iterable[Finding]:
    """Without what says of a file that a field never changes, where the whole file goes back to
    what it was before a flagged push: the provider has ignored that, and what runs has the old
    value still. What AWS itself refuses, such as less storage, stays refused."""
    for each in findings:
        if each.policy != "immutable" or not _restored(customer, each.file, files.get(each.file)):
            yield each


def _restored(customer: Customer, path: str, text: str | None) -> bool:
    pushed = Push.objects.filter(customer=customer, repository=customer.gitops)
    standing = pushed.exclude(state=Push.State.MENDED).filter(files__has_key=path)
    return text is not None and any(each.files[path] == text for each in standing)


def _astray(request: Request, files: Files) -> Iterable[Finding]:
    for path in files:
        if not path.startswith(request.directories):
            reason = f"This is not a file of {request.service}, which the request is about."
            if request.adopts:
                reason = "This is not a file of what the request adopts."
            fix = "Take it out of the pull request, and ask for it by a request of its own."
            yield Finding(path, "", "deny", "request", "", 1, reason, fix)
    for own in _asked_for(request):
        if own not in files:
            reason = f"The pull request does not change {own}: what was asked for would not happen."
            fix = "Push the change again, or withdraw the request."
            yield Finding(own, "", "deny", "request", "", 1, reason, fix)


def _asked_for(request: Request) -> Iterable[str]:
    """What it must change: its services' own files, or those that go back to what they were."""
    back = request.parameters.get("files") if request.action == Action.REVERT else None
    return back or request.service_files


def _taken_over(request: Request, main: Snapshot, files: Files) -> Iterable[Finding]:
    """An adoption is what AWS said, to the letter, so that it changes nothing there; and nothing
    but an adoption takes over what is there."""
    adopted = {each["file"]: each["blob"] for each in request.adopts}
    for path, text in files.items():
        if path in adopted:
            if blob_id(text) != adopted[path]:
                reason = "This is not what AWS said of it, so adopting it would change it there."
                fix = "Put the file back as Clark wrote it; change it once it is adopted."
                yield Finding(path, "", "deny", "adoption", "", 1, reason, fix)
            continue
        known = _values(main.texts.get(path))
        for name, value in _values(text).items():
            if is_adopted(value) and not is_adopted(known.get(name, {})):
                reason = "It says that it was in AWS before, and nobody has compared it with AWS."
                fix = "Remove the annotation clark.dev/adopted, or ask for it by: clark adopt"
                yield Finding(path, name[1], "deny", "adoption", "", 1, reason, fix)


@lru_cache(maxsize=20_000)
def _claims(path: str, text: str, account: str) -> tuple[Claimed, ...]:
    try:
        return claims(path, text, account)
    except Unreadable:  # a broken file on main holds no name that can be read
        return ()


def _approved_claims(customer: Customer, asking: str) -> tuple[Claimed, ...]:
    """Names promised to requests that are approved and not merged yet."""
    return tuple(
        claim
        for each in promised_files(customer, asking)
        for path, text in each.items()
        if text is not None
        for claim in _claims(path, text, customer.account)
    )


def _buckets_elsewhere(customer: Customer, files: Files) -> tuple[Claimed, ...]:
    """Which bucket names of the change Clark's other customers hold, for S3 knows each name once
    in all of AWS.

    That one is taken is what AWS would say, too; by whom, nobody is told.
    """
    named = (claim for path, text in files.items() for claim in _claims(path, text or "", ""))
    new = {claim.bucket for claim in named if claim.bucket}
    return _held_elsewhere(customer, new) if new else ()


@everywhere("A bucket's name is taken in all of AWS, whoever has it.")
def _held_elsewhere(customer: Customer, buckets: Collection[str]) -> tuple[Claimed, ...]:
    return tuple(
        replace(claim, file="", region="", name=claim.bucket)
        for other in Customer.objects.exclude(pk=customer.pk)  # whoever left has its buckets still
        for claim in claimed(snapshot(other, other.gitops), other.account)
        if claim.bucket in buckets
    )


def _promised(customer: Customer, asking: str) -> QuerySet[Request]:
    """Approved requests that come first. Of two approved ones, the earlier number is the first.

    If each stood in the other's way, both would lose their approval, again and again. A limit that
    is to be raised promises nobody anything before it is merged.
    """
    rows = Request.objects.filter(customer=customer, state=State.APPROVED)
    rows = rows.exclude(action=Action.RAISE)
    own = rows.filter(pk=asking).values_list("number", flat=True).first() if asking else None
    return rows if own is None else rows.filter(number__lt=own)


def _impacts(customer: Customer, old: Mapping[str, str], files: Files) -> Iterable[Impact]:
    for path, text in files.items():
        before, after = _values(old.get(path)), _values(text)
        for key in dict.fromkeys((*before, *after)):
            pair = before.get(key), after.get(key)
            besides = _besides(customer, region_of(path), pair)
            for impact in (*impacts(*pair), *besides):
                # The empty path stands for the whole resource, which the diff shows already.
                told = impact if impact.path else replace(impact, before=None, after=None)
                yield replace(told, sentence=f"{_of_part(key)}{impact.sentence}")


def _besides(
    customer: Customer,
    region: str,
    pair: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None],
) -> Iterable[Impact]:
    """What waits in AWS is done too by a change that is not to wait."""
    old, new = pair
    if old is None or new is None or not asks_at_once(old, new):
        return
    seen = sight(customer.pk, region)(str(new["kind"]), str(new["metadata"]["name"]))
    found = done_too(old, new, seen)
    if found is not None:
        yield found


def _of_part(key: tuple[str, str]) -> str:
    """Which of several parts an impact is about."""
    kind, name = key
    return f"{name}: " if any(each.kind == kind and each.part_of for each in KINDS) else ""


def _values(text: str | None) -> dict[tuple[str, str], Mapping[str, Any]]:
    try:
        documents = read(text) if text else ()
    except Unreadable:  # said as a refusal by the verdict
        documents = ()
    return {(each.kind, each.name): each.value for each in documents}


def _file_diff(path: str, before: str | None, after: str | None) -> FileDiff:
    rows = diff_rows(before, after)
    added = sum(row.sign == "+" for row in rows)
    return FileDiff(path, added, sum(row.sign == "-" for row in rows), rows)
