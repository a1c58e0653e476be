"""Pages in a real browser: accessible, within their width, silent, and quick under the fingers."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request

from tests.unit.web import samples
from tests.unit.web.conftest import AXE, WHOLE
from tests.unit.web.gallery import shown

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[..., Page]


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (390, "dark"),
        (1440, "light"),
        # Colours do not depend on the width, nor the layout on the theme: seen twice, all is seen.
        pytest.param(390, "light", marks=pytest.mark.slow),
        pytest.param(1440, "dark", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("name", WHOLE)
def test_pages_are_accessible_and_fit(open_page: Open, name: str, width: int, theme: str) -> None:
    page = open_page(name, width=width, theme=theme)
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.said == []  # type: ignore[attr-defined]


def test_on_a_phone_what_terraform_said_wraps(open_page: Open) -> None:
    page = open_page("plan-refused-raw", width=390)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_a_field_asks_is_not_red_before_anything_is_wrong(open_page: Open) -> None:
    page = open_page("form")
    colours = "each => getComputedStyle(document.querySelector(each)).color"
    ink = page.evaluate(colours, "body")
    assert page.evaluate(colours, ".field > legend") == ink
    assert page.evaluate(colours, ".field > label:not(.switch)") == ink


def test_on_a_phone_a_row_ends_with_its_chevron(open_page: Open) -> None:
    page = open_page("home", width=390)
    row = page.locator(".rows > li:has(> svg)").first
    chevron, name = (row.locator(each).bounding_box() for each in ("> svg", ".grow"))
    assert chevron is not None
    assert name is not None
    assert chevron["x"] > name["x"] + name["width"] - 1
    assert chevron["y"] < name["y"] + name["height"]


def test_a_time_is_asked_for_where_one_is_chosen(open_page: Open) -> None:
    page = open_page("resize")
    moment = page.locator("#field-not_before")
    assert not moment.is_visible()
    page.locator('[name="when"][value="now"]').focus()
    page.keyboard.press("ArrowRight")
    assert page.locator('[name="when"][value="at"]').is_checked()
    assert moment.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "field-not_before"
    again = open_page("resize-at").locator("#field-not_before")
    assert again.input_value() == "2026-12-01T02:00"
    assert again.get_attribute("aria-invalid") == "true"


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


def drafted(page: Page) -> list[dict[str, list[str]]]:
    """The drafts that a page has asked for, as they come."""
    sent: list[dict[str, list[str]]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/draft/"):
            sent.append(parse_qs(request.post_data or ""))

    page.on("request", note)
    return sent


@pytest.mark.parametrize("chosen", ["radio", "select", "switch"])
def test_a_choice_asks_for_its_verdict_once_and_at_once(open_page: Open, chosen: str) -> None:
    page = open_page("form")
    sent = drafted(page)
    with page.expect_request("**/draft/", timeout=2000):
        if chosen == "select":
            field = page.locator("form[data-draft] select").first
            field.select_option(index=field.locator("option").count() - 1)
        elif chosen == "radio":
            page.locator("form[data-draft] label:has([type=radio]:not(:checked))").first.click()
        else:
            page.locator("form[data-draft] label.switch").first.click()
    page.wait_for_timeout(500)
    assert len(sent) == 1


def test_typing_asks_once_after_the_pause_and_not_again_where_the_field_is_left(
    open_page: Open,
) -> None:
    page = open_page("form")
    sent = drafted(page)
    with page.expect_request("**/draft/", timeout=2000):
        page.locator("#field-service").press_sequentially("ledger", delay=20)
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert len(sent) == 1
    assert sent[0]["service"][0].startswith("ledger")


def test_what_was_typed_right_before_a_choice_goes_with_it(open_page: Open) -> None:
    page = open_page("form")
    sent = drafted(page)
    page.fill("#field-service", "ledger")
    page.locator("form[data-draft] label.switch").first.click()
    page.wait_for_timeout(500)
    assert sent[-1]["service"] == ["ledger"]
    assert page.input_value("#field-service") == "ledger"


@pytest.mark.parametrize("name", ["#field-storage", "#slide-storage", "#field-reason"])
def test_numbers_sliders_and_reasons_ask_for_a_verdict_too(open_page: Open, name: str) -> None:
    page = open_page("form")
    with page.expect_request("**/draft/", timeout=2000):
        page.fill(name, "60")


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


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1366, 500)])
@pytest.mark.parametrize("name", ["customer-new-planned", "form", "resize", "adopt-page"])
def test_however_long_the_preview_its_button_can_be_reached(
    open_page: Open, name: str, width: int, height: int
) -> None:
    page = open_page(name, width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    box = page.locator(".split .primary").bounding_box()
    assert box is not None
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    found = "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('.primary'))"
    assert page.evaluate(found, middle)


def test_the_button_of_a_form_comes_after_what_it_shows(open_page: Open) -> None:
    page = open_page("customer-new-planned", width=390)
    boxes = [page.locator(each).bounding_box() for each in ("#preview", ".foot")]
    preview, foot = boxes
    assert preview is not None
    assert foot is not None
    assert foot["y"] >= preview["y"] + preview["height"]


@pytest.mark.parametrize("width", [1100, 1280, 390])
def test_choices_side_by_side_stay_in_their_column(open_page: Open, width: int) -> None:
    page = open_page("form", width=width)
    wide = "each => each.every(one => one.scrollWidth <= one.parentElement.clientWidth)"
    assert page.locator(".segment").evaluate_all(wide)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_button_that_cannot_be_pressed_looks_so(open_page: Open, theme: str) -> None:
    colour = "each => getComputedStyle(each).backgroundColor"
    seen = [
        open_page(name, width=390, theme=theme).locator(".submit .primary").evaluate(colour)
        for name in ("delete-unconfirmed", "form-refused", "delete")
    ]
    assert seen[0] == seen[1] != seen[2]


def test_on_a_phone_the_menu_opens_and_closes(open_page: Open) -> None:
    page = open_page("services", width=390)
    assert not page.is_visible("#side")
    page.click(".tool.menu")
    assert page.is_visible("#side")
    page.keyboard.press("Escape")
    assert not page.is_visible("#side")


def refreshed(page: Page, name: str) -> None:
    """Let the live part of a request's page fetch itself again, and find this."""
    page.route("**/requests/483/", lambda route: route.fulfill(body=shown(name)))
    with page.expect_response("**/requests/483/"):
        page.evaluate("htmx.trigger('#live', 'refresh')")
    page.wait_for_timeout(100)


