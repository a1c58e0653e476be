"""The inspection in the customer's own workflow: Clark's files, with their imports written anew.

python -m tests.infra.copies        writes them
"""

from pathlib import Path

import clark.adapters.terraform
from tests.infra.tree import BLUEPRINT

SOURCE = Path(clark.adapters.terraform.__file__).parent
FOLDER = BLUEPRINT / "scripts" / "inspection"
NAMES = ("allowed", "blocks", "hcl", "redaction", "tokens", "walk")
ANEW = {
    "from clark.adapters.terraform import": "from inspection import",
    "from clark.adapters.terraform.": "from inspection.",
    "from clark.ports.terraform import HIDDEN\n": 'HIDDEN = "hidden"\n',
}


def copies() -> dict[Path, str]:
    """Path → text, as it has to be."""
    made = {}
    for name in NAMES:
        text = (SOURCE / f"{name}.py").read_text()
        for before, after in ANEW.items():
            text = text.replace(before, after)
        made[FOLDER / f"{name}.py"] = text
    return made


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path, text in copies().items():
        path.write_text(text)
