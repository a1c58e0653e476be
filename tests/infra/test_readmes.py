"""The READMEs of modules and stacks: by hand down to their tables, which come from the code.

`CLARK_WRITE_GOLDEN=1 pytest tests/infra/test_readmes.py` writes the tables anew.
"""

import os
import re

import pytest

from tests.infra.tree import BLUEPRINT, blueprint

FILES = blueprint()
PARTS = sorted(path.removesuffix("/main.tf") for path in FILES if path.endswith("/main.tf"))
BLOCK = re.compile(r'^(?:variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
DESCRIPTION = re.compile(r'^  description = "(.*)"$', re.MULTILINE)


def table(title: str, text: str) -> str:
    rows = []
    for name, body in BLOCK.findall(text):
        (said,) = DESCRIPTION.findall(body)
        must = "" if title == "Outputs" else (" no |" if "\n  default" in body else " yes |")
        rows.append(f"| `{name}` |{must} {said.replace('|', chr(92) + '|')} |")
    if not rows:
        return ""
    head = (
        "| Name | What |\n|---|---|"
        if title == "Outputs"
        else "| Name | Must | What |\n|---|---|---|"
    )
    return f"\n## {title}\n\n{head}\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize("part", PARTS)
def test_a_readme_says_what_a_part_is_for_and_lists_what_it_takes_and_gives(part):
    readme = FILES[f"{part}/README.md"]
    words = re.split(r"\n## (?:Inputs|Outputs)\n", readme)[0]
    inputs = table("Inputs", FILES[f"{part}/variables.tf"])
    fresh = words + inputs + table("Outputs", FILES[f"{part}/outputs.tf"])
    if os.environ.get("CLARK_WRITE_GOLDEN"):
        (BLUEPRINT / part / "README.md").write_text(fresh)
        return

    assert len(words) > 150
    assert readme == fresh, "run CLARK_WRITE_GOLDEN=1 pytest tests/infra/test_readmes.py"
