"""Icons, tinted code, ages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from clark.web.templatetags import clark as tags


def test_an_icon_that_does_not_exist_becomes_a_box_and_never_markup() -> None:
    assert tags.icon('"><script>') == tags.icon("box")
    assert "aria-hidden" in tags.icon("database")


@pytest.mark.parametrize("language", ["yaml", "java", "python", "node", "pod", "klingon"])
def test_tinting_adds_tags_and_changes_no_sign(language: str) -> None:
    text = 'a: "b"  # <c> & d\n  - 1\n\n'
    tinted = tags.tint(text, language)
    plain = strip_tags(tinted).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    assert plain.replace("&amp;", "&").replace("&#x27;", "'") == text
    assert "<c>" not in tinted


def test_yaml_keys_and_comments_are_told_apart() -> None:
    assert tags.tint("a: 1  # why") == (
        '<span class="k">a</span>: <span class="s">1</span>  <span class="c"># why</span>'
    )


def test_spring_settings_are_tinted_as_yaml() -> None:
    assert '<span class="k">spring</span>' in tags.tint("# application.yaml\nspring:\n", "java")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0.2, "under 1 s"), (7, "7 s"), (420, "7 min"), (7500, "2 h 5 min")],
)
def test_durations_are_said_shortly(seconds: float | None, said: str) -> None:
    assert tags.duration(seconds) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=-9), "just now"),
        (timedelta(seconds=40), "40 s ago"),
        (timedelta(minutes=7), "7 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(days=3), "3 d ago"),
    ],
)
def test_ages_are_said_shortly(before: timedelta, said: str) -> None:
    assert strip_tags(tags.ago(timezone.now() - before)) == said


def test_a_fragment_listens_to_names_that_htmx_can_read() -> None:
    attributes = tags.live("/x/?q=a&b", 'service/us-east-1/a", b[c]')
    assert "sse:service.us-east-1.a...b.c. delay" in attributes
    assert 'hx-get="/x/?q=a&amp;b"' in attributes


def test_values_of_programs_are_written_as_programs_write_them() -> None:
    assert tags.as_json("vpc-1") == "vpc-1"
    assert tags.as_json({"a": ["é", True, None]}) == '{"a": ["é", true, null]}'


def test_a_badge_says_what_is_unknown() -> None:
    assert tags.badge("Unknown", "Health") == "Health unknown"
    assert tags.badge("Healthy", "Health") == "Healthy"
