"""The node tree of a text, from libyaml: every node with the place where it begins and ends.

libyaml's scanner is used without PyYAML's resolver: what a plain scalar means is decided in
`scalars`, which also makes this three times as fast.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml._yaml import CParser

from clark.manifests.refusal import Refusal, Unreadable

MAX_DEPTH = 64
TOO_DEEP = f"this is nested more than {MAX_DEPTH} levels deep"
Node = yaml.ScalarNode | yaml.MappingNode | yaml.SequenceNode

# Composing recurses in C, so depth is counted before. A collection costs a bracket, or a step
# of indentation that its first line shows; fewer than this of both cannot be too deep for C.
_INDENTED = re.compile(r"(?:^|\n)[ \t?:-]{60}")


class _Parser(CParser):
    """libyaml's parser and composer; each plain scalar stays text."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Nothing is resolved by path."""

    def ascend_resolver(self) -> None:
        """Nothing is resolved by path."""


def compose(text: str) -> Iterator[Node]:
    """The root node of each document. Raises yaml.YAMLError when it comes to a broken place,
    Unreadable when nested deeper than MAX_DEPTH."""
    if text.count("[") + text.count("{") > MAX_DEPTH - 4 or _INDENTED.search(text):
        _refuse_depth(text)
    parser: Any = _Parser(text)
    while parser.check_node():
        yield parser.get_node()


def events(text: str) -> Iterator[yaml.Event]:
    """libyaml's events, up to the first broken place."""
    parser: Any = _Parser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    except yaml.YAMLError:
        return


def _refuse_depth(text: str) -> None:
    depth = 0
    for event in events(text):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                at = mark.line + 1, mark.column + 1
                raise Unreadable([Refusal(*at, "too-deep", TOO_DEEP)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
