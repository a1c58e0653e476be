"""In how many subnets a service stands. Their zones are in no definition."""

from typing import Final

from clark.policy.practices.practice import PROVIDER, Subject

TITLE: Final = "Two subnets or more"
UNSEEN: Final = "Clark counts the subnets; in which zones they are it cannot see."


def too_few(subject: Subject) -> str:
    count = len(subject.main.says((*PROVIDER, "subnets")) or ())
    return "" if count > 1 else f"it stands in {count} subnet{'' if count == 1 else 's'}"


def unnamed(subject: Subject) -> str:
    """Why nothing can be counted."""
    named = isinstance(subject.main.says((*PROVIDER, "subnets")), list)
    return "" if named else "The file does not name its subnets by id."
