"""The audit trail beside requests: plans, onboardings, exits, adoption; its page and its API."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from clark.customers import adoption, sample
from clark.customers import exit as leaving
from clark.customers.onboarding import record as onboardings
from clark.flow import audit, people
from clark.store.models import AuditRow, Customer, Onboarding, Person
from clark.worker import audit as worker
from tests.flow.infrastructure import Site
from tests.flow.leaver import Leaver
from tests.flow.story import Story


def told(about: str) -> list[tuple[str, str, str]]:
    rows = AuditRow.objects.filter(about=about).order_by("sequence")
    return list(rows.values_list("name", "on_behalf_of", "act"))


def whole(customer: Customer) -> bool:
    return audit.check(customer, timezone.now()).found.broken is None


def client(who: str) -> Client:
    token = people.issue_token(username=who, purpose="tests", at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def test_a_plan_from_the_question_to_the_applied_change(site: Site) -> None:
    number = site.applied()
    assert told(f"plan {number}") == [
        ("Maya Chen", "", "plan asked"),
        ("Ravi Patel", "", "plan approved"),
        ("Ravi Patel", "", "apply ordered"),
        ("Clark", "Ravi Patel <ravi@techcorp.example>", "plan applied"),
    ]
    applied = AuditRow.objects.get(act="plan applied")
    assert applied.details["plan"] == site.page(number).digest
    assert whole(site.customer)


def test_an_exit(leaver: Leaver) -> None:
    ana = leaver.story.person("ana")
    leaver.check()
    leaver.leave()
    leaving.stay(by=ana, at=timezone.now())
    leaver.leave()
    leaver.leave()
    leaver.run()
    assert [(name, act) for name, _, act in told("exit")] == [
        ("Ana Souza", "exit compared"),
        ("Ana Souza", "exit begun"),
        ("Ana Souza", "exit stopped"),
        ("Ana Souza", "exit begun"),
        ("Ana Souza", "exit confirmed again"),
        ("Clark", "exit completed"),
    ]
    assert told("exit")[-1][1] == "Ana Souza <ana@techcorp.example>"
    assert whole(leaver.customer)


def test_an_onboarding(db: None) -> None:
    sample.begin(sample.NORTHWIND, timezone.now())
    sample.begin(sample.NORTHWIND, timezone.now())  # the same again goes on, and decides nothing
    onboarding = Onboarding.objects.get()
    onboardings.finish(onboarding, timezone.now())
    assert told("onboarding") == [
        ("Noor Rahman", "Northwind", "onboarding begun"),
        ("Clark", "Noor Rahman <noor@clark.example>", "onboarding finished"),
    ]
    assert whole(onboarding.customer)


def test_a_look_into_the_account(story: Story) -> None:
    adoption.look(by=story.person("maya"), regions=["us-east-1"], at=timezone.now())
    row = AuditRow.objects.get(act="account looked into")
    assert (row.name, row.subject) == ("Maya Chen", "us-east-1")


def test_who_is_gone_is_still_named(story: Story) -> None:
    story.done()
    Person.objects.filter(username="ravi").update(name="X", email="x@x.example", role="developer")
    row = AuditRow.objects.get(act="request approved")
    assert (row.name, row.email, row.role) == ("Ravi Patel", "ravi@techcorp.example", "reviewer")
    assert whole(story.customer)


def test_two_customers_have_a_chain_each(story: Story) -> None:
    other = sample.settle(sample.NORTHWIND)
    story.done()
    for each in (story.customer, other):
        rows = AuditRow.objects.filter(customer=each).order_by("sequence")
        assert [row.sequence for row in rows] == [*range(1, len(rows) + 1)]
        assert whole(each)


def test_an_engineers_token_is_told_to_every_customer_they_work_for(story: Story) -> None:
    sample.settle(sample.NORTHWIND)
    people.issue_token(username="noor", purpose="script", at=timezone.now())
    made = AuditRow.objects.filter(act="token made").order_by("customer__slug")
    assert [(row.customer.slug, row.on_behalf_of) for row in made] == [
        ("northwind", "Northwind"),
        ("techcorp", "TechCorp"),
    ]


def test_the_api_pages_by_number_and_refuses_who_may_not_read(story: Story) -> None:
    story.done("docs")
    ana = client("ana")
    first = ana.get("/api/audit", {"limit": 4}).json()
    assert [row["act"] for row in first["rows"]][:2] == ["token made", "request merged"]
    older = ana.get("/api/audit", {"limit": 4, "before": first["next"]}).json()
    assert older["rows"][0]["sequence"] == first["next"] - 1
    assert ana.get("/api/audit", {"until": "2020-01-01T00:00:00"}).json()["rows"] == []
    assert ana.get("/api/audit", {"act": "dreamt"}).status_code == 422
    assert ana.get("/api/audit", {"person": "\0", "q": "\0"}).status_code == 200
    refused = client("maya").get("/api/audit")
    assert (refused.status_code, refused.json()["reason"]) == (404, audit.queries.FOR_WHOM)


def test_whoever_has_the_rows_verifies_them_without_clark(story: Story) -> None:
    """By the program of the reference."""
    story.done("docs")
    rows = client("ana").get("/api/audit", {"after": 0, "limit": 1000}).json()["rows"]
    assert len(rows) == AuditRow.objects.count()
    page = (Path(__file__).parents[2] / "docs" / "reference" / "audit.md").read_text()
    program = page.split("```python\n")[1].split("```")[0]

    def verified(rows: list[dict[str, object]]) -> str:
        lines = "\n".join(map(json.dumps, rows))
        words = [sys.executable, "-c", program, "techcorp"]
        return subprocess.run(words, input=lines, capture_output=True, text=True).stderr

    assert verified(rows) == ""
    rows[4]["why"] = "x"
    assert "AssertionError: 5" in verified(rows)


def test_the_page_shows_filters_and_links(story: Story) -> None:
    number = story.done("docs")
    web = Client()
    web.force_login(Person.objects.get(username="ravi"))
    worker.work(story.customer.pk)
    shown = web.get("/audit/").content.decode()
    assert f'href="/requests/{number}/"' in shown
    assert "The chain is whole up to row" in shown
    assert "No row matches" in web.get("/audit/", {"q": "nobody"}).content.decode()
    one = web.get("/audit/", {"act": "request merged"}, headers={"hx-request": "true"})
    assert one.content.decode().count("<li>") == 1
    assert web.get("/audit/", {"act": "dreamt"}).status_code == 400
    web.force_login(Person.objects.get(username="maya"))
    assert web.get("/audit/").status_code == 404


def test_the_worker_follows_each_chain_every_hour(
    story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    assert audit.due(timezone.now()) == (story.customer,)
    worker.wake()
    worker.work(story.customer.pk)
    assert audit.due(timezone.now()) == ()
    assert audit.due(timezone.now() + audit.service.EVERY) == (story.customer,)
    assert not caplog.records