def sent_by_approving(page: Page) -> dict[str, str]:
    with page.expect_request("**/approve/") as sent:
        page.click("[data-key=approve]")
    return {key: value[0] for key, value in parse_qs(sent.value.post_data or "").items()}


def test_a_refresh_does_not_replace_what_was_read_by_what_nobody_has_read(
    open_page: Open,
) -> None:
    page = open_page("request")
    assert not page.is_visible("[data-moved]")
    for fragment in ("request-checked", "request-moved"):  # its form is gone meanwhile
        refreshed(page, fragment)
    assert page.is_visible("[data-moved]")
    assert not page.is_visible("[data-key=approve]")
    assert page.get_attribute("[data-moved] a", "href") == "/requests/483/"
    read = page.evaluate("Object.fromEntries(new FormData(document.forms.decision))")
    assert (read["head"], read["diff_hash"]) == (samples.REQUEST.head, samples.REQUEST.diff_hash)
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert found["violations"] == []


def test_a_refresh_of_the_same_change_leaves_it_to_be_approved(open_page: Open) -> None:
    page = open_page("request")
    refreshed(page, "request-again")
    assert not page.is_visible("[data-moved]")
    sent = sent_by_approving(page)
    assert (sent["head"], sent["diff_hash"]) == (samples.REQUEST.head, samples.REQUEST.diff_hash)


def test_a_button_that_is_pressed_while_its_part_refreshes_is_clicked_all_the_same(
    open_page: Open,
) -> None:
    page = open_page("request")
    box = page.locator("form[action$='/withdraw/'] button").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    refreshed(page, "request-again")
    with page.expect_request("**/withdraw/"):
        page.mouse.up()


def test_what_was_open_before_its_pull_request_takes_the_first_head(open_page: Open) -> None:
    page = open_page("request-unopened")
    refreshed(page, "request-again")
    assert sent_by_approving(page)["head"] == samples.REQUEST.head


def test_the_palette_opens_by_keyboard_and_goes_where_it_points(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette [role=option]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#palette [aria-selected=true]")
    assert "request 482" in chosen.inner_text()
    with page.expect_request("**/requests/482/"):
        page.keyboard.press("Enter")


def test_escape_closes_the_palette_whatever_was_typed(open_page: Open) -> None:
    page = open_page("home")
    page.keyboard.press("Control+k")
    page.keyboard.type("orders")
    page.keyboard.press("Escape")
    assert not page.is_visible("#palette")


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
