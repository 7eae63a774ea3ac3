"""What an instrument is about: "an agreement on visas", "a trade agreement".

Here: the words behind an instrument, clear of dates, places and the verb of signing, and those right before it.  Not here: which words
are instruments (words.toml), titles where the verb stands last (instruments.py).
"""

from collections.abc import Iterator

from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.telling import Telling

MOST = 200
# A title before its noun has at most so many words: "a civil aviation and maritime transport agreement".
LONGEST = 6

Span = tuple[int, int]


def subject_of(noun: Word, stop: int, telling: Telling, reading: Reading, context: Context) -> str | None:
    """What the instrument of a sentence is about, as written: the words behind it, or else those before it."""
    behind = subject_behind(noun, min(stop, _next_signing(noun, telling, reading, context)), reading, context)
    before = _before(noun, reading, context) if context.pack.language.get("titles_before") and behind is None else None
    return behind or (_written(before, reading, context) if before else None)


def subject_behind(noun: Word, stop: int, reading: Reading, context: Context) -> str | None:
    """The words behind an instrument up to the next comma, as far as neither a date nor a place parts them.

    One word is none where titles stand before the noun ("the agreement yesterday"); elsewhere it may be an adjective.
    """
    least = 2 if context.pack.language.get("titles_before") else 1
    last = next((i for i in range(noun.last, stop) if reading.tokens[i].text in ",،;؛."), stop)
    for piece in _pieces(noun.last, last, reading, context):
        told = _trimmed(piece, reading)
        is_clause = reading.tokens[piece[0]].text in context.pack.folded_set("subordinators")
        if not is_clause and told[1] - told[0] >= least and any(tells(i, reading, context) for i in range(*told)):
            return _written(told, reading, context)
    return None


def _trimmed(piece: Span, reading: Reading) -> Span:
    """Without brackets and dashes at its end."""
    first, last = piece
    while last > first and reading.tokens[last - 1].kind not in ("word", "number"):
        last -= 1
    return first, last


def _next_signing(noun: Word, telling: Telling, reading: Reading, context: Context) -> int:
    """ "An agreement on trade was signed": the verb is no part of what the agreement is about."""
    rules = context.pack.rules
    verbs = (w.first for w in reading.of("trigger") if rules[w.value.partition("#")[0]].type == telling.rule.type)
    helping = (i for i in range(noun.last, len(reading.tokens)) if reading.tokens[i].text in context.pack.folded_set("auxiliaries"))
    return min([*(at for at in verbs if at >= noun.last), *helping], default=len(reading.tokens))


def _pieces(first: int, last: int, reading: Reading, context: Context) -> Iterator[Span]:
    """What is left between dates and places, each with the preposition before it."""
    for start, end in sorted(_elsewhere(first, last, reading)):
        stop = start
        while stop > first and reading.tokens[stop - 1].text in context.pack.before:
            stop -= 1
        if first < stop:
            yield first, stop
        first = max(first, end)
    if first < last:
        yield first, last


def _elsewhere(first: int, last: int, reading: Reading) -> Iterator[Span]:
    """When and where it was signed, and by whom: no subject, as every agreement of the pair has that."""
    for m in reading.mentions:
        if first <= m.first < last and m.sort in ("city", "state") and m.case in ("in", "between", "with"):
            yield m.first, m.last
    for date in reading.dates or ():
        told = [i for i in range(first, last) if date.start <= reading.tokens[i].start < date.end]
        if told:
            yield told[0], told[-1] + 1


def _before(noun: Word, reading: Reading, context: Context) -> Span | None:
    """The words between an article or the like and the noun; those of the noun itself too: "a double taxation agreement"."""
    last = _head(noun, reading, context)
    first = last
    while first > 0 and last - first <= LONGEST and _is_title(first - 1, noun, reading, context):
        first -= 1
    opened = first < last and first > 0 and _opens_title(first - 1, reading, context)
    return (first, last) if opened and last - first <= LONGEST else None


def _head(noun: Word, reading: Reading, context: Context) -> int:
    """Where the noun itself stands in "free trade agreement"; "exchange of letters" is one noun."""
    led = any(reading.tokens[i].text in context.pack.before for i in range(noun.first, noun.last))
    return noun.first if led else noun.last - 1


def _is_title(at: int, noun: Word, reading: Reading, context: Context) -> bool:
    if noun.first <= at:
        return tells(at, reading, context)
    token = reading.tokens[at]
    named = any(m.first <= at < m.last for m in reading.mentions) or any(w.first <= at < w.last for w in reading.of("instrument"))
    joint = token.text in ("and", "-")
    return not named and (joint or (token.kind == "word" and tells(at, reading, context)))


def _opens_title(at: int, reading: Reading, context: Context) -> bool:
    """An article or another word that says nothing, a preposition, a number, the verb of signing, whose agreement it is."""
    token = reading.tokens[at]
    if token.kind == "number" or not tells(at, reading, context):
        return True
    ended = any(w.last == at + 1 for w in reading.of("trigger"))
    return ended or any(m.last == at + 1 and m.sort == "adjective" for m in reading.mentions)


def tells(at: int, reading: Reading, context: Context) -> bool:
    """Whether a word can say what an agreement is about."""
    token = reading.tokens[at]
    silent = token.text in context.pack.folded_set("no_subject") or token.text in context.pack.before
    return token.kind == "word" and not silent and len(token.text) > 1


def _written(piece: Span, reading: Reading, context: Context) -> str:
    start, end = context.text.span(reading.tokens[piece[0]].start, reading.tokens[piece[1] - 1].end)
    return " ".join(context.stored[start:end].split())[:MOST]
