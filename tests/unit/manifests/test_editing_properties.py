"""An edit changes what was asked for and nothing else, in whatever layout."""

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rendered_manifests import Rendered, keys, manifests, renderers, scalars, values

from clark.manifests import Delete, Set, edit, get, read, same, write

thorough = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    entries = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    return [
        found for step, part in entries for found in ((*path, step), *paths_of(part, (*path, step)))
    ]


def values_of(text: str) -> dict[int, Any]:
    return {document.index: dict(document.value) for document in read(text)}


@st.composite
def texts(draw: st.DrawFn) -> tuple[Rendered, list[dict[str, Any]]]:
    documents = draw(st.lists(manifests, min_size=1, max_size=2))
    return draw(renderers).render(documents), documents


def assert_comments_stay(before: Rendered, after: str, touched: tuple[Any, ...]) -> None:
    kept = [comment for comment, path in before.comments.items() if path[: len(touched)] != touched]
    places = [after.find(comment) for comment in kept]
    assert -1 not in places
    assert places == sorted(places)


@thorough
@given(texts())
def test_every_layout_reads_as_its_value(example):
    rendered, documents = example
    assert same(list(values_of(rendered.text).values()), documents)


@thorough
@given(texts(), st.data())
def test_setting_an_existing_path_changes_it_alone(example, data):
    rendered, documents = example
    number = data.draw(st.integers(0, len(documents) - 1))
    path = data.draw(st.sampled_from(paths_of(documents[number])))
    new = data.draw(values)

    after = edit(rendered.text, number, [Set(path, new)])

    wanted = copy.deepcopy(documents)
    get(wanted[number], path[:-1])[path[-1]] = new
    assert same(list(values_of(after).values()), wanted)
    assert_comments_stay(rendered, after, (number, *path))


@thorough
@given(texts(), st.data())
def test_a_new_scalar_for_an_old_one_touches_no_other_line(example, data):
    rendered, documents = example
    candidates = [
        (number, path)
        for number, document in enumerate(documents)
        for path in paths_of(document)
        if not isinstance(old := get(document, path), dict | list) and "\n" not in str(old)
    ]
    if not candidates:
        return
    number, path = data.draw(st.sampled_from(candidates))
    new = data.draw(scalars)

    after = edit(rendered.text, number, [Set(path, new)])

    before_lines, after_lines = rendered.text.split("\n"), after.split("\n")
    assert len(before_lines) == len(after_lines)
    pairs = zip(before_lines, after_lines, strict=True)
    assert sum(old != new for old, new in pairs) <= 1
    assert_comments_stay(rendered, after, (None,))


@thorough
@given(texts(), st.data())
def test_deleting_a_path_deletes_it_alone(example, data):
    rendered, documents = example
    number = data.draw(st.integers(0, len(documents) - 1))
    path = data.draw(st.sampled_from(paths_of(documents[number])))

    after = edit(rendered.text, number, [Delete(path)])

    wanted = copy.deepcopy(documents)
    parent = get(wanted[number], path[:-1])
    del parent[path[-1]]
    assert same(list(values_of(after).values()), wanted)
    assert_comments_stay(rendered, after, (number, *(path if parent else path[:-1])))


@thorough
@given(texts(), st.data())
def test_adding_a_key_or_an_item_changes_nothing_else(example, data):
    rendered, documents = example
    number = data.draw(st.integers(0, len(documents) - 1))
    parents = [()] + [
        path for path in paths_of(documents[number])
        if isinstance(get(documents[number], path), dict | list)
    ]  # fmt: skip
    parent = data.draw(st.sampled_from(parents))
    target = get(documents[number], parent)
    step = len(target) if isinstance(target, list) else data.draw(keys)
    rest = tuple(data.draw(st.lists(keys, max_size=2))) if step not in _steps(target) else ()
    new = data.draw(values)

    after = edit(rendered.text, number, [Set((*parent, step, *rest), new)])

    made: Any = new
    for key in reversed(rest):
        made = {key: made}
    wanted = copy.deepcopy(documents)
    target = get(wanted[number], parent)
    if isinstance(target, list):
        target.append(made)
    else:
        target[step] = made
    assert same(list(values_of(after).values()), wanted)
    assert_comments_stay(rendered, after, (number, *parent, step))


@thorough
@given(texts(), manifests)
def test_a_whole_value_can_be_approached_and_lost_again(example, new):
    rendered, documents = example
    there = [Set((key,), part) for key, part in new.items()]
    gone = [Delete((key,)) for key in documents[0] if key not in new]

    after = edit(rendered.text, 0, [*there, *gone])

    assert same(values_of(after)[0], new)
    assert edit(after, 0, [*there, *gone]) == after


@thorough
@given(st.lists(manifests, min_size=1, max_size=3))
def test_what_is_written_is_read_back(documents):
    assert same(list(values_of(write(documents)).values()), documents)


def _steps(target: Any) -> Any:
    return target if isinstance(target, dict) else range(len(target))
