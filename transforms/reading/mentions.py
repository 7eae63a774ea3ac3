"""Mentions: the countries, cities, organisations, offices and words that stand in a sentence, each with its case.

Here: finding them, settling overlaps, telling their case.  Not here: who acts on whom (frames.py), dates, amounts.
Cases are the same in every language: nom, gen, in, to, from, with, by, between, adj, of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from transforms.reading.fold import Folded
from transforms.reading.lexicon import Hit
from transforms.reading.pack import Pack
from transforms.reading.tokens import Sentence, Token

if TYPE_CHECKING:
    from transforms.reading.dates import DateMention

# Of two readings of the same words the earlier kind wins.
_ORDER = ("blocker", "ambiguous", "country", "city", "demonym", "organization", "office")

# What cues call the kinds.
_SORTS = {"country": "state", "demonym": "adjective", "office": "actor", "latter": "other"}

_STRONG_MARKS = frozenset(";؛:")
_COMMAS = frozenset(",،")
# A bracket is looked for so many words around a colon.
BRACKET = 8


@dataclass(slots=True)
class Mention:
    """Something named at tokens[first:last]; `country` is alpha-3, or None where only the discourse can tell."""

    kind: str
    first: int
    last: int
    case: str = "nom"
    country: str | None = None
    value: str = ""
    role: str = ""
    level: str = ""
    name: tuple[int, int] | None = None
    prefixed: str = ""
    rank: str = ""  # "capital" of a city that may stand for its state

    @property
    def sort(self) -> str:
        """What a cue calls it."""
        return _SORTS.get(self.kind, self.kind)


class Word(NamedTuple):
    """A word of a class (`negation`, `instrument`, `trigger` …) at tokens[first:last]."""

    kind: str
    value: str
    first: int
    last: int


class Reading:
    """A sentence with all that was found in it."""

    __slots__ = ("_breaks", "_by_kind", "_words", "dates", "mentions", "sentence", "tokens")

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens: list[Token] = sentence.tokens
        self.mentions: list[Mention] = []
        self.words = ()
        self.dates: tuple[DateMention, ...] | None = None  # once looked for

    @property
    def words(self) -> tuple[Word, ...]:
        """Words of all classes in order; set as a whole, as they are asked for by class and by clause much oftener than changed."""
        return self._words

    @words.setter
    def words(self, words: Iterable[Word]) -> None:
        self._words = tuple(words)
        self._breaks: list[int] | None = None
        self._by_kind: dict[str, list[Word]] = {}
        for word in self._words:
            self._by_kind.setdefault(word.kind, []).append(word)

    @property
    def breaks(self) -> list[int]:
        """Where a clause begins: at a break word or strong mark, behind what ends one."""
        if self._breaks is None:
            self._breaks = [w.first for w in self.of("break")] + [w.last for w in self.of("clause_end")]
            self._breaks += [i for i, t in enumerate(self.tokens) if t.text in _STRONG_MARKS and not (t.text == ":" and self._bracketed(i))]
        return self._breaks

    def _bracketed(self, at: int) -> bool:
        """A colon in a bracket of a few words parts nothing outside it: "the ambassador (credentials: 5 May 2021), who is also"."""
        before, behind = self.tokens[max(at - BRACKET, 0) : at], self.tokens[at + 1 : at + 1 + BRACKET]
        opened = next((t.text for t in reversed(before) if t.text in "()"), "")
        closed = next((t.text for t in behind if t.text in "()"), "")
        return opened == "(" and closed == ")"

    def of(self, kind: str) -> Sequence[Word]:
        """The words of a class, in order."""
        return self._by_kind.get(kind, ())

    def has(self, kind: str, first: int = 0, last: int | None = None, value: str | None = None) -> bool:
        """A word of the class stands in tokens[first:last]."""
        stop = len(self.tokens) if last is None else last
        return any(first <= w.first < stop and value in (None, w.value) for w in self.of(kind))


def annotate(sentence: Sentence, pack: Pack, text: Folded, stored: str) -> Reading:
    """Find the mentions and words of a sentence."""
    reading = Reading(sentence)
    reading.mentions = [_mention(hit, reading, pack) for hit in _entities(sentence, pack, text, stored)]
    reading.words = _words(reading, pack)
    reading.mentions = [m for m in reading.mentions if not _in_currency(m, reading)]
    _make_attributive(reading)
    _make_bodies(reading, pack)
    _add_stand_ins(reading, pack)
    share_cases(reading, pack)
    return reading


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


def _make_bodies(reading: Reading, pack: Pack) -> None:
    """ "The Swedish government condemned", "by the Indian authorities": such a body acts as its state."""
    ends = {w.first: w.last for w in reading.of("state_body")}
    for m in (m for m in reading.mentions if m.kind == "demonym" and m.last in ends):
        m.kind, m.last = "country", ends[m.last]
        m.case = _case(m.prefixed, "", m, reading.tokens, pack)


def _entities(sentence: Sentence, pack: Pack, text: Folded, stored: str) -> list[Hit]:
    """Entity hits, leftmost and longest, blockers taken out."""
    found: list[Hit] = []
    end = 0
    for at in range(len(sentence.tokens)):
        if at >= end and (hits := pack.entities.hits(sentence.tokens, at)):
            best = _best([h for h in hits if _spelled(h, sentence.tokens, pack, text, stored)])
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
    mention.case = _case(hit.before, hit.after, mention, reading.tokens, pack)
    return mention


def _case(prefix: str, suffix: str, mention: Mention, tokens: list[Token], pack: Pack) -> str:
    """The case by affix or by the word before or behind."""
    behind = behind_case(tokens, mention.last, pack)
    if behind:
        return behind
    if suffix and suffix != "plain":
        return suffix
    if prefix and prefix not in ("plain", "article"):
        return prefix
    before = before_case(tokens, mention.first, pack)
    if before:
        return before
    return "adj" if mention.kind == "demonym" else "nom"


def behind_case(tokens: list[Token], last: int, pack: Pack) -> str:
    """The case that postpositions, detached endings or a possessive mark give to what ends at `last`."""
    if last < len(tokens) and tokens[last].kind == "genitive":
        return "gen"
    case, at = "", last
    while at < len(tokens) and at < last + 3:
        word = tokens[at].text
        if word in ("-", '"', "'") and at + 1 < len(tokens) and tokens[at + 1].text in pack.after_dash:
            case = pack.after_dash[tokens[at + 1].text]
            at += 2
            continue
        if word not in pack.after:
            break
        case = pack.after[word]
        at += 1
    return case


def before_case(tokens: list[Token], first: int, pack: Pack) -> str:
    """The case that a preposition gives, over articles and titles of states."""
    at = first - 1
    skipped = pack.folded_set("skip")
    while at >= 0 and first - at <= 5:
        if at and _couple(tokens, at) in skipped:
            at -= 2
            continue
        if tokens[at].text not in skipped and tokens[at].text != '"':
            break
        case = "" if tokens[at].text in pack.before else _prefix_case(tokens[at].text, pack)
        if case:
            return case
        at -= 1
    if at > 0 and _couple(tokens, at) in pack.before:
        return pack.before[_couple(tokens, at)]
    return _adposition(tokens[at].text, pack) if at >= 0 else ""


def _couple(tokens: list[Token], at: int) -> str:
    """The word at `at` with the one before it, as prepositions of two words are written."""
    return f"{tokens[at - 1].text} {tokens[at].text}"


def _prefix_case(word: str, pack: Pack) -> str:
    """The case that a word's own prefix gives ("to-the-state-of X" written as one word with its preposition)."""
    cases = (a.before for a in pack.entities.analyses(word) if a.before not in ("", "plain", "article"))
    return next(cases, "")


