"""What was approved is what is merged."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from clark.flow.events import Event
from clark.flow.merge.rules import Approved, Present, obstacle

paths = st.sampled_from(["regions/a/service.yaml", "regions/a/credentials.yaml", "README.md"])
ids = st.sampled_from(["1" * 40, "2" * 40, "3" * 40])
blobs = st.dictionaries(paths, st.none() | ids, min_size=1)

APPROVED = Approved("head", {"a.yaml": None, "b.yaml": "old"}, {"a.yaml": "new", "b.yaml": "new"})
PRESENT = Present(
    pull_state="open",
    head="head",
    head_blobs={"a.yaml": "new", "b.yaml": "new", "c.yaml": "other"},
    main_blobs={"b.yaml": "old", "c.yaml": "other"},
    changed=APPROVED.new_blobs,
    allowed=True,
    accepted=True,
)


def test_an_approved_change_on_an_unmoved_main_is_merged() -> None:
    assert obstacle(APPROVED, PRESENT) is None


def test_other_files_of_main_may_move_meanwhile() -> None:
    moved = replace(PRESENT, main_blobs={**PRESENT.main_blobs, "c.yaml": "moved"})
    assert obstacle(APPROVED, moved) is None


def test_without_an_approval_nothing_is_merged() -> None:
    found = obstacle(None, PRESENT)
    assert found is not None
    assert found.event == Event.HEAD_MOVED


def test_a_commit_pushed_after_the_approval_voids_it() -> None:
    found = obstacle(APPROVED, replace(PRESENT, head="pushed"))
    assert found is not None
    assert "New commits" in found.why


def test_a_touched_file_that_main_changed_makes_the_request_outdated() -> None:
    found = obstacle(APPROVED, replace(PRESENT, main_blobs={"b.yaml": "theirs"}))
    assert found is not None
    assert found.event == Event.OUTDATED
    assert "b.yaml" in found.why


def test_a_file_that_appeared_on_main_where_one_was_to_be_created_stops_the_merge() -> None:
    appeared = {**PRESENT.main_blobs, "a.yaml": "theirs"}
    found = obstacle(APPROVED, replace(PRESENT, main_blobs=appeared))
    assert found is not None
    assert found.event == Event.OUTDATED


def test_policies_have_the_last_word_on_the_new_base() -> None:
    found = obstacle(APPROVED, replace(PRESENT, allowed=False))
    assert found is not None
    assert found.event == Event.HEAD_MOVED


def test_an_interruption_that_the_author_has_not_accepted_is_not_merged() -> None:
    found = obstacle(APPROVED, replace(PRESENT, accepted=False))
    assert found is not None
    assert found.event == Event.HEAD_MOVED


def test_a_pull_request_closed_in_the_repository_is_not_merged() -> None:
    found = obstacle(APPROVED, replace(PRESENT, pull_state="closed"))
    assert found is not None
    assert found.event == Event.WITHDRAWN


@given(blobs, blobs)
def test_a_diff_that_is_not_the_approved_one_never_merges(approved: dict, changed: dict) -> None:
    assume(approved != changed)
    bound = Approved("head", dict.fromkeys(approved), approved)
    held = {path: blob for path, blob in approved.items() if blob}
    now = replace(PRESENT, head_blobs=held, main_blobs={}, changed=changed)
    assert obstacle(bound, now) is not None


@given(blobs, st.dictionaries(paths, ids))
def test_a_head_that_does_not_hold_what_was_approved_never_merges(
    approved: dict, held: dict
) -> None:
    """Whatever the host says the branch changes: it may have moved to and fro meanwhile."""
    assume(any(held.get(path) != blob for path, blob in approved.items()))
    bound = Approved("head", dict.fromkeys(approved), approved)
    now = replace(PRESENT, head_blobs=held, main_blobs={}, changed=approved)
    assert obstacle(bound, now) is not None


@given(blobs, st.dictionaries(paths, ids))
def test_it_merges_exactly_when_every_touched_base_blob_still_stands(
    base: dict, main: dict
) -> None:
    new = dict.fromkeys(base, "9" * 40)
    stands = all(main.get(path) == blob for path, blob in base.items())
    now = replace(PRESENT, head_blobs=new, main_blobs=main, changed=new)
    found = obstacle(Approved("head", base, new), now)
    assert (found is None) == stands
