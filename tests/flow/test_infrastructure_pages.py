"""Pages and programs over infrastructure: what they show, and what they have done."""

import json

from django.test import Client
from django.utils import timezone

from clark.flow import people
from clark.store.models import Person
from tests.flow.infrastructure import Site
from tests.flow.terraform import BUCKET, DRIFTED


class Reader:
    """Ravi in a browser without scripts, and with htmx."""

    def __init__(self) -> None:
        self.client = Client()
        self.client.force_login(Person.objects.get(username="ravi"))

    def sees(self, path: str, /, *texts: str, **query: str) -> None:
        """These texts are on the page, and on the fragment that a live page fetches."""
        for headers in ({}, {"HX-Request": "true"}):
            answer = self.client.get(path, query, headers=headers)
            assert answer.status_code == 200
            content = answer.content.decode()
            assert [text for text in texts if text not in content] == [], path

    def sends(self, path: str, status: int = 302, /, **form: str) -> str:
        """Where the answer leads, or what it says."""
        answer = self.client.post(path, form)
        assert answer.status_code == status
        return str(answer.get("Location") or answer.content.decode())


PLACE = "/infrastructure/dev/us-east-1/network/"


def test_the_pages_of_a_plan_show_what_goes_and_take_a_decision(site: Site) -> None:
    ravi = Reader()
    ravi.sees("/infrastructure/", "Never applied")
    ravi.sees("/infrastructure/", "No stack matches", q="nowhere")
    ravi.sees("/infrastructure/plans/", "Nothing was planned yet")
    site.terraform.changes = (BUCKET, *site.terraform.changes)
    own = ravi.sends(f"{PLACE}plan/", reason="The first.")
    ravi.sees(own, "Clark plans it")
    assert "is asked" in ravi.sends(f"{PLACE}plan/", 422)
    ravi.sends(f"{own}withdraw/")
    number = site.ask()
    site.work()
    page, digest = f"/infrastructure/plans/{number}/", site.page(number).digest
    ravi.sees(page, "This destroys data", "shop-logs", "Type the name", "subnet-2", "forces it")
    assert "I read" in ravi.sends(f"{page}approve/", 422, digest=digest, comment="I read")
    ravi.sends(f"{page}approve/", digest=digest, confirm="shop-logs")
    site.approve(number, "ana", "shop-logs")
    ravi.sees(page, "Apply")
    ravi.sends(f"{page}apply/", digest=digest)
    site.work()
    ravi.sees(PLACE, "As planned", "vpc-1")
    ravi.sends(f"{page}explode/", 404)


def test_the_page_of_a_stack_shows_drift_and_both_ways_out(site: Site) -> None:
    site.applied()
    site.terraform.drifted = (DRIFTED,)
    ravi = Reader()
    ravi.sends(f"{PLACE}drift/")
    site.work()
    ravi.sees(PLACE, "Adopt description", "Plan it back", "No variable sets it")
    ravi.sees("/infrastructure/", "Drifted")
    opened = ravi.sends(f"{PLACE}adopt/", address=DRIFTED.address, path="description")
    site.work()
    ravi.sees(opened, "The pull request is open")
    ravi.sends(f"{PLACE}explode/", 404)
    for nowhere in ("/infrastructure/plans/99/", "/infrastructure/a/b/c/"):
        assert ravi.client.get(nowhere).status_code == 404


def test_programs_do_what_pages_do(site: Site) -> None:
    def api(who: str) -> Client:
        token = people.issue_token(username=who, purpose="test", at=timezone.now())
        return Client(headers={"authorization": f"Bearer {token}"})

    def post(client: Client, path: str, **body: object) -> dict:
        answer = client.post(
            f"/api/infrastructure{path}", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code < 300, answer.content
        return answer.json() if answer.content else {}

    maya, ravi = api("maya"), api("ravi")
    where = {"environment": "dev", "region": "us-east-1", "layer": "network"}
    number = post(maya, "/plans", **where)["number"]
    site.work()
    page = ravi.get(f"/api/infrastructure/plans/{number}").json()
    post(ravi, f"/plans/{number}/approve", digest=page["digest"])
    post(maya, f"/plans/{number}/apply", digest=page["digest"])
    site.work()
    assert maya.get("/api/infrastructure/stacks").json()["rows"][0]["state"] == "as planned"
    assert maya.get("/api/infrastructure/plans").json()["total"] == 1
    path = "/api/infrastructure/stacks/dev/us-east-1/network"
    assert maya.get(path).json()["outputs"] == {"vpc": "vpc-1"}
    assert maya.get(f"{path}x").status_code == 404
