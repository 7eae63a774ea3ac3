"""What a document has said so far: its pair of countries, its people, its dates, its last event.

Here: resolving "the two countries", "our embassy", "he", "the same year" against the text before.  Not here: rules.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from transforms.reading.claims import Claim
from transforms.reading.mentions.actors import compose
from transforms.reading.mentions.cases import before_case, behind_case
from transforms.reading.mentions.dates import DateMemory
from transforms.reading.mentions.namesakes import drop_told_surnames
from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import Pack
from transforms.reading.text.fold import Folded
from transforms.reading.trade.money import settle_money

if TYPE_CHECKING:
    from transforms.reading.tellings.telling import Dated


@dataclass
class Told:
    """An event as the discourse remembers it."""

    type: str
    source: str
    target: str
    date: str | None
    paragraph: int
    sentence: int
    level: str = ""
    place: str | None = None
    status: str = ""
    row: bool = False
    end: int = 0  # where its sentence ends in the folded text
    who: frozenset[str] = frozenset()  # what a row's visitor can be called by


@dataclass(frozen=True, slots=True)
class Deed:
    """What a group did whose members are named later: the type of event, host and date as far as told, the paragraph that told it."""

    type: str
    host: str | None
    date: str | None
    paragraph: int


def told_of(claim: Claim, reading: Reading) -> Told:
    """What the discourse remembers of an event."""
    return Told(
        claim.claim_type,
        claim.subject_country or "",
        claim.object_country or "",
        claim.date_edtf,
        reading.sentence.paragraph,
        id(reading),
        claim.level or "",
        claim.location_country,
        claim.status or "",
        reading.sentence.kind == "item",
        reading.sentence.end,
    )


@dataclass
class Context:
    """The state of one document's reading."""

    pack: Pack
    text: Folded
    stored: str
    pair: tuple[str, str] | None = None
    pair_named: bool = False
    self_country: str | None = None
    people: dict[str, Mention] = field(default_factory=dict)
    dates: DateMemory = field(default_factory=DateMemory)
    told: list[Told] = field(default_factory=list)
    last_actor: Mention | None = None
    last_place: str | None = None
    placed: tuple[int, str] | None = None  # paragraph and state of the place that the sentence before named last
    learned: bool = False
    about_two: bool = False  # the head of the page names the pair
    between: tuple[int, str, str] | None = None  # the paragraph, and the two states that its last sentence named
    unsettled: int = -1  # the paragraph that named a state last by what several bear
    subject: tuple[int, str] | None = None  # the paragraph, and the state that its last sentence spoke of first
    mission: tuple[int, str, str] | None = None  # the paragraph that told a mission last, its sender and its host
    here: tuple[int, str, str] | None = None  # the sentence that is read, and the sender and host of the mission that it told
    journey: tuple[int, str, str] | None = None  # the sentence that is read, and the states between which it told a visit
    fresh: tuple[int, list[Claim]] = (-1, [])  # the paragraph of the sentence that told something last, and its claims
    lead: tuple[int, Claim, bool] | None = None  # the paragraph of a sentence that a colon ends, its signing, and whether a title has it
    row: tuple[int, str] | None = None  # the paragraph of a chronicle's row, and the date that it begins with
    signed: list[Claim] = field(default_factory=list)  # what instruments were told to be signed
    body: tuple[str, str] | None = None  # the states whose joint body was told last
    deed: Deed | None = None  # what a group did that was told last
    hanging: "tuple[int, Dated] | None" = None  # the paragraph of a date that a full stop parted from its sentence, and the date

    def subject_of(self, paragraph: int) -> str | None:
        """The state that "it" means where its own sentence names none."""
        return self.subject[1] if self.subject and self.subject[0] == paragraph else None

    def placed_in(self, paragraph: int) -> str | None:
        """The state in which, or to which, something went in the sentence before."""
        return self.placed[1] if self.placed and self.placed[0] == paragraph else None

    def pair_in(self, paragraph: int) -> tuple[str, str] | None:
        """The two states that a paragraph tells of: on a page of several, those that the sentence before named; else those of
        all that it told so far, if they are others than the document's pair.  None where it named one by what several states bear."""
        if self.unsettled == paragraph:
            return None
        if self.between is not None and self.between[0] == paragraph and self._tells_of_others(self.between[1:]):
            return self.between[1:]
        told = {tuple(sorted((t.source, t.target))) for t in self.told if t.paragraph == paragraph and t.target}
        apart = [pair for pair in told if self.pair and len(pair) == 2 and not set(pair) <= set(self.pair)]
        return (apart[0][0], apart[0][1]) if len(told) == 1 and apart else self.pair

    def _tells_of_others(self, named: tuple[str, str]) -> bool:
        """The two states are no pair of the page's: one of both may be a third that was only named in passing."""
        strangers = not set(named) & set(self.pair or ())
        return not self.about_two and (strangers or not self.pair_named)

    def note_subject(self, reading: Reading) -> None:
        """Remember the first state that a sentence names as its subject, and the last one that it names as a place."""
        if not reading.mentions:
            self.placed = None
            return
        self._note_office(reading)
        if any(m.kind == "ambiguous" and m.country is None for m in reading.mentions):
            self.unsettled = reading.sentence.paragraph
        two = _named(reading)
        if two:
            self.between = (reading.sentence.paragraph, two[0], two[1]) if len(two) == 2 else None
        named = [m for m in reading.mentions if m.country and (m.sort == "state" or m.rank == "capital") and m.case in ("nom", "gen")]
        if named and named[0].country:
            self.subject = (reading.sentence.paragraph, named[0].country)
        places = [m.country for m in reading.mentions if m.country and m.sort in ("state", "city") and m.case in ("in", "to")]
        self.placed = (reading.sentence.paragraph, places[-1]) if places else None

    def _note_office(self, reading: Reading) -> None:
        """ "In 1990 he became President of Peru": whom "he" means from there on."""
        words = reading.of("became")
        holders = [m for m in reading.mentions if m.kind == "office" and m.country and m.level and m.case == "nom" and m.name is None]
        became = [m for w in words for m in holders if m.last == w.first]
        self.last_actor = became[-1] if became else self.last_actor

    def called(self, m: Mention | None, reading: Reading) -> frozenset[str]:
        """What somebody can be called by later."""
        return frozenset(_keys(m, reading, self.pack)) if m is not None else frozenset()

    def names(self, who: frozenset[str], reading: Reading) -> bool:
        """The sentence names somebody who is called so."""
        return any(a.stem in who for t in reading.tokens for a in self.pack.entities.analyses(t.text)) if who else False

    def learn(self, m: Mention, reading: Reading) -> None:
        """Somebody whose country the text came to tell."""
        for key in _keys(m, reading, self.pack):
            if key not in self.people or self.people[key].country is None:
                self.people[key] = m
            self.learned = True

    def known(self, m: Mention, reading: Reading) -> str | None:
        """The country that the text has told of somebody by now."""
        return next((self.people[key].country for key in _keys(m, reading, self.pack) if key in self.people), None)

    def other(self, country: str | None) -> str | None:
        """The other country of the document's pair."""
        if self.pair is None or country not in self.pair:
            return None
        return self.pair[1] if country == self.pair[0] else self.pair[0]


