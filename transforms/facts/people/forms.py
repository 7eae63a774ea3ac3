"""A name as written, with the office, country and years in which it was read, and whether two can be one person's.

Here: what speaks for and against two forms. Not here: how names sound (`likeness`), and who they become (`persons`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from transforms.facts.people import likeness, spelling
from transforms.facts.people.regnal import number_of
from transforms.facts.reference import settings

# Two careers so many years apart are not one person's.
WORKING_LIFE = 40
# A part of a name means whoever bears the office; so many years on that may be somebody else of the family.
TERM = 12


@dataclass(eq=False)
class Form:
    """A name as written, of one country, with the offices and languages in which it was read."""

    name: str
    country: str | None
    words: tuple[spelling.Word, ...]
    roles: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    acts: set[tuple[str, str]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    @cached_property
    def number(self) -> int | None:
        """The number of a monarch."""
        return number_of(self.name)

    @cached_property
    def is_partial(self) -> bool:
        """Whether given name and family name are not both told."""
        return likeness.is_partial(self.words)


class Act(NamedTuple):
    """What somebody did: the event, in which office, in which language it is told, and the year."""

    event: str
    role: str
    language: str
    year: int | None


def forms_of(name: str, country: str, acts: set[Act]) -> Iterator[Form]:
    """The forms of one written name: one, or one a working life where it is told of more years than one person works.

    What has no year is then of nobody in particular; of a part of a name it always is.
    """
    words = spelling.words_of(name)
    for some in _careers(acts, likeness.is_partial(words)) if words else ():
        form = Form(name, country or None, words)
        form.roles, form.languages = {act.role for act in some}, {act.language for act in some}
        form.acts = {(act.event, act.role) for act in some}
        form.years = {act.year for act in some if act.year is not None}
        yield form


def _careers(acts: set[Act], is_partial: bool) -> list[list[Act]]:
    dated = sorted((act for act in acts if act.year is not None), key=lambda act: (act.year or 0, *act[:3]))
    undated = [act for act in acts if act.year is None]
    careers: list[list[Act]] = []
    for act in dated:
        if careers and (act.year or 0) - (careers[-1][-1].year or 0) <= (TERM if is_partial else WORKING_LIFE):
            careers[-1].append(act)
        else:
            careers.append([act])
    if len(careers) == 1 and not is_partial:
        return [careers[0] + undated]
    return [*careers, undated] if undated else careers


def fits(one: Form, other: Form) -> bool:
    """Whether nothing says that the two forms are two persons: country, name, years, and the office where the name alone is thin."""
    if one.country != other.country and one.country is not None and other.country is not None:
        return False
    if _years_between(one, other) > WORKING_LIFE or likeness.other_initials(one.words, other.words):
        return False
    if likeness.numbers_differ(one.name, other.name):
        return False
    cost = likeness.sound_cost(one.name, other.name)
    limits: dict[str, float] = settings("transliteration")["limits"]
    shared = bool(one.roles & other.roles)
    if one.is_partial or other.is_partial:
        sure = one.country == other.country or one.number is not None or other.number is not None
        return shared and (cost <= limits["name"] if sure else cost == 0)
    return cost <= (limits["name_with_office"] if shared else limits["name"])


def in_office_together(one: Form, other: Form) -> bool:
    """Whether a part of a name and a name that it fits are told of one event, or of one time; without a year it could be anybody's."""
    if one.acts & other.acts:
        return True
    return bool(one.years) == bool(other.years) and _years_between(one, other) <= TERM


def _years_between(one: Form, other: Form) -> int:
    if not one.years or not other.years:
        return 0
    return max(min(other.years) - max(one.years), min(one.years) - max(other.years))


def covers(one: Form, other: Form) -> bool:
    """Whether the first form, which fits the second, tells as much of the name, its number and the country."""
    told = all((a is not None) >= (b is not None) for a, b in ((one.number, other.number), (one.country, other.country)))
    return told and len(one.words) >= len(other.words) and one.is_partial <= other.is_partial
