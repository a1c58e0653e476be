"""A node group through the whole of Clark: ordered, scaled, looked at and deleted."""

from asking import carried_out, gone, told
from clark_process import Clark

WORDS = ["service=batch", "application=batch", "team=data", "environment=dev", "nodes=2"]
NAME = "batch-dev"


def test_a_node_group_is_ordered_scaled_and_deleted(clark: Clark, tokens):
    carried_out(clark, tokens, "nodegroups", *WORDS)
    page = told(clark, tokens["maya"], "service", NAME)
    assert page["row"]["summary"] == "m7i.large, m6i.large, m5.large · 2 nodes, 2 to 4"
    assert _endpoints(page)["Nodes"] == "2"
    assert "starts no machine for it" in page["local"]["note"]
    assert page["deliveries"] == []

    carried_out(clark, tokens, NAME, "--action", "nodes", "nodes=5", "maxNodes=6")
    page = told(clark, tokens["maya"], "service", NAME)
    assert _endpoints(page)["Nodes"] == "5"
    assert page["row"]["health"] == "Healthy"

    refused = clark.run("request", NAME, "--action", "class", "size=large", token=tokens["maya"])
    assert "Order a second node group" in refused.err

    gone(clark, tokens, NAME)


def _endpoints(page: dict) -> dict[str, str]:
    return {each["label"]: each["value"] for each in page["endpoints"]}
