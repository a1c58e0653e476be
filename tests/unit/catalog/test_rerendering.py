"""A service's file after its offering has changed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clark.catalog import (
    NOTHING,
    REVISION,
    Conflict,
    Offering,
    load,
    render,
    rerender,
)
from clark.errors import Refused
from clark.manifests import Delete, Set, diff, edit, get, read, same

COMPOSITION = "offerings/databases/composition.yaml"
ASKED = {"service": "orders-db", "application": "orders", "team": "orders"}
FOR_PROVIDER = ("spec", "forProvider")
# What a maintainer may do to the composition: text to replace, and what by.
EDITS = [
    ("storageType: gp3\n", "storageType: io1\n"),
    ("storageEncrypted: true\n", "storageEncrypted: true\n              monitoringInterval: 60\n"),
    ("              publiclyAccessible: false\n", ""),
    ("medium: db.t3.medium\n", "medium: db.m5.large\n"),
    (
        "- {key: managed-by, value: clark}\n",
        "- {key: managed-by, value: platform}\n              - {key: cost, value: shared}\n",
    ),
    ("%s-final", "%s-last"),
]
READ: dict[str, Offering] = {}
# What people may do to the file.
BY_HAND: list[Set | Delete] = [
    Set((*FOR_PROVIDER, "port"), 5433),
    Set((*FOR_PROVIDER, "storageType"), "standard"),
    Set((*FOR_PROVIDER, "tags", 0, "value"), "platform"),
    Set(("metadata", "labels", "our"), "own"),
    Delete((*FOR_PROVIDER, "publiclyAccessible")),
    Set((*FOR_PROVIDER, "dbInstanceClass"), "db.t3.large"),
]


def offering(control: dict[str, str], *edits: tuple[str, str]) -> Offering:
    text = control[COMPOSITION]
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    if text not in READ:  # reading renders every choice once, and examples come again and again
        found = load({**control, COMPOSITION: text}).find("databases")
        assert found is not None
        READ[text] = found
    return READ[text]


def service(offering: Offering, **said: Any) -> str:
    files = render(offering, {**ASKED, **said})
    return next(text for path, text in files.items() if path.endswith("service.yaml"))


def value(text: str) -> Any:
    return read(text)[0].value


def test_what_the_offering_changed_is_changed_and_comments_stay(control: dict[str, str]) -> None:
    old, new = offering(control), offering(control, EDITS[0])
    text = service(old) + "# ours\n"
    found = rerender(old, new, ASKED, text)
    assert found.conflicts == ()
    lines = [
        line.strip("+- ")
        for line in diff(text, found.text, "service.yaml").splitlines()
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    assert [line.split(":")[0] for line in lines] == [REVISION, REVISION, *["storageType"] * 2]
    assert found.text.endswith("# ours\n")


def test_both_changed_the_same_and_the_file_stays(control: dict[str, str]) -> None:
    old, new = offering(control), offering(control, EDITS[0])
    path = (*FOR_PROVIDER, "storageType")
    text = edit(service(old), 0, [Set(path, "standard")])
    found = rerender(old, new, ASKED, text)
    wanted = Conflict("RDSInstance/orders-db-prod", path, "standard", "io1", "gp3")
    assert found.conflicts == (wanted,)
    assert get(value(found.text), path) == "standard"


def test_what_a_person_took_away_and_the_offering_changed_is_a_conflict(
    control: dict[str, str],
) -> None:
    old, new = offering(control), offering(control, EDITS[0])
    path = (*FOR_PROVIDER, "storageType")
    (conflict,) = rerender(old, new, ASKED, edit(service(old), 0, [Delete(path)])).conflicts
    assert (conflict.ours, conflict.theirs, conflict.base) == (NOTHING, "io1", "gp3")


def test_both_changed_to_the_same_is_no_conflict(control: dict[str, str]) -> None:
    old, new = offering(control), offering(control, EDITS[0])
    text = edit(service(old), 0, [Set((*FOR_PROVIDER, "storageType"), "io1")])
    assert rerender(old, new, ASKED, text).conflicts == ()


def test_one_item_of_a_list_and_another_go_together(control: dict[str, str]) -> None:
    old = offering(control)
    new = offering(control, ("value: clark}", "value: platform}"))
    text = edit(service(old), 0, [Set((*FOR_PROVIDER, "tags", 0, "value"), "finance")])
    found = rerender(old, new, ASKED, text)
    tags = get(value(found.text), (*FOR_PROVIDER, "tags"))
    assert found.conflicts == ()
    assert [tag["value"] for tag in tags] == ["finance", "prod", "orders", "platform"]


def test_the_notes_follow_the_render_whatever_stands_there(control: dict[str, str]) -> None:
    old, new = offering(control), offering(control, EDITS[0])
    note = ("metadata", "annotations", REVISION)
    found = rerender(old, new, ASKED, edit(service(old), 0, [Set(note, "by hand")]))
    assert found.conflicts == ()
    assert get(value(found.text), note) == new.revision


NEW = """      - name: parameters
        base:
          apiVersion: rds.aws.crossplane.io/v1alpha1
          kind: DBParameterGroup
          spec: {forProvider: {description: ours, region: us-east-1}}
        patches:
        - type: PatchSet
          patchSetName: identity
      - name: push
