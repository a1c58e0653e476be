"""Limits: what is counted, what a change may add, and what is wrong with the file."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from clark.policy import Finding
from clark.policy.limits import Holding, LimitSet, added, counted, holding, limit_findings, usage

HEAD = "apiVersion: platform.clark.dev/v1alpha1\nkind: Limits\nspec:\n  limits:\n"
PATH = "regions/{region}/{environment}/{name}/service.yaml"
DATABASE = """\
apiVersion: database.aws.crossplane.io/v1beta1
kind: RDSInstance
metadata:
  name: {name}
  labels:
    clark.dev/team: {team}
spec:
  forProvider:
    region: {region}
    dbInstanceClass: {size}
    allocatedStorage: {storage}
    maxAllocatedStorage: {grows}
"""
Files = Mapping[str, str | None]


def limits(*entries: str) -> LimitSet:
    return LimitSet.load(HEAD + "".join(f"    - {entry}\n" for entry in entries))


def database(name: str, **said: object) -> dict[str, str]:
    place = {"region": "us-east-1", "environment": "prod", "name": name}
    place |= {key: str(said[key]) for key in place.keys() & said.keys()}
    values = {"team": "payments", "size": "db.t3.medium", "storage": 100, "grows": 100}
    return {PATH.format_map(place): DATABASE.format_map(place | values | said)}


def judged(
    limits: LimitSet, main: Files, files: Files, promised: Files | None = None
) -> list[Finding]:
    there = {path: holding(path, text) for path, text in main.items()}
    pledge = {path: holding(path, text) for path, text in (promised or {}).items()}
    counts = counted(limits.limits, (each for each in there.values() if each))
    more = added(limits.limits, there, pledge)
    after = {path: holding(path, text) for path, text in files.items()}
    return list(limit_findings(limits, counts, more, there | pledge, after))


def reasons(found: list[Finding]) -> list[str]:
    return [each.reason for each in found]


TWO = "{name: few, match: {kind: RDSInstance, environment: prod}, most: {services: 2}}"
EACH = "{name: per-team, each: [team], most: {services: 1}}"
GB = "{name: disks, match: {kind: RDSInstance}, most: {storageGB: 500}}"
SMALL = "{name: small, match: {environment: dev}, sizes: [db.t3.micro, db.t3.small]}"
ONE, OTHER, THIRD = (database(f"{name}-prod") for name in ("one", "other", "third"))


def test_one_more_than_the_limit_is_denied_with_what_there_is_and_how_to_go_on() -> None:
    (found,) = judged(limits(TWO), ONE | OTHER, THIRD)
    assert found.reason == (
        "There would be 3 PostgreSQL databases in prod; the limit few allows 2. Main has 2."
    )
    assert found.fix == (
        "Ask for less, remove something first, or ask an owner to raise the limit few."
    )
    assert (found.level, found.policy, [found.file]) == ("deny", "limit", [*THIRD])


def test_up_to_the_limit_is_allowed() -> None:
    assert judged(limits(TWO), ONE, OTHER) == []


def test_what_is_approved_and_not_merged_counts() -> None:
    (found,) = judged(limits(TWO), ONE, THIRD, promised=OTHER)
    assert "Main has 1 and 1 approved and not merged yet." in found.reason


def test_what_is_over_a_limit_may_shrink_and_change_and_not_grow() -> None:
    main = ONE | OTHER | THIRD
    assert judged(limits(TWO), main, dict.fromkeys(THIRD)) == []
    assert judged(limits(TWO), main, database("third-prod", size="db.t3.large")) == []
    assert len(judged(limits(TWO), main, database("fourth-prod"))) == 1


def test_each_team_has_its_own_count() -> None:
    assert judged(limits(EACH), ONE, database("two-prod", team="search")) == []
    (found,) = judged(limits(EACH), ONE, OTHER)
    assert "2 services of team payments" in found.reason


def test_a_service_that_changes_teams_counts_for_the_new_one() -> None:
    main = ONE | database("two-prod", team="search")
    (found,) = judged(limits(EACH), main, database("one-prod", team="search"))
    assert "2 services of team search" in found.reason


def test_storage_counts_as_far_as_it_may_grow_by_itself() -> None:
    (found,) = judged(limits(GB), {}, database("one-prod", storage=100, grows=600))
    assert found.reason.startswith(
        "There would be 600 GB of storage for PostgreSQL databases; the limit disks allows 500 GB."
    )
    assert judged(limits(GB), {}, database("one-prod", storage=100, grows=500)) == []


def test_a_size_outside_the_list_is_denied_where_it_is_new() -> None:
    large = database("one-dev", environment="dev", size="db.r6g.large")
    (found,) = judged(limits(SMALL), {}, large)
    assert "db.r6g.large is not a size" in found.reason
    assert "db.t3.micro, db.t3.small" in found.reason
    assert (found.field, found.line) == ("spec.forProvider.dbInstanceClass", 10)
    grown = database("one-dev", environment="dev", size="db.r6g.large", grows=200)
    assert judged(limits(SMALL), large, grown) == []
    assert judged(limits(SMALL), {}, database("one-prod", size="db.r6g.large")) == []


def test_another_label_leads_past_no_size() -> None:
    found = limits("{name: small, match: {team: search}, sizes: [db.t3.micro]}")
    large = database("one-prod", size="db.r6g.16xlarge")
    moved = database("one-prod", size="db.r6g.16xlarge", team="search")
    (denied,) = judged(found, large, moved)
    assert "db.r6g.16xlarge is not a size" in denied.reason


def test_one_large_instance_that_may_stay_lets_no_second_in() -> None:
    found = limits("{name: small, sizes: [db.t3.micro]}")
    one = database("one-prod", size="db.r6g.16xlarge")
    (path,) = one
    both = one[path] + "---\n" + one[path].replace("name: one-prod", "name: one-prod-2")
    assert len(judged(found, one, {path: both})) == 1
    assert judged(found, {path: both}, one) == []


def test_a_reason_that_the_customer_gave_is_said() -> None:
    why = "{name: few, reason: AWS allows 40 in an account, most: {services: 0}}"
    (found,) = judged(limits(why), {}, ONE)
    assert found.reason.endswith("AWS allows 40 in an account.")


def test_an_unreadable_file_is_a_service_of_its_directory() -> None:
    path = next(iter(ONE))
    held = holding(path, "kind: [")
    assert held == Holding(path, "us-east-1", "prod")
    (found,) = judged(limits("{name: all, most: {services: 1}}"), {path: "kind: ["}, OTHER)
    assert "2 services" in found.reason


def test_files_beside_services_hold_nothing() -> None:
    assert holding("README.md", "text") is None
    assert holding("regions/us-east-1/prod/a-prod/credentials.yaml", "kind: PushSecret") is None


def test_without_the_file_nothing_is_limited() -> None:
    assert LimitSet.load(None) == LimitSet()


def test_everything_wrong_with_the_file_is_said_at_once_by_line() -> None:
    broken = limits(
        "{name: few, most: {services: many}}",
        "{name: few, most: {service: 2}}",
        "{name: kinds, match: {kind: Database}, most: {services: 1}}",
        "{name: nothing}",
    ).broken
    said = [f"{each.line}: {each.reason}" for each in broken]
    assert len(said) == 4, said
    assert any(each.startswith("5: ") and "many" in each for each in said)
    assert any(each.startswith("6: ") and "service of" in each for each in said)
    assert any(each.startswith("7: ") and "RDSInstance" in each for each in said)
    assert any(each.startswith("8: ") and "most" in each for each in said)


def test_a_name_stands_once() -> None:
    (broken,) = limits(TWO, TWO).broken
    assert broken.reason == "The name few stands on line 5 already."


def test_broken_limits_allow_nothing() -> None:
    (found,) = judged(limits("{name: nothing}"), {}, ONE)
    assert found.reason.startswith("The limits cannot be read, so nothing can be approved")
    assert found.level == "deny"


def test_usage_lists_every_total_and_says_what_is_over() -> None:
    found = limits(TWO, EACH)
    there = [holding(path, text) for path, text in (ONE | OTHER | THIRD).items()]
    counts = counted(found.limits, (each for each in there if each))
    few, team = usage(found.limits, counts, {})
    assert (few.limit.name, few.used.services, few.over) == ("few", 3, ("services",))
    assert (team.group, team.used.services) == ((("team", "payments"),), 3)


# Laws

NAMES = st.sampled_from([f"s{index}-prod" for index in range(6)])
TEAMS = st.sampled_from(["payments", "search"])
SERVICES = st.builds(
    lambda name, team, grows: database(name, team=team, grows=grows),
    NAMES, TEAMS, st.integers(1, 900),
)  # fmt: skip
ALL = limits(TWO, EACH, GB)


def merged(parts: list[dict[str, str]]) -> dict[str, str]:
    return {path: text for part in parts for path, text in part.items()}


CHANGES = st.lists(SERVICES, max_size=5).map(merged)


def over(files: Files) -> dict[tuple[str, object, str], int]:
    held = [holding(path, text) for path, text in files.items()]
    counts = counted(ALL.limits, (each for each in held if each))
    return {
        (each.limit.name, each.group, measure): each.used[measure]
        for each in usage(ALL.limits, counts, {})
        for measure in each.over
    }


@given(CHANGES, CHANGES)
def test_an_allowed_change_never_makes_an_excess_larger(
    main: dict[str, str], files: dict[str, str]
) -> None:
    if judged(ALL, main, files):
        return
    before, after = over(main), over(main | files)
    assert all(amount <= before.get(key, 0) for key, amount in after.items())


@given(CHANGES)
def test_removing_is_never_denied(main: dict[str, str]) -> None:
    assert judged(ALL, main, dict.fromkeys(main)) == []


@given(CHANGES, CHANGES)
def test_what_a_change_adds_is_the_difference_of_the_totals(
    main: dict[str, str], files: dict[str, str]
) -> None:
    def held(texts: Files) -> dict[str, Holding | None]:
        return {path: holding(path, text) for path, text in texts.items()}

    def totals(texts: Files) -> Mapping[object, object]:
        return counted(ALL.limits, (each for each in held(texts).values() if each))

    more = added(ALL.limits, held(main), held(files))
    was, is_ = totals(main), totals(main | files)
    for key in {*was, *is_, *more}:
        parts = [counts.get(key) for counts in (was, more, is_)]
        services = [each.services if each else 0 for each in parts]  # type: ignore[attr-defined]
        assert services[0] + services[1] == services[2]
