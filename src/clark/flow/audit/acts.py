"""What is written down: every decision, by whomever. A closed vocabulary."""

from enum import StrEnum


class Act(StrEnum):
    REQUEST_SUBMITTED = "request submitted"
    INTERRUPTION_ACCEPTED = "interruption accepted"
    REQUEST_APPROVED = "request approved"
    REQUEST_HALF_APPROVED = "request approved by one of several"
    APPROVED_BY_RULE = "request approved by a rule"
    EMERGENCY = "request approved in an emergency"
    EMERGENCY_SEEN = "emergency looked at afterwards"
    CAME_TOO_LATE = "came too late"
    CHANGE_ASKED = "change asked"
    REQUEST_REJECTED = "request rejected"
    REQUEST_WITHDRAWN = "request withdrawn"
    REQUEST_VOIDED = "request voided"
    REQUEST_MERGED = "request merged"
    MERGED_ELSEWHERE = "merged in the repository"
    REQUEST_OUTDATED = "request outdated"
    REQUEST_SUPERSEDED = "request superseded"

    PUSH_MEANT = "push said to be meant"
    PULL_REQUEST_MEANT = "pull request said to be meant"

    PLAN_ASKED = "plan asked"
    PLAN_HALF_APPROVED = "plan approved by one of two"
    PLAN_APPROVED = "plan approved"
    PLAN_REJECTED = "plan rejected"
    PLAN_WITHDRAWN = "plan withdrawn"
    PLAN_DISCARDED = "plan discarded"
    APPLY_ORDERED = "apply ordered"
    PLAN_APPLIED = "plan applied"
    APPLY_FAILED = "apply failed"
    DRIFT_LOOKED_FOR = "drift looked for"

    ACCOUNT_LOOKED_INTO = "account looked into"

    ONBOARDING_BEGUN = "onboarding begun"
    ONBOARDING_WIDENED = "onboarding widened"
    ONBOARDING_TRIED_AGAIN = "onboarding tried again"
    ONBOARDING_FINISHED = "onboarding finished"

    TEAM_ADDED = "team added"
    PERSON_ADDED = "person added"
    SEAT_GIVEN = "seat given"
    TOKEN_MADE = "token made"  # noqa: S105
    TOKEN_TAKEN_BACK = "token taken back"  # noqa: S105

    EXIT_COMPARED = "exit compared"
    EXIT_BEGUN = "exit begun"
    EXIT_CONFIRMED = "exit confirmed again"
    EXIT_STOPPED = "exit stopped"
    EXIT_COMPLETED = "exit completed"
