"""Mentions: the countries, cities, organisations and offices that stand in a sentence, each with its case.

Here: finding them and settling overlaps.  Not here: cases (cases.py), words of classes and triggers (words.py), who acts on
whom (frames.py), dates, amounts.
"""

from itertools import pairwise

from transforms.reading.mentions.cases import behind_case, case_of, share_cases
from transforms.reading.mentions.reading import PLACE, Mention, Reading, Word
from transforms.reading.mentions.words import STAND_INS, is_inside, words_of
from transforms.reading.packs.lexicon import Hit
from transforms.reading.packs.pack import Pack
from transforms.reading.text.fold import Folded
from transforms.reading.text.sentences import Sentence
from transforms.reading.text.tokens import Token

# Of two readings of the same words the earlier kind wins.
_ORDER = ("blocker", "ambiguous", "country", "city", "demonym", "organization", "office")


def annotate(sentence: Sentence, pack: Pack, text: Folded, stored: str) -> Reading:
    """Find the mentions and words of a sentence."""
    reading = Reading(sentence)
    reading.mentions = [_mention(hit, reading, pack) for hit in _entities(sentence, pack, text, stored)]
    reading.words = words_of(reading, pack)
    if reading.mentions:  # few sentences of some texts name anything
        _settle(reading, pack)
    _add_stand_ins(reading, pack)
    share_cases(reading, pack)
    return reading


def _settle(reading: Reading, pack: Pack) -> None:
    """What the words around names make of them."""
    reading.mentions = [m for m in reading.mentions if not _in_currency(m, reading)]
    _make_attributive(reading)
    _make_bodies(reading, pack)
    _settle_places(reading)
    _count_people(reading, pack)


def _make_attributive(reading: Reading) -> None:
    """ "The New Zealand embassy", "Peru President Luis Rey": a bare name right before such a noun is its adjective."""
    nouns = {w.first for w in reading.of("attributive")}
    for m in (m for m in reading.mentions if m.kind == "country" and m.last in nouns and m.case not in ("gen", "in", "from")):
        m.kind, m.case = "demonym", "adj" if m.case == "nom" else m.case
    missions, based = {w.first for w in reading.of("mission_word")}, {w.first for w in reading.of("based")}
    for m in (m for m in reading.mentions if m.kind == "city" and m.case == "nom"):
        if m.last in missions and m.first and reading.tokens[m.first - 1].kind != "genitive":
            m.case = "in"  # "closed its Lima embassy"
    for m in (m for m in reading.mentions if m.kind in ("city", "country") and m.last in based):
        m.kind, m.case, m.rank = "demonym", "adj", ""  # "the Lima-based group"


def _settle_places(reading: Reading) -> None:
    """ "In San Juan, Argentina, on": a state between commas behind a city that bears its name elsewhere too says whose city it is."""
    for city, state in pairwise(reading.mentions):
        beside = city.kind == "city" and city.case != "nom" and state.kind == "country" and state.first == city.last + 1
        apart = beside and _parted(city.last, reading) and _parted(state.last, reading)
        if apart and city.country != state.country and state.case == "nom":
            city.country, city.rank, state.case = state.country, "", city.case


def _parted(at: int, reading: Reading) -> bool:
    """A comma or what ends a part of the sentence stands there, or nothing any more."""
    return at == len(reading.tokens) or reading.tokens[at].text in ",.;)"


def _count_people(reading: Reading, pack: Pack) -> None:
    """ "7,300 Georgians visited Peru": people who are counted travel for themselves."""
    counted = [m for m in reading.mentions if m.kind in ("country", "demonym") and m.first and _counts(reading.tokens[m.first - 1])]
    if pack.language.get("capitalised") and counted:
        reading.words = sorted([*reading.words, *(Word("traveller", "counted", m.first, m.last) for m in counted)], key=PLACE)


def _counts(token: Token) -> bool:
    """A number, but no year."""
    return token.kind == "number" and len(token.text) != len("2022")


