"""From a request to a running service, with nothing but the command line."""

import json

import pytest
from asking import once

CACHE = ["service=carts", "application=shop", "team=shop", "environment=dev"]


def test_a_request_is_approved_by_somebody_else_and_ends_in_a_running_service(clark, tokens):
    asked = clark.run("request", "caches", *CACHE, "--json", token=tokens["ravi"])
    assert asked.code == 0, asked.err
    number = str(json.loads(asked.out)["row"]["number"])

    head = once(clark, tokens, number, "in review")["head"]
    own = clark.run("approve", number, "--yes", "--head", head, token=tokens["ravi"])
    assert own.code == 1
    assert "Someone else must review it" in own.err

    unread = clark.run("approve", number, "--yes", "--head", "0" * 40, token=tokens["ana"])
    assert unread.code == 1
    assert f"its head is {head}" in unread.err
    approved = clark.run("approve", number, "--json", "--head", head[:7], token=tokens["ana"])
    assert approved.code == 0, approved.err

    assert once(clark, tokens, number, "done")["merge_commit"]

    shown = clark.run("service", "carts-dev", "--json", token=tokens["maya"])
    service = json.loads(shown.out)
    assert (service["row"]["health"], service["row"]["sync"]) == ("Healthy", "Synced")


def test_developers_do_not_approve(clark, tokens):
    asked = clark.run("request", "storages", *_bucket("photos"), "--json", token=tokens["ravi"])
    number = str(json.loads(asked.out)["row"]["number"])
    head = once(clark, tokens, number, "in review")["head"]
    refused = clark.run("approve", number, "--yes", "--head", head, token=tokens["maya"])
    assert refused.code == 1
    assert "Reviewers and owners decide" in refused.err
    assert clark.run("withdraw", number, token=tokens["ravi"]).code == 0


def test_after_signing_out_the_token_opens_nothing(clark):
    token = clark.token("jonas")
    assert clark.run("requests").code == 0
    said = clark.run("logout")
    assert said.code == 0, said.err
    assert not (clark.home / "login.json").exists()
    assert "Nobody is signed in" in clark.run("requests").err
    assert "does not know this token" in clark.run("requests", token=token).err


def test_a_refusal_names_every_field(clark, tokens):
    refused = clark.run("request", "databases", "service=Bad_Name", token=tokens["maya"])
    assert (refused.code, refused.out) == (1, "")
    for field in ("service", "application", "team"):
        assert f"  {field}: " in refused.err


def test_an_interruption_in_production_has_to_be_accepted(clark, tokens):
    words = ["request", "orders-db-prod", "--action", "class", "size=small", "when=now"]
    refused = clark.run(*words, token=tokens["maya"])
    assert refused.code == 1
    assert "accept" in refused.err
    draft = clark.run(*words, "--accept", "--dry-run", "--json", token=tokens["maya"])
    assert draft.code == 0
    assert json.loads(draft.out)["impacts"]


@pytest.mark.parametrize(
    "words",
    [
        ("catalog",),
        ("catalog", "databases"),
        ("requests",),
        ("review",),
        ("policies",),
        ("limits",),
        ("repositories",),
        ("services",),
        ("service", "orders-db-prod"),
        ("events",),
    ],
)
def test_answers_for_programs_are_one_json_document(clark, tokens, words):
    said = clark.run(*words, "--json", token=tokens["maya"])
    assert said.code == 0, said.err
    json.loads(said.out)
    assert said.err == ""


def test_a_second_platform_in_the_same_home_is_refused(clark):
    said = clark.run("up", "--port", "0")
    assert said.code == 1
    assert "already runs" in said.err


def _bucket(name):
    return [f"service={name}", "application=shop", "team=shop", "environment=dev"]


def test_what_clark_does_not_know_is_unusable_input_and_what_it_knows_is_named(clark, tokens):
    nobody = clark.run("login", "--as", "bob")
    assert (nobody.code, "maya" in nobody.err) == (2, True)
    nowhere = clark.run("services", "--region", "mars", token=tokens["maya"])
    assert (nowhere.code, "us-east-1" in nowhere.err) == (2, True)