# Words of a name by which somebody is told again.
LONGEST_NAME = 4

# Heads of a mission, by their roles in offices.csv.
ENVOYS = ("ambassador", "high_commissioner", "charge_d_affaires")

_WEIGHTS = {"country": 2, "demonym": 2, "office": 2, "city": 1}


def find_pair(readings: list[Reading], title: Reading | None) -> tuple[str, str] | None:
    """The two countries that the document is about: those of its title, else the two that it names most."""
    named = _ordered(title) if title else []
    if len(named) >= 2:
        return named[0], named[1]
    opening = next((pair for pair in map(_ordered, readings[:3]) if len(pair) == 2), [])
    counts: Counter[str] = Counter()
    for place, reading in enumerate(readings):
        for m in reading.mentions:
            if m.country and not _only_scene(m, reading):
                counts[m.country] += _WEIGHTS.get(m.kind, 0) * (3 if place < 3 else 1)
    for country in named:
        counts[country] += 1000
    least = 1 if len(counts) == 2 else 3  # a note that names two states, one of them but once, is about both
    best = [c for c, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n >= least]
    if opening and set(opening) <= set(best[:3]):
        return opening[0], opening[1]
    return (best[0], best[1]) if len(best) >= 2 else None


def _only_scene(m: Mention, reading: Reading) -> bool:
    """Whoever meets in New York, or beside a summit in Serbia, is not thereby of its state."""
    aside = m.kind in ("city", "country") and m.case == "in" and reading.has("assembly_sides")
    return aside or (m.kind == "city" and m.rank != "capital")


