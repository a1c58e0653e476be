"""What exists in AWS comes under management by one pull request, and nothing changes there."""

from dataclasses import asdict, replace

import pytest
from django.utils import timezone

from clark.customers import adoption, sample
from clark.errors import NotFound, Refused, TryLater
from clark.flow import provision
from clark.flow.request import Asked
from clark.manifests import get, read
from clark.ports.cloud import Found
from clark.store.models import CloudLook, Entry
from clark.worker import adoption as job
from tests import described as aws
from tests.flow.looking import happened, told
from tests.flow.story import GITOPS, Story

Wishes = dict[str, dict[str, str]]
DATABASE = "us-east-1/database/billing-prod"
BUCKET = "us-east-1/bucket/techcorp-invoices"
FILE = "regions/us-east-1/prod/billing-prod/service.yaml"


def wish(service: str, environment: str = "prod") -> dict[str, str]:
    return {
        "service": service,
        "environment": environment,
        "team": "orders",
        "application": "billing",
    }


WISHES: Wishes = {DATABASE: wish("billing"), BUCKET: wish("invoices")}


def look(story: Story) -> None:
    adoption.look(by=story.person("maya"), at=timezone.now())
    for row in CloudLook.objects.filter(customer=story.customer):
        job.work(row.pk)


@pytest.fixture
def looked(story: Story) -> Story:
    story.account.put(aws.database(), aws.bucket(), aws.cluster())
    look(story)
    return story


def ask(story: Story, wishes: Wishes = WISHES, who: str = "maya", key: str = "") -> int:
    asked, by = Asked({}, "They are ours.", key), story.person(who)
    return adoption.adopt(by=by, wishes=wishes, asked=asked, at=timezone.now())


def states(story: Story, who: str = "maya") -> dict[str, str]:
    rows = adoption.resources(by=story.person(who)).rows
    return {each.key: each.state for each in rows}


def test_several_resources_are_one_request_and_are_done_once_all_are_observed(
    looked: Story,
) -> None:
    assert states(looked) == {DATABASE: "free", BUCKET: "free", "us-east-1/aurora/ledger": "cannot"}
    number = ask(looked)
    looked.run()
    page = looked.page(number)
    assert page.verdict.state == "review", page.verdict
    assert page.row.title == "Adopt billing-prod and 1 more"
    assert len(page.files) == 2
    assert {each.effect for each in page.impacts} == {"adoption"}
    looked.approve(number)
    looked.cluster.slow.add("invoices-prod")
    looked.run()
    assert looked.state(number) == "merged"
    looked.cluster.slow.clear()
    looked.run()
    assert looked.state(number) == "done"
    assert len(looked.host.merges) == 1
    assert told(number) == ["Adopt billing-prod and 1 more: done"]
    assert [step.state for step in looked.page(number).steps] == ["done"] * 6
    delivered = Entry.objects.get(request__number=number, event="delivered")
    assert delivered.said == "Stay with those who have them"
    assert states(looked)[DATABASE] == "managed"
    for name in ("billing-prod", "invoices-prod"):
        shown = provision.service(by=looked.person("maya"), region="us-east-1", name=name)
        assert [each.number for each in shown.history] == [number]
        assert (shown.login_elsewhere, shown.snippets) == (True, ())


def test_a_row_says_its_region_once(looked: Story) -> None:
    rows = adoption.resources(by=looked.person("maya")).rows
    assert all(each.region not in each.summary for each in rows)
    assert next(each for each in rows if each.key == DATABASE).summary


def test_one_request_waits_for_every_region_it_adopts_in(looked: Story) -> None:
    abroad = replace(aws.bucket("techcorp-scans"), region="eu-west-1")
    looked.account.put(abroad)
    look(looked)
    scans = {"eu-west-1/bucket/techcorp-scans": wish("scans")}
    number = ask(looked, {DATABASE: wish("billing")} | scans)
    looked.run()
    looked.approve(number)
    looked.cluster.slow.add("scans-prod")
    looked.run()
    assert looked.state(number) == "merged"
    looked.cluster.slow.clear()
    looked.run()
    assert looked.state(number) == "done"


