"""Pages in a real browser: accessible, within their width, silent, and quick under the fingers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.unit.web.conftest import AXE, WHOLE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[..., Page]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", WHOLE)
def test_pages_are_accessible_and_fit(open_page: Open, name: str, width: int, theme: str) -> None:
    page = open_page(name, width=width, theme=theme)
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.said == []  # type: ignore[attr-defined]


def test_slider_and_number_say_the_same(open_page: Open) -> None:
    page = open_page("form")
    page.fill("#field-storage", "250")
    assert page.input_value("#slide-storage") == "250"
    page.locator("#slide-storage").focus()
    page.keyboard.press("ArrowRight")
    assert page.input_value("#field-storage") == "251"


def test_a_one_click_fix_sets_the_field_and_moves_the_focus_to_the_new_verdict(
    open_page: Open,
) -> None:
    page = open_page("form")
    with page.expect_request("**/draft/") as sent:
        page.click("[data-fix-field=standby]")
    assert "standby=off&standby=on" in (sent.value.post_data or "")
    page.wait_for_selector("#verdict:focus")
    assert page.inner_text("#verdict") == "A reviewer will look at this"
    assert page.inner_text("#verdict-line") == "A reviewer will look at this"
    assert page.is_visible("#field-accept")


def test_a_draft_that_fails_says_so_and_keeps_what_was_typed(open_page: Open) -> None:
    page = open_page("form")
    page.route("**/draft/", lambda route: route.fulfill(status=401, body="Sign in first."))
    page.fill("#field-service", "orders")
    page.wait_for_selector("#toasts .note")
    assert "signed out" in page.inner_text("#toasts")
    assert page.input_value("#field-service") == "orders"


def test_control_enter_submits_once(open_page: Open) -> None:
    page = open_page("resize")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.focus("#field-reason")
        page.keyboard.press("Control+Enter")
    assert sent.value.url.endswith("/catalog/databases/")
    assert "submission=5e0f" in (sent.value.post_data or "")


def test_a_refused_form_puts_the_focus_on_the_summary_that_links_to_the_field(
    open_page: Open,
) -> None:
    page = open_page("form-refused")
    assert page.evaluate("document.activeElement.className") == "summary"
    page.click(".summary a")
    assert page.evaluate("document.activeElement.id") == "field-service"
    assert page.get_attribute("#field-service", "aria-invalid") == "true"


def test_on_a_phone_verdict_and_submit_stay_in_sight(open_page: Open) -> None:
    page = open_page("resize", width=390)
    box = page.locator(".submit").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert page.is_visible(".submit .gist")


def test_on_a_phone_the_menu_opens_and_closes(open_page: Open) -> None:
    page = open_page("services", width=390)
    assert not page.is_visible("#side")
    page.click(".tool.menu")
    assert page.is_visible("#side")
    page.keyboard.press("Escape")
    assert not page.is_visible("#side")


def test_the_palette_opens_by_keyboard_and_goes_where_it_points(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette [role=option]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette [aria-selected=true]")
    assert "request 482" in chosen.inner_text()
    with page.expect_request("**/requests/482/"):
        page.keyboard.press("Enter")


def test_languages_are_tabs_for_the_keyboard_too(open_page: Open) -> None:
    page = open_page("service")
    page.focus("#tab-java")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#tab-python", "aria-selected") == "true"
    assert page.is_visible("#code-python")
    assert not page.is_visible("#code-java")


def test_single_keys_move_and_can_be_switched_off(open_page: Open) -> None:
    page = open_page("queue")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") == "open"
    page.evaluate("document.activeElement.blur(); localStorage.setItem('single-keys', 'off')")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.className") != "open"


def test_the_theme_is_chosen_once_and_kept(open_page: Open) -> None:
    page = open_page("home")
    page.click("[data-theme-switch]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "theme=dark" in page.evaluate("document.cookie")


def test_the_tab_shows_how_the_service_is(open_page: Open) -> None:
    page = open_page("service")
    assert page.title() == "◐ order-service-db-prod · Clark"
    assert "d98a00" in (page.get_attribute("link[rel=icon]", "href") or "")


def test_a_page_is_light(open_page: Open) -> None:
    page = open_page("service")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    assert len(loaded) + 1 <= 12
