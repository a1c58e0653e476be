"""Documentation that cannot rot: it is compared with the code, the blueprints and itself.

`CLARK_WRITE_GOLDEN=1 pytest tests/unit/docs` writes the tables of docs/reference anew.
"""

import os
import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from django.conf import settings
from doc_tables import CONTROL, ROOT, policy_files, shipped, tables

from clark import catalog, policy
from clark.api.app import api, described
from clark.cli.main import COMMANDS
from clark.kinds import KINDS
from clark.manifests import Unreadable, read
from clark.policy import PolicySet

REFERENCE = ROOT / "docs" / "reference"
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md"))
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(clark [^`]+)`")
CALL = re.compile(r"(?:^|\s)(?:\.venv/bin/)?clark\s")
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
TABLE = re.compile(r"(<!-- table: ([^>]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PLACEHOLDERS = re.compile(r"<[^>]*>")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text(name: str) -> str:
    return (REFERENCE / name).read_text()


def options(command: str) -> set[str]:
    """Every option of a subcommand, as typer knows it."""
    one = typer.Typer(add_completion=False)
    one.command(command)(import_module(COMMANDS[command][0]).command)
    known = typer.main.get_command(one).params
    return {"--help", *(opt for each in known for opt in each.opts if opt.startswith("-"))}


def commands_in(page: Path) -> Iterator[list[str]]:
    """The words of every `clark …` in fences and in code, up to a pipe or a redirection."""
    written = page.read_text()
    lines = [
        line
        for language, block in FENCE.findall(written)
        if language in {"sh", "console"}
        for line in block.replace("\\\n", " ").splitlines()
    ]
    for line in (*lines, *INLINE.findall(FENCE.sub("", written))):
        parts = re.split(r"&&|\|\||[|;]", PLACEHOLDERS.sub("X", line))
        for part in filter(CALL.search, parts):
            words = shlex.split(part.partition(" >")[0], comments=True, posix=True)
            starts = [n for n, word in enumerate(words) if word in {"clark", ".venv/bin/clark"}]
            if starts and all("=" in word for word in words[: starts[0]]):
                yield words[starts[0] + 1 :]


def slug(heading: str) -> str:
    """The anchor that Git hosts give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")).strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    written = FENCE.sub("", page.read_text())
    for target in (first or second for first, second in LINK.findall(written)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{named(page)} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", FENCE.sub("", found.read_text()), re.MULTILINE)
            assert anchor in map(slug, headings), f"{named(page)} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_shows_a_command_or_an_option_that_does_not_exist(page: Path) -> None:
    for command, *rest in (words for words in commands_in(page) if words):
        if command.startswith(("-", "COMMAND")):
            continue
        assert command in COMMANDS, f"{named(page)}: clark {command}"
        known = options(command)
        used = {word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
        assert used <= known, f"{named(page)}: clark {command} has no {used - known}"


def test_what_must_not_work_names_tests_that_exist() -> None:
    named_tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text("security.md"))
    assert len(named_tests) > 20
    for file, name in named_tests:
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.M), f"{file}::{name}"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_explains_every_command_with_every_option(command: str) -> None:
    found = re.search(rf"^### clark {command}\n(.*?)(?=^##|\Z)", text("cli.md"), re.M | re.S)
    assert found, f"cli.md has no heading “clark {command}”"
    missing = {option for option in options(command) - {"--help"} if f"`{option}`" not in found[1]}
    assert not missing


def test_the_reference_names_every_endpoint_and_no_other() -> None:
    schema = api.get_openapi_schema(path_prefix="/api/")
    offered = {
        f"{method.upper()} {path}"
        for path, operations in schema["paths"].items()
        for method in operations
    }
    explained = re.findall(r"^\| `((?:GET|POST|DELETE) /api/[^`]*)`", text("api.md"), re.M)
    assert offered == set(explained)


def test_the_reference_explains_every_status() -> None:
    schema = api.get_openapi_schema(path_prefix="/api/")
    answered = {
        str(status)
        for operations in schema["paths"].values()
        for operation in operations.values()
        for status in operation["responses"]
    }
    rows = re.findall(r"^\| ((?:\d{3}(?:, )?)+) \|", text("api.md"), re.M)
    assert answered == {status for row in rows for status in row.split(", ")}


def test_two_shapes_of_the_api_never_share_a_name() -> None:
    schema = api.get_openapi_schema(path_prefix="/api/")
    rows = {
        path: operations["get"]["responses"][200]["content"]["application/json"]["schema"]
        for path, operations in schema["paths"].items()
        if path in {"/api/requests", "/api/services", "/api/notices"}
    }
    assert len({shape["$ref"] for shape in rows.values()}) == 3


def test_the_tables_say_what_the_code_says() -> None:
    made = tables()
    seen = []
    for page in sorted(REFERENCE.glob("*.md")):
        written = page.read_text()
        seen += [name for _, name, _, _ in TABLE.findall(written)]
        fresh = TABLE.sub(lambda at: f"{at[1]}\n{made[at[2]]}\n\n{at[4]}", written)
        if os.environ.get("CLARK_WRITE_GOLDEN"):
            page.write_text(fresh)
        assert fresh == page.read_text(), f"{named(page)}: run CLARK_WRITE_GOLDEN=1 make test"
    assert sorted(seen) == sorted(made)


def test_every_shipped_policy_kind_and_offering_is_explained() -> None:
    policies, kinds, offerings = text("policies.md"), text("kinds.md"), text("offerings.md")
    assert all(f"`{policy['metadata']['name']}`" in policies for policy, _ in policy_files())
    assert all(f"## {kind.kind}\n" in kinds and f"`{kind.api_version}`" in kinds for kind in KINDS)
    assert all(f"### `{offering.name}`" in offerings for offering in shipped().offerings)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_the_keys_of_a_connection_secret_are_those_of_the_kind(kind) -> None:
    row = next(
        line for line in text("kinds.md").splitlines() if line.startswith(f"| `{kind.kind}`")
    )
    assert re.findall(r"`([^`]+)`", row.split("|")[-2]) == list(kind.connection_keys)


def refusals() -> list[tuple[str, str]]:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*?) \| [A-Z8].* \|$", text("manifests.md"), re.M)
    return [(rule, cell) for rule, cell in rows]


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, cell) for rule, cell in refusals() if cell.startswith("`")]
)
def test_every_example_of_a_refusal_is_refused_by_its_rule(rule: str, example: str) -> None:
    source = example.strip("`").replace("⏎", "\n").replace("\\|", "|")
    with pytest.raises(Unreadable) as caught:
        read(source)
    assert rule in {refusal.rule for refusal in caught.value.refusals}


def test_every_rule_of_reading_is_explained() -> None:
    code = "".join(path.read_text() for path in (ROOT / "src/clark/manifests").glob("*.py"))
    rules = set(
        re.findall(r'(?:refuse|_note|Refusal)\([^()"]*(?:\([^()]*\))?[^()"]*"([a-z-]+)"', code)
    )
    rules |= set(re.findall(r'^    "\w+": \("([a-z-]+)", "', code, re.M))
    assert len(rules) > 15
    assert rules <= {rule for rule, _ in refusals()}


def yaml_in(name: str) -> list[str]:
    return [block for language, block in FENCE.findall(text(name)) if language == "yaml"]


def test_the_offering_of_the_guide_can_be_offered() -> None:
    definition, composition = yaml_in("offerings.md")
    folder = "offerings/archives"
    found = catalog.load(
        {f"{folder}/definition.yaml": definition, f"{folder}/composition.yaml": composition}
    )
    assert not found.broken
    (offering,) = found.offerings
    assert offering.name == "archives"
    (asked,) = re.findall(r"^clark request archives (.*) --dry-run$", text("offerings.md"), re.M)
    said = dict(each.split("=") for each in asked.split())
    files = catalog.render(offering, said)
    shipped = {str(each): each.read_text() for each in (CONTROL / "policies").glob("*.yaml")}
    policies, place = PolicySet.load(shipped), policy.Place("111122223333")
    verdict = policy.review(files, old={}, policies=policies, place=place)
    assert verdict.findings == ()


def test_the_policy_of_the_guide_can_be_evaluated() -> None:
    (written,) = yaml_in("policies.md")
    found = PolicySet.load({"policies/database-ireland.yaml": written})
    assert not found.broken
    assert "database-ireland" in found.names


def test_every_environment_variable_of_the_code_is_explained() -> None:
    code = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    used = {name for path in code for name in re.findall(r"CLARK_[A-Z_]+[A-Z]", path.read_text())}
    assert used <= set(re.findall(r"`(CLARK_[A-Z_]+)`", text("configuration.md")))


def test_the_control_repository_explains_itself_as_the_reference_does() -> None:
    annotations = re.findall(r"^\| `(clark\.dev/\w+)` .*$", text("policies.md"), re.M)
    shipped_page = (CONTROL / "policies" / "README.md").read_text()
    assert annotations
    assert all(f"`{name}`" in shipped_page for name in annotations)


def test_the_page_of_the_api_takes_nothing_from_another_host(client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "/static/ninja/swagger-ui-bundle.js" in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)


def test_the_page_of_the_api_says_whether_the_platform_is_local() -> None:
    assert "**Local platform:**" in described(local=True)
    assert "Local" not in described(local=False)
    assert api.description == described(local=settings.LOCAL)