def test_nobody_sees_what_is_in_the_account_of_another_customer(looked: Story) -> None:
    sample.settle(sample.NORTHWIND)
    lena = looked.person("lena")
    assert adoption.resources(by=lena).rows == ()
    with pytest.raises(NotFound):
        adoption.plan(by=lena, wishes=WISHES)


def test_the_author_cannot_approve_and_a_second_form_asks_nothing_new(looked: Story) -> None:
    number = ask(looked, who="ana", key="one")
    assert ask(looked, who="ana", key="one") == number
    looked.run()
    with pytest.raises(Refused, match="You asked for this"):
        looked.approve(number, who="ana")


def test_what_changed_in_aws_since_is_never_merged(looked: Story) -> None:
    number = ask(looked)
    looked.run()
    looked.account.change(aws.database(), DBInstanceClass="db.m5.xlarge")
    looked.approve(number)
    looked.run()
    assert looked.state(number) == "outdated"
    assert not looked.host.merges
    said = Entry.objects.get(request__number=number, event="outdated").said
    assert "dbInstanceClass of billing-prod changed" in said


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (aws.bucket(Lifecycle=None), "lifecycleConfiguration of techcorp-invoices changed"),
        (aws.bucket(Policy="{}"), "techcorp-invoices cannot be adopted as it is by now. It has a "),
        (aws.bucket(Cors=[{"AllowedMethods": ["GET"]}]), "It has CORS rules"),
        (
            aws.database(PendingModifiedValues={"MultiAZ": False}),
            "AWS is about to change MultiAZ",
        ),
        (
            replace(aws.bucket(), tags={**aws.bucket().tags, "managed-by": "terraform"}),
            "Terraform manages it",
        ),
    ],
)
def test_what_was_removed_or_added_in_aws_since_stops_the_merge(
    looked: Story, now: Found, says: str
) -> None:
    """The provider would put an expiry back, or remove a policy that no definition says."""
    number = ask(looked)
    looked.run()
    looked.approve(number)
    looked.account.put(now)
    looked.run()
    assert (looked.state(number), len(looked.host.merges)) == ("outdated", 0)
    assert says in Entry.objects.get(request__number=number, event="outdated").said


def test_what_is_gone_from_aws_is_never_merged(looked: Story) -> None:
    """The provider would make a new, empty one in its place."""
    number = ask(looked)
    looked.run()
    looked.account.delete(aws.bucket())
    looked.approve(number)
    looked.run()
    assert (looked.state(number), len(looked.host.merges)) == ("outdated", 0)


def test_an_account_that_does_not_answer_delays_the_merge(looked: Story) -> None:
    number = ask(looked)
    looked.run()
    looked.approve(number)
    looked.account.fails = TryLater("AWS did not answer.")
    looked.step(number)
    assert looked.row(number).waiting == "AWS did not answer."
    looked.run()
    assert looked.state(number) == "done"


def test_a_push_that_makes_it_more_than_an_adoption_is_denied(looked: Story) -> None:
    number = ask(looked)
    looked.run()
    branch = looked.row(number).branch
    text = looked.host.text(GITOPS, FILE, branch).replace("db.m5.large", "db.m5.xlarge")
    looked.host.push(GITOPS, branch, {FILE: text})
    looked.run()
    reasons = [each.finding.reason for each in looked.page(number).verdict.findings]
    assert "This is not what AWS said of it, so adopting it would change it there." in reasons
    with pytest.raises(Refused, match="Policies deny"):
        looked.approve(number)


def test_nothing_but_an_adoption_takes_over_what_is_there(looked: Story) -> None:
    number = looked.in_review("docs")
    branch = looked.row(number).branch
    path = "regions/us-east-1/dev/docs-dev/service.yaml"
    text = looked.host.text(GITOPS, path, branch)
    name = "crossplane.io/external-name: "
    external = text.split(name)[1].split("\n")[0]
    taken = f"{name}{external}\n    clark.dev/adopted: {external}"
    text = text.replace(f"{name}{external}", taken)
    looked.host.push(GITOPS, branch, {path: text})
    looked.run()
    reasons = [each.finding.reason for each in looked.page(number).verdict.findings]
    assert "It says that it was in AWS before, and nobody has compared it with AWS." in reasons


