"""Several people decide at one moment, each in a thread with transactions of its own."""

from collections.abc import Mapping
from threading import Barrier, Thread

from django.db import connection

from clark.errors import Refused
from tests.flow.story import Story


def approve_at_once(story: Story, who: Mapping[int, str]) -> list[int]:
    """Have requests approved at once, in this order of setting off; which were refused."""
    pages = {number: story.page(number) for number in who}
    gate, refused = Barrier(len(who)), []

    def approve(number: int) -> None:
        gate.wait()
        try:
            story.approve(number, who[number], pages[number])
        except Refused:
            refused.append(number)
        finally:
            connection.close()

    threads = [Thread(target=approve, args=[number]) for number in who]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return refused
