"""Who took part in events: one row a person across scripts, every written form kept.

Here: which written forms are one person, and the frames `dim_person` and `bridge_event_person`. Not here: whether two forms
can be one (`forms`), and any list of known persons. Forms that could be several stay apart.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from transforms.facts.identity import identify
from transforms.facts.joining.rule import Judges, join
from transforms.facts.people import spelling
from transforms.facts.people.candidates import candidates
from transforms.facts.people.forms import Act, Form, covers, fits, forms_of, in_office_together
from transforms.facts.people.likeness import script_of, sound_cost

NO_ROLE = "unknown"
# What is no letter at either end of a name as it was read: a dash, a stop, a quotation mark.
_EDGES = re.compile(r"^[\W_]+|[^\w\u0980-\u09ff\u064b-\u065f]+$")


class People:
    """Written forms gathered from events, and the persons that they become."""

    def __init__(self) -> None:
        self._acts: dict[tuple[str, str], set[Act]] = defaultdict(set)

    def add(self, event_id: str, name: str, country: str, role: str, language: str, year: int | None = None) -> None:
        """Take up what somebody did; an unknown country is empty."""
        self._acts[name, country].add(Act(event_id, role, language, year))

    def rows(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Rows of `dim_person` and of `bridge_event_person`."""
        forms = [form for key in sorted(self._acts) for form in forms_of(*key, self._acts[key])]
        persons = _identified(persons_of(forms))
        bridge = {(event, key, role) for key, group in persons for form in group for event, role in form.acts}
        return [_person_row(key, group) for key, group in persons], sorted(bridge)


@lru_cache(maxsize=16384)
def parsed(persons: str | None) -> tuple[tuple[str, str, str | None], ...]:
    """Name, office and country of the people of one claim, from its JSON list."""
    if not persons:
        return ()
    named = ((_EDGES.sub("", p.get("name") or ""), p) for p in json.loads(persons))
    return tuple((name, p.get("role") or NO_ROLE, p.get("country")) for name, p in named if name)


@lru_cache(maxsize=16384)
def roles_of(persons: str | None) -> tuple[tuple[str, str | None], ...]:
    """Office and country of the people of one claim, of those too whose names it does not give."""
    told = json.loads(persons) if persons else ()
    return tuple((p.get("role") or NO_ROLE, p.get("country")) for p in told)


def persons_of(forms: Sequence[Form]) -> list[list[Form]]:
    """Forms grouped by person. A short form ("Aliyev") joins a longer one only where it fits no other, and their time agrees."""
    pairs = sorted(candidates(forms))
    clusters = _nearest_first(forms, [(a, b) for a, b in pairs if _tell_as_much(forms[a], forms[b])])
    home = {id(form): number for number, cluster in enumerate(clusters) for form in cluster}
    between = {(home[id(forms[a])], home[id(forms[b])]) for a, b in pairs}
    joined = join(clusters, Judges(_all_fit, _all_cover, _all_cover), sorted((a, b) for a, b in between if a != b)) if clusters else []
    return _with_those_told_beside([person for group in joined for person in _of_one_time(group.members)])


def _of_one_time(clusters: Sequence[Sequence[Form]]) -> Iterator[list[Form]]:
    """The forms of a person; parts of a name that are told of no time at which the full name is told are somebody by themselves."""
    full = [form for cluster in clusters for form in cluster if not form.is_partial]
    own: list[Form] = []
    for cluster in clusters:
        known = [form for form in cluster if not (full and form.is_partial) or any(in_office_together(form, other) for other in full)]
        own += known
        if len(known) < len(cluster):
            yield [form for form in cluster if form not in known]
    if own:
        yield own


def _with_those_told_beside(persons: Sequence[list[Form]]) -> list[list[Form]]:
    """The persons; who is told by a part of a name only is whoever bears the full name that it fits in the same event and office."""
    by_act: dict[tuple[str, str], list[list[Form]]] = defaultdict(list)
    for person in persons:
        for act in {act for form in person if not form.is_partial for act in form.acts}:
            by_act[act].append(person)
    for person in persons:
        for form in list(person) if all(form.is_partial for form in person) else ():
            full = {id(other): other for other in _told_beside(form, by_act)}
            if len(full) == 1:
                next(iter(full.values())).append(form)
                person.remove(form)
    return [person for person in persons if person]


def _told_beside(part: Form, by_act: Mapping[tuple[str, str], Sequence[list[Form]]]) -> Iterator[list[Form]]:
    """The persons who bear the same office in one of the events, as far as the part of a name fits how they are called there."""
    for act in sorted(part.acts & by_act.keys()):
        yield from (person for person in by_act[act] if any(act in form.acts and fits(part, form) for form in person))


def _tell_as_much(one: Form, other: Form) -> bool:
    """Whether two forms are of one kind, of which neither has to look for the person that it could be."""
    return all(a == b for a, b in ((len(one.words), len(other.words)), (one.number, other.number), (one.is_partial, other.is_partial)))


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
    return -len(form.words), script_of(form.name), form.name, form.country or "", min(form.years, default=0)


def _person_row(key: str, group: Sequence[Form]) -> tuple[Any, ...]:
    names: dict[str, set[str]] = defaultdict(set)
    for form in group:
        for language in form.languages:
            names[language].add(form.name)
    listed = {language: sorted(forms) for language, forms in sorted(names.items())}
    country = next((form.country for form in group if form.country), None)
    latin = next((form for form in group if script_of(form.name) == 0), group[0])
    return key, spelling.romanised(latin.name), country, json.dumps(listed, ensure_ascii=False)
