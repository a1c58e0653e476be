"""What Clark writes on a pull request: checks and one comment. Pure."""

from clark.flow.judge import Judgement
from clark.ports import Check


def checks(found: Judgement) -> tuple[Check, ...]:
    """One check for the policies, one for the impact."""
    denied = sum(each.level == "deny" for each in found.verdict.findings)
    warned = len(found.verdict.findings) - denied
    refused = len(found.verdict.refused)
    said = (
        f"{denied + refused} to fix, {warned} to know" if denied + refused + warned else "all hold"
    )
    return (
        Check("clark/policies", "success" if found.allowed else "failure", said),
        Check("clark/impact", "neutral", _impact_line(found)),
    )


def comment(found: Judgement) -> str:
    """The findings and the impact, as Markdown."""
    lines = ["### Clark's review", ""]
    lines += [
        f"- **{each.file}:{each.line}** cannot be read: {each.reason}"
        for each in found.verdict.refused
    ]
    lines += [
        f"- {'❌' if each.level == 'deny' else '⚠️'} **{each.policy}** "
        f"`{each.file}:{each.line}` {each.reason} {each.fix}".rstrip()
        for each in found.verdict.findings
    ]
    if found.allowed and not found.verdict.findings:
        lines.append("- ✅ Every policy holds.")
    lines += ["", "**What AWS will do**", ""]
    lines += [f"- {each.sentence} _{each.source}_" for each in found.impacts] or ["- Nothing."]
    return "\n".join(lines)


def _impact_line(found: Judgement) -> str:
    if not found.impacts:
        return "nothing changes in AWS"
    worst = next((each for each in found.impacts if each.needs_acceptance), found.impacts[0])
    return worst.sentence
