"""What differs, what replaces Clark, and what the handover says: values in, values out."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clark.customers.exit.handover import Change, Handover, Someone, document
from clark.customers.exit.rules import Difference, Line, compare, confirmed
from clark.customers.exit.stops import Found, goes_on, stops
from clark.errors import Refused

BLUEPRINTS = files("clark") / "blueprints"
DOCS = Line("us-east-1", "dev", "docs", "Bucket", "versioned", "web", "shop", "Synced", "Healthy")
ORDERS = replace(DOCS, name="orders", kind="RDSInstance")
HEAD = "a41f9c2d31be77b0a41f9c2d31be77b0a41f9c2d"
FOUND = Found(
    gitops="techcorp/gitops",
    control="techcorp/control",
    infra="techcorp/infra",
    head=HEAD,
    gitops_paths=(
        ".github/CODEOWNERS",
        ".github/workflows/check.yml",
        "regions/us-east-1/dev/docs/credentials.yaml",
        "regions/us-east-1/dev/docs/service.yaml",
    ),
    control_paths=("offerings/storages/definition.yaml", "policies/bucket.yaml"),
    infra_paths=("live/prod/us-east-1/network/main.tf", ".github/workflows/terraform.yml"),
    applied={"us-east-1": HEAD, "eu-west-1": HEAD},
    objects={"Bucket": 1, "PushSecret": 2, "ExternalSecret": 1},
)
HANDOVER = Handover(
    customer="TechCorp",
    account="111122223333",
    asked_by="Ana Silva",
    on=date(2026, 11, 23),
    since=date(2026, 1, 2),
    people=(Someone("Ana Silva", "ana@techcorp.example", "owner", "platform"),),
    lines=(DOCS, ORDERS),
    changes=(Change(7, "Create docs", "Maya Chen", "Ravi Patel", HEAD, date(2026, 3, 4)),),
    found=FOUND,
    observer="live/shared/global/identity/observe.tf",
)


@pytest.mark.parametrize(
    ("shown", "alone", "found"),
    [
        ([DOCS, ORDERS], [ORDERS, DOCS], []),
        (
            [DOCS],
            [replace(DOCS, health="Degraded")],
            [Difference("us-east-1", "docs", "health", "Healthy", "Degraded")],
        ),
        ([DOCS], [], [Difference("us-east-1", "docs", "", "only on the dashboard", "")]),
        ([], [DOCS], [Difference("us-east-1", "docs", "", "", "only in Git and the clusters")]),
        (
            [DOCS, DOCS],
            [DOCS],
            [Difference("us-east-1", "docs", "", "only on the dashboard", "")],
        ),
    ],
)
def test_every_difference_is_named(
    shown: list[Line], alone: list[Line], found: list[Difference]
) -> None:
    assert list(compare(shown, alone)) == found


lines = st.builds(
    Line,
    st.sampled_from(["a", "b"]),
    st.just("dev"),
    st.sampled_from(["x", "y"]),
    *(st.sampled_from(["p", "q"]) for _ in range(6)),
)


@given(st.lists(lines), st.lists(lines))
def test_there_is_no_difference_only_where_both_are_the_same(
    shown: list[Line], alone: list[Line]
) -> None:
    key = lambda line: tuple(vars(line).values())  # noqa: E731
    same = sorted(shown, key=key) == sorted(alone, key=key)
    assert (compare(shown, alone) == ()) == same


def test_the_name_is_typed_as_it_is() -> None:
    confirmed(" TechCorp ", "TechCorp")
    for typed in ("techcorp", "", "TechCorp."):
        with pytest.raises(Refused):
            confirmed(typed, "TechCorp")


def test_what_is_there_is_in_place() -> None:
    ready = {each.what: each.ready for each in stops(FOUND)}
    yours = {what for what, there in ready.items() if not there}
    assert yours == {
        "One merge at a time, of exactly what was approved",
        "Notices to who asked",
    }


@pytest.mark.parametrize(
    ("without", "what"),
    [
        ({"gitops_paths": FOUND.gitops_paths[:1] + FOUND.gitops_paths[2:]}, "Checks"),
        ({"gitops_paths": FOUND.gitops_paths[1:]}, "A second person's approval"),
        ({"gitops_paths": FOUND.gitops_paths[:2]}, "The forms"),
        ({"control_paths": FOUND.control_paths[1:]}, "The catalog"),
        ({"control_paths": FOUND.control_paths[:1]}, "Checks"),
        ({"infra_paths": FOUND.infra_paths[:1]}, "Plans"),
        ({"applied": {}}, "The pages"),
    ],
)
def test_what_is_not_there_is_yours_to_set_up(without: dict[str, object], what: str) -> None:
    found = stops(replace(FOUND, **without))  # type: ignore[arg-type]
    assert [each.ready for each in found if each.what.startswith(what)] == [False]


def test_without_an_infrastructure_repository_nothing_is_said_of_plans() -> None:
    assert not any("Plans" in each.what for each in stops(replace(FOUND, infra="")))


def test_only_clusters_that_have_the_last_commit_are_said_to_follow() -> None:
    said = goes_on(replace(FOUND, applied={"us-east-1": HEAD, "eu-west-1": "0" * 40}))
    assert "us-east-1 follows" in said[0]
    assert "eu-west-1" not in said[0]
    assert said[1] == "Not up to date with techcorp/gitops when looked at: eu-west-1."


def test_the_handover_names_everything_somebody_needs() -> None:
    text = document(HANDOVER)
    for words in (
        "# TechCorp without Clark",
        "| us-east-1 | dev | docs | Bucket |",
        "| us-east-1 | dev | orders | RDSInstance |",
        f"| 7 | Create docs | Maya Chen | Ravi Patel | {HEAD[:12]} | 2026-03-04 |",
        "| Ana Silva | ana@techcorp.example | owner | platform |",
        "clark-observe",
        "kubectl get managed",
        HEAD,
    ):
        assert words in text
    assert "clark-observe" not in document(replace(HANDOVER, observer=""))
    assert "No request was merged" in document(replace(HANDOVER, changes=()))
    assert "nobody in Clark" in document(
        replace(HANDOVER, changes=(replace(HANDOVER.changes[0], approved_by=""),))
    )


def test_the_handover_says_what_removing_a_directory_does_and_what_it_does_not() -> None:
    """Whoever believes that a database is gone, or that one is kept, pays for it."""
    text, services = document(HANDOVER), BLUEPRINTS / "control/clusters/each/services.yaml"
    assert "preserveResourcesOnDeletion: true" in services.read_text()
    where = text.index("preserveResourcesOnDeletion")
    assert "stays in the cluster and in AWS" in text[where:]
    assert "kubectl delete" in text[where:]
    assert "prunes" in text[where:]
    assert "`deletionPolicy: Orphan`" in text[where:]
    assert "only deletion protection keeps it" not in text[:where]


@given(st.text())
def test_no_title_breaks_its_row_or_becomes_a_tag(title: str) -> None:
    plain = document(HANDOVER).count("\n")
    text = document(replace(HANDOVER, changes=(replace(HANDOVER.changes[0], title=title),)))
    assert text.count("\n") == plain
    row = next(line for line in text.splitlines() if line.startswith("| 7 |"))
    assert row.replace("\\\\", "").replace("\\|", "").count("|") == 7
