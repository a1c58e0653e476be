"""Ways that interrupt less: shown beside the impact, and each step is a form that opens filled."""

import pytest
from django.test import Client
from django.utils import timezone

from clark.errors import Refused
from clark.flow import provision, request
from clark.flow.cards import Draft
from clark.manifests import read
from clark.store.models import LiveObject, Person
from tests.flow.looking import ORDERS
from tests.flow.story import GITOPS, REGION, Story

NAME = "orders-db-prod"
RESIZE = {"size": "large", "when": "now"}


def draft(story: Story, name: str, action: str, **raw: str) -> Draft:
    return request.draft_change(
        by=story.person("maya"),
        service=(REGION, name),
        action=action,
        raw=raw,
        at=timezone.now(),
    )


def ordered(story: Story, name: str, offering: str, **more: str) -> None:
    number = story.order(name, offering=offering, **more)
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) in {"done", "provisioned", "delivered", "merged"}


def aws_shows(story: Story, **waiting: str) -> None:
    """The database is at rest, and this waits for its window."""
    story.run()
    live = LiveObject.objects.get(name=NAME, kind="RDSInstance")
    live.status["atProvider"] = {
        "dbInstanceStatus": "available",
        "pendingModifiedValues": waiting,
    }
    live.save()


def test_the_form_and_the_reviewer_s_page_show_the_way_through_a_standby(story: Story) -> None:
    aws_shows(story)
    (way,) = draft(story, NAME, "class", **RESIZE).alternatives
    assert way.title == "Multi-AZ first"
    number = story.change(NAME, "class", **RESIZE, accept="on")
    story.run()
    assert story.page(number).alternatives == (way,)
    ravi = Client()
    ravi.force_login(Person.objects.get(username="ravi"))
    page = ravi.get(f"/requests/{number}/").content.decode()
    assert f"/services/{REGION}/{NAME}/change/standby/?standby=on&amp;when=now" in page
    assert "Zero downtime, says AWS re:Post" in page


def test_a_restart_that_waits_in_aws_is_accepted_with_the_change_that_brings_it(
    story: Story,
) -> None:
    """The request of a standby alone would restart production, and nobody had said so."""
    aws_shows(story, dbInstanceClass="db.t3.large")
    ask = {"standby": "on", "when": "now"}
    shown = draft(story, NAME, "standby", **ask)
    assert shown.needs_acceptance
    (waits,) = [each for each in shown.impacts if each.needs_acceptance]
    assert "done at once, too: dbInstanceClass db.t3.large" in waits.sentence
    with pytest.raises(Refused) as refused:
        story.change(NAME, "standby", **ask)
    assert [each.field for each in refused.value.problems] == ["accept"]
    number = story.change(NAME, "standby", **ask, accept="on")
    assert story.row(number).accepted == [waits.sentence]
    assert not draft(story, NAME, "standby", standby="on", when="window").needs_acceptance


def test_what_nobody_has_seen_of_production_is_said_beside_the_change(story: Story) -> None:
    def said() -> str:
        return " ".join(each.sentence for each in draft(story, NAME, "class", **RESIZE).impacts)

    aws_shows(story)
    assert "Clark has not seen" not in said()
    LiveObject.objects.filter(name=NAME).delete()
    assert "Clark has not seen whether anything does" in said()
    (way,) = draft(story, NAME, "class", **RESIZE).alternatives
    assert (way.steps[0].claim, way.steps[0].fields["when"]) == ("", "window")


def test_with_a_standby_the_resize_is_a_failover_that_nobody_has_to_accept(story: Story) -> None:
    number = story.change(NAME, "standby", standby="on", when="now")
    assert story.row(number).title == f"Change the zones of {NAME} to Multi-AZ"
    story.run()
    (standby, *_) = story.page(number).impacts
    assert (standby.effect, standby.needs_acceptance) == ("in place", False)
    story.approve(number)
    story.run()
    assert "multiAZ: true" in story.host.text(GITOPS, ORDERS)
    after = draft(story, NAME, "class", **RESIZE)
    assert {each.effect for each in after.impacts} == {"failover"}
    assert (after.needs_acceptance, after.alternatives) == (False, ())


def test_a_standby_can_be_taken_away_and_the_parameters_of_the_offering_follow(
    story: Story,
) -> None:
    ordered(story, "ledger", "databases", size="small", standby="on")
    number = story.change("ledger-dev", "standby", standby="off")
    made = story.row(number)
    (document,) = read(made.files[made.service_file])
    assert document.value["spec"]["forProvider"]["multiAZ"] is False
    assert '"standby":false' in document.value["metadata"]["annotations"]["clark.dev/parameters"]


@pytest.mark.parametrize(
    ("standby", "why"), [("off", "Single-AZ already"), ("", "Nothing"), ("2", "neither")]
)
def test_a_standby_that_changes_nothing_is_refused_at_its_field(
    story: Story, standby: str, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refused:
        story.change(NAME, "standby", standby=standby)
    assert refused.value.problems[0].field == "standby"


def test_a_standby_is_offered_on_the_service_s_page(story: Story) -> None:
    page = provision.service(by=story.person("maya"), region=REGION, name=NAME)
    assert "standby" in {each.action for each in page.actions}


def test_a_reader_of_another_size_is_added_and_the_others_keep_theirs(story: Story) -> None:
    ordered(story, "orders", "auroras")
    (way,) = draft(story, "orders-dev", "class", size="large", when="now").alternatives
    add = way.steps[0]
    number = story.change("orders-dev", add.action, **add.fields)
    made = story.row(number)
    sizes = {
        each.name: each.value["spec"]["forProvider"].get("dbInstanceClass")
        for each in read(made.files[made.service_file])
    }
    new = max(sizes)
    assert sizes.pop(new) == "db.r6g.large"
    assert "db.r6g.large" not in sizes.values()


def test_every_step_that_clark_does_is_a_change_that_can_be_asked_for(story: Story) -> None:
    """The words of kinds and the forms of the flow mean the same."""
    ordered(story, "orders", "auroras")
    ordered(story, "sessions", "caches", size="small", nodes="2")
    ways = [
        (name, way)
        for name in (NAME, "orders-dev", "sessions-dev")
        for way in draft(story, name, "class", size="large", when="now").alternatives
    ]
    assert {name for name, _ in ways} == {NAME, "orders-dev", "sessions-dev"}
    for name, way in ways:
        for step in way.steps:
            if not step.action:
                assert step.who
                continue
            shown = draft(story, name, step.action)
            fields = {each.field.name: each.field for each in shown.sections[0].fields}
            assert step.fields.keys() <= fields.keys()
            asked = draft(story, name, step.action, **step.fields)
            wrong = [said for field, said in asked.verdict.problems if field in fields]
            later = "already" in " ".join(wrong)  # an earlier step of the way makes it possible
            assert later or not wrong, wrong


def test_a_link_fills_the_form_and_accepts_and_confirms_nothing(story: Story) -> None:
    maya = Client()
    maya.force_login(Person.objects.get(username="maya"))
    where = f"/services/{REGION}/{NAME}/change"
    page = maya.get(f"{where}/class/?size=db.t3.large&when=now&accept=on&odd=1").content.decode()
    assert 'name="size" value="large" checked' in page
    assert 'name="when" value="now" checked' in page
    assert 'name="accept" value="on">' in page, "shown, and not ticked"
    gone = maya.get(f"{where}/delete/?confirm={NAME}").content.decode()
    assert f'name="confirm" value="{NAME}"' not in gone
