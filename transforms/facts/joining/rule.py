"""Which tellings are tellings of one thing: the general rule, for every kind of fact.

Here: how agreement between tellings becomes groups, whatever the order in which they come. Not here: when two tellings
agree; each kind of fact brings its own `fits` (nothing speaks against their being one) and `covers` (of two that fit, the
first says at least as much as the second).

The rule. Tellings that cover each other are one. What is covered by others joins them only where exactly one thing is left
that it fits: 1996 joins 1996-10-22, but 2012 joins neither of 2012-03 and 2012-07. Two tellings of which each knows what
the other does not are one where neither fits anything else.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Judge = Callable[[T, T], bool]
Pairs = Iterable[tuple[int, int]]


@dataclass(slots=True)
class Joined(Generic[T]):
    """Tellings of one thing, and for each of them why it is here ("first": others were held against it)."""

    members: list[T]
    rules: list[str]


@dataclass(frozen=True, slots=True)
class Judges(Generic[T]):
    """What a kind of fact says of two tellings.

    `fits`: nothing speaks against their being one. `covers`: of two that fit, the first says at least as much as the second; `leads`:
    it is one of those among which the second must choose; `enough`: though each knows what the other does not, they have enough in
    common to be one.
    """

    fits: Judge[T]
    covers: Judge[T]
    leads: Judge[T]
    enough: Judge[T] = lambda one, other: True


def join(tellings: Sequence[T], judges: Judges[T], pairs: Pairs | None = None) -> list[Joined[T]]:
    """Group tellings. In: tellings in a fixed order, and which of them to compare (all). Out: each telling in one group.

    The rules named: `same` (each covers the other), `only_one_fits` (each knows more), `covered` (says less).
    """
    if len(tellings) == 1:
        return [Joined(list(tellings), ["first"])]
    near: dict[int, set[int]] = {}
    for a, b in all_pairs(len(tellings)) if pairs is None else pairs:
        if judges.fits(tellings[a], tellings[b]):
            near.setdefault(a, set()).add(b)
            near.setdefault(b, set()).add(a)
    groups = [Joined([telling], ["first"]) for i, telling in enumerate(tellings) if i not in near]
    for part in _connected(near):
        groups += _two([tellings[i] for i in part], judges) if len(part) == 2 else _Joining(tellings, part, near, judges).groups()
    return groups


def _connected(near: Mapping[int, set[int]]) -> Iterator[list[int]]:
    """The parts that hang together by fitting; nothing is joined across them."""
    seen: set[int] = set()
    for start in sorted(near):
        if start not in seen:
            part, ahead = {start}, [start]
            while ahead:
                fresh = near[ahead.pop()] - part
                part |= fresh
                ahead.extend(fresh)
            seen |= part
            yield sorted(part)


def _two(tellings: list[T], judges: Judges[T]) -> list[Joined[T]]:
    """The same rule for two tellings that fit each other and nothing else, as most do."""
    one, other = tellings
    more, less = judges.covers(one, other), judges.covers(other, one)
    if more and less:
        return [Joined(tellings, ["first", "same"])]
    if more or less:
        return [Joined(tellings, ["first", "covered"] if more else ["covered", "first"])]
    return [Joined(tellings, ["first", "only_one_fits"])] if judges.enough(one, other) else [Joined([t], ["first"]) for t in tellings]


def all_pairs(count: int) -> Pairs:
    """Every two of `count` things."""
    return ((a, b) for a in range(count) for b in range(a))


def pairs_by(keys: Sequence[Hashable | None]) -> Pairs:
    """Every two things of one key; a thing without a key (None) with all others."""
    by_key: dict[Hashable | None, list[int]] = defaultdict(list)
    for i, key in enumerate(keys):
        by_key[key].append(i)
    wide = by_key.pop(None, [])
    yield from ((a, b) for members in by_key.values() for a in members for b in members if b < a)
    yield from ((a, b) for a in wide for b in range(len(keys)) if keys[b] is not None or b < a)


class _Joining(Generic[T]):
    """The state of one joining: who fits whom, and who has been put together."""

    def __init__(self, tellings: Sequence[T], part: list[int], near: Mapping[int, set[int]], judges: Judges[T]) -> None:
        self.tellings, self.part, self.near, self.judges = tellings, part, near, judges
        self.leader = {i: i for i in part}
        self.rule = dict.fromkeys(part, "first")
        self.tops: dict[int, list[int]] = {}

    def groups(self) -> list[Joined[T]]:
        covered = self._join_equals()
        self.tops = self._by_leader(i for i in self.part if i not in covered)
        self._join_lone_pairs()
        self.tops = self._by_leader(i for members in self.tops.values() for i in members)
        self._join_covered(covered)
        members = self._by_leader(self.part)
        return [Joined([self.tellings[i] for i in group], [self.rule[i] for i in group]) for group in members.values()]

    def _by_leader(self, indices: Iterable[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for i in sorted(indices):
            found[self._top(i)].append(i)
        return found

    def _top(self, i: int) -> int:
        while self.leader[i] != i:
            i = self.leader[i]
        return i

    def _unite(self, i: int, j: int) -> None:
        a, b = sorted((self._top(i), self._top(j)))
        self.leader[b] = a

    def _join_equals(self) -> set[int]:
        """Put together what covers each other; return those that something else says more than."""
        covered = set()
        equal: dict[int, set[int]] = defaultdict(set)
        for i, j in ((one, other) for one in self.part for other in sorted(self.near[one]) if one < other):
            more = self.judges.covers(self.tellings[j], self.tellings[i])
            less = self.judges.covers(self.tellings[i], self.tellings[j])
            if more and less:
                equal[i].add(j)
                equal[j].add(i)
            elif more or less:
                covered.add(i if more else j)
        self._unite_equals(equal)
        return covered

    def _unite_equals(self, equal: Mapping[int, set[int]]) -> None:
        """What equals two that do not fit each other is neither: "on visas and fishing" where one is on visas, one on fishing."""
        for i, j in ((one, other) for one in sorted(equal) for other in sorted(equal[one]) if one < other):
            if equal[i] - {j} <= self.near[j] and equal[j] - {i} <= self.near[i]:
                self._unite(i, j)
                self.rule[j] = "same"

    def _fitting(self, i: int) -> set[int]:
        """The groups of tops that nothing in `i` speaks against."""
        near, own = self.near[i], self._top(i)
        touched = {self._top(j) for j in near} - {own}
        return {g for g in touched if g in self.tops and near.issuperset(self.tops[g])}

    def _leading(self, i: int) -> set[int]:
        """Of these the groups that can take `i` up: an undated one does not make a dated one doubtful."""
        return {g for g in self._fitting(i) if any(self.judges.leads(self.tellings[j], self.tellings[i]) for j in self.tops[g])}

    def _join_lone_pairs(self) -> None:
        """Two groups of which each is the only one that the other fits are one, if they have enough in common."""
        choice = {g: set.intersection(*(self._fitting(i) for i in group)) for g, group in self.tops.items()}
        for g, others in choice.items():
            if len(others) == 1 and g < (other := next(iter(others))) and choice[other] == {g} and self._have_enough(g, other):
                self._unite(g, other)
                for i in self.tops[other]:
                    self.rule[i] = "only_one_fits"

    def _have_enough(self, one: int, other: int) -> bool:
        return any(self.judges.enough(self.tellings[i], self.tellings[j]) for i in self.tops[one] for j in self.tops[other])

    def _join_covered(self, covered: set[int]) -> None:
        """What says less joins the one group that all of it fits; what is the same as a top is there already."""
        lesser = {g: group for g, group in self._by_leader(covered).items() if g not in self.tops}
        found = {g: set.intersection(*(self._leading(i) for i in group)) for g, group in lesser.items()}
        for g, others in found.items():
            if len(others) == 1:
                self._unite(g, others.pop())
                for i in lesser[g]:
                    self.rule[i] = "covered"
