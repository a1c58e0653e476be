"""The dashboard as people use it: one orders, another decides, both watch."""

import re

import psycopg
import pytest

from clark import wiring

ORDERS = "/services/us-east-1/orders-db-prod/"


def test_a_database_is_ordered_approved_and_followed_to_ready_without_a_reload(sit, clark):
    maya, ravi = sit(), sit("ravi")
    maya.open("/")
    maya.sign_in("maya")
    assert maya.path == "/"
    maya.open("/catalog/").click("article a:has-text('PostgreSQL database')")
    _choose_badly(maya.page)
    _send_too_early(maya)
    _mend_by_click(maya.page)
    maya.page.focus("#field-service")
    maya.page.keyboard.press("Control+Enter")
    maya.page.wait_for_url("**/requests/*/")
    _mark(maya.page)

    _approve_by_keyboard(ravi, maya.number)

    maya.page.wait_for_selector("h1 + .facts .pill:has-text('Done')")
    maya.page.wait_for_selector("#bell[aria-label*=new]")
    assert _marked(maya.page)
    assert "● " in maya.page.title()
    _check_service(maya, clark)


def test_an_interruption_is_accepted_before_it_is_asked_for(sit):
    maya, ravi = sit("maya"), sit("ravi")
    page = maya.open(ORDERS)
    page.click("a[href$='/change/class/']")
    page.click(".option:has(input[value=large])")
    page.click(".segment label:has-text('Now')")
    page.wait_for_selector("#field-accept")
    page.wait_for_selector(".impacts li.warn:has-text('Single-AZ')")
    with maya.expecting(422):
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".summary:focus")
    page.click(".summary a")
    assert page.evaluate("document.activeElement.id") == "field-accept"
    page.keyboard.press("Space")
    page.wait_for_selector(".verdict.review")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/requests/*/")

    _approve(ravi, maya.number)
    page.wait_for_selector("h1 + .facts .pill:has-text('Done')")
    assert "db.t3.large" in maya.open(ORDERS).inner_text(".facts")
    assert "Healthy" in page.inner_text(".facts")


def test_a_change_that_was_asked_for_is_made_in_the_same_form_and_sent_again(sit):
    maya, ravi = sit("maya"), sit("ravi")
    page = maya.open("/catalog/caches/")
    _fill(page, service="baskets", application="shop", team="shop")
    page.wait_for_selector(".verdict.review")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/requests/*/")
    first = maya.number

    _open_for_review(ravi, first)
    with ravi.expecting(422):
        ravi.page.click("button:has-text('Ask for change')")
        ravi.page.wait_for_selector(".summary:focus a[href='#comment']")
    ravi.page.fill("#comment", "Development has it too: order it there first.")
    ravi.page.click("button:has-text('Ask for change')")
    ravi.page.wait_for_selector(".facts .pill:not(:has-text('In review'))")

    page.click("a:has-text('Edit and ask again')")
    assert page.input_value("[name=service]") == "baskets"
    page.click(".segment label:has-text('Development')")
    page.wait_for_selector(".verdict.review:has-text('reviewer')")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: re.search(rf"/requests/(?!{first}/)\d+/", url) is not None)
    assert "baskets-dev" in page.inner_text("h1")
    page.click("button:has-text('Withdraw')")
    page.wait_for_selector("h1 + .facts .pill:has-text('Withdrawn')")


