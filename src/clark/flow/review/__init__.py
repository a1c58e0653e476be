"""The second stage: the pull request, its checks, and a person's decision."""

from clark.flow.deciding import Read
from clark.flow.review.commenting import Said, comment_on_line, post_comments
from clark.flow.review.queries import queue, waiting
from clark.flow.review.service import approve, ask_for_change, look_back, override, reject

__all__ = [
    "Read",
    "Said",
    "approve",
    "ask_for_change",
    "comment_on_line",
    "look_back",
    "override",
    "post_comments",
    "queue",
    "reject",
    "waiting",
]
