"""Who took part in events: one row a person across scripts, every written form kept.

Here: which written forms are one person, and the frames `dim_person` and `bridge_event_person`. Not here: how two
spellings are held against each other (`spelling`), and any list of known persons. Forms that could be several stay apart.
"""

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise
from math import inf
from typing import Any, NamedTuple

from transforms.facts.identity import identify
from transforms.facts.joining.rule import join
from transforms.facts.people import spelling
from transforms.facts.reference import settings

NO_ROLE = "unknown"
# Two careers so many years apart are not one person's.
WORKING_LIFE = 40
# What is no letter at either end of a name as it was read: a dash, a stop, a quotation mark.
_EDGES = re.compile(r"^[\W_]+|[^\w\u0980-\u09ff\u064b-\u065f]+$")


@dataclass(slots=True, eq=False)
class Form:
    """A name as written, of one country, with the offices and languages in which it was read."""

    name: str
    country: str | None
    words: tuple[spelling.Word, ...]
    roles: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    acts: set[tuple[str, str]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)


class Act(NamedTuple):
    """What somebody did: the event, in which office, in which language it is told, and the year."""

    event: str
    role: str
    language: str
    year: int | None


class People:
    """Written forms gathered from events, and the persons that they become."""

    def __init__(self) -> None:
        self._acts: dict[tuple[str, str], set[Act]] = defaultdict(set)

    def add(self, event_id: str, name: str, country: str, role: str, language: str, year: int | None = None) -> None:
        """Take up what somebody did; an unknown country is empty."""
        self._acts[name, country].add(Act(event_id, role, language, year))

    def rows(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Rows of `dim_person` and of `bridge_event_person`."""
        forms = [form for key in sorted(self._acts) for form in _forms(*key, self._acts[key])]
        persons = _identified(persons_of(forms))
        bridge = {(event, key, role) for key, group in persons for form in group for event, role in form.acts}
        return [_person_row(key, group) for key, group in persons], sorted(bridge)


def _forms(name: str, country: str, acts: set[Act]) -> Iterator[Form]:
    """The forms of one written name: one, or one a working life where it is told of more years than one person works.

    What has no year is then of nobody in particular.
    """
    words = spelling.words_of(name)
    for some in _working_lives(acts) if words else ():
        form = Form(name, country or None, words)
        form.roles, form.languages = {act.role for act in some}, {act.language for act in some}
        form.acts = {(act.event, act.role) for act in some}
        form.years = {act.year for act in some if act.year is not None}
        yield form


def _working_lives(acts: set[Act]) -> list[list[Act]]:
    dated = sorted((act for act in acts if act.year is not None), key=lambda act: (act.year or 0, *act[:3]))
    undated = [act for act in acts if act.year is None]
    lives: list[list[Act]] = []
    for act in dated:
        if lives and (act.year or 0) - (lives[-1][-1].year or 0) <= WORKING_LIFE:
            lives[-1].append(act)
        else:
            lives.append([act])
    if len(lives) > 1:
        return [*lives, undated] if undated else lives
    return [[*(lives[0] if lives else ()), *undated]]


@lru_cache(maxsize=16384)
def parsed(persons: str | None) -> tuple[tuple[str, str, str | None], ...]:
    """Name, office and country of the people of one claim, from its JSON list."""
    if not persons:
        return ()
    named = ((_EDGES.sub("", p.get("name") or ""), p) for p in json.loads(persons))
    return tuple((name, p.get("role") or NO_ROLE, p.get("country")) for name, p in named if name)


def persons_of(forms: Sequence[Form]) -> list[list[Form]]:
    """Forms grouped by person. A short form ("Aliyev") joins a longer one only where it fits no other."""
    pairs = sorted(_candidates(forms))
    clusters = _nearest_first(forms, [(a, b) for a, b in pairs if len(forms[a].words) == len(forms[b].words)])
    home = {id(form): number for number, cluster in enumerate(clusters) for form in cluster}
    between = {(home[id(forms[a])], home[id(forms[b])]) for a, b in pairs}
    joined = join(clusters, _all_fit, _all_cover, _all_cover, sorted((a, b) for a, b in between if a != b)) if clusters else []
    return [[form for cluster in group.members for form in cluster] for group in joined]


def _nearest_first(forms: Sequence[Form], pairs: Sequence[tuple[int, int]]) -> list[list[Form]]:
    """Full forms put together, the nearest first, as long as each fits each: Hasan and Hossain are near to the same third."""
    clusters = {i: [i] for i in range(len(forms))}
    home = list(range(len(forms)))
    ranked = sorted((sound_cost(forms[a].name, forms[b].name), a, b) for a, b in pairs if fits(forms[a], forms[b]))
    for _, a, b in ranked:
        keep, gone = sorted((home[a], home[b]))
        if keep != gone and all(fits(forms[i], forms[j]) for i in clusters[keep] for j in clusters[gone]):
            for i in clusters[gone]:
                home[i] = keep
            clusters[keep] += clusters.pop(gone)
    return [[forms[i] for i in cluster] for cluster in clusters.values()]


def _all_fit(one: Sequence[Form], other: Sequence[Form]) -> bool:
    return all(fits(a, b) for a in one for b in other)


def _all_cover(one: Sequence[Form], other: Sequence[Form]) -> bool:
    return any(covers(a, b) for a in one for b in other)


@lru_cache(maxsize=32768)
def sound_cost(one: str, other: str) -> float:
    """How far apart two written names sound; infinite where one has no word that tells who it is."""
    a, b = spelling.words_of(one), spelling.words_of(other)
    return name_cost(a, b, _script(one) == _script(other)) if a and b else inf


def fits(one: Form, other: Form) -> bool:
    """Whether nothing says that the two forms are two persons: country, name, and the office where the name alone is thin."""
    if one.country != other.country and one.country is not None and other.country is not None:
        return False
    if _years_between(one.years, other.years) > WORKING_LIFE or _other_initials(one.words, other.words):
        return False
    cost = sound_cost(one.name, other.name)
    limits: dict[str, float] = settings("transliteration")["limits"]
    shared = bool(one.roles & other.roles)
    if min(len(one.words), len(other.words)) == 1:
        return shared and (cost <= limits["name"] if one.country == other.country else cost == 0)
    return cost <= (limits["name_with_office"] if shared else limits["name"])


def _years_between(some: set[int], others: set[int]) -> int:
    return max(min(others) - max(some), min(some) - max(others)) if some and others else 0


def _other_initials(one: Sequence[spelling.Word], other: Sequence[spelling.Word]) -> bool:
    """Whether both have initials, and one has one that begins no word of the other: George H. W. and George W. are two."""
    pairs = ((one, other), (other, one))
    return all(any(word.is_initial for word in words) for words in (one, other)) and any(
        word.is_initial and not any(spelling.starts_like(word, each) for each in theirs) for own, theirs in pairs for word in own
    )


def can_be_one(one: str, other: str) -> bool:
    """Whether two names of one country can be one person's; a single word is enough to agree."""
    cost = sound_cost(one, other)
    limit: float = settings("transliteration")["limits"]["name_with_office"]
    return cost <= limit or cost == inf


def covers(one: Form, other: Form) -> bool:
    """Whether the first form, which fits the second, tells as many words of the name and the country."""
    return len(one.words) >= len(other.words) and (one.country is not None or other.country is None)


def name_cost(one: Sequence[spelling.Word], other: Sequence[spelling.Word], same_script: bool) -> float:
    """The mean cost of the shorter name's words, each found in the longer one in order, the first of both being one.

    The family name may stand first in one of two names of the same length; where one has a word more, two of its words may be
    one of the other. Within a script less is forgiven.
    """
    short, long = sorted((tuple(one), tuple(other)), key=len)
    orders = [long]
    if len(short) == len(long) > 1:
        orders.append(long[1:] + long[:1])
    elif 1 < len(short) == len(long) - 1:
        orders += [(*long[:i], spelling.joined(long[i], long[i + 1]), *long[i + 2 :]) for i in range(len(short))]
    strictness = settings("transliteration")["limits"]["within_a_script"] if same_script else 1.0
    return float(strictness) * min(_aligned(short, order) for order in orders)


def _aligned(short: Sequence[spelling.Word], long: Sequence[spelling.Word]) -> float:
    limit = settings("transliteration")["limits"]["word"]
    if len(short) == 1:
        return min(spelling.distance(short[0], long[0]), spelling.distance(short[0], long[-1]))
    costs: list[float] = []
    place = 0
    for number, word in enumerate(short):
        rest = [(spelling.distance(word, long[i]), i) for i in range(place, len(long) if number else 1)]
        cost, place = min(((c, i) for c, i in rest if c <= limit), default=(1.0, -1))
        if place < 0:
            return 1.0
        costs, place = [*costs, cost], place + 1
    return (sum(costs) / len(costs) + max(costs)) / 2


def _candidates(forms: Sequence[Form]) -> set[tuple[int, int]]:
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


@lru_cache(maxsize=16384)
def _script(name: str) -> int:
    return next((ord(c) // 0x100 for c in name if c.isalpha() and ord(c) >= 0x250), 0)


def _identified(groups: Iterable[list[Form]]) -> list[tuple[str, list[Form]]]:
    """Persons with their identifiers, made of the country and the sound of the fullest form."""
    taken: set[str] = set()
    found = []
    for group in sorted((sorted(group, key=_fullness) for group in groups), key=lambda g: _fullness(g[0])):
        head = group[0]
        key = identify("p", head.country, *(word.key for word in head.words))
        if key in taken:
            key = identify("p", head.country, head.name)
        number = 0
        while key in taken:
            number += 1
            key = identify("p", head.country, head.name, number)
        taken.add(key)
        found.append((key, group))
    return found


def _fullness(form: Form) -> tuple[int, int, str, str, int]:
    return -len(form.words), _script(form.name), form.name, form.country or "", min(form.years, default=0)


def _person_row(key: str, group: Sequence[Form]) -> tuple[Any, ...]:
    names: dict[str, set[str]] = defaultdict(set)
    for form in group:
        for language in form.languages:
            names[language].add(form.name)
    listed = {language: sorted(forms) for language, forms in sorted(names.items())}
    country = next((form.country for form in group if form.country), None)
    latin = next((form for form in group if _script(form.name) == 0), group[0])
    return key, spelling.romanised(latin.name), country, json.dumps(listed, ensure_ascii=False)