def _adposition(word: str, pack: Pack) -> str:
    """The case of a preposition, also with a conjunction joined to it or joined to a word that may be skipped."""
    if word in pack.before:
        return pack.before[word]
    skipped = pack.folded_set("skip")
    for analysis in pack.entities.analyses(word):
        if analysis.stem in skipped and analysis.before not in ("", "plain", "article"):
            return analysis.before
        if analysis.before == "plain" and analysis.stem in pack.before:
            return pack.before[analysis.stem]
    return ""


def _words(reading: Reading, pack: Pack) -> list[Word]:
    """Words of all classes; one that lies inside a longer name is no word of its own."""
    found: list[Word] = []
    tokens, wide = reading.tokens, [m for m in reading.mentions if m.last - m.first > 1]
    places, stops = pack.words.places(tokens), _stops(reading, pack)
    verbs, closed = pack.folded_set("verbs"), pack.folded_set("closed")
    for at in range(len(tokens)):
        for hit in pack.words.hits(tokens, at, places):
            last = _end(hit, tokens, places, stops, wide, pack)
            if hit.before == "plan" and hit.entry.kind != "trigger":
                continue  # the future is joined to verbs alone
            if hit.entry.words[0] in verbs and tokens[at].text.removesuffix(hit.entry.words[0]) in closed:
                continue  # with the article it is a noun of the same letters
            if last and not _inside(wide, hit.first, hit.last):
                found.append(Word(hit.entry.kind, _value(hit), hit.first, last))
                found += _marked(hit, pack)
    settled = [w for w in _longest([w for w in found if w.kind != "trigger"]) if w.value != "not"]
    verbal = max((w.first for w in found if w.kind in ("clause_end", "trigger", "negation", "plan")), default=0)
    others = [w for w in settled if w.kind != "clause_end" or (_closes(w, reading.tokens, pack) and _goes_on(w, verbal, pack))]
    triggers = _within_clauses([w for w in found if w.kind == "trigger"] + others)  # before the longest is chosen
    return sorted([*others, *_longest([w for w in triggers if w.kind == "trigger"])], key=lambda w: (w.first, w.last, w.kind, w.value))