"""


def test_a_new_resource_is_added_and_one_that_goes_is_a_conflict(control: dict[str, str]) -> None:
    less, more = offering(control), offering(control, ("      - name: push\n", NEW))
    added = rerender(less, more, ASKED, service(less))
    assert added.conflicts == ()
    assert [document.kind for document in read(added.text)] == ["RDSInstance", "DBParameterGroup"]
    (conflict,) = rerender(more, less, ASKED, service(more)).conflicts
    assert (conflict.document, conflict.path) == ("DBParameterGroup/orders-db-prod", ())
    assert conflict.theirs is NOTHING


def test_what_the_new_offering_does_not_take_is_refused(control: dict[str, str]) -> None:
    old = offering(control)
    with pytest.raises(Refused):
        rerender(old, old, {**ASKED, "size": "huge"}, service(old))


def test_the_credentials_are_rendered_anew_too(control: dict[str, str]) -> None:
    old, new = (
        offering(control),
        offering(control, ("refreshInterval: 1m0s", "refreshInterval: 5m0s")),
    )
    files = render(old, ASKED)
    text = next(text for path, text in files.items() if path.endswith("credentials.yaml"))
    found = rerender(old, new, ASKED, text)
    assert [document.value["spec"]["refreshInterval"] for document in read(found.text)] == [
        "5m0s",
        "1m0s",
    ]


@given(hands=st.lists(st.sampled_from(BY_HAND), unique_by=lambda one: one.path))
@settings(max_examples=40)
def test_without_a_change_of_the_offering_the_text_stays(
    control: dict[str, str], hands: list[Set | Delete]
) -> None:
    same_one = offering(control)
    text = edit(service(same_one), 0, hands)
    found = rerender(same_one, same_one, ASKED, text)
    assert (found.text, found.conflicts) == (text, ())


@given(edits=st.sets(st.sampled_from(EDITS)).map(sorted), size=st.sampled_from(["small", "large"]))
@settings(max_examples=40)
def test_without_hands_the_file_becomes_the_new_render(
    control: dict[str, str], edits: list[tuple[str, str]], size: str
) -> None:
    old, new = offering(control), offering(control, *edits)
    found = rerender(old, new, {**ASKED, "size": size}, service(old, size=size))
    assert found.conflicts == ()
    assert same(value(found.text), value(service(new, size=size)))


@given(
    edits=st.sets(st.sampled_from(EDITS)).map(sorted),
    hands=st.lists(st.sampled_from(BY_HAND), unique_by=lambda one: one.path),
)
@settings(max_examples=60)
def test_what_hands_changed_survives_or_is_a_conflict_and_the_rest_follows(
    control: dict[str, str], edits: list[tuple[str, str]], hands: list[Set | Delete]
) -> None:
    old, new = offering(control), offering(control, *edits)
    text = edit(service(old), 0, hands)
    found = rerender(old, new, ASKED, text)
    for hand in hands:
        wanted = hand.value if isinstance(hand, Set) else NOTHING
        stands = get(value(found.text), hand.path, NOTHING)
        assert stands is wanted or same(stands, wanted)
    for conflict in found.conflicts:
        assert any(hand.path[: len(conflict.path)] == conflict.path for hand in hands)
    if not found.conflicts:
        assert same(value(found.text), value(edit(service(new), 0, hands)))
