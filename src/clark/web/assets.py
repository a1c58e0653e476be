"""One style sheet and one script for every page: bundled and compressed once per process.

The sources are small files by layer; a browser gets two, named by their content, so that it may
keep them for ever. There is no build step and nothing to collect.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

SOURCES: Final = {
    "clark.css": (
        "clark/css/foundation.css",
        "clark/css/shell.css",
        "clark/css/parts.css",
        "clark/css/rows.css",
        "clark/css/form.css",
        "clark/css/screens.css",
        "clark/css/review.css",
        "clark/css/infrastructure.css",
        "clark/css/customers.css",
        "clark/css/adoption.css",
        "clark/css/exit.css",
        "clark/css/palette.css",
        "clark/css/narrow.css",
    ),
    "clark.js": (
        "django_htmx/htmx-2.min.js",
        "django_htmx/ext/hx-sse-2.min.js",
        "clark/js/page.js",
        "clark/js/form.js",
        "clark/js/palette.js",
        "clark/js/live.js",
        "clark/js/stay.js",
        "clark/js/decide.js",
        "clark/js/unsent.js",
    ),
}
TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Bundle:
    digest: str
    plain: bytes
    packed: bytes


@cache
def bundle(name: str) -> Bundle:
    """Raises KeyError for a name that is not a bundle."""
    plain = b"\n".join(_source(path) for path in SOURCES[name])
    digest = hashlib.sha256(plain).hexdigest()[:16]
    return Bundle(digest, plain, gzip.compress(plain, compresslevel=9, mtime=0))


def address(name: str) -> str:
    """Where a page finds the bundle as it is now."""
    return reverse("asset", args=[bundle(name).digest, name])


@require_safe
def asset(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """The bundle, if it is still the one that was asked for."""
    if name not in SOURCES or bundle(name).digest != digest:
        raise Http404("There is no such file.")
    found = bundle(name)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    reply = HttpResponse(
        found.packed if packs else found.plain, content_type=TYPES[name.rsplit(".", 1)[1]]
    )
    if packs:
        reply["Content-Encoding"] = "gzip"
    reply["Vary"] = "Accept-Encoding"
    reply["Cache-Control"] = "public, max-age=31536000, immutable"
    return reply


def _source(path: str) -> bytes:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return Path(found).read_bytes()