def _make_bodies(reading: Reading, pack: Pack) -> None:
    """ "The Swedish government condemned", "by the Indian authorities": such a body acts as its state."""
    ends = {w.first: w.last for w in reading.of("state_body")}
    for m in (m for m in reading.mentions if m.kind == "demonym" and m.last in ends):
        m.kind, m.last = "country", ends[m.last]
        m.case = case_of(m.prefixed, "", m, reading.tokens, pack)


def _entities(sentence: Sentence, pack: Pack, text: Folded, stored: str) -> list[Hit]:
    """Entity hits, leftmost and longest, blockers taken out."""
    found: list[Hit] = []
    end = 0
    for at in pack.entities.places(sentence.tokens):
        if at >= end:
            hits = pack.entities.hits(sentence.tokens, at)
            best = _best([h for h in hits if _spelled(h, sentence.tokens, pack, text, stored)]) if hits else None
            if best:
                found.append(best)
                end = best.last
    return [h for h in found if h.entry.kind != "blocker"]


def _best(hits: list[Hit]) -> Hit | None:
    """The longest hit; of equals the plainest reading, then the earlier kind."""
    return min(
        hits,
        key=lambda h: (-h.last, bool(h.before) + bool(h.after), not h.entry.exact, _ORDER.index(h.entry.kind), h.entry.value),
        default=None,
    )


def _spelled(hit: Hit, tokens: list[Token], pack: Pack, text: Folded, stored: str) -> bool:
    """Capitals stand where the language wants them: "Turkey", not "turkey"; "US", not "us"; and no joined article before a bare name."""
    if hit.before == "plan" or (hit.entry.kind == "country" and _made_definite(hit, tokens, pack)):
        return False
    start, end = text.span(tokens[hit.first].start, tokens[hit.last - 1].end)
    if hit.entry.exact:
        written = stored[start:end].rstrip(".")
        return written == hit.entry.exact or (bool(hit.before) and written.endswith(hit.entry.exact))
    if pack.language.get("capitalised") and hit.entry.kind in ("country", "demonym", "city", "ambiguous"):
        return stored[start].isupper()
    return True


def _made_definite(hit: Hit, tokens: list[Token], pack: Pack) -> bool:
    """A joined article stands before a name that bears none: then it is the adjective of the same letters."""
    return tokens[hit.first].text.removesuffix(hit.entry.words[0]) in pack.folded_set("closed")


def _mention(hit: Hit, reading: Reading, pack: Pack) -> Mention:
    kind, value = hit.entry.kind, hit.entry.value
    mention = Mention(kind, hit.first, hit.last, value=value, prefixed=hit.before)
    if kind in ("country", "demonym"):
        mention.country = value
    elif kind == "city":
        mention.country, _, mention.value = value.partition(":")
        mention.rank = "capital" if pack.capitals.get(mention.country) == mention.value else ""
    elif kind == "office":
        mention.role, mention.level = value, pack.levels.get(value, "")
    mention.case = case_of(hit.before, hit.after, mention, reading.tokens, pack)
    return mention


def _in_currency(mention: Mention, reading: Reading) -> bool:
    """ "US dollars" names money and no country."""
    size = mention.last - mention.first
    return any(w.first <= mention.first and mention.last <= w.last and w.last - w.first > size for w in reading.of("currency"))


def _add_stand_ins(reading: Reading, pack: Pack) -> None:
    """Words that stand for countries or people ("both sides", "our", "he") take part as mentions."""
    for word in reading.words:
        if word.kind in STAND_INS and not is_inside(reading.mentions, word.first, word.last):
            reading.mentions.append(
                Mention(
                    STAND_INS[word.kind], word.first, word.last, case=behind_case(reading.tokens, word.last, pack) or word.value or "nom"
                )
            )
    reading.mentions.sort(key=lambda m: (m.first, m.last))
