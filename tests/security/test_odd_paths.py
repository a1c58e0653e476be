"""Paths that mean another thing outside Git: refused in every repository that Clark reads."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from clark.adapters.terraform.checkout import fetch
from clark.adapters.terraform.inspection import inspect
from clark.errors import Refused
from clark.flow import provision, request
from clark.flow.copies import refresh, snapshot
from clark.manifests import printable
from clark.policy import PolicySet, review
from tests.flow.looking import ORDERS
from tests.flow.outside import LINK
from tests.flow.story import CONTROL, GITOPS, Story, begin
from tests.flow.terraform import FILES, STACK

INFRA = "techcorp/clark-platform-infra"
TEXT = "odd: ["
# Repository -> a folder that Clark reads there, and a file that is in it already.
READ = {
    GITOPS: tuple(ORDERS.rsplit("/", 1)),
    CONTROL: ("policies", "bucket-private.yaml"),
    INFRA: (STACK.path, "main.tf"),
}
# What it is, the path it makes of a folder and a file there, and the words of the refusal.
ODD: list[tuple[str, Callable[[str, str], str], str]] = [
    ("climbs", lambda folder, file: f"{folder}/../../{file}", "plain path inside"),
    ("absolute", lambda folder, file: f"/{folder}/{file}", "plain path inside"),
    ("doubled", lambda folder, file: f"{folder}//{file}", "plain path inside"),
    ("git's own", lambda folder, file: f"{folder}/.git/{file}", ".git folder"),
    ("file in capitals", lambda folder, file: f"{folder}/{file.upper()}", "upper and lower case"),
    ("folder in capitals", lambda folder, file: f"{folder.upper()}/x{file}", "upper and lower"),
    ("control", lambda folder, file: f"{folder}/a\n{file}", "control character"),
    ("direction", lambda folder, file: f"{folder}/a\u202e{file}", "control character"),
    ("backslash", lambda folder, file: f"{folder}\\{file}", "backslash"),
    ("long name", lambda folder, file: f"{folder}/{'a' * 256}{file}", "too long"),
    ("long path", lambda folder, file: f"{folder}/{'aaaaaaaaaaaaaaa/' * 80}{file}", "too long"),
    ("long and odd", lambda folder, file: f"{folder}/{'ä' * 4000}\n{file}", "control character"),
]
TABLE = pytest.mark.parametrize(
    ("make", "why"), [row[1:] for row in ODD], ids=[row[0] for row in ODD]
)


@pytest.fixture
def story(db: None) -> Story:
    made = begin()
    made.host.push(INFRA, "main", FILES)
    return made


@pytest.mark.parametrize("repository", READ)
@TABLE
def test_a_file_with_an_odd_path_is_copied_as_refused_and_never_read(
    story: Story, repository: str, make: Callable[[str, str], str], why: str
) -> None:
    folder, file = READ[repository]
    path = make(folder, file)
    story.host.push(repository, "main", {path: TEXT})
    refresh(story.customer, repository, story.host, timezone.now())
    main = snapshot(story.customer, repository)
    assert why in main.unreadable[printable(path)]
    assert TEXT not in main.texts.values()

    story.host.push(repository, "main", {path: None})
    refresh(story.customer, repository, story.host, timezone.now())
    assert printable(path) not in snapshot(story.customer, repository).blobs


@pytest.mark.parametrize("repository", [GITOPS, CONTROL])
def test_a_file_whose_twin_in_capitals_is_gone_is_read_again(story: Story, repository: str) -> None:
    folder, file = READ[repository]
    twin = f"{folder}/{file.upper()}"
    story.host.push(repository, "main", {twin: TEXT})
    story.look()
    assert "upper and lower" in snapshot(story.customer, repository).unreadable[f"{folder}/{file}"]
    story.host.push(repository, "main", {twin: None})
    story.look()
    assert f"{folder}/{file}" in snapshot(story.customer, repository).texts


@pytest.mark.parametrize("repository", READ)
def test_a_link_is_not_followed(story: Story, repository: str) -> None:
    folder, file = READ[repository]
    story.host.push(repository, "main", {f"{folder}/{file}": LINK})
    refresh(story.customer, repository, story.host, timezone.now())
    assert "link" in snapshot(story.customer, repository).unreadable[f"{folder}/{file}"]


def test_a_service_behind_an_odd_path_is_shown_with_the_reason(story: Story) -> None:
    story.host.push(GITOPS, "main", {"regions/us-east-1/dev/Docs/service.yaml": TEXT})
    story.host.push(GITOPS, "main", {"regions/us-east-1/dev/docs/service.yaml": TEXT})
    story.look()
    rows, _ = provision.services(by=story.person("maya"), q="docs")
    assert {row.name for row in rows} == {"Docs", "docs"}
    assert all("upper and lower case" in row.reason for row in rows)


def test_an_odd_path_among_the_policies_denies_everything(story: Story) -> None:
    path = "policies/../policies/more.yaml"
    story.host.push(CONTROL, "main", {path: TEXT})
    story.look()
    with pytest.raises(Refused, match="breaks the rules"):
        story.order()
    broken = request.catalog(by=story.person("maya")).broken
    assert [each.path for each in broken] == [path]


@TABLE
def test_a_pull_request_that_adds_an_odd_path_is_denied(
    make: Callable[[str, str], str], why: str
) -> None:
    path = make(*READ[GITOPS])
    found = review({path: TEXT}, old={}, policies=PolicySet.load({}))
    assert not found.allowed
    assert any(each.policy == "path" for each in found.findings)


@TABLE
def test_terraform_never_runs_beside_an_odd_path(
    story: Story, make: Callable[[str, str], str], why: str
) -> None:
    path = make(*READ[INFRA])
    commit = story.host.push(INFRA, "main", {path: "#\n"})
    tree = fetch(story.host, INFRA, commit, STACK)
    with pytest.raises(Refused) as caught:  # the stack has no lock file, which is a problem too
        inspect(tree, STACK)
    told = any(why in each.reason for each in caught.value.problems)
    assert told == (path in tree), "what is no part of the stack is not fetched at all"


@pytest.mark.parametrize("path", [f"{STACK.path}/main.tf", "modules/network/main.tf"])
def test_terraform_never_runs_behind_a_link(story: Story, path: str) -> None:
    commit = story.host.push(INFRA, "main", {path: LINK})
    with pytest.raises(Refused) as caught:
        fetch(story.host, INFRA, commit, STACK)
    assert [each.field for each in caught.value.problems] == [path]
