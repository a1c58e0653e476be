"""Every page renders with rich values, and nothing in them gets out of its place."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory

import clark.web
from clark.web import assets
from clark.web.middleware import POLICY, content_security_policy
from tests.unit.web.gallery import PAGES, shown

TEMPLATES = Path(clark.web.__file__).parent / "templates"


@pytest.mark.parametrize("name", PAGES)
def test_text_from_elsewhere_stays_text(name: str) -> None:
    page = shown(name)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ braces }}" in page or "alert(1)" not in page


@pytest.mark.parametrize("name", PAGES)
def test_pages_need_nothing_that_the_content_security_policy_forbids(name: str) -> None:
    page = shown(name)
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son\w+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?:", page)


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_carries_a_token(name: str) -> None:
    for form in re.findall(r"<form[^>]+method=\"post\".*?</form>", shown(name), re.DOTALL):
        assert "csrfmiddlewaretoken" in form


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_there_once(name: str) -> None:
    ids = re.findall(r"\sid=\"([^\"]+)\"", shown(name))
    assert len(ids) == len(set(ids))


def test_every_template_is_part_of_a_page_of_the_gallery(monkeypatch) -> None:
    used: set[str] = set()
    loader = engines["django"].engine.template_loaders[0]
    find = loader.get_template

    def noted(name: str, *args: object, **kwargs: object):
        used.add(name)
        return find(name, *args, **kwargs)

    monkeypatch.setattr(loader, "get_template", noted)
    loader.reset()
    for name in PAGES:
        shown(name)
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert there - used == set()


def test_the_filter_of_requests_offers_what_the_address_asks_for() -> None:
    assert '<option value="open" selected>Open</option>' in shown("requests")


def test_a_refused_comment_is_marked_where_it_is_typed() -> None:
    page = shown("request-refused")
    assert re.search(r'<textarea id="comment"[^>]* aria-invalid="true"', page)
    assert re.search(r'id="problem-comment">.*The author needs it\.</p>', page)
    assert "aria-invalid" not in shown("request")


def test_a_deletion_is_not_asked_what_it_is_needed_for() -> None:
    assert "Why do you need" not in shown("delete")
    assert "Why do you need this change?" in shown("resize")
    assert "Why do you need it?" in shown("form")


def test_what_runs_on_this_machine_only_says_so_on_pages_of_errors_too() -> None:
    assert all("Local platform" in shown(name) for name in ("404", "403", "400"))
    assert "Ctrl K" not in shown("404")


def test_the_local_git_host_s_login_is_explained_before_it_asks() -> None:
    assert "<code>git clone</code> address" in shown("request")


def test_a_request_says_whose_team_it_names() -> None:
    for name in ("request", "queue"):
        assert "for the orders team" in shown(name)


@pytest.mark.parametrize("standing", ["leaving", "left"])
@pytest.mark.parametrize("name", ["home", "catalog"])
def test_what_would_be_refused_is_not_offered(name: str, standing: str) -> None:
    page = shown(f"{name}-{standing}")
    for form in ("databases", "storages"):
        assert f'href="/catalog/{form}/"' not in page
        assert f'href="/catalog/{form}/"' in shown(name)
    assert "Its own files go on" in page


def test_who_signs_in_sees_for_which_customer_each_person_works() -> None:
    assert "orders team · TechCorp" in shown("sign-in")


@pytest.mark.parametrize("name", ["form", "resize", "delete", "customer-new", "adopt-page"])
def test_no_text_says_a_side_that_a_phone_has_not(name: str) -> None:
    assert "right side" not in shown(name)


def test_home_counts_in_words_that_agree() -> None:
    assert "Your one service runs as it should." in shown("home-one")


def test_a_customer_that_left_is_shown_as_it_is_now() -> None:
    left, ready = shown("customer-left"), shown("customer-ready")
    assert "Acme has left Clark" in left
    assert re.search(r"It left \d+ \w+ \d{4}, ", left)
    for word in ("Clark may write", "Work for", "Ready"):
        assert word in ready
        assert word not in left
    assert "Acme is leaving Clark" in shown("customer-leaving")


def test_the_pager_turns_pages_of_any_order() -> None:
    for name in ("services", "requests", "notices"):
        assert re.search(r">Previous</a>.*>Next<", shown(name), re.DOTALL)


def test_a_node_group_has_nodes_in_place_of_endpoints_and_says_that_none_runs_here() -> None:
    page = shown("service-nodes")
    for said in ("<h2>Nodes</h2>", "Run pods there", "starts no machine for it", "nodeSelector"):
        assert said in page
    for untrue in ("<h2>Endpoints</h2>", "Copy the local address", "never see or paste"):
        assert untrue not in page


def test_style_and_script_fit_the_budget_with_room_for_the_page() -> None:
    packed = sum(len(assets.bundle(name).packed) for name in assets.SOURCES)
    assert packed < 45_000


def test_an_asset_is_served_under_its_own_digest_only() -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    digest = assets.bundle("clark.css").digest
    reply = assets.asset(request, digest, "clark.css")
    assert reply["Content-Encoding"] == "gzip"
    assert "immutable" in reply["Cache-Control"]
    with pytest.raises(Exception, match="no such file"):
        assets.asset(request, "0" * 16, "clark.css")


def test_every_answer_carries_the_policy_and_is_kept_by_no_cache() -> None:
    from django.http import HttpResponse

    reply = content_security_policy(lambda _: HttpResponse("x"))(RequestFactory().get("/"))
    assert reply["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "no-store" in reply["Cache-Control"]
    assert "HX-Request" in reply["Vary"]
    assert "clark.web.middleware.content_security_policy" in settings.MIDDLEWARE


def test_a_service_of_which_nothing_is_asked_says_so_and_why() -> None:
    said = shown("service-nodes")
    assert "Nothing is asked of it" in said
    assert "In production only." in said
    assert "of 100" not in said
