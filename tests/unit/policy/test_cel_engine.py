"""The CEL engine: errors are no permission, patterns are compiled once, hostile input ends."""

import time

import pytest
from cel_expr_python import cel
from hypothesis import given
from hypothesis import strategies as st

from clark.errors import Refused
from clark.policy import source
from clark.policy.cel import patterns
from clark.policy.engine import Failed, Scope, activation, compiled
from clark.policy.texts import MOST_ENTRIES

PLAIN = cel.NewEnv(variables={"object": cel.Type.DYN})
OBJECT = {"metadata": {"name": "orders-db-prod"}, "spec": {"size": 3, "tags": [{"key": "team"}]}}


def answer(text: str, value: object = OBJECT) -> object:
    request = {"operation": "CREATE"}
    return compiled(text, cel.Type.BOOL).evaluate(activation({"object": value, "request": request}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("object.spec.size == 3", True),
        ("object.spec.size == 3.0", True),
        ("object.spec.?zone.orValue('a') == 'a'", True),
        ("object.spec.tags.exists(tag, tag.key == 'team')", True),
        ("object.metadata.name.endsWith('-prod')", True),
        ("sets.contains(['a', 'b'], ['a'])", True),
        ("object.spec.nothing == 1 || true", True),
        ("has(object.spec.nothing)", False),
        ("oldObject == null", True),
        ("size('héllo😀') == 6", True),
        ("quantity(string(object.spec.size) + 'Gi').isLessThan(quantity('4Gi'))", True),
        ("object.spec.tags.map(tag, tag.key).indexOf('team') == 0", True),
        ("cidr('10.0.0.0/8').containsIP(object.spec.?address.orValue('10.1.2.3'))", True),
        ("request.operation == 'CREATE' || true", True),
        ("string(ip('::1')) == '::1' && string(object.spec.size) == '3'", True),
    ],
)
def test_it_reads_cel_as_the_api_server_does(text: str, expected: bool) -> None:
    assert answer(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "object.spec.nothing == 1",
        "object.spec.size.matches('3')",
        "object.metadata.name.matches(object.metadata.name + '(')",
        "quantity(object.metadata.name).isInteger()",
        "string(ip(object.metadata.name)) == ''",
        "oldObject.spec.size == 3",
        "1 / (object.spec.size - 3) == 1",
        "int(object.metadata.name) == 1",
    ],
)
def test_an_error_is_a_failure_and_never_true(text: str) -> None:
    assert isinstance(answer(text), Failed)


def test_a_number_beyond_64_bits_is_a_failure() -> None:
    assert isinstance(answer("object.a == 1", {"a": 2**70}), Failed)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("math.greatest(1, 2) == 2", "undeclared reference to 'math'"),
        ("params.limit == 1", "params cannot be used: the policy has no paramKind"),
        ("authorizer.group('').check('get').allowed()", "authorizer cannot be used"),
        ("namespaceObject == null", "namespaceObject cannot be used"),
        ("clark_matches('a', 'a')", "undeclared reference to 'clark_matches'"),
        ("object.spec.size", "it must be a bool, and is dyn"),
        ("'yes'", "it must be a bool, and is string"),
        ("object.?spec", "the value is an optional"),
        ("object.spec.", "Syntax error"),
        ("object.name.matches('(')", "the pattern '(' cannot be used: missing ): ("),
        ("1 == 1.0", "found no matching overload"),
        ("variables.exists(v, v == 1) || variables == {}", "they are read as variables.NAME"),
        ("variables.a == 1", "variables.a is not declared before it is read"),
        ("object.spec.?flag.orValue(false)", "it must be a bool, and is dyn"),
        ("request.operation == 1", "found no matching overload"),
        ("request.user == 'me'", "undefined field 'user' of request"),
        ("[1, 'a'] == []", "expected type 'int' but found 'string'"),
        ("object.name in [object.a, 'b']", "expected type 'dyn' but found 'string'"),
        ("{'a': 1}.transformMap(k, v, v + 1) == {}", "transformMapEntry cannot be evaluated"),
        ("lists.range(1000000000).size() > 0", "lists.range is not evaluated"),
        ("'" + "a" * 20_000 + "' == ''", "an expression may have 16384 characters"),
    ],
)
def test_what_it_does_not_evaluate_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        compiled(text, cel.Type.BOOL)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("object.a.matches('^(([a-z])+.)+[A-Z]([a-z])+$')", {"a": "a" * 50_000}),
        ("object.a.matches('(x+x+)+y')", {"a": "x" * 50_000}),
        ("object.a.matches(object.b)", {"a": "x", "b": "(" * 4000 + ")" * 4000}),
        ("object.a.matches(object.b)", {"a": "x", "b": "x" * 100_000}),
        ("object.a.all(x, object.a.all(y, object.a.all(z, true)))", {"a": [1] * 500}),
        ("object.a.map(x, x * 2).filter(x, x > 1).size() == 1", {"a": [1] * MOST_ENTRIES}),
    ],
)
def test_a_hostile_expression_ends_within_a_tenth_of_a_second(text: str, value: object) -> None:
    asked = compiled(text, cel.Type.BOOL)
    spent = []
    for _ in range(3):  # once may be the time when all garbage of a long run is collected
        started = time.process_time()
        found = asked.evaluate(activation({"object": value}))
        spent.append(time.process_time() - started)
    assert min(spent) < 0.1
    assert found is not True