def _marked(hit: Hit, pack: Pack) -> list[Word]:
    """What a trigger's prefix says beside its case: a joined conjunction opens a clause, a joined future is a plan."""
    if hit.entry.kind != "trigger" or not hit.before:
        return []
    opens = [Word("break", "", hit.first, hit.first + 1)] if hit.before in pack.folded_set("clause_prefixes") else []
    return opens + ([Word("plan", "", hit.first, hit.first + 1)] if hit.before == "plan" else [])


def _closes(word: Word, tokens: list[Token], pack: Pack) -> bool:
    """A finite verb ends its clause where a conjunction or comma follows; some phrases (`done`) end theirs in any case."""
    return word.value == "done" or (word.last < len(tokens) and tokens[word.last].text in pack.folded_set("conjunctions"))


def _goes_on(word: Word, verbal: int, pack: Pack) -> bool:
    """Where the verb comes last, what follows it without another verb is its own afterthought ("went to Peru, in 1971 and in 1984")."""
    return verbal >= word.last or not pack.language.get("verb_last")


def _within_clauses(words: list[Word]) -> list[Word]:
    """Parted phrases whose parts stand in different clauses are none."""
    breaks = [w.first if w.kind == "break" else w.last for w in words if w.kind in ("break", "clause_end")]
    return [w for w in words if w.kind != "trigger" or not any(w.first < b < w.last for b in breaks)]


def _value(hit: Hit) -> str:
    """A word's value; of a stand-in the case that its own ending gives ("to both sides" in one word)."""
    return hit.after if hit.entry.kind in _STAND_INS and hit.after not in ("", "plain") else hit.entry.value


def _end(hit: Hit, tokens: list[Token], places: Mapping[str, list[int]], stops: list[int], wide: list[Mention], pack: Pack) -> int:
    """The end of the hit, of a parted phrase ("paid … visit") that of its second part; 0 where that is missing."""
    if not hit.entry.then:
        return hit.last
    reach = min(_reach(hit, wide), len(tokens), *(stop for stop in stops if stop >= hit.last))
    return pack.words.end_of(hit, tokens, places, reach)


def _reach(hit: Hit, wide: list[Mention]) -> int:
    """Where the second part has to begin at the latest; a name of several words counts as one ("the Republic of South Africa")."""
    reach = hit.last + hit.entry.gap
    for name in wide:
        if hit.last <= name.first < reach:
            reach += name.last - name.first - 1
    return reach


def _joins(word: str, joints: frozenset[str], pack: Pack) -> bool:
    """The word is a conjunction that begins clauses, or bears one as its prefix."""
    opening = pack.folded_set("clause_prefixes")
    return word in joints or (bool(opening) and any(a.before in opening for a in pack.words.analyses(word)))


def _stops(reading: Reading, pack: Pack) -> list[int]:
    """Where no gap reaches over: a semicolon, a comma with a conjunction that begins a clause, a new subject."""
    joints, tokens = pack.folded_set("clause_joints"), reading.tokens
    opening = joints | pack.folded_set("clause_openers")
    return [
        at
        for at, token in enumerate(tokens)
        if token.text in _STRONG_MARKS
        or (token.text in _COMMAS and at + 1 < len(tokens) and _joins(tokens[at + 1].text, joints, pack))
        or (token.text in opening and _new_subject(at, reading, pack))
    ]


def _new_subject(at: int, reading: Reading, pack: Pack) -> bool:
    """Behind a conjunction a state that is listed with none before it: "… in 1962 and Samoa maintains", not "between it and Samoa"."""
    follows = any(m.kind == "country" and m.case == "nom" and m.first == at + 1 for m in reading.mentions)
    return follows and not any(m.last == at for m in reading.mentions) and before_case(reading.tokens, at - 1, pack) != "between"


def _inside(mentions: list[Mention], first: int, last: int) -> bool:
    return any(m.first <= first and last <= m.last and (last - first) < (m.last - m.first) for m in mentions)


