"""Joins that a person forces or forbids, as marks on tellings.

Here: what a mark means for two tellings. Not here: setting marks (`applying`), and the joining (`joining.rule`).
"""

from transforms.facts.joining.rule import Joined
from transforms.facts.tellings import Telling

TOGETHER, APART = "merge:", "split:"
RULE = "correction"


def mark_for(action: str, name: str) -> str:
    """The mark that the correction of this name sets."""
    return f"{action}:{name}"


def own_mark(telling: Telling) -> tuple[str, ...]:
    """A mark that sets a telling apart from all without it, as a part of its identity; nothing for others."""
    return (telling.mark,) if telling.mark and telling.mark.startswith(APART) else ()


def united(groups: list[Joined[Telling]]) -> list[Joined[Telling]]:
    """The groups, those put together that a person said are one."""
    if all(telling.mark is None for group in groups for telling in group.members):
        return groups
    found: dict[str, Joined[Telling]] = {}
    kept = []
    for group in groups:
        marks = sorted({t.mark for t in group.members if t.mark and t.mark.startswith(TOGETHER)})
        home = next((found[mark] for mark in marks if mark in found), group)
        if home is group:
            kept.append(group)
        else:
            home.members.extend(group.members)
            home.rules.extend(RULE for _ in group.members)
        found |= dict.fromkeys(marks, home)
    return kept
