"""Which written forms are worth comparing: those of one country with words of like sound.

Here: finding such pairs without comparing each with each. Not here: the comparison (`forms`, `likeness`).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations, pairwise

from transforms.facts.people import spelling
from transforms.facts.people.forms import Form


def candidates(forms: Sequence[Form]) -> set[tuple[int, int]]:
    """Which forms to compare: of one country, those with two words of like sound, and single words with such a word."""
    by_country: dict[str | None, list[int]] = defaultdict(list)
    for i, form in enumerate(forms):
        by_country[form.country].append(i)
    stateless = by_country.pop(None, [])
    pairs = _like_pairs(forms, stateless)
    for members in by_country.values():
        pairs |= _like_pairs(forms, members)
    return pairs | {(a, b) for a, b in _like_pairs(forms, range(len(forms)), stateless) if a != b} if stateless else pairs


def _like_pairs(forms: Sequence[Form], members: Iterable[int], of: Iterable[int] | None = None) -> set[tuple[int, int]]:
    """Pairs of `members` that share the keys of two words, or of one where one of them has only one; with `of` one is of these."""
    full: dict[Hashable, list[int]] = defaultdict(list)
    lone: dict[Hashable, list[int]] = defaultdict(list)
    for i in members:
        keys = sorted(_keys(forms[i].words)) or [""]
        for pair in combinations(keys, 2) if len(keys) > 1 else [(keys[0], keys[0])]:
            full[pair].append(i)
        for key in keys:
            (lone if sum(not word.is_initial for word in forms[i].words) <= 1 else full)[key].append(i)
    wanted = None if of is None else set(of)
    found = {_ordered(a, b) for key, group in full.items() if isinstance(key, tuple) for a, b in combinations(group, 2)}
    found |= {_ordered(a, b) for key, singles in lone.items() for a in singles for b in (*singles, *full[key]) if a != b}
    return found if wanted is None else {pair for pair in found if not wanted.isdisjoint(pair)}


def _keys(words: Sequence[spelling.Word]) -> set[str]:
    """The keys of a name's words, and of two that may be written as one."""
    told = [word for word in words if not word.is_initial]
    both = [spelling.joined(one, other) for one, other in pairwise(told)] if len(told) > 2 else []
    return {key for word in (*told, *both) for key in word.keys}


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a > b else (b, a)
