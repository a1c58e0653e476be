"""A load balancer through the whole of Clark: ordered, looked at and deleted."""

from asking import carried_out, gone, told
from clark_process import Clark

CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
WORDS = ["service=web", "application=web", "team=web", "environment=dev"]
NAME = "web-dev"


def test_a_load_balancer_is_ordered_and_deleted(clark: Clark, tokens, sit):
    asked = [*WORDS, f"certificate={CERTIFICATE}"]
    carried_out(clark, tokens, "publicloadbalancers", *asked)
    page = told(clark, tokens["maya"], "service", NAME)
    said = "application · internet-facing · to HTTP 8080 · HTTPS 443"
    assert (page["row"]["summary"], page["row"]["health"]) == (said, "Healthy")
    assert [part["name"] for part in page["parts"]] == [f"{NAME}-targets", f"{NAME}-https"]
    name, port = page["endpoints"]
    assert (name["label"], port["value"]) == ("DNS name", "443")
    assert name["value"].endswith(".us-east-1.elb.amazonaws.com")
    assert name["note"].startswith("Nothing listens there")
    (snippet,) = page["snippets"]
    assert f"targetgroup/{NAME}/" in snippet["text"]

    seat = sit("maya")
    seat.open(f"/services/us-east-1/{NAME}/")
    assert seat.page.get_by_text("Nothing listens there").count() == 1
    assert seat.violations() == []
    seat.page.goto("about:blank")

    gone(clark, tokens, NAME)
