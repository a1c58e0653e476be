"""An Aurora cluster through the whole of Clark: ordered, grown, looked at and deleted."""

from asking import carried_out, gone, told
from clark_process import Clark

WORDS = ["service=ledger", "application=ledger", "team=finance", "environment=dev"]
NAME = "ledger-dev"


def test_a_cluster_is_ordered_grown_and_deleted(clark: Clark, tokens, sit):
    carried_out(clark, tokens, "auroras", *WORDS)
    page = told(clark, tokens["maya"], "service", NAME)
    assert page["row"]["summary"] == "Aurora PostgreSQL 16.3 · 2 × db.serverless"
    assert [part["name"] for part in page["parts"]] == [f"{NAME}-1", f"{NAME}-2"]
    assert sorted(part["role"] for part in page["parts"]) == ["reader now", "writer now"]
    assert "For reading only" in [each["label"] for each in page["endpoints"]]

    carried_out(clark, tokens, NAME, "--action", "instances", "instances=3")
    roles = [part["role"] for part in told(clark, tokens["maya"], "service", NAME)["parts"]]
    assert sorted(roles) == ["reader now", "reader now", "writer now"]

    table = clark.run("service", NAME, token=tokens["maya"]).out
    assert table.count("writer now") == 1

    seat = sit("maya")
    seat.open(f"/services/us-east-1/{NAME}/")
    parts = seat.page.locator("section:has(> h2:text-is('Parts')) li")
    assert parts.count() == 3
    assert seat.violations() == []
    seat.page.goto("about:blank")

    gone(clark, tokens, NAME)
