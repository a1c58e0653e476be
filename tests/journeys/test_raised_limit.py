"""A limit is raised with nothing but the command line, on the Git host that customers have here."""

import json

from asking import once, told

MOST = 20_001  # GB; the sample's limit is one less


def test_a_limit_is_raised_once_an_owner_approves_it_and_then_holds(clark, tokens):
    draft = clark.run(
        "raise", "database-storage", f"storageGB={MOST}", "--dry-run", token=tokens["maya"]
    )
    assert draft.code == 0, draft.err
    assert f"+         storageGB: {MOST}" in draft.out

    asked = clark.run(
        *("raise", "database-storage", f"storageGB={MOST}", "--reason", "One more.", "--json"),
        token=tokens["maya"],
    )
    assert asked.code == 0, asked.err
    number = str(json.loads(asked.out)["row"]["number"])
    head = once(clark, tokens, number, "in review")["head"]
    reviewer = clark.run("approve", number, "--yes", "--head", head, token=tokens["ravi"])
    assert reviewer.code == 1
    assert "Owners decide about limits" in reviewer.err

    told(clark, tokens["ana"], "approve", number, "--head", head)
    page = once(clark, tokens, number, "done")
    assert [step["label"] for step in page["steps"]][-1] == "In force"
    said = told(clark, tokens["maya"], "limits", "database-storage")
    assert {each["most"] for row in said["rows"] for each in row["measures"]} == {MOST}
