"""A refusal in a terminal: every problem once, and what mends it by the name that it has here."""

from collections.abc import Iterator

from clark.errors import Problem, Refused

OPTIONS = {"accept": "--accept"}  # what pages ask with a box


def named(field: str, said: str) -> str:
    """A problem with the field that it is about, where there is one."""
    return f"{OPTIONS.get(field, field)}: {said}" if field else said


def lines(error: Refused) -> Iterator[str]:
    """The problems below the reason, without the sentence that the reason said already."""
    for problem in error.problems:
        said = _beyond(problem, error.reason)
        if said:
            yield named(problem.field, said)


# Private functions


def _beyond(problem: Problem, reason: str) -> str:
    repeated = problem.reason == reason
    return problem.fix if repeated else f"{problem.reason} {problem.fix}".rstrip()
