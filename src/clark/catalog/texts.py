"""The string transforms: Format, Convert, TrimPrefix, TrimSuffix, Regexp, Join, Replace."""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from clark.catalog.bounds import bounded, fit
from clark.catalog.goformat import shown, sprintf
from clark.catalog.gojson import dumps
from clark.catalog.numbers import cleaned, to_bytes, to_text
from clark.catalog.reading import Part
from clark.catalog.regexps import Regexp
from clark.errors import Refused

Text = Callable[[Any], str]
LINE_ENDS: Final = re.compile("[\r\n]")  # Go's decoder passes over them


def read(part: Part) -> Text:
    return READERS[part.choice("type", READERS)](part)


def _read_format(part: Part) -> Text:
    pattern = part.text("fmt")
    return lambda value: sprintf(pattern, [value])


def _read_convert(part: Part) -> Text:
    return CONVERSIONS[part.choice("convert", CONVERSIONS)]


def _read_prefix(part: Part) -> Text:
    trim = part.text("trim")
    return lambda value: shown(value).removeprefix(trim)


def _read_suffix(part: Part) -> Text:
    trim = part.text("trim")
    return lambda value: shown(value).removesuffix(trim)


def _read_regexp(part: Part) -> Text:
    settings = part.at("regexp")
    pattern = Regexp.read(settings.at("match"))
    group = settings.whole("group") or 0
    if group < 0:
        raise settings.at("group").broken("A group counts from 0; the real function would crash.")
    return partial(_regexp, pattern, settings.text("match"), group)


def _regexp(pattern: Regexp, said: str, group: int, value: Any) -> str:
    found = pattern.group(shown(value), group)
    if found is None:
        raise Refused(f"The regular expression {said} has no match for group {group}.")
    return found


def _read_join(part: Part) -> Text:
    return partial(_join, part.text("join", "separator", default=""))


def _join(separator: str, value: Any) -> str:
    """With the real function's bug: of a longer separator it leaves all but the last byte."""
    if not isinstance(value, list):
        raise Refused("Join takes a list only.")
    joined = "".join(bounded(shown(part) + separator for part in value))
    return to_text(to_bytes(joined)[:-1]) if separator and value else joined


def _read_replace(part: Part) -> Text:
    settings = part.at("replace")
    search, new = settings.text("search"), settings.text("replace", default="")
    if not search:
        raise settings.at("search").broken("The text to search may not be empty.")
    return partial(_replace, search, new)


def _replace(search: str, new: str, value: Any) -> str:
    text = shown(value)
    fit(len(text) + text.count(search) * (len(new) - len(search)))
    return text.replace(search, new)


def _upper(value: Any) -> str:
    return "".join(map(_upper_one, cleaned(shown(value))))


def _upper_one(char: str) -> str:
    """Go maps one character to one; Python's ß becomes SS."""
    upper, title = char.upper(), char.title()
    return upper if len(upper) == 1 else title if len(title) == 1 else char


def _lower(value: Any) -> str:
    return "".join(
        lower if len(lower := char.lower()) == 1 else "i" for char in cleaned(shown(value))
    )


def _to_base64(value: Any) -> str:
    return base64.b64encode(to_bytes(shown(value))).decode()


def _from_base64(value: Any) -> str:
    try:
        return to_text(base64.b64decode(LINE_ENDS.sub("", shown(value)), validate=True))
    except (binascii.Error, ValueError):
        raise Refused("The text is not valid base64.") from None


def _hashed(value: Any) -> bytes:
    """What is hashed: text as it is, everything else as JSON."""
    return to_bytes(value if isinstance(value, str) else dumps(value))


CONVERSIONS: Final[Mapping[str, Text]] = {
    "ToUpper": _upper,
    "ToLower": _lower,
    "ToJson": dumps,
    "ToBase64": _to_base64,
    "FromBase64": _from_base64,
    "ToSha1": lambda value: hashlib.sha1(_hashed(value), usedforsecurity=False).hexdigest(),
    "ToSha256": lambda value: hashlib.sha256(_hashed(value)).hexdigest(),
    "ToSha512": lambda value: hashlib.sha512(_hashed(value)).hexdigest(),
    "ToAdler32": lambda value: str(zlib.adler32(_hashed(value))),
}
READERS: Final[Mapping[str, Callable[[Part], Text]]] = {
    "Format": _read_format,
    "Convert": _read_convert,
    "TrimPrefix": _read_prefix,
    "TrimSuffix": _read_suffix,
    "Regexp": _read_regexp,
    "Join": _read_join,
    "Replace": _read_replace,
}
