"""What was signed: one claim for every instrument named with a subject of its own.

Here: instruments, their lists, titles of verb-last languages.  Not here: what one is about elsewhere (subjects.py), who signed (roles.py).
"""

from collections.abc import Iterator
from dataclasses import replace

from transforms.reading.claims import Claim
from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.passages import around
from transforms.reading.tellings.referents import clause_of
from transforms.reading.tellings.subjects import subject_behind, subject_of, tells
from transforms.reading.tellings.telling import Telling

# An instrument of a list stands so near behind its semicolon: "; and (c) Agreement on".
LISTED = 7


def by_instrument(claim: Claim, telling: Telling, reading: Reading, context: Context) -> Iterator[Claim]:
    """One claim for every instrument named with a subject of its own."""
    first, last = telling.clause
    last = _list_end(reading, last)
    nouns = [w for w in reading.of("instrument") if first <= w.first < last]
    nouns = _since_last_signing(nouns, telling, reading, context)
    nouns = _before_bracket(nouns, telling.trigger, reading) or _one_side(nouns, telling.trigger)
    nouns = [w for place, w in enumerate(nouns) if not _announces_list(nouns[place:], reading)]
    listed = _behind_colon(reading, last)
    if context.pack.language.get("verb_last"):
        nouns = listed if len(listed) > 1 else nouns
        yield from _listed_behind(claim, telling, reading, context) or _titled(claim, nouns, reading, context)
        return
    if len(listed) > 1:
        nouns, last = listed, len(reading.tokens)
    dates = _dates_behind(nouns, last, telling)
    for place, word in enumerate(nouns):
        stop = nouns[place + 1].first if place + 1 < len(nouns) else last
        own = around(replace(claim, date_edtf=dates[place]), reading, context, word.first, stop) if dates else claim
        yield replace(own, instrument=word.value, subject=subject_of(word, stop, telling, reading, context))
    if not nouns:
        yield claim


def _announces_list(nouns: list[Word], reading: Reading) -> bool:
    """ "Agreements and bilateral treaties, such as an agreement on …": the first of these nouns, or the next one joined to it, only
    says that others follow."""
    one, others = nouns[0], nouns[1:]
    if not others:
        return False
    joined = others[0].first - one.last <= 1 and _announces_list(others, reading)
    return joined or reading.has("namely", one.last, one.last + 2)


def _dates_behind(nouns: list[Word], last: int, telling: Telling) -> list[str | None]:
    """ "An agreement on culture in 1992, a treaty on tax in 1994": the date behind each, or behind the next that has one; nothing
    where not two of them have one of their own."""
    stops = [*(w.first for w in nouns[1:]), last]
    told = [next((d.edtf for d in telling.dates if w.last <= d.first < stop), None) for w, stop in zip(nouns, stops, strict=True)]
    if len(set(told) - {None}) < 2:
        return []
    return [next((edtf for edtf in told[place:] if edtf), None) for place in range(len(told))]


def title_of(noun: Word, reading: Reading, context: Context) -> str | None:
    """What the instrument of a list's item is about; the item's own marks end the title."""
    if context.pack.language.get("verb_last"):
        return _title_before(noun, reading, context, whole=True)
    stop = next((i for i in range(noun.last, len(reading.tokens)) if reading.tokens[i].text in "(|:–-"), len(reading.tokens))
    return subject_behind(noun, stop, reading, context)


def _since_last_signing(nouns: list[Word], telling: Telling, reading: Reading, context: Context) -> list[Word]:
    """ "A trade pact signed in 1999 and a tax pact concluded in 2013": each verb tells of what stands between it and the one before."""
    types = {w: context.pack.rules[w.value.partition("#")[0]].type for w in reading.of("trigger")}
    verbs = [w for w in reading.of("trigger") if w.last <= telling.trigger.first and types[w] == telling.rule.type]
    own = [n for n in nouns if not verbs or n.first >= verbs[-1].last]
    behind_noun = any(n.last <= v.first for v in verbs for n in nouns)
    between = any(n.last <= telling.trigger.first for n in own)
    return own if behind_noun and between else nouns


def _before_bracket(nouns: list[Word], trigger: Word, reading: Reading) -> list[Word]:
    """ "Agreement on trade (signed in 1993)": what a bracket says is of the one title before it."""
    if reading.tokens[trigger.first].text != "(":
        return []
    start = max((i + 1 for i in range(trigger.first) if reading.tokens[i].text in ");:"), default=0)
    return [w for w in nouns if start <= w.first < trigger.first][:1]


def _behind_colon(reading: Reading, last: int) -> list[Word]:
    """ "Two documents were signed: a memorandum on fishing and a treaty on tax": what the colon at the clause's end announces."""
    if last >= len(reading.tokens) or reading.tokens[last].text != ":":
        return []
    end = _list_end(reading, clause_of(reading, last)[1])
    return [w for w in reading.of("instrument") if last < w.first < end]