def _ordered(reading: Reading) -> list[str]:
    """Distinct countries of a reading in order of naming, cities left out where two others stand."""
    states = [m.country for m in reading.mentions if m.country and m.kind in ("country", "demonym", "office")]
    cities = [m.country for m in reading.mentions if m.country and m.kind == "city"]
    plain = list(dict.fromkeys(states))
    return plain if len(plain) >= 2 else list(dict.fromkeys(states + cities))


def _named(reading: Reading) -> list[str]:
    """Distinct countries of a reading but for those that only say where a city lies ("its embassy in Rome (Italy)")."""
    cities = {m.last: m.country for m in reading.mentions if m.kind == "city"}
    states = [m for m in reading.mentions if m.kind in ("country", "demonym", "office")]
    return list(dict.fromkeys(m.country for m in states if m.country and m.country not in (cities.get(m.first), cities.get(m.first - 1))))


def find_self(readings: list[Reading], pack: Pack) -> str | None:
    """Whose page it is, where its head names an embassy or a ministry of one state ("Embassy of X, Y")."""
    for reading in (r for r in readings[:4] if not _tells(r, pack)):
        embassy = next((w for w in reading.words if w.kind in ("embassy_word", "ministry_word")), None)
        if embassy is None or len(reading.tokens) > 14 or _of_two_missions(reading):
            continue
        owners = [m for m in reading.mentions if m.kind in ("country", "demonym") and m.case in ("of", "gen", "adj", "nom")]
        if embassy.kind == "ministry_word":  # "Ministry of Foreign Affairs, Lima"
            owners = owners or [m for m in reading.mentions if m.rank == "capital"]
        owners.sort(key=lambda m: min(abs(m.first - embassy.last), abs(embassy.first - m.last)))
        if owners:
            return owners[0].country
    return next((c for one, other in pairwise(readings[:4]) if (c := _letterhead(one, other))), None)


def _of_two_missions(reading: Reading) -> bool:
    """A line that names a mission of either side ("Embassy of X, Lima | Embassy of Y, Accra") is of an infobox."""
    owners = {m.country for m in reading.mentions if m.kind in ("country", "demonym") and m.case in ("of", "gen", "adj")}
    return len(reading.of("embassy_word")) > 1 and len(owners) > 1


def _tells(reading: Reading, pack: Pack) -> bool:
    """A whole sentence or a labelled line of an infobox is no letterhead: "X has an embassy in Y.", "Mission: Embassy of X, Y"."""
    office = next((w.first for w in reading.words if w.kind in ("embassy_word", "ministry_word")), 0)
    labelled = any(t.text in "|:" for t in reading.tokens[:office]) or any(t.text == "=" for t in reading.tokens)
    return labelled or reading.tokens[-1].text in (*pack.language.get("stops", ""), ".")


def _letterhead(first: Reading, second: Reading) -> str | None:
    """The state whose bare name is a line of the head, where the next one, or the one right above, names an office of it."""
    if first.has("ministry_word") and first.sentence.paragraph == second.sentence.paragraph:
        first, second = second, first
    owner = next((m for m in first.mentions if m.kind == "country"), None)
    office = second.has("letterhead", 0, 1) or second.has("ministry_word", 0, 1)
    if owner is None or owner.last - owner.first < len(first.tokens) or not office:
        return None
    return owner.country


