"""Clauses joined by a conjunction: "Peru opened an embassy in 1998 and Ghana opened one in 2004"; a main clause behind its
subordinate one: "When troops raided Lima, Ghana condemned Chile".

Here: where the second one begins.  Not here: breaks that a word marks by itself (the class `break`), roles.
"""

from transforms.reading.mentions.cases import joined
from transforms.reading.mentions.dates import DateMention, find_dates
from transforms.reading.mentions.reading import PLACE, Mention, Reading, Word
from transforms.reading.packs.pack import Pack

# Words that may stand between the conjunction and the second subject, and between that subject and its verb.
_REACH = 4
_SUBJECTS = ("state", "actor", "pair", "person")


def split_clauses(reading: Reading, pack: Pack, text: str) -> None:
    """Add a `break` where a subject with a trigger of its own follows a conjunction, or a date with one; no trigger reaches over it."""
    if len(reading.of("trigger")) < 2:
        return  # each of the two clauses has one
    joints = pack.folded_set("clause_joints") | pack.folded_set("clause_openers")
    subordinate = bool(reading.tokens) and reading.tokens[0].text in pack.folded_set("subordinators")
    for at, token in enumerate(reading.tokens):
        main = subordinate and token.text == "," and _opens(at, reading, pack)
        subordinate = subordinate and not main
        if main or (token.text in joints and _opens(at, reading, pack)):
            _break(at, reading)
    for at in _dated_openings(reading, pack, text):
        _break(at, reading)


def _break(at: int, reading: Reading) -> None:
    words = [w for w in reading.words if w.kind != "trigger" or not w.first < at < w.last]
    reading.words = sorted([*words, Word("break", "", at, at + 1)], key=PLACE)


def _dated_openings(reading: Reading, pack: Pack, text: str) -> list[int]:
    """Where "and in 2012" begins, conjunction and preposition in one word, with a trigger right behind the date and another one before."""
    joined, triggers = pack.folded_set("clause_prefixes"), [w.first for w in reading.of("trigger")]
    if not joined:
        return []
    leads = [(_lead(d, reading), d) for d in find_dates(reading, pack, text)]
    opens = [(at, d) for at, d in leads if at > 1 and joins_preposition(reading.tokens[at].text, joined, pack)]
    return [at for at, d in opens if _behind(d, reading) in triggers and min(triggers) < at]


def _lead(date: DateMention, reading: Reading) -> int:
    """The place of the word before a date, or of the one that it begins inside of ("andin 2012")."""
    return next((at for at, t in enumerate(reading.tokens) if t.end > date.start), 0) - any(t.start == date.start for t in reading.tokens)


def joins_preposition(word: str, joined: frozenset[str], pack: Pack) -> bool:
    """ "Andin": a conjunction written in one with a preposition."""
    return any(a.before in joined and a.stem in pack.before for a in pack.words.analyses(word))


def _behind(date: DateMention, reading: Reading) -> int:
    """The place of the word behind a date and its comma or bracket."""
    return next((at for at, t in enumerate(reading.tokens) if t.start >= date.end and t.text not in ",،)"), len(reading.tokens))


def _opens(at: int, reading: Reading, pack: Pack) -> bool:
    following = next((m for m in reading.mentions if m.first > at), None)
    if following is None or following.first - at > _REACH:
        return False
    if not (following.sort in _SUBJECTS and following.case == "nom") and not _governs(following, reading):
        return False
    before = [m for m in reading.mentions if m.last <= at]
    alike = bool(before) and (_like(before[-1], following) or before[-1].case == "between")  # "between it and Peru"
    if alike and joined(reading.tokens, before[-1], following, pack):
        return False
    return _triggered(following, at, reading)


def _like(one: Mention, other: Mention) -> bool:
    """Two states, or two people, be one of them "he": "he and the Peruvian president signed"."""
    people = ("office", "person")
    return one.kind == other.kind or (one.kind in people and other.kind in people and one.case == other.case == "nom")


def _governs(adjective: Mention, reading: Reading) -> bool:
    """ "The Swedish government": the adjective of a body that acts."""
    nouns = {w.first for w in reading.of("attributive")}
    return adjective.sort == "adjective" and adjective.case in ("adj", "nom") and adjective.last in nouns


def _triggered(subject: Mention, at: int, reading: Reading) -> bool:
    """A trigger follows the subject closely, and another one stands before the conjunction."""
    end = max(subject.last, subject.name[1] if subject.name else 0)
    triggers = reading.of("trigger")
    return any(end <= w.first <= end + _REACH for w in triggers) and any(w.first < at for w in triggers)
