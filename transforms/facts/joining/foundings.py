"""What happens once to a pair or a state: how its tellings are kept to as few rows as their dates allow.

Here: the second founding after a break, and words that fit one founding or several. Not here: contradictions between what stays.
"""

from collections.abc import Hashable, Mapping

from transforms import edtf
from transforms.facts.joining import dating
from transforms.facts.joining.rule import Joined
from transforms.facts.tellings import Passages, Telling

FOUNDED, SEVERED, RESTORED = "relations_established", "relations_severed", "relations_restored"


def retype_refoundings(found: Mapping[Hashable, list[Telling]]) -> list[Telling]:
    """Make foundings after a break of the same pair restorations, for relations begin once; return them, taken out."""
    breaks: dict[tuple[str | None, str | None], list[str]] = {}
    for same in found.values():
        if same[0].type == SEVERED:
            breaks[same[0].a, same[0].b] = [t.date for t in same if t.date]
    moved: list[Telling] = []
    for same in found.values() if breaks else ():
        if same[0].type == FOUNDED and (same[0].a, same[0].b) in breaks:
            moved += _taken_out(same, breaks[same[0].a, same[0].b])
    return moved


def _taken_out(foundings: list[Telling], breaks: list[str]) -> list[Telling]:
    ended = [b for b in breaks if any(t.date and _before(t.date, b) for t in foundings)]
    again = [t for t in foundings if t.date and any(_before(b, t.date) for b in ended)]
    foundings[:] = [t for t in foundings if t not in again]
    for telling in again:
        telling.type = RESTORED
    return again


def _before(one: str, other: str) -> bool:
    end, start = edtf.bounds(one).end, edtf.bounds(other).start
    return end is not None and start is not None and end < start


def absorbed(groups: list[Joined[Telling]], passages: Passages) -> list[Joined[Telling]]:
    """The groups whose dates contradict each other, and those that agree with several of them: "in 1961" is neither of two days."""
    kept: list[Joined[Telling]] = []
    for group in sorted(groups, key=lambda g: _rank(g, passages)):
        homes = [k for k in kept if _agree(k, group)]
        if len(homes) != 1:
            kept.append(group)
        else:
            homes[0].members.extend(group.members)
            homes[0].rules.extend("once_only" for _ in group.members)
    return kept


def _rank(group: Joined[Telling], passages: Passages) -> tuple[object, ...]:
    """The finest first, then the one told by most documents."""
    dates = sorted((dating.coarseness(t.date), str(t.date)) for t in group.members)
    return dates[0][0], -len({passages.document[i] for t in group.members for i in t.rows}), dates, group.members[0].order()


def _agree(one: Joined[Telling], other: Joined[Telling]) -> bool:
    status = {t.status for t in (*one.members, *other.members)}
    return len(status) == 1 and all(dating.agree(a.date, b.date) for a in one.members for b in other.members if _firm(a) and _firm(b))


def _firm(telling: Telling) -> bool:
    return telling.date is not None
