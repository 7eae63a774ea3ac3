"""Words of classes and triggers of rules that stand in a sentence.

Here: finding them, phrases in two parts, what no phrase reaches over.  Not here: names (mention.py), what words mean to a telling.
"""

from collections.abc import Mapping

from transforms.reading.mentions.cases import before_case
from transforms.reading.mentions.reading import PLACE, STRONG_MARKS, Mention, Reading, Word
from transforms.reading.packs.lexicon import Hit
from transforms.reading.packs.pack import Pack
from transforms.reading.text.tokens import Token

_COMMAS = frozenset(",،")


def words_of(reading: Reading, pack: Pack) -> list[Word]:
    """Words of all classes; one that lies inside a longer name is no word of its own."""
    found: list[Word] = []
    tokens, wide = reading.tokens, [m for m in reading.mentions if m.last - m.first > 1]
    places, stops = pack.words.places(tokens), _stops(reading, pack)
    verbs, closed = pack.folded_set("verbs"), pack.folded_set("closed")
    covered = {at for m in wide for at in range(m.first, m.last)}
    for at in range(len(tokens)):
        for hit in pack.words.hits(tokens, at, places):
            last = _end(hit, tokens, places, stops, wide, pack) if hit.entry.then else hit.last
            if not last:
                continue
            if hit.before == "plan" and hit.entry.kind != "trigger":
                continue  # the future is joined to verbs alone
            if hit.entry.words[0] in verbs and tokens[at].text.removesuffix(hit.entry.words[0]) in closed:
                continue  # with the article it is a noun of the same letters
            if at not in covered or not is_inside(wide, hit.first, hit.last):
                found.append(Word(hit.entry.kind, _value(hit), hit.first, last))
                found += _marked(hit, pack)
    settled = [w for w in _longest([w for w in found if w.kind != "trigger"]) if w.value != "not"]
    verbal = max((w.first for w in found if w.kind in ("clause_end", "trigger", "negation", "plan")), default=0)
    others = [w for w in settled if w.kind != "clause_end" or (_closes(w, reading.tokens, pack) and _goes_on(w, verbal, pack))]
    triggers = _within_clauses([w for w in found if w.kind == "trigger"] + others)  # before the longest is chosen
    return sorted([*others, *_longest([w for w in triggers if w.kind == "trigger"])], key=PLACE)


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
    return hit.after if hit.entry.kind in STAND_INS and hit.after not in ("", "plain") else hit.entry.value


def _end(hit: Hit, tokens: list[Token], places: Mapping[str, list[int]], stops: list[int], wide: list[Mention], pack: Pack) -> int:
    """Where the second part of a parted phrase ends ("paid … visit"); 0 where that is missing."""
    stop = next((stop for stop in stops if stop >= hit.last), len(tokens))
    return pack.words.end_of(hit, tokens, places, min(_reach(hit, wide), stop))


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
        if token.text in STRONG_MARKS
        or (token.text in _COMMAS and at + 1 < len(tokens) and _joins(tokens[at + 1].text, joints, pack))
        or (token.text in opening and _new_subject(at, reading, pack))
    ]


def _new_subject(at: int, reading: Reading, pack: Pack) -> bool:
    """Behind a conjunction a state that is listed with none before it: "… in 1962 and Samoa maintains", not "between it and Samoa"."""
    follows = any(m.kind == "country" and m.case == "nom" and m.first == at + 1 for m in reading.mentions)
    return follows and not any(m.last == at for m in reading.mentions) and before_case(reading.tokens, at - 1, pack) != "between"


def is_inside(mentions: list[Mention], first: int, last: int) -> bool:
    """The tokens are a part of a longer mention."""
    return any(m.first <= first and last <= m.last and (last - first) < (m.last - m.first) for m in mentions)


def _longest(words: list[Word]) -> list[Word]:
    """Of overlapping words of one class the longest; triggers of different rules all stay."""
    kept: dict[tuple[str, str], list[Word]] = {}
    for word in sorted(set(words), key=lambda w: (w.first - w.last, w.first, w.value)):
        rivals = kept.setdefault((word.kind, word.value.partition("#")[0] if word.kind == "trigger" else ""), [])
        if not any(k.first < word.last and word.first < k.last for k in rivals):
            rivals.append(word)
    return sorted((w for rivals in kept.values() for w in rivals), key=PLACE)


STAND_INS = {
    "pair": "pair",
    "self": "self",
    "person_pronoun": "person",
    "the_country": "there",
    "other_country": "other",
    "last_named": "latter",
    "its": "its",
}
