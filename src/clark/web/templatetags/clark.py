"""Tags and filters of the pages: icons, tinted code, times, tones."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import lucide
from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Literal, Name, Number, String, _TokenType

from clark.flow import timing
from clark.flow.cards import FileDiff
from clark.flow.request.cards import LineCommentCard
from clark.flow.spots import Spot
from clark.manifests import DiffRow
from clark.web import assets
from clark.web.hub import EVERYTHING, event_name

register = template.Library()


class Line(NamedTuple):
    """A line of a diff, where it is, and what was said of it."""

    row: DiffRow
    spot: Spot
    said: Sequence[LineCommentCard]


# Argo CD's words, with how alarming they are.
TONES: Final = {
    "Synced": "ok",
    "OutOfSync": "warn",
    "Healthy": "ok",
    "Progressing": "busy",
    "Degraded": "bad",
    "Missing": "warn",
    "Suspended": "warn",
}
GOOD, FAIR = 80, 50
GLYPHS: Final = {"ok": "●", "busy": "◐", "warn": "◐", "review": "○", "bad": "✕"}
TINTS: Final[tuple[tuple[_TokenType, str], ...]] = (
    (Comment, "c"),
    (Name.Tag, "k"),
    (Keyword, "k"),
    (Number, "n"),
    (Keyword.Constant, "n"),
    (String, "s"),
    (Literal, "s"),
)
LANGUAGES: Final = {
    "java": "java",
    "python": "python",
    "node": "javascript",
    "pod": "yaml",
    "yaml": "yaml",
}


@register.simple_tag
def asset(name: str) -> str:
    return assets.address(name)


@register.simple_tag
def live(address: str, *topics: str) -> SafeString:
    """The attributes of an element that fetches its content again when one of the topics changed.

    The element itself stays: it still hears what changes while an answer is on its way, and then
    asks once more. An element that replaced itself would miss that, and show what was for good.
    """
    heard = (*(f"sse:{event_name(str(topic))}" for topic in topics), f"sse:{EVERYTHING}")
    triggers = ", ".join((*(f"{each} delay:150ms" for each in heard), "refresh"))
    return format_html(
        'data-fragment hx-get="{}" hx-trigger="{}" hx-target="this" hx-swap="innerHTML" '
        'hx-select="[data-fragment] > *" hx-sync="this:queue last"',
        address,
        triggers,
    )


@register.simple_tag
def icon(name: str, size: int = 16, look: str = "") -> SafeString:
    """An icon that says nothing by itself: the text beside it does.

    Names also come from the customer's offerings. One that does not exist becomes a box; the
    library's own tag would write the name into the page unescaped.
    """
    return _icon(str(name), size, look)


@cache
def _icon(name: str, size: int, look: str) -> SafeString:
    more = {"aria_hidden": "true", "focusable": "false", **({"class": look} if look else {})}
    try:
        drawn = lucide._render_icon(name, size, **more)
    except lucide.IconDoesNotExist:
        drawn = lucide._render_icon("box", size, **more)
    return mark_safe(drawn)  # noqa: S308  the library's own drawing, with no word of ours in it


@register.filter
def tone(word: object) -> str:
    """The colour of a sync or health word; grey for one that is not known."""
    return TONES.get(str(word), "idle")


@register.filter
def grade(score: int | None) -> str:
    """The colour of a score of 100."""
    if score is None:
        return "idle"
    return "ok" if score >= GOOD else "warn" if score >= FAIR else "bad"


@register.filter
def glyph(tone_: str) -> str:
    return GLYPHS.get(tone_, "○")


@register.filter
@lru_cache(maxsize=8192)  # fragments show the same lines again and again
def tint(text: str, language: str = "yaml") -> SafeString:
    """Code with its parts in colour. Everything is escaped. Spring's settings are YAML."""
    if language == "java" and text.startswith("#"):
        language = "yaml"
    tokens = _lexer(LANGUAGES.get(language, "text")).get_tokens(text)
    parts = ((_class(kind), piece) for kind, piece in tokens)
    whole = [(name, "".join(piece for _, piece in run)) for name, run in groupby(parts, _first)]
    if whole and not text.endswith("\n"):  # the lexer adds a line break
        whole[-1] = (whole[-1][0], whole[-1][1].removesuffix("\n"))
    return format_html_join("", "{}", ((_piece(name, piece),) for name, piece in whole))


