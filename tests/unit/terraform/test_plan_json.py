"""From `terraform show -json` to what people read: every change, and no secret."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clark.adapters.terraform.plan_json import plan
from clark.ports.terraform import HIDDEN, UNKNOWN, Plan, Stack

STACK = Stack("prod", "us-east-1", "data")
SECRET = "correct-horse-battery"


def change(actions: list[str], before: Any, after: Any, **more: Any) -> dict[str, Any]:
    whole = {"actions": actions, "before": before, "after": after, "after_unknown": {}}
    marks = {"before_sensitive": {}, "after_sensitive": {}}
    outer = {name: more.pop(name) for name in list(more) if name in {"action_reason", "type"}}
    type_ = outer.pop("type", "aws_s3_bucket")
    address = f"{type_}.this"
    place = {"address": address, "type": type_, "name": "this", "mode": "managed"}
    return {**place, **outer, "change": {**whole, **marks, **more}}


def read(*changes: dict[str, Any], **more: Any) -> Plan:
    shown = {"terraform_version": "1.11.4", "resource_changes": list(changes), **more}
    return plan(shown, STACK, "c" * 40, "d" * 64)


def test_a_change_shows_what_differs_and_nothing_else() -> None:
    before = {"bucket": "a", "tags": {"owner": "maya", "team": "x"}, "acl": None}
    after = {"bucket": "a", "tags": {"owner": "jonas", "team": "x"}, "acl": ""}
    (found,) = read(change(["update"], before, after)).changes
    assert [(each.path, each.before, each.after) for each in found.attributes] == [
        ("tags.owner", '"maya"', '"jonas"')
    ]


def test_a_replacement_names_what_forces_it() -> None:
    said = change(
        ["delete", "create"],
        {"bucket": "a", "arn": "arn:a"},
        {"bucket": "b"},
        after_unknown={"arn": True},
        replace_paths=[["bucket"]],
    )
    (found,) = read(said).changes
    assert (found.action, found.name) == ("replace", "a")
    assert [(each.path, each.after, each.replaces) for each in found.attributes] == [
        ("bucket", '"b"', True),
    ], "what AWS says about a new bucket is no news"
    updated = change(["update"], {"arn": "a"}, {}, after_unknown={"arn": True})
    assert read(updated).changes[0].attributes[0].after == UNKNOWN


def test_the_three_nets_catch_a_secret_wherever_it_stands() -> None:
    marked = change(
        ["update"],
        {"value": "old", "plain": "x"},
        {"value": SECRET, "plain": f"postgres://me:{SECRET}@db"},
        type="aws_ssm_parameter",
        after_sensitive={"value": True},
    )
    named = change(["create"], None, {"password": "hunter2!!", "auth_token": "t" * 20}, type="x_y")
    nested = change(["create"], None, {"settings": [{"db_password": "hunter3!!"}]}, type="x_z")
    found = read(marked, named, nested, output_changes={})
    assert SECRET not in repr(found)
    assert "hunter" not in repr(found)
    assert all(each.after == HIDDEN for one in found.changes for each in one.attributes)


def test_what_a_data_source_has_read_is_caught_too() -> None:
    """No change tells of it: it stands in the state as it was before only."""
    parameter = {"type": "aws_ssm_parameter", "values": {"value": SECRET}}
    shown = {"type": "aws_x", "values": {"auth_token": "hunter2!!"}, "sensitive_values": {}}
    inner = {"resources": [parameter | {"sensitive_values": {"value": True}}]}
    root = {"resources": [shown], "child_modules": [inner]}
    outputs = {"login": {"sensitive": True, "value": "correct-donkey"}}
    copied = change(
        ["create"], None, {"bucket": f"{SECRET}-a", "acl": "hunter2!!", "b": "correct-donkey"}
    )
    found = read(copied, prior_state={"values": {"root_module": root, "outputs": outputs}})
    assert all(each.after == HIDDEN for each in found.changes[0].attributes)
    assert SECRET not in repr(found)


@given(
    st.recursive(
        st.just(SECRET) | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "b", "token_list", "tags"]), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_a_marked_value_is_never_shown_whatever_surrounds_it(value: Any) -> None:
    """The secret is marked at one place; it stands at any number of others."""
    said = change(
        ["update"],
        {"it": SECRET, "other": None},
        {"it": SECRET + "2", "other": value},
        before_sensitive={"it": True},
        after_sensitive={"it": True},
    )
    assert SECRET not in repr(read(said))


def test_a_sensitive_variable_is_hidden_where_its_mark_was_lost() -> None:
    configuration = {"root_module": {"variables": {"login": {"sensitive": True}}}}
    found = read(
        change(["create"], None, {"description": f"login {SECRET}"}),
        configuration=configuration,
        variables={"login": {"value": SECRET}},
    )
    assert SECRET not in repr(found)


def test_an_attribute_knows_the_variable_that_sets_it_through_modules() -> None:
    configuration = {
        "root_module": {
            "module_calls": {
                "store": {
                    "expressions": {"name": {"references": ["var.bucket_name"]}},
                    "module": {
                        "resources": [
                            {
                                "type": "aws_s3_bucket",
                                "name": "this",
                                "expressions": {"bucket": {"references": ["var.name"]}},
                            }
                        ]
                    },
                }
            }
        }
    }
    moved = change(["update"], {"bucket": "shop"}, {"bucket": "other"})
    moved["address"] = 'module.store["a"].aws_s3_bucket.this[0]'
    given_ = {"bucket_name": {"value": "shop"}}
    found = read(resource_drift=[moved], configuration=configuration, variables=given_)
    assert found.drifted[0].attributes[0].variable == "bucket_name"
    computed = {"bucket_name": {"value": "sho"}}
    found = read(resource_drift=[moved], configuration=configuration, variables=computed)
    assert found.drifted[0].attributes[0].variable == "", "the value is put together in the code"


def test_what_changes_nothing_is_left_out_and_what_changes_the_state_is_not() -> None:
    still = change(["no-op"], {"bucket": "a"}, {"bucket": "a"})
    assert read(still).empty
    imported = change(["no-op"], {"bucket": "a"}, {"bucket": "a"}, importing={"id": "a"})
    assert "takes it over" in read(imported).changes[0].note
    forgotten = change(["forget"], {"bucket": "a"}, None)
    assert "stays as it is" in read(forgotten).changes[0].note
    outputs = {"a": {"actions": ["create"]}, "b": {"actions": ["no-op"]}}
    assert read(still, output_changes=outputs).outputs == ("a",)
    assert not read(still, output_changes=outputs).empty


def test_a_resource_is_called_what_the_cloud_calls_it_or_by_the_end_of_its_address() -> None:
    table = change(["create"], None, {"tags": None}, type="aws_route_table")
    table["address"] = 'module.network["a.b"].aws_route_table.private["us-east-1a"]'
    tagged = change(["create"], None, {"tags": {"Name": "shop"}}, type="aws_vpc")
    known = change(["delete"], {"id": "vpc-1"}, None, type="aws_vpc")
    names = [each.name for each in read(table, tagged, known).changes]
    assert names == ['private["us-east-1a"]', "shop", "vpc-1"]


def test_a_tag_is_told_once() -> None:
    before, after = {"a": "1", "b": "1"}, {"a": "2", "b": "1"}
    said = change(
        ["update"],
        {"tags": before, "tags_all": {**before, "by": "x"}},
        {"tags": after, "tags_all": {**after, "by": "y"}},
    )
    assert [each.path for each in read(said).changes[0].attributes] == ["tags.a", "tags_all.by"]


def test_long_values_are_cut() -> None:
    long = {"policy": json.dumps(["x" * 1000])}
    (found,) = read(change(["update"], {"policy": ""}, long)).changes
    assert len(found.attributes[0].after or "") == 240


def test_drift_without_a_difference_is_none() -> None:
    same = change(["update"], {"tags": None}, {"tags": {}})
    assert read(resource_drift=[same]).drifted == ()