def _head_names_pair(readings: list[Reading]) -> bool:
    """The lines of a head name two states between them: the letterhead one, the title the other."""
    short = [r for r in readings[:4] if r.sentence.kind in ("heading", "lead") or len(r.tokens) <= 12]
    return len({c for r in short for c in _ordered(r)}) == 2


def remember_people(readings: list[Reading], pack: Pack) -> dict[str, Mention]:
    """Last name -> the office holder that bore it, with a country if one was told; a name of two countries is forgotten."""
    people: dict[str, Mention] = {}
    untold: dict[str, Mention] = {}
    torn: set[str] = set()
    for reading in readings:
        for m in reading.mentions:
            if m.kind != "office" or m.name is None:
                continue
            for key in _keys(m, reading, pack):
                if m.country is None:
                    untold.setdefault(key, m)
                    continue
                if key in people and people[key].country != m.country:
                    torn.add(key)
                people.setdefault(key, m)
    return {k: m for k, m in (untold | people).items() if k not in torn}


def _keys(m: Mention, reading: Reading, pack: Pack) -> list[str]:
    """What a person can be called later by: the whole name, its last word, or the first where his people's surname comes first."""
    if m.name is None:
        return []
    words = [t.text for t in reading.tokens[m.name[0] : m.name[1]] if t.kind == "word"]
    if len(words) > 1 and len(words[-1]) < 4 and pack.language.get("capitalised"):
        words.pop()  # the number of a monarch, a suffix: "Abdullah II"
    if not words:
        return []
    stems = [a.stem for a in pack.entities.analyses(words[-1]) if a.after and len(a.stem) >= 4]
    common = pack.folded_set("common_names")
    surname = words[:1] if len(words) > 1 and m.country in pack.language.get("surname_first", ()) and len(words[0]) >= 3 else []
    whole = [" ".join(words)] if 1 < len(words) <= LONGEST_NAME else []
    return [w for w in (words[-1], *stems) if len(w) >= 4 and w not in common] + [w for w in surname if w not in common] + whole


def add_people(readings: Iterable[Reading], context: Context) -> None:
    """Names met before stand for their bearers; offices without a country take it from the name."""
    opening = {key.partition(" ")[0] for key in context.people}
    for reading in readings if opening else ():
        _tell_countries(reading, context)
        _add_bearers(reading, opening, context)


def _tell_countries(reading: Reading, context: Context) -> None:
    for m in [m for m in reading.mentions if m.kind == "office" and m.country is None and m.name]:
        known = next((context.people[k] for k in _keys(m, reading, context.pack) if k in context.people), None)
        if known:
            m.country = known.country


def _add_bearers(reading: Reading, opening: set[str], context: Context) -> None:
    lower_too, stored, origin = not context.pack.language.get("capitalised"), context.stored, context.text.origin
    stems = context.pack.entities.affixes.stems
    for at, token in enumerate(reading.tokens):
        if opening.isdisjoint(stems[token.text]) or token.kind != "word" or not (lower_too or stored[origin[token.start]].isupper()):
            continue
        person = _person_at(at, opening, reading, context)
        if person is not None and not _is_covered(at, reading):
            reading.mentions.append(person)
    reading.mentions.sort(key=lambda m: (m.first, m.last))


def _is_covered(at: int, reading: Reading) -> bool:
    """The word is a part of a mention or of the name of one."""
    return any(m.first <= at < m.last or (m.name is not None and m.name[0] <= at < m.name[1]) for m in reading.mentions)


def _person_at(at: int, opening: set[str], reading: Reading, context: Context) -> Mention | None:
    """Whoever a word that may open a name calls, by itself or with the words behind it."""
    token, pack = reading.tokens[at], context.pack
    for analysis in pack.entities.analyses(token.text):
        known, last = bearer_of(analysis.stem, at, reading, context) if analysis.stem in opening else (None, at)
        if known:
            case = analysis.after or (analysis.before if analysis.before not in ("plain", "article") else "") or "nom"
            m = Mention("office", at, last, case, known.country, known.value, known.role, known.level, (at, last))
            m.case = behind_case(reading.tokens, m.last, pack) or (
                case if case != "nom" else before_case(reading.tokens, at, pack) or "nom"
            )
            return m
    return None


