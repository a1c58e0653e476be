"""What is a copy can be dropped and made again from Git and the clusters, and is the same then."""

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from clark.customers.rebuild import COPIES, RECORDS, Rebuilt, picture, rebuild
from clark.customers.rebuild.tables import PARTLY
from clark.errors import TryLater
from clark.flow import people, provision, request
from clark.flow.copies import refresh
from clark.flow.provision.observe import _written, look, write
from clark.store.models import (
    CopiedFile,
    Copy,
    Entry,
    LiveEvent,
    LiveObject,
    Notice,
    Region,
    Request,
    StackState,
)
from tests.flow.clusters import event
from tests.flow.looking import depths_of_calls
from tests.flow.story import CONTROL, GITOPS, REGION, Story
from tests.flow.terraform import FILES

INFRA = "techcorp/clark-platform-infra"


@pytest.fixture
def lived(story: Story) -> Story:
    """Services, one of them broken, one that is slow; a stack; events."""
    story.host.push(INFRA, "main", FILES)
    draft = {"offerings/storages/definition.yaml": "kind: ["}
    story.host.push(CONTROL, "draft", draft, onto=story.host.branches[CONTROL, "main"])
    story.cluster.events.append(event("docs-dev", "CreatedExternalResource", timezone.now()))
    story.done("docs")
    story.cluster.slow.add("photos-dev")
    story.approve(story.in_review("photos"))
    story.run()
    story.host.push(GITOPS, "main", {"regions/us-east-1/dev/odd/service.yaml": "kind: ["})
    stopped = timezone.now()
    story.cluster.clock = lambda: stopped
    story.look()
    return story


def again(story: Story) -> Rebuilt:
    return rebuild(story.customer, story.ports, timezone.now(), lambda _: None)


def shown(story: Story) -> list[object]:
    """What people see."""
    by = story.person("ana")
    names = [(row.region, row.name) for row in provision.services(by=by)[0]]
    return [
        provision.services(by=by),
        [provision.service(by=by, region=region, name=name).events for region, name in names],
        [provision.service(by=by, region=region, name=name).files for region, name in names],
        request.catalog(by=by).offerings,
        people.home(by=by, now=timezone.now()).attention,
        [(each.name, each.services, each.said) for each in provision.regions(by=by)],
    ]


def test_what_is_made_again_equals_what_was_there(lived: Story) -> None:
    again(lived)
    before, seen = picture(lived.customer), shown(lived)
    made = again(lived)
    assert picture(lived.customer) == before
    assert shown(lived) == seen
    assert made.differing == 0
    assert made.before == made.after
    assert all(made.after.values()), made.after


def test_copies_that_are_wrong_are_right_afterwards(lived: Story) -> None:
    again(lived)
    before, seen = picture(lived.customer), shown(lived)
    CopiedFile.objects.filter(path__contains="docs-dev").update(text="wrong")
    CopiedFile.objects.filter(path__contains="orders-db").delete()
    LiveObject.objects.filter(name="docs-dev").update(status={"conditions": []})
    LiveObject.objects.filter(name="photos-dev").delete()
    LiveEvent.objects.all().delete()
    StackState.objects.all().delete()
    assert again(lived).differing > 0
    assert picture(lived.customer) == before
    assert shown(lived) == seen


def test_even_from_nothing(lived: Story) -> None:
    again(lived)
    before, seen = picture(lived.customer), shown(lived)
    for model in (Copy, Region, StackState):
        model.objects.all().delete()
    again(lived)
    assert picture(lived.customer) == before
    assert shown(lived) == seen


def test_what_people_did_is_left_alone(lived: Story) -> None:
    kept = _records()
    again(lived)
    assert _records() == kept


def test_requests_that_are_under_way_go_on_afterwards(lived: Story) -> None:
    lived.cluster.slow.clear()
    again(lived)
    lived.run()
    assert {lived.state(1), lived.state(2)} == {"done"}


def test_nothing_is_dropped_while_a_cluster_is_silent(lived: Story) -> None:
    before, seen = picture(lived.customer), shown(lived)
    lived.cluster.silent = True
    with pytest.raises(TryLater, match="Nothing was dropped"):
        again(lived)
    assert picture(lived.customer) == before
    assert shown(lived) == seen


def test_nobody_is_called_while_rows_are_held(lived: Story) -> None:
    """A cluster may take half a minute, and a merge must not wait for it."""
    depths = depths_of_calls(lived)
    again(lived)
    assert "head" in depths
    assert "observe" in depths
    assert set(depths.values()) == {0}, depths


def test_a_copy_that_moves_meanwhile_is_fetched_again(lived: Story) -> None:
    more = {"regions/us-east-1/dev/more/service.yaml": "kind: ["}
    asked = []

    def move(call: str) -> None:
        asked.append(call)
        if len(asked) == 3:
            lived.host.push(GITOPS, "main", more)
            refresh(lived.customer, GITOPS, lived.host, timezone.now())
        else:
            lived.host.between.append(move)

    lived.host.between.append(move)
    again(lived)
    assert CopiedFile.objects.filter(path__contains="dev/more/").exists()


def test_an_observation_is_kept_once_for_each_region(lived: Story) -> None:
    """A rebuilt region is another row, and what was seen of the one before it is let go."""
    kept = len(_written)
    for _ in range(3):
        again(lived)
        lived.look()
    assert len(_written) == kept


def test_another_customers_copies_are_not_touched(lived: Story) -> None:
    other = Copy.objects.create(
        customer=_other(lived), repository="northwind/gitops", branch="main", commit="0" * 40,
        checked_at=timezone.now(),
    )  # fmt: skip
    again(lived)
    assert Copy.objects.filter(pk=other.pk).exists()


def test_every_table_is_a_copy_or_a_record_and_no_column_is_forgotten() -> None:
    copies = {table.model for table in COPIES}
    assert not copies & (RECORDS | PARTLY)
    assert not RECORDS & PARTLY
    assert set(apps.get_app_config("store").get_models()) == copies | RECORDS | PARTLY
    for table in COPIES:
        said = {name.partition("__")[0] for name in (*table.says, *table.looked)}
        columns = {each.name for each in table.model._meta.get_fields() if _is_column(each)}
        assert columns - {"id", "customer"} == said - {"customer"}, table.model


def _records() -> list[object]:
    """Without when to look again: what waits for the clouds looks at once."""
    rows = [
        row for model in (Request, Entry, Notice) for row in model.objects.order_by("pk").values()
    ]
    return [{key: value for key, value in row.items() if key != "due_at"} for row in rows]


def _is_column(each: object) -> bool:
    return isinstance(each, models.Field) and each.column is not None


def _other(story: Story) -> models.Model:
    from clark.customers import sample

    return sample.settle(sample.NORTHWIND)


def test_a_look_that_began_before_a_rebuild_adds_no_second_region(lived: Story) -> None:
    before = Region.objects.get(customer=lived.customer, name=REGION)
    seen = look(lived.cluster, REGION)
    rebuild(lived.customer, lived.ports, timezone.now(), lambda _: None)
    write(before, seen, timezone.now())
    assert Region.objects.filter(customer=lived.customer, name=REGION).count() == 1
    assert not LiveObject.objects.filter(region_id=before.pk).exists()
