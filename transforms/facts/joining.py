"""Which tellings are tellings of one thing: the general rule, for every kind of fact.

Here: how agreement between tellings becomes groups, whatever the order in which they come. Not here: when two tellings
agree; each kind of fact brings its own `fits` (nothing speaks against their being one) and `covers` (of two that fit, the
first says at least as much as the second).

The rule. Tellings that cover each other are one. What is covered by others joins them only where exactly one thing is left
that it fits: 1996 joins 1996-10-22, but 2012 joins neither of 2012-03 and 2012-07. Two tellings of which each knows what
the other does not are one where neither fits anything else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from transforms.facts import dating

T = TypeVar("T")
Judge = Callable[[T, T], bool]
# Up to so many tellings each is compared with each; more are first sorted by year.
FEW = 24


@dataclass(slots=True)
class Joined(Generic[T]):
    """Tellings of one thing, and for each of them why it is here ("first" for those that all others were held against)."""

    members: list[T]
    rules: list[str]


def join(tellings: Sequence[T], fits: Judge[T], covers: Judge[T], date: Callable[[T], str | None]) -> list[Joined[T]]:
    """Group tellings. In: distinct tellings in a fixed order. Out: groups, each telling in one."""
    if len(tellings) == 1:
        return [Joined(list(tellings), ["first"])]
    return _Joining(tellings, fits, covers, date).groups()


class _Joining(Generic[T]):
    """The state of one joining: who fits whom, and who has been put together."""

    def __init__(self, tellings: Sequence[T], fits: Judge[T], covers: Judge[T], date: Callable[[T], str | None]) -> None:
        self.tellings, self.fits, self.covers, self.date = tellings, fits, covers, date
        self.leader = list(range(len(tellings)))
        self.rule = ["first"] * len(tellings)
        self.near: list[list[int]] = [[] for _ in tellings]
        for a, b in self._pairs():
            if fits(tellings[a], tellings[b]):
                self.near[a].append(b)
                self.near[b].append(a)

    def groups(self) -> list[Joined[T]]:
        covered = self._join_equals()
        tops = [i for i in range(len(self.tellings)) if i not in covered]
        self._join_lone_pairs(tops)
        self._join_covered(tops, covered)
        found: dict[int, Joined[T]] = defaultdict(lambda: Joined([], []))
        for i, telling in enumerate(self.tellings):
            group = found[self._top(i)]
            group.members.append(telling)
            group.rules.append(self.rule[i])
        return list(found.values())

    def _pairs(self) -> Iterable[tuple[int, int]]:
        count = len(self.tellings)
        if count <= FEW:
            return ((a, b) for a in range(count) for b in range(a))
        by_year: dict[int | None, list[int]] = defaultdict(list)
        for i, telling in enumerate(self.tellings):
            by_year[dating.year(self.date(telling))].append(i)
        wide = by_year.pop(None, [])
        narrow = ((a, b) for members in by_year.values() for a in members for b in members if b < a)
        others = [i for members in by_year.values() for i in members]
        return (*narrow, *((a, b) for a in wide for b in others), *((a, b) for a in wide for b in wide if b < a))

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
        for i, near in enumerate(self.near):
            for j in near:
                more, less = self.covers(self.tellings[j], self.tellings[i]), self.covers(self.tellings[i], self.tellings[j])
                if more and less and i < j:
                    self._unite(i, j)
                    self.rule[j] = "same"
                elif more and not less:
                    covered.add(i)
        return covered

    def _fitting(self, i: int, tops: set[int]) -> set[int]:
        """The groups of tops that nothing in `i` speaks against."""
        near = set(self.near[i])
        touched = {self._top(j) for j in near & tops} - {self._top(i)}
        return {g for g in touched if all(j in near for j in tops if self._top(j) == g)} if touched else touched

    def _join_lone_pairs(self, tops: list[int]) -> None:
        members: dict[int, list[int]] = defaultdict(list)
        for i in tops:
            members[self._top(i)].append(i)
        as_set = set(tops)
        choice = {g: set.intersection(*(self._fitting(i, as_set) for i in group)) for g, group in members.items()}
        for g, others in choice.items():
            if len(others) == 1 and g < (other := next(iter(others))) and choice[other] == {g}:
                self._unite(g, other)
                for i in members[other]:
                    self.rule[i] = "only_one_fits"

    def _join_covered(self, tops: list[int], covered: set[int]) -> None:
        as_set = set(tops)
        found = {i: self._fitting(i, as_set) for i in sorted(covered)}
        for i, groups in found.items():
            if len(groups) == 1:
                self._unite(i, groups.pop())
                self.rule[i] = self._why(i, tops)

    def _why(self, i: int, tops: list[int]) -> str:
        own, group = self.date(self.tellings[i]), self._top(i)
        if own is None:
            return "undated"
        dates = {self.date(self.tellings[j]) for j in tops if self._top(j) == group}
        return "fewer_details" if own in dates else "coarser_date"