def bearer_of(stem: str, at: int, reading: Reading, context: Context) -> tuple[Mention | None, int]:
    """Who bears the longest name that begins so, and where it ends."""
    words = [stem, *(t.text for t in reading.tokens[at + 1 : at + LONGEST_NAME])]
    lengths = range(len(words), 0, -1)
    return next(((context.people[k], at + n) for n in lengths if (k := " ".join(words[:n])) in context.people), (None, at))


def settle_names(readings: list[Reading]) -> None:
    """A name that several states bear is the one that the document names otherwise too; the rest stays untold."""
    counts = Counter(m.country for reading in readings for m in reading.mentions if m.country)
    for m in [m for reading in readings for m in reading.mentions if m.kind == "ambiguous"]:
        best = sorted((counts[c], c) for c in m.value.split("|") if counts[c])
        if best and (len(best) == 1 or best[-1][0] > best[-2][0]):
            m.country = best[-1][1]
            m.kind = "demonym" if m.prefixed == "article" or m.case == "adj" else "country"


def _own_envoys(readings: list[Reading], context: Context) -> None:
    """On the page of a state's embassy an ambassador of no told country is its own, unless it is told to have been sent there."""
    for reading in readings:
        for m in [m for m in reading.mentions if m.role in ENVOYS and m.country is None]:
            near = [x for x in reading.mentions if 0 <= x.first - m.last <= 3 and x.country and x.country == context.self_country]
            sent = any(x.case in ("to", "in") for x in near)
            m.country = None if sent else _owner_of_mission(m, reading) or context.self_country


def _owner_of_mission(m: Mention, reading: Reading) -> str | None:
    """ "The embassy of Peru was opened in 2010; the ambassador, …": the embassy named before in the sentence is his."""
    offices = [w for w in reading.of("embassy_word") if w.last <= m.first]
    owners = [x for w in offices for x in reading.mentions if x.country and x.case == "of" and 0 <= x.first - w.last <= 2]
    owners += [x for w in offices for x in reading.mentions if x.country and x.case in ("adj", "gen") and 0 <= w.first - x.last <= 1]
    return owners[-1].country if owners else None


def prepare(readings: list[Reading], title: Reading | None, context: Context) -> None:
    """Fill the context from the whole document before its claims are read in order."""
    settle_names([*readings, *([title] if title else [])])
    for reading in (*readings, *([title] if title else [])):
        compose(reading, context.pack, context.text, context.stored)
    drop_told_surnames(readings, context.pack)
    context.about_two = _head_names_pair(readings) or (title is not None and len(_ordered(title)) == 2)
    context.pair_named = context.about_two or any(len(_ordered(r)) == 2 for r in readings[:8])
    context.pair = find_pair(readings, title)
    context.self_country = find_self(readings, context.pack)
    settle_money(readings, context.pair, context.self_country)
    _own_envoys(readings, context)
    context.people = remember_people(readings, context.pack)
    add_people(readings, context)
    _rank_peers(readings, context)


def _rank_peers(readings: list[Reading], context: Context) -> None:
    """ "The President met his counterpart": somebody's peer has his rank, also where only his name stands later."""
    ranked: dict[str, Mention] = {}
    for reading in readings:
        words = {w.last for w in reading.of("peer")}
        actors = [m for m in reading.mentions if m.kind == "office"]
        for one, peer in pairwise(actors):
            if peer.last in words and one.role and one.level and one.last <= peer.first:
                peer.role, peer.level = one.role, one.level
                ranked |= {key: peer for key in _keys(peer, reading, context.pack) if context.people.get(key) is peer}
    for reading in readings if ranked else ():
        for m in [m for m in reading.mentions if m.kind == "office" and m.name == (m.first, m.last)]:
            stems = (a.stem for a in context.pack.entities.analyses(reading.tokens[m.first].text))
            known = next((ranked[s] for s in stems if s in ranked), None)
            if known is not None:
                m.role, m.level = known.role, known.level