def test_a_deletion_is_confirmed_by_name_and_takes_two_merges(sit, clark, tokens):
    said = clark.run("request", "storages", *_bucket("scans"), "--json", token=tokens["maya"])
    assert said.code == 0, said.err
    maya, ravi = sit("maya"), sit("ravi")
    ordered = int(re.search(r'"number": (\d+)', said.out)[1])
    _approve(ravi, ordered)
    page = maya.open(f"/requests/{ordered}/")
    page.wait_for_selector("h1 + .facts .pill:has-text('Done')")
    page.click(".actions a:has-text('Service')")
    page.click("a[href$='/change/delete/']")
    page.fill("[name=confirm]", "scans")
    with maya.expecting(422):
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".summary:focus a[href='#field-confirm']")
    page.fill("[name=confirm]", "scans-dev")
    page.wait_for_selector(".verdict.review")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/requests/*/")

    first = maya.number
    _approve(ravi, first)
    page.click(".note.info a")
    page.wait_for_url(lambda url: not url.endswith(f"/{first}/"))
    assert "second half" in page.inner_text("#live")
    _approve(ravi, maya.number)
    page.wait_for_selector("h1 + .facts .pill:has-text('Done')")
    assert "scans-dev" not in maya.open("/services/").inner_text("#live")


def test_a_refresh_leaves_what_a_reviewer_is_doing_as_it_is(sit, clark, tokens):
    said = clark.run("request", "databases", *_bucket("notes"), "--json", token=tokens["maya"])
    number = int(re.search(r'"number": (\d+)', said.out)[1])
    ravi = sit("ravi")
    page = _open_for_review(ravi, number)
    first = page.locator("details.file").first
    first.locator("summary").click()
    page.focus("#comment")
    page.keyboard.type("Why do you")
    _refresh(clark, page, f"request/{number}")
    assert first.get_attribute("open") is None
    assert page.locator("details.file").nth(1).get_attribute("open") is not None
    page.keyboard.type(" need it?")
    assert page.input_value("#comment") == "Why do you need it?"

    for place in ("[data-key=approve]", "details.file summary"):
        page.locator(place).first.focus()
        _refresh(clark, page, f"request/{number}")
        assert page.evaluate("place => document.activeElement.matches(place)", place), place
    assert clark.run("withdraw", str(number), token=tokens["maya"]).code == 0


@pytest.mark.parametrize("path", ["/catalog/databases/", ORDERS + "change/class/"])
def test_what_was_typed_outlives_the_session(sit, path):
    maya = sit("maya")
    page = maya.open(path)
    page.fill("[name=reason]", "Reports come every Monday.")
    page.click(".option:has-text('Extra large')")
    page.wait_for_load_state("networkidle")
    maya.context.clear_cookies(name="sessionid")
    with maya.expecting(401):  # What is live on the page may ask again before it leaves.
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/sign-in/**")
    maya.sign_in("maya")
    assert maya.path == path
    assert page.input_value("[name=reason]") == "Reports come every Monday."
    assert page.is_checked(".option:has-text('Extra large') input")
    assert "not sent" in page.inner_text("#toasts")


def test_what_was_typed_outlives_signing_in_again_in_another_tab(sit):
    maya = sit("maya")
    page = maya.open("/catalog/caches/")
    page.fill("[name=service]", "sessions")
    page.wait_for_load_state("networkidle")
    maya.context.clear_cookies(name="sessionid")
    with maya.expecting(401):
        page.fill("[name=service]", "session-store")
        page.wait_for_selector("#toasts :text('signed out')")
    other = maya.context.new_page()
    other.goto(f"{maya.url}/sign-in/")
    other.click("form:has(input[value=maya]) button")
    other.wait_for_url(f"{maya.url}/")
    with maya.expecting(403):
        page.fill("[name=application]", "shop")
        page.wait_for_selector("#toasts :text('Reload')")
    page.reload()
    assert page.input_value("[name=service]") == "session-store"
    assert page.input_value("[name=application]") == "shop"


# Private functions


def _fill(page, **fields):
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)


def _bucket(name):
    return [f"service={name}", "application=shop", "team=shop", "environment=dev"]


def _choose_badly(page):
    """A production database without a standby, and with backups for a day."""
    _fill(page, service="ledger", application="books", team="backend", backupDays="1")
    page.uncheck("[name=standby][type=checkbox]")
    page.wait_for_selector(".verdict.fix [data-fix-field=standby]")
    page.wait_for_selector(".verdict.fix [data-fix-field=backupDays]")


def _send_too_early(seat):
    """A refused submission keeps what was typed, and the focus is on the reasons."""
    page = seat.page
    page.fill("[name=reason]", "The books move out of the monolith.")
    with seat.expecting(422):
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".summary:focus")
    assert page.locator(".summary li a").count() == 2
    assert page.title().startswith("Error: ")
    assert page.input_value("[name=service]") == "ledger"
    assert page.input_value("[name=reason]") == "The books move out of the monolith."
    assert page.input_value("[name=backupDays]") == "1"
    assert not page.is_checked("[name=standby][type=checkbox]")


def _mend_by_click(page):
    for field in ("standby", "backupDays"):
        page.click(f"[data-fix-field={field}]")
        page.wait_for_selector(f".verdict:not(:has([data-fix-field={field}]))")
    page.wait_for_selector(".verdict.review")
    page.wait_for_selector("#summary-slot:empty", state="attached")
    assert page.is_checked("[name=standby][type=checkbox]")


def _approve_by_keyboard(seat, number):
    """From the queue to the decision without a mouse."""
    page = seat.open("/review/")
    link = page.wait_for_selector(f".rows a[href='/requests/{number}/']")
    while not link.evaluate("link => link === document.activeElement"):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/requests/{number}/")
    seat.settle()
    page.wait_for_selector("[data-key=approve]")
    page.keyboard.press("r")
    page.keyboard.type("Fits.")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.key") == "approve"
    page.keyboard.press("Enter")
    page.wait_for_selector(".decisions :text('Fits.')")


def _open_for_review(seat, number):
    page = seat.open(f"/requests/{number}/")
    page.wait_for_selector("[data-key=approve]")
    return page


def _approve(seat, number):
    page = _open_for_review(seat, number)
    page.click("[data-key=approve]")
    page.wait_for_selector(".decisions li")


def _check_service(seat, clark):
    page = seat.page
    page.click(".actions a:has-text('Service')")
    page.wait_for_selector(".facts .pill:has-text('Healthy')")
    page.wait_for_selector(".facts .pill:has-text('Synced')")
    shown = page.inner_text("#live")
    assert re.search(r"ledger-prod\.\w+\.us-east-1\.rds\.amazonaws\.com", shown)
    assert re.search(r"127\.0\.0\.1:\d+", shown)
    assert page.locator(".hops li").count() == page.locator(".hops li.done").count() == 2
    assert page.locator(".hops li:has-text('Version')").count() == 2
    _check_connect(page, clark)


def _check_connect(page, clark):
    """Every language, by names: none of the Secret's values."""
    where = wiring.running_at(clark.home)
    secret = wiring.delivered_secret(where, ("techcorp", "us-east-1"), "books", "ledger-prod")
    for language in ("Java", "Python", "Node"):
        page.click(f"[role=tab]:has-text('{language}')")
        code = page.inner_text("[role=tabpanel]:not([hidden])")
        assert code.strip()
        assert [name for name in secret if name != "port" and secret[name] in code] == []
    assert secret["password"] not in page.content()


def _mark(page):
    """A reload would forget this."""
    page.evaluate("document.body.dataset.marked = 'yes'")


def _marked(page):
    return page.evaluate("document.body.dataset.marked") == "yes"


def _refresh(clark, page, topic):
    """Tell every page, as the worker does after a change, and wait for the new fragment."""
    address = wiring.running_at(clark.home).database_file.read_text().strip()
    tell = "SELECT pg_notify('clark_changed', id || ':' || %s) FROM store_customer"
    page.evaluate("document.querySelector('#live > *').dataset.old = 'yes'")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(tell, [topic])
    page.wait_for_selector("#live > :first-child:not([data-old])")