def _listed_behind(claim: Claim, telling: Telling, reading: Reading, context: Context) -> list[Claim]:
    """ "Signed several agreements, such as a trade agreement (1965); …": a claim for every instrument with its own date behind it."""
    start = next((w.last for w in reading.of("namely") if w.first >= telling.trigger.first), len(reading.tokens))
    found = []
    for word in (w for w in reading.of("instrument") if w.first >= start):
        date = next((d for d in telling.dates if 0 <= d.first - word.last <= 1), None)
        if date:
            found.append(replace(claim, instrument=word.value, subject=_title_before(word, reading, context), date_edtf=date.edtf))
    return found


def _titled(claim: Claim, nouns: list[Word], reading: Reading, context: Context) -> Iterator[Claim]:
    """Where the title stands before its noun ("trade agreement and tax protocol"): one claim a title, or one in all."""
    titled = [(w, _title_before(w, reading, context) or _title_before_one(w, reading, context, len(nouns))) for w in nouns]
    if claim.date_edtf is None and not any(title for _, title in titled) and _told_before(claim, reading, context):
        return
    several = [(w, title) for w, title in titled if title] if len([t for _, t in titled if t]) > 1 else titled[-1:]
    for word, title in several:
        yield replace(claim, instrument=word.value, subject=title)
    if not nouns:
        yield claim


def _told_before(claim: Claim, reading: Reading, context: Context) -> bool:
    """An earlier sentence of the paragraph told this kind of thing of these countries."""
    sides = {claim.subject_country, claim.object_country}
    return any(
        t.type == claim.claim_type
        and {t.source, t.target} == sides
        and t.paragraph == reading.sentence.paragraph
        and t.sentence != id(reading)
        for t in context.told
    )


def _title_before(noun: Word, reading: Reading, context: Context, whole: bool = False) -> str | None:
    """The words between the last name, number, mark or other word of a class and the noun, as written; a `whole` one may hold "and"."""
    stops = [m.name[1] if m.name and m.name[1] <= noun.first else m.last for m in reading.mentions if m.last <= noun.first]
    joints = context.pack.folded_set("conjunctions") if not whole else ()
    stops += [i + 1 for i, t in enumerate(reading.tokens[: noun.first]) if t.kind != "word" or t.text in joints]
    stops += [w.last for w in reading.words if w.last <= noun.first and w.kind in ("instrument", "words", "scales", "link")]
    stops += [
        w.last for w in reading.of("counted") if w.first > 0 and w.last <= noun.first and reading.tokens[w.first - 1].kind == "number"
    ]
    first = max(stops, default=0)
    last = max(noun.last, noun.first)
    of_its_own = first < last and any(tells(i, reading, context) for i in range(noun.first, noun.last - 1))
    if (first >= noun.first and not of_its_own) or noun.first - first > 8:
        return None
    start, end = context.text.span(reading.tokens[first].start, reading.tokens[last - 1].end)
    return " ".join(context.stored[start:end].split())[:200]


def _title_before_one(noun: Word, reading: Reading, context: Context, of: int) -> str | None:
    """ "On trade one treaty and on fishing one protocol": of several instruments the words before the number are the title."""
    one = next((w for w in reading.of("words") if w.last == noun.first and w.value == "1"), None)
    if one is None or not (of > 1 or _is_about(one.first - 1, reading, context)):
        return None
    return _title_before(Word(noun.kind, noun.value, one.first, one.first), reading, context)


def _is_about(at: int, reading: Reading, context: Context) -> bool:
    """ "On trade a treaty was signed": a word stands there that makes what is before it a subject."""
    return at >= 0 and reading.tokens[at].text in context.pack.folded_set("about")


def _one_side(nouns: list[Word], trigger: Word) -> list[Word]:
    """Instruments stand before the word for signing or behind it; where both sides have one, the nearer side counts."""
    before, behind = [w for w in nouns if w.first < trigger.first], [w for w in nouns if w.last > trigger.last]
    if not before or not behind:
        return nouns
    nearer = trigger.first - before[-1].last <= behind[0].first - trigger.last
    return [w for w in nouns if (w not in behind if nearer else w not in before)]


def _list_end(reading: Reading, last: int) -> int:
    """A list of instruments goes on over semicolons, as long as each part names one at once."""
    while last < len(reading.tokens) and reading.tokens[last].text in ";؛" and reading.has("instrument", last, last + LISTED):
        last = next((i for i in range(last + 1, len(reading.tokens)) if reading.tokens[i].text in ";؛"), len(reading.tokens))
    return last
