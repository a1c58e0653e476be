"""Tokens of programs: they end by themselves, by the next login, and by being taken back."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from clark.flow import people
from clark.store.models import Token
from tests.flow.story import Story


def status(token: str, method: str = "get", path: str = "/api/requests") -> int:
    api = Client(headers={"authorization": f"Bearer {token}"})
    return int(getattr(api, method)(path).status_code)


def test_a_token_ends_after_thirty_days(story: Story) -> None:
    now = timezone.now()
    old, young = now - timedelta(days=30, seconds=1), now - timedelta(days=29)
    ended = people.issue_token(username="maya", purpose="script", at=old)
    lasting = people.issue_token(username="ravi", purpose="script", at=young)
    assert (status(ended), status(lasting)) == (401, 200)


def test_the_next_login_ends_the_one_before_and_no_other(story: Story) -> None:
    def login(username: str, purpose: str) -> str:
        return people.issue_token(username=username, purpose=purpose, at=timezone.now())

    first, printed, ravi = login("maya", "login"), login("maya", "up"), login("ravi", "login")
    second = login("maya", "login")
    assert status(first) == 401
    assert [status(each) for each in (second, printed, ravi)] == [200, 200, 200]


def test_a_token_that_is_taken_back_opens_nothing_any_more(story: Story) -> None:
    mine = people.issue_token(username="maya", purpose="login", at=timezone.now())
    other = people.issue_token(username="maya", purpose="up", at=timezone.now())
    assert status(mine, "delete", "/api/token") == 204
    assert status(mine) == 401
    assert status(mine, "delete", "/api/token") == 401
    assert status(other) == 200
    assert Token.objects.count() == 1