def _piece(name: str, piece: str) -> SafeString:
    return (
        format_html('<span class="{}">{}</span>', name, piece)
        if name
        else conditional_escape(piece)
    )


def _first(part: tuple[str, str]) -> str:
    return part[0]


@cache
def _lexer(name: str) -> Lexer:
    return get_lexer_by_name(name, stripnl=False, ensurenl=True)


@cache
def _class(kind: _TokenType) -> str:
    return next((name for wanted, name in reversed(TINTS) if kind in wanted), "")


@register.filter
def duration(seconds: float | None) -> str:
    """1 s, 7 min, 2 h 5 min."""
    if seconds is None:
        return ""
    if seconds < 1:
        return "under 1 s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


@register.filter
def ago(moment: datetime | None, form: str = "ago") -> SafeString:
    """How long ago ("3 min ago"), or how long ("plain": "3 min"); the script lets it grow older."""
    if moment is None:
        return conditional_escape("never")
    seconds = max(0.0, (timezone.now() - moment).total_seconds())
    said = (
        _age(seconds) if form == "plain" else "just now" if seconds < 5 else f"{_age(seconds)} ago"
    )
    return format_html(
        '<time datetime="{}" title="{} UTC" data-ago="{}">{}</time>',
        moment.isoformat(),
        moment.strftime("%d %b %Y %H:%M:%S"),
        form,
        said,
    )


@register.filter
def clock(moment: datetime | None, form: str = "long") -> SafeString:
    """The time of day, in the browser's zone where the script runs."""
    if moment is None:
        return conditional_escape("")
    return format_html(
        '<time class="mono" datetime="{}" title="{} UTC" data-clock="{}">{}</time>',
        moment.isoformat(),
        moment.strftime("%d %b %Y %H:%M:%S"),
        form,
        moment.strftime("%H:%M" if form == "short" else "%H:%M:%S"),
    )


@register.filter
def spoken(moment: datetime) -> str:
    """A moment that people agreed on, in words and in UTC, whatever the browser's zone is."""
    return timing.spoken(moment)


@register.filter
def as_moment(text: str) -> str:
    """What was typed as a time, in UTC, as the browser's own field wants it; "" for anything
    else."""
    found = timing.read(str(text))
    return f"{found:%Y-%m-%dT%H:%M}" if found else ""


def _age(seconds: float) -> str:
    for size, unit, upto in ((1, "s", 60), (60, "min", 3600), (3600, "h", 86400)):
        if seconds < upto:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds // 86400)} d"


@register.filter
def as_json(value: object) -> str:
    """A value on one line, as programs write it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@register.filter
def badge(word: str, of: str) -> str:
    """A word that says by itself what it is about: nobody knows what a bare Unknown is of."""
    return f"{of} unknown" if word == "Unknown" else word


@register.filter
def lookup(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key, "")


@register.filter
def with_comments(file: FileDiff, comments: Iterable[LineCommentCard]) -> list[Line]:
    """The lines of a file, each with what was said of it as it is."""
    said: dict[Spot, list[LineCommentCard]] = {}
    for each in comments:
        if each.stands:
            said.setdefault(each.spot, []).append(each)
    return [
        Line(row, spot, said.get(spot, []))
        for row in file.rows
        for spot in (Spot.of(file.path, row),)
    ]


@register.filter
def is_on(value: object) -> bool:
    return str(value).lower() in {"true", "on", "yes", "1"}


@register.filter
def first_word(text: object) -> str:
    return str(text).partition(" ")[0]


@register.filter
def initials(name: str) -> str:
    return "".join(part[0] for part in str(name).split()[:2]).upper()
