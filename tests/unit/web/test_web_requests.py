"""What views make of what a browser sends, before anything is asked of the flow."""

from dataclasses import replace

import pytest
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from clark.errors import NotFound, Problem, Refused
from clark.flow import people
from clark.web import login
from clark.web.pages import answers, listing, page_number, wants_fragment
from clark.web.views import requests
from clark.web.views.asking import _summary
from tests.unit.web import samples


def asked(address: str = "/", **headers: str) -> HttpRequest:
    return RequestFactory().get(address, headers=headers)


def test_of_several_values_of_a_field_the_last_counts() -> None:
    sent = QueryDict("standby=off&standby=on&protection=off&csrfmiddlewaretoken=x&reason=y")
    assert answers(sent) == {"standby": "on", "protection": "off"}


@pytest.mark.parametrize("said", ["0", "-1", "x", "", "9" * 30, "9" * 5000, "²", "١"])
def test_a_senseless_page_number_shows_the_first_page(said: str) -> None:
    assert page_number(asked(f"/?page={said}")) == 1


def test_the_pager_knows_its_neighbours() -> None:
    assert listing(120, 3) == {
        "total": 120,
        "number": 3,
        "first": 101,
        "last": 120,
        "previous": 2,
        "next": None,
    }
    assert listing(0, 1)["first"] == 0


def test_a_step_back_shows_the_whole_page() -> None:
    assert wants_fragment(asked(**{"HX-Request": "true"}))
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert not wants_fragment(asked(**back))
    assert not wants_fragment(asked())


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example/",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///x",
        "",
    ],
)
def test_signing_in_leads_to_no_other_site(target: str) -> None:
    assert login._safe(asked(), target) == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for() -> None:
    assert login._safe(asked(), "/requests/7/?x=1") == "/requests/7/?x=1"


def test_a_printed_link_cannot_be_bent() -> None:
    token = people.sign_in_token("maya")
    for bent in (token.replace("I", "J", 1), token[:-1], f"{token}x", ""):
        with pytest.raises(NotFound):
            people.by_sign_in_token(bent)


@pytest.mark.parametrize("verb", ["approve", "ask", "reject", "withdraw"])
def test_a_decision_s_address_that_is_loaded_again_leads_to_the_request(verb: str) -> None:
    reply = getattr(requests, verb)(asked(f"/requests/7/{verb}/"), 7)
    assert (reply.status_code, reply["Location"]) == (302, "/requests/7/")


def test_a_list_of_problems_does_not_repeat_its_heading() -> None:
    refusal = Refused("It is no name.", [Problem("service", "It is no name.", "Choose another.")])
    assert _summary(samples.DRAFT, refusal) == (("service", "Choose another."),)


def test_a_policys_path_leads_to_the_field_that_mends_it() -> None:
    refusal = Refused(
        "It breaks the rules.",
        (
            Problem("spec.forProvider.multiAZ", "One zone is not enough."),
            Problem("service", "It is not a name.", "Use small letters."),
            Problem("spec.other", "Nobody asked."),
        ),
    )
    draft = replace(
        samples.DRAFT, verdict=replace(samples.TO_FIX, findings=samples.TO_FIX.findings[:1])
    )
    assert _summary(draft, refusal) == (
        ("standby", "spec.forProvider.multiAZ: One zone is not enough."),
        ("service", "It is not a name. Use small letters."),
        ("", "spec.other: Nobody asked."),
    )
