"""Plans in plain words, who may decide, and what data costs. No database."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clark.customers.infrastructure import rules
from clark.customers.infrastructure.rules import OPEN, Facts, State
from clark.customers.infrastructure.words import HOLDS_DATA, STATELESS, listed
from clark.errors import Refused
from clark.flow.events import Actor
from clark.ports.terraform import Attribute, ResourceChange, Stack

NETWORK = Stack("prod", "us-east-1", "network")
RAVI = Actor(2, 1, "Ravi", "ravi@x", "reviewer", "platform")
MAYA = Actor(1, 1, "Maya", "maya@x", "developer", "backend")


def change(action: str, type_: str, name: str = "it", *paths: str) -> ResourceChange:
    attributes = tuple(Attribute(path, "1", "2", False, action == "replace") for path in paths)
    return ResourceChange(f"{type_}.{name}", type_, action, attributes, name)


def test_a_new_network_is_told_in_one_sentence() -> None:
    made = [
        change("create", "aws_vpc"),
        *[change("create", "aws_subnet", str(n)) for n in range(9)],
    ]
    said = rules.headline(NETWORK, made)
    assert said == "Creates the network of us-east-1: 1 VPC and 9 subnets."


def test_what_goes_is_told_first_and_what_holds_data_before_everything() -> None:
    changes = [
        change("create", "aws_vpc"),
        change("update", "aws_subnet", "a", "tags"),
        change("replace", "aws_route"),
        change("delete", "aws_eip"),
        change("delete", "aws_db_instance", "orders"),
    ]
    assert [each.type for each in rules.ordered(changes)] == [
        "aws_db_instance",
        "aws_eip",
        "aws_route",
        "aws_subnet",
        "aws_vpc",
    ]
    assert rules.headline(NETWORK, changes) == (
        "In the network of us-east-1, this destroys 1 fixed address and 1 database; destroys and "
        "makes anew 1 route; changes 1 subnet; creates 1 VPC."
    )


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (change("create", "aws_vpc", "shop"), "Creates the VPC “shop”."),
        (change("delete", "aws_db_instance", "orders"), "Destroys the database “orders”."),
        (
            change("replace", "aws_db_instance", "orders", "engine", "storage"),
            "Destroys and makes anew the database “orders”, because engine and storage cannot be "
            "changed in place.",
        ),
        (
            change("update", "aws_subnet", "a", *"abcdef"),
            "Changes the subnet “a”: a, b, c, d and 2 more.",
        ),
        (change("create", "aws_never_seen", "x"), "Creates the never seen “x”."),
    ],
)
def test_each_change_is_a_sentence(made: ResourceChange, said: str) -> None:
    assert rules.sentence(made) == said


def test_many_kinds_of_things_are_summed_up() -> None:
    types = [
        "aws_vpc",
        "aws_subnet",
        "aws_eip",
        "aws_route",
        "aws_iam_role",
        "aws_kms_key",
        "x",
        "y",
    ]
    assert listed(types).endswith(" and 2 other things")


@given(st.sampled_from(sorted(HOLDS_DATA)), st.sampled_from(["delete", "replace"]))
def test_whatever_holds_data_needs_two_people_and_its_name(type_: str, action: str) -> None:
    dangers = rules.dangers([change(action, type_, "orders")])
    assert rules.approvals_needed(dangers) == 2
    facts = Facts(State.IN_REVIEW, MAYA.id, "d", dangers, frozenset())
    with pytest.raises(Refused):
        rules.may_approve(facts, "d", ["order"])
    rules.may_approve(facts, "d", [" orders "])
    assert not rules.enough(facts, RAVI.id)
    assert rules.enough(Facts(State.IN_REVIEW, MAYA.id, "d", dangers, frozenset({3})), RAVI.id)


@given(st.sampled_from(["create", "update", "read", "no-op"]), st.sampled_from(sorted(HOLDS_DATA)))
def test_what_stays_needs_one(action: str, type_: str) -> None:
    assert rules.approvals_needed(rules.dangers([change(action, type_)])) == 1


@given(st.from_regex(r"aws_[a-z]{3,12}_[a-z]{3,12}", fullmatch=True))
@example("aws_fsx_windows_file_system")
@example("aws_elasticsearch_domain")
@example("aws_cognito_user_pool")
@example("aws_instance")
def test_a_type_that_nobody_thought_of_counts_as_holding_data(type_: str) -> None:
    assume(type_ not in STATELESS)
    (danger,) = rules.dangers([change("delete", type_, "it")])
    assert danger.loses
    assert rules.approvals_needed([danger]) == 2


def test_no_type_is_said_to_hold_data_and_to_hold_none() -> None:
    assert not STATELESS & HOLDS_DATA.keys()


def test_every_data_bearing_type_of_the_platform_is_known() -> None:
    for word in ("db_instance", "s3", "efs", "ebs", "kms", "secret", "dynamodb", "elasticache",
                 "eks_cluster", "ecr"):  # fmt: skip
        assert any(word in each for each in HOLDS_DATA), word


@pytest.mark.parametrize("state", State)
def test_a_plan_that_ended_goes_nowhere(state: State) -> None:
    reachable = [to for to in State if to in rules.MOVES.get(state, frozenset())]
    assert bool(reachable) == (state in OPEN)
    assert state not in reachable


def test_nobody_applies_what_is_not_approved_or_not_what_was_read() -> None:
    approved = Facts(State.APPROVED, MAYA.id, "d", (), frozenset({RAVI.id}))
    rules.may_apply(MAYA, approved, "d")
    for facts, digest in (
        (approved, "e"),
        (Facts(State.IN_REVIEW, MAYA.id, "d", (), frozenset()), "d"),
    ):
        with pytest.raises(Refused):
            rules.may_apply(RAVI, facts, digest)
    stranger = Actor(9, 1, "Jonas", "j@x", "developer", "orders")
    with pytest.raises(Refused):
        rules.may_apply(stranger, approved, "d")


def test_an_approval_that_no_longer_counts_stops_the_apply() -> None:
    loses_data = rules.dangers([change("delete", "aws_db_instance", "orders")])
    for dangers, left in (((), frozenset()), (loses_data, frozenset({RAVI.id}))):
        with pytest.raises(Refused, match="not approved any more"):
            rules.may_apply(MAYA, Facts(State.APPROVED, MAYA.id, "d", dangers, left), "d")


def test_what_is_kept_is_what_was_made() -> None:
    made = (change("replace", "aws_vpc", "x", "cidr"),)
    assert rules.from_json(rules.as_json(made)) == made
