"""Names of people that look like something else: a surname that is also a city, a first name that is also a title.

Here: taking such mentions out where the words around show that they belong to a name; places mostly in languages that know no capitals
and bear cases at the end.  Not here: the extent of a name (actors.py).
"""

from itertools import pairwise

from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import Pack

# At most so many words of a name stand between an office and the seeming place that ends it.
_LONGEST = 3


def drop_namesakes(reading: Reading, pack: Pack) -> None:
    """Take out mentions that are parts of the name of an office's holder."""
    if not pack.language.get("case_at_end"):
        _drop_given_titles(reading, pack)
        return
    for office in [m for m in reading.mentions if m.kind == "office" and m.role not in pack.language.get("nameless", ())]:
        for m in [m for m in reading.mentions if m is not office and office.last <= m.first <= office.last + _LONGEST]:
            if _given(office, m, reading, pack) or _first_name(office, m, reading, pack) or _surname(office, m, reading, pack):
                reading.mentions.remove(m)
    for m in [m for m in reading.mentions if m.kind == "city" and m.rank != "capital"]:
        if (m.case == "nom" and _between_owner_and_office(m, reading)) or _behind_particle(m, reading, pack):
            reading.mentions.remove(m)


def drop_told_surnames(readings: list[Reading], pack: Pack) -> None:
    """ "President Omar al-Masri … Al-Masri met": where adjectives follow their nouns, the definite one that ends a told name is that
    name again, unless it stands behind a definite noun."""
    closed = tuple(pack.folded_set("closed"))
    if not closed:
        return
    named = [(r, m.name) for r in readings for m in r.mentions if m.kind == "office" and m.name and m.name[1] - m.name[0] > 1]
    surnames = {r.tokens[name[1] - 1].text for r, name in named}
    for reading in readings if surnames else ():
        for m in [m for m in reading.mentions if m.kind == "demonym" and reading.tokens[m.first].text in surnames]:
            if m.first == 0 or not reading.tokens[m.first - 1].text.startswith(closed):
                reading.mentions.remove(m)


def _drop_given_titles(reading: Reading, pack: Pack) -> None:
    """ "Minister of State Sultan bin Saad": where a particle of names follows it, a title behind another office is a first name."""
    titles, particles = pack.folded_set("given_titles"), pack.folded_set("name_particles")
    for office, m in pairwise([m for m in reading.mentions if m.kind == "office"]):
        behind = reading.tokens[m.last : m.last + 1]
        if m.first == office.last and reading.tokens[m.first].text in titles and behind and behind[0].text in particles:
            reading.mentions.remove(m)


def _given(office: Mention, m: Mention, reading: Reading, pack: Pack) -> bool:
    """ "Foreign Minister Sultan Al Jaber": a title right behind another office, with a name behind it, is a first name."""
    titles = pack.folded_set("given_titles")
    return m.kind == "office" and office.case == "nom" and m.first == office.last and reading.tokens[m.first].text in titles


def _first_name(office: Mention, m: Mention, reading: Reading, pack: Pack) -> bool:
    """ "With Peru's minister Santiago Rey's …": a foreign city right behind an office, and behind it a word that bears the case."""
    owner = next((x for x in reading.mentions if x.last == office.first and x.kind in ("country", "demonym")), None)
    if m.kind != "city" or m.first != office.last or m.case != "nom" or owner is None or owner.country == m.country:
        return False
    word = reading.tokens[min(m.last, len(reading.tokens) - 1)]
    known = any(x.first == m.last for x in reading.mentions) or any(w.first == m.last for w in reading.words)
    known = known or word.text in pack.folded_set("name_stops")
    return word.kind == "word" and not known and any(a.after in ("gen", "to") for a in pack.entities.analyses(word.text))


def _surname(office: Mention, m: Mention, reading: Reading, pack: Pack) -> bool:
    """ "With President Ricardo Lagos": no city is met, and of two places in a row the first one ends the name before it."""
    if m.kind not in ("city", "country") or not _named(office, m, reading, pack):
        return False
    following = next((x for x in reading.mentions if x.first == m.last and x.kind in ("city", "country")), None)
    before_place = m.case == "nom" and following is not None and following.country != m.country and following.case in ("nom", "in")
    return before_place or (m.kind == "city" and m.rank != "capital" and m.case == "with")


def _named(office: Mention, m: Mention, reading: Reading, pack: Pack) -> bool:
    """Only bare words of a name stand between the office and the mention, at least one."""
    between = reading.tokens[office.last : m.first]
    stops = pack.folded_set("name_stops")
    free = not any(x is not m and x is not office and office.last <= x.first < m.first for x in reading.mentions)
    return bool(between) and free and all(t.kind == "word" and t.text not in stops and t.text not in pack.after for t in between)


def _behind_particle(m: Mention, reading: Reading, pack: Pack) -> bool:
    """ "Ahmad al-Sabah": what a particle of names opens is no place, unless the place is called so as a whole."""
    before = [t.text for t in reading.tokens[max(m.first - 2, 0) : m.first] if t.text != "-"]
    return bool(before) and before[-1] in pack.folded_set("name_particles")


def _between_owner_and_office(m: Mention, reading: Reading) -> bool:
    """ "Chile's Salvador Allende government": a foreign city between a state and its office is a first name."""
    owner = next((x for x in reading.mentions if x.last == m.first and x.kind in ("country", "demonym") and x.case in ("gen", "adj")), None)
    office = next((x for x in reading.mentions if x.kind == "office" and 0 <= x.first - m.last <= 2), None)
    return owner is not None and office is not None and owner.country != m.country
