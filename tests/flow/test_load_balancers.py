"""A load balancer: three objects, one service, no login."""

import pytest
from django.conf import LazySettings

from clark.errors import Refused
from clark.flow import provision
from clark.flow.cards import ServicePage
from clark.manifests import read
from clark.store.models import LiveObject, Notice
from tests.flow.story import GITOPS, REGION, Story

NAME = "shop-dev"
FOLDER = f"regions/{REGION}/dev/{NAME}"
FILE = f"{FOLDER}/service.yaml"
CERTIFICATE = f"arn:aws:acm:{REGION}:111122223333:certificate/12345678-1234-1234-1234-123456789012"


def ordered(story: Story, offering: str = "publicloadbalancers") -> int:
    number = story.order("shop", offering=offering, certificate=CERTIFICATE)
    finish(story, number)
    return number


def finish(story: Story, number: int) -> None:
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "done", story.row(number).waiting


def page(story: Story) -> ServicePage:
    return provision.service(by=story.person("maya"), region=REGION, name=NAME)


def test_it_is_one_service_whose_address_is_its_dns_name(story: Story) -> None:
    number = ordered(story)
    names = [each.name for each in read(story.host.text(GITOPS, FILE))]
    assert names == [NAME, f"{NAME}-targets", f"{NAME}-https"]
    shown = page(story)
    assert [each.name for each in shown.parts] == names[1:]
    assert shown.row.summary == "application · internet-facing · to HTTP 8080 · HTTPS 443"
    assert [(each.label, each.value, each.note) for each in shown.endpoints] == [
        ("DNS name", f"{NAME}.elb.amazonaws.com", ""),
        ("Port", "443", ""),
    ]
    assert [each.finding.policy for each in story.page(number).verdict.findings] == [
        "load-balancer-public"
    ]


def test_it_has_no_login_and_says_so(story: Story) -> None:
    number = ordered(story)
    tree = story.host.commits[story.host.branches[GITOPS, "main"]].tree
    assert [path for path in tree if path.startswith(FOLDER)] == [FILE]
    assert "None needed" in [each.detail for each in story.page(number).steps]
    shown = page(story)
    assert (shown.secret_name, shown.secret_keys, shown.deliveries) == ("", (), ())
    notice = Notice.objects.filter(request__number=number).latest("at")
    assert notice.body == f"It runs in {REGION}."


def test_it_says_how_pods_join(story: Story) -> None:
    ordered(story)
    (snippet,) = page(story).snippets
    (binding,) = read(snippet.text)
    assert binding.value["spec"] == {
        "serviceRef": {"name": "shop", "port": 8080},
        "targetGroupARN": "arn:aws:of-the-target-group",
        "targetType": "ip",
    }
    assert (binding.kind, binding.namespace) == ("TargetGroupBinding", "shop")


def test_the_local_platform_says_that_nothing_is_behind_the_name(
    story: Story, settings: LazySettings
) -> None:
    settings.LOCAL = True
    ordered(story)
    assert page(story).endpoints[0].note.startswith("Nothing listens there")


def test_it_is_ready_when_its_listener_is(story: Story) -> None:
    story.cluster.slow.add(f"{NAME}-https")
    number = story.order("shop", offering="internalloadbalancers", certificate=CERTIFICATE)
    story.run()
    story.approve(number)
    story.run()
    assert story.state(number) == "merged"
    assert page(story).why.startswith(f"{NAME}-https: ")


def test_a_certificate_that_is_none_and_a_name_that_is_too_long_are_refused(story: Story) -> None:
    with pytest.raises(Refused) as refused:
        story.order("x" * 25, offering="internalloadbalancers", certificate="mine")
    assert [each.field for each in refused.value.problems] == ["service", "certificate"]
    assert "at most 24 characters" in refused.value.problems[0].reason


def test_it_can_be_deleted_and_not_changed(story: Story) -> None:
    ordered(story)
    assert [each.action for each in page(story).actions] == ["delete"]
    with pytest.raises(Refused, match="no change called"):
        story.change(NAME, "class", size="large")
    number = story.change(NAME, "delete", confirm=NAME)
    finish(story, number)
    removal = story.row(number).next.get().number
    finish(story, removal)
    assert FILE not in story.host.commits[story.host.branches[GITOPS, "main"]].tree
    assert not LiveObject.objects.filter(name__startswith=NAME).exists()