def _longest(words: list[Word]) -> list[Word]:
    """Of overlapping words of one class the longest; triggers of different rules all stay."""
    kept: dict[tuple[str, str], list[Word]] = {}
    for word in sorted(set(words), key=lambda w: (w.first - w.last, w.first, w.value)):
        rivals = kept.setdefault((word.kind, word.value.partition("#")[0] if word.kind == "trigger" else ""), [])
        if not any(k.first < word.last and word.first < k.last for k in rivals):
            rivals.append(word)
    return sorted((w for rivals in kept.values() for w in rivals), key=lambda w: (w.first, w.last, w.kind, w.value))


def _in_currency(mention: Mention, reading: Reading) -> bool:
    """ "US dollars" names money and no country."""
    size = mention.last - mention.first
    return any(w.first <= mention.first and mention.last <= w.last and w.last - w.first > size for w in reading.of("currency"))


_STAND_INS = {
    "pair": "pair",
    "self": "self",
    "person_pronoun": "person",
    "the_country": "there",
    "other_country": "other",
    "last_named": "latter",
    "its": "its",
}


def _add_stand_ins(reading: Reading, pack: Pack) -> None:
    """Words that stand for countries or people ("both sides", "our", "he") take part as mentions."""
    for word in reading.words:
        if word.kind in _STAND_INS and not _inside(reading.mentions, word.first, word.last):
            reading.mentions.append(
                Mention(
                    _STAND_INS[word.kind], word.first, word.last, case=behind_case(reading.tokens, word.last, pack) or word.value or "nom"
                )
            )
    reading.mentions.sort(key=lambda m: (m.first, m.last))


def share_cases(reading: Reading, pack: Pack) -> None:
    """In "to Jordan and Mexico" the second shares the first's case; in Bengali the first shares the last's."""
    pairs = list(zip(reading.mentions, reading.mentions[1:], strict=False))
    left = pack.language.get("coordination", "left") == "left"
    for place, (one, other) in list(enumerate(pairs)) if left else reversed(list(enumerate(pairs))):
        given, taker = (one, other) if left else (other, one)
        if taker.case != "nom" or given.case in ("nom", "adj") or not joined(reading.tokens, one, other, pack):
            continue
        if taker.kind == "person":
            continue  # "he" is told by its own form
        if left and taker.kind == "office" and given.kind != "office" and given.case == "of":
            continue  # "of Chile" there belongs to an office of its own
        previous = pairs[place - 1][0] if left and place else None
        following = pairs[place + 1][1] if left and place + 1 < len(pairs) else None
        if (not left and (one.kind == "city") == (other.kind == "city")) or (
            left
            and not _goes_elsewhere(taker, following, given.case)
            and _in_one_list(previous, one, other, following, reading.tokens, pack)
        ):
            taker.case = given.case


def _goes_elsewhere(state: Mention, following: Mention | None, case: str) -> bool:
    """ "An embassy in Lima and Ghana in Quito": behind the conjunction stands a state with a place of its own."""
    is_pair = state.kind == "country" and following is not None and following.kind in ("country", "city")
    return is_pair and following is not None and following.case == case and following.first - state.last == 1


def _in_one_list(
    previous: Mention | None, one: Mention, other: Mention, following: Mention | None, tokens: list[Token], pack: Pack
) -> bool:
    """A bare comma joins members of a list that goes on, or a city and its country; not so in "In Quito, Peru and Chile signed"."""
    between = {t.text for t in tokens[one.last : other.first]}
    comma = bool(between & {",", "،"})
    if not comma:
        return True
    if between - {",", "،"}:  # "in Lima, Quito, and Accra", but "in Lima, and Ghana opened"
        return one.kind == other.kind and previous is not None and joined(tokens, previous, one, pack)
    listed = following is not None and joined(tokens, other, following, pack)
    return one.kind == other.kind if listed else one.kind == "city" and one.country == other.country


def joined(tokens: list[Token], one: Mention, other: Mention, pack: Pack) -> bool:
    """Only a conjunction, a comma or a dash stands between the two (in Arabic the conjunction may be a prefix)."""
    between = [t.text for t in tokens[max(one.last, one.name[1] if one.name else 0) : other.first]]
    allowed = pack.folded_set("conjunctions")
    if not between:
        return other.prefixed == "plain"
    if len(between) == 2 and between[0] == "-" and between[1] in pack.after_dash:
        return False  # an ending that stands detached, no conjunction
    skipped = pack.folded_set("skip")
    return len(between) <= 4 and any(w in allowed for w in between) and all(w in allowed or w in skipped for w in between)