def test_everything_that_stands_against_it_is_said_at_once_by_field(looked: Story) -> None:
    looked.account.put(aws.database("legacy", PubliclyAccessible=True, BackupRetentionPeriod=0))
    look(looked)
    wishes = {
        "us-east-1/database/legacy": wish("legacy"),
        BUCKET: wish("", "qa"),
        "us-east-1/aurora/ledger": wish("ledger"),
    }
    with pytest.raises(Refused) as refused:
        ask(looked, wishes)
    fields = {each.field for each in refused.value.problems}
    assert fields >= {
        "resources.0.spec.forProvider.publiclyAccessible",
        "resources.0.spec.forProvider.backupRetentionPeriod",
        "resources.1.service",
        "resources.1.environment",
        "resources.2.key",
    }


def test_what_an_open_request_adopts_is_not_offered_again(looked: Story) -> None:
    number = ask(looked)
    rows = {each.key: each for each in adoption.resources(by=looked.person("jonas")).rows}
    assert (rows[DATABASE].state, rows[DATABASE].request) == ("asked", number)
    with pytest.raises(Refused):
        ask(looked, who="jonas")


def test_tags_that_are_missing_in_aws_stop_no_adoption(looked: Story) -> None:
    made = adoption.plan(by=looked.person("maya"), wishes={BUCKET: WISHES[BUCKET]})
    assert made.possible, made.problems


def test_a_look_that_fails_keeps_what_was_found_and_says_why(looked: Story) -> None:
    looked.account.fails = Refused("AWS does not let Clark call list_buckets.", who="the owner")
    adoption.look(by=looked.person("maya"), regions=["us-east-1"], at=timezone.now())
    job.work(CloudLook.objects.get(customer=looked.customer, region="us-east-1").pk)
    shown = adoption.resources(by=looked.person("maya"))
    here = next(each for each in shown.looks if each.region == "us-east-1")
    assert "does not let Clark" in here.trouble
    assert not here.looking
    assert len(shown.rows) == 3


def test_search_and_filters_narrow_the_list(looked: Story) -> None:
    by = looked.person("maya")
    found = adoption.resources(by=by, q="BILL").rows
    assert [each.identifier for each in found] == ["billing-prod"]
    only = adoption.resources(by=by, filters={"state": "cannot"}).rows
    assert [each.identifier for each in only] == ["ledger"]


def test_the_deletion_of_what_was_adopted_deletes_it_in_aws(looked: Story) -> None:
    """Until then taking its file away would only let go of it."""
    number = ask(looked, {DATABASE: WISHES[DATABASE]})
    looked.run()
    looked.approve(number)
    looked.run()
    release = looked.change("billing-prod", "delete", confirm="billing-prod")
    text = looked.row(release).files[FILE]
    assert get(read(text)[0].value, ("spec", "deletionPolicy")) == "Delete"


def test_nobody_adopts_what_another_customer_has(looked: Story) -> None:
    with pytest.raises(NotFound):
        adoption.plan(by=looked.person("maya"), wishes={"us-east-1/database/other": {}})


def test_a_look_keeps_no_more_than_aws_said(looked: Story) -> None:
    row = CloudLook.objects.get(customer=looked.customer, region="us-east-1")
    assert row.found == [asdict(each) for each in looked.account.list("us-east-1")]
    assert happened(ask(looked)) == ["submitted"]


def test_what_is_not_said_is_as_its_tags_and_name_suggest(looked: Story) -> None:
    made = adoption.plan(by=looked.person("maya"), wishes={DATABASE: {"application": "ledger"}})
    assert [each.path for each in made.files] == [FILE]
    assert made.chosen[0].wish.application == "ledger"


def test_an_aurora_cluster_that_was_ordered_is_managed_and_not_refused(story: Story) -> None:
    more = {"application": "billing", "size": "medium"}
    number = story.order("ledger", offering="auroras", **more)
    story.run()
    story.approve(number)
    story.run()
    story.account.put(replace(aws.cluster(), identifier="ledger-dev"))
    look(story)
    assert states(story)["us-east-1/aurora/ledger-dev"] == "managed"