def test_a_literal_pattern_is_compiled_once() -> None:
    asked = compiled("object.a.matches('^compiled-once-[a-z]{1,63}$')", cel.Type.BOOL)
    before = patterns.compiled.cache_info().misses
    for letter in "abc":
        assert asked.evaluate(activation({"object": {"a": f"compiled-once-{letter}"}})) is True
    assert patterns.compiled.cache_info().misses == before


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("a.matches('b')", "a.clark_matches('b')"),
        ("matches (a, 'b')", "clark_matches (a, 'b')"),
        ("a.b.matches('x') && c.matches('y')", "a.b.clark_matches('x') && c.clark_matches('y')"),
        ("a.indexOf(b.indexOf('c'))", "a.clark_indexOf(b.clark_indexOf('c'))"),
        ("format.named(a(')'))", "format.named(a(')'))[?0]"),
        ("x.validate((a)).hasValue()", "x.validate((a))[?0].hasValue()"),
        ("named('a')", "named('a')"),
        ("object.matches == 1", "object.matches == 1"),
        ("'a.matches(b)' == a", "'a.matches(b)' == a"),
        ('"a.matches(\\"b\\")"', '"a.matches(\\"b\\")"'),
        ("r'\\' + a.matches('b')", "r'\\' + a.clark_matches('b')"),
        ("'''it's matches('''", "'''it's matches('''"),
        ("true // a.matches('b')\n", "true // a.matches('b')\n"),
        ("rematches('a')", "rematches('a')"),
    ],
)
def test_only_calls_are_rewritten(text: str, rewritten: str) -> None:
    assert source.for_engine(text) == rewritten


def test_variables_are_found_where_they_are_read_and_nowhere_else() -> None:
    text = "variables.a == 1 && object.variables.b == 1 && 'variables.c' != '' && variables . d"
    scope = Scope((("a", "int"), ("d", "bool")))
    assert compiled(text, cel.Type.BOOL, scope).variables == {"a", "d"}


def test_a_variable_has_the_type_of_its_expression() -> None:
    scope = Scope((("a", "int"), ("b", "dyn"), ("c", "kubernetes.Quantity")))
    assert compiled("variables.c.isLessThan(quantity('1'))", cel.Type.BOOL, scope)
    for text in ("variables.b", "variables.a == 'a'", "variables.c == 1"):
        with pytest.raises(Refused):
            compiled(text, cel.Type.BOOL, scope)


@given(st.text(alphabet="abc+(.|)*[]{}?^$\\", max_size=12), st.text(alphabet="abc", max_size=12))
def test_a_cached_pattern_says_what_the_engine_says(pattern: str, text: str) -> None:
    value = activation({"object": {"p": pattern, "t": text}})
    plain = PLAIN.compile("object.t.matches(object.p)")
    expected = plain.eval(PLAIN.Activation({"object": {"p": pattern, "t": text}})).value()
    found = compiled("object.t.matches(object.p)", cel.Type.BOOL).evaluate(value)
    assert found is expected or (isinstance(found, Failed) and isinstance(expected, str))
