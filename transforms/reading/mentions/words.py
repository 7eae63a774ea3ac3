"""Words of classes and triggers of rules that stand in a sentence.

Here: finding them, phrases in two parts, what no phrase reaches over.  Not here: names (mention.py), what words mean to a telling.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from transforms.reading.mentions.cases import before_case
from transforms.reading.mentions.reading import PLACE, STRONG_MARKS, Mention, Reading, Word
from transforms.reading.packs.lexicon import Hit, Seconds
from transforms.reading.packs.pack import Pack
from transforms.reading.text.tokens import Token

_COMMAS = frozenset(",،")
# The classes of what belongs to a verb.
_VERBAL = ("clause_end", "trigger", "negation", "plan")


def words_of(reading: Reading, pack: Pack) -> list[Word]:
    """Words of all classes and triggers, of overlapping ones of a class the longest."""
    classes = _grouped(_found(reading, pack), _kind)
    verbal = max((w.first for kind in _VERBAL for w in classes.get(kind, ())), default=0)
    triggers = classes.pop("trigger", [])
    settled = [w for w in _longest(classes) if w.value != "not"]
    others = [w for w in settled if w.kind != "clause_end" or (_closes(w, reading.tokens, pack) and _goes_on(w, verbal, pack))]
    triggers = _within_clauses(triggers, others)  # before the longest is chosen
    return sorted([*others, *_longest(_grouped(triggers, _rule))], key=PLACE)


def _found(reading: Reading, pack: Pack) -> Iterator[Word]:
    """Every word that stands in the sentence; one that lies inside a longer name is no word of its own."""
    tokens, wide = reading.tokens, [m for m in reading.mentions if m.last - m.first > 1]
    covered = {at for m in wide for at in range(m.first, m.last)}
    seconds = pack.words.seconds_in(tokens)
    hits = [hit for at in pack.words.places(tokens) for hit in pack.words.hits(tokens, at, seconds)]
    stops = _stops(reading, pack) if any(hit.entry.then for hit in hits) else []
    for hit in hits:
        last = _end(hit, seconds, stops, wide, len(tokens)) if hit.entry.then else hit.last
        inside = hit.first in covered and is_inside(wide, hit.first, hit.last)
        if not last or inside or (hit.before and _made_other(hit, tokens, pack)):
            continue
        yield Word(hit.entry.kind, _value(hit) if hit.after else hit.entry.value, hit.first, last)
        if hit.before:
            yield from _marked(hit, pack)


def _made_other(hit: Hit, tokens: list[Token], pack: Pack) -> bool:
    """Its prefix makes it another word: the future is joined to verbs alone, and with the article a verb is a noun of the same letters."""
    if hit.before == "plan" and hit.entry.kind != "trigger":
        return True
    word = hit.entry.words[0]
    return word in pack.folded_set("verbs") and tokens[hit.first].text.removesuffix(word) in pack.folded_set("closed")


def _marked(hit: Hit, pack: Pack) -> list[Word]:
    """What a trigger's prefix says beside its case: a joined conjunction opens a clause, a joined future is a plan; "and treaties", which
    only a heading tells by, is no verb."""
    if hit.entry.kind != "trigger" or pack.rules[hit.entry.value.partition("#")[0]].scope == "heading":
        return []
    opens = [Word("break", "", hit.first, hit.first + 1)] if hit.before in pack.folded_set("clause_prefixes") else []
    return opens + ([Word("plan", "", hit.first, hit.first + 1)] if hit.before == "plan" else [])


def _closes(word: Word, tokens: list[Token], pack: Pack) -> bool:
    """A finite verb ends its clause where a conjunction or comma follows; some phrases (`done`) end theirs in any case."""
    return word.value == "done" or (word.last < len(tokens) and tokens[word.last].text in pack.folded_set("conjunctions"))


def _goes_on(word: Word, verbal: int, pack: Pack) -> bool:
    """Where the verb comes last, what follows it without another verb is its own afterthought ("went to Peru, in 1971 and in 1984")."""
    return verbal >= word.last or not pack.language.get("verb_last")


def _within_clauses(triggers: list[Word], others: list[Word]) -> list[Word]:
    """Without parted phrases whose parts stand in different clauses."""
    breaks = [w.first if w.kind == "break" else w.last for w in others if w.kind in ("break", "clause_end")]
    return [w for w in triggers if not any(w.first < b < w.last for b in breaks)] if breaks else triggers


def _value(hit: Hit) -> str:
    """The value of a word with an ending; of a stand-in the case that this gives ("to both sides" in one word)."""
    return hit.after if hit.entry.kind in STAND_INS and hit.after != "plain" else hit.entry.value


def _end(hit: Hit, seconds: Seconds, stops: list[int], wide: list[Mention], end: int) -> int:
    """Where the second part of a parted phrase ends ("paid … visit"); 0 where that is missing."""
    stop = next((stop for stop in stops if stop >= hit.last), end)
    reach = min(_reach(hit, wide), stop)
    return next((last for first, last in seconds[hit.entry.then] if hit.last <= first < reach), 0)


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


def _kind(word: Word) -> str:
    return word.kind


def _rule(trigger: Word) -> str:
    return trigger.value.partition("#")[0]


def _grouped(words: Iterable[Word], group: Callable[[Word], str]) -> dict[str, list[Word]]:
    """The words that are rivals where they overlap: those of one class, or, of triggers, of one rule."""
    grouped: defaultdict[str, list[Word]] = defaultdict(list)
    for word in words:
        grouped[group(word)].append(word)
    return grouped


def _longest(groups: Mapping[str, list[Word]]) -> list[Word]:
    """Of overlapping words of one group the longest."""
    return [w for rivals in groups.values() for w in (rivals if len(rivals) == 1 else _apart(rivals))]


def _apart(rivals: list[Word]) -> list[Word]:
    """Of overlapping words the longest, then the first."""
    kept: list[Word] = []
    for word in sorted(rivals, key=lambda w: (w.first - w.last, w.first, w.value)):
        if not any(k.first < word.last and word.first < k.last for k in kept):
            kept.append(word)
    return kept


STAND_INS = {
    "pair": "pair",
    "self": "self",
    "person_pronoun": "person",
    "the_country": "there",
    "other_country": "other",
    "last_named": "latter",
    "its": "its",
}
