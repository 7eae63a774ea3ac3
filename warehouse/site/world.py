"""Everything that the pages of one release share: its facts by page, its pairs, states, people and contradictions.

Here belong the groupings that several pages need. Geometry, wording and page contents do not.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from warehouse.site.facts import Fact, Named, Pair, load_facts, load_named, page_of
from warehouse.site.overview import Outline
from warehouse.site.store import Release, Row, grouped, keyed


@dataclass(frozen=True)
class Bundle:
    """A pair (or a state alone) with all facts that its page shows."""

    countries: Pair
    name: str
    facts: tuple[Fact, ...]

    @property
    def page(self) -> str:
        """Its page."""
        return page_of(self.countries)

    def of(self, *tables: str) -> list[Fact]:
        """Its facts of these tables."""
        return [fact for fact in self.facts if fact.table in tables]


@dataclass(frozen=True)
class Conflict:
    """Two facts that contradict each other, or one that contradicts its own text."""

    row: Row
    fact: Fact | None
    other: Fact | None


@dataclass(frozen=True)
class Person:
    """A person with every written form by language, and what they took part in."""

    row: Row
    country: str
    names: tuple[tuple[str, tuple[str, ...]], ...]
    parts: tuple[tuple[str, Fact], ...]

    @property
    def roles(self) -> list[str]:
        """The offices in which they are told of."""
        return sorted({role for role, _ in self.parts})


@dataclass(frozen=True)
class World:
    """A release, or a part of it, with all that pages look up in it, and the day on which it was found to be the newest.

    `outlines` are of the whole release, also where the rows are those of a part.
    """

    release: Release
    releases: Sequence[Row]
    checked: date
    standing: Sequence[Row] | None = None
    outlines: Sequence[Outline] = ()

    @cached_property
    def sources(self) -> Sequence[Row]:
        """How the live sources stand: now where that is told, else as when the release was made."""
        return self.release.rows("source_standing") if self.standing is None else self.standing

    @cached_property
    def facts(self) -> list[Fact]:
        """Every fact, in order of time."""
        return load_facts(self.release)

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        """Facts by their id."""
        return {fact.fact_id: fact for fact in self.facts}

    @cached_property
    def named(self) -> dict[str, Named]:
        """What each fact is called, by its id; also of facts whose passages lie in other parts."""
        return {named.fact_id: named for named in load_named(self.release)}

    @cached_property
    def bundles(self) -> dict[Pair, Bundle]:
        """What each page of facts shows, by the countries."""
        groups = grouped(self.facts, lambda fact: fact.countries)
        return {countries: Bundle(countries, self.release.named(countries), tuple(groups[countries])) for countries in sorted(groups)}

    @cached_property
    def outline_of(self) -> dict[Pair, Outline]:
        """Outlines by countries."""
        return {outline.countries: outline for outline in self.outlines}

    @cached_property
    def pairs(self) -> list[Outline]:
        """The pairs, by the names of their countries."""
        return sorted((outline for outline in self.outlines if len(outline.countries) == 2), key=lambda outline: outline.name)

    @cached_property
    def states(self) -> list[str]:
        """Every state of which something is told, by name."""
        return sorted({country for outline in self.outlines for country in outline.countries}, key=self.release.name)

    @cached_property
    def pairs_by_state(self) -> dict[str, list[Outline]]:
        """The pairs of each state."""
        return grouped_many(self.pairs)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Every contradiction."""
        rows = self.release.rows("mart_conflict")
        return [Conflict(row, self.by_id.get(row["fact_id"]), self.by_id.get(row["other_fact_id"])) for row in rows]

    @cached_property
    def conflicts_by_pair(self) -> dict[Pair, list[Conflict]]:
        """Contradictions by pair."""
        return grouped(self.conflicts, lambda conflict: (conflict.row["country_a"], conflict.row["country_b"]))

    @cached_property
    def people(self) -> list[Person]:
        """Every person, by name."""
        parts = grouped(self.release.rows("bridge_event_person"), lambda row: row["person_id"])
        rows = keyed(self.release.rows("dim_person"), "person_id")
        found = [self._person(row, parts.get(person_id, [])) for person_id, row in rows.items()]
        return sorted(found, key=lambda person: (person.row["name"], person.row["person_id"]))

    def _person(self, row: Row, parts: Iterable[Row]) -> Person:
        names = tuple((language, tuple(forms)) for language, forms in sorted(json.loads(row["names"] or "{}").items()))
        taken = [(str(part["role"] or ""), self.by_id[part["event_id"]]) for part in parts if part["event_id"] in self.by_id]
        order = sorted(taken, key=lambda part: (part[1].start is None, str(part[1].start), part[1].title, part[0]))
        return Person(row, self.release.name(row["country_id"]), names, tuple(order))

    @cached_property
    def people_by_fact(self) -> dict[str, list[Person]]:
        """Who took part in each event."""
        return grouped_people(self.people)

    def people_of(self, bundle: Bundle) -> list[Person]:
        """Who took part in the events of a pair or state, each with those events alone."""
        inside = {fact.fact_id for fact in bundle.facts}
        known = {person.row["person_id"]: person for fact_id in inside for person in self.people_by_fact.get(fact_id, [])}
        people = [
            Person(person.row, person.country, person.names, tuple(part for part in person.parts if part[1].fact_id in inside))
            for person in known.values()
        ]
        return sorted(people, key=lambda person: (person.row["name"], person.row["person_id"]))


def grouped_many(pairs: Iterable[Outline]) -> dict[str, list[Outline]]:
    """Pairs by each of their two states."""
    found: dict[str, list[Outline]] = {}
    for pair in pairs:
        for country in pair.countries:
            found.setdefault(country, []).append(pair)
    return found


def grouped_people(people: Iterable[Person]) -> dict[str, list[Person]]:
    """People by the events that they took part in."""
    found: dict[str, list[Person]] = {}
    for person in people:
        for fact_id in dict.fromkeys(fact.fact_id for _, fact in person.parts):
            found.setdefault(fact_id, []).append(person)
    return found
