"""The passage that a claim quotes.

Here: the span of a telling in the stored text.  Not here: what the claim says.
"""

from dataclasses import replace

from transforms.reading.claims import LONGEST_QUOTE, Claim
from transforms.reading.mentions.reading import Reading
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.telling import Telling


def past_colon(reading: Reading, last: int) -> int:
    """What is said behind a colon is said of what stands before it: "Visit to Kenya: it was put off"."""
    return len(reading.tokens) if last < len(reading.tokens) and reading.tokens[last].text == ":" else last


def passage_of(telling: Telling, reading: Reading, context: Context) -> tuple[int, int]:
    """Where the claim stands in the stored text: the sentence, or of a long one what lies around trigger and roles."""
    tokens = reading.tokens
    first, last = _own_part(telling, reading) if telling.others else (0, len(tokens))
    start, end = context.text.span(tokens[first].start, tokens[last - 1].end)
    if end - start <= LONGEST_QUOTE:
        return start, end
    parts = [telling.trigger] + [m for m in (telling.roles.source_mention, telling.roles.target_mention) if m]
    near = [p for p in parts if abs(p.first - telling.trigger.first) <= 30]
    return window(reading, context, min(p.first for p in near), max(p.last for p in near))


def _own_part(telling: Telling, reading: Reading) -> tuple[int, int]:
    """In a list of journeys or signings the part between the commas that tells this one."""
    trigger = telling.trigger
    before = max((w.last for w in telling.others if w.last <= trigger.first), default=0)
    behind = min((w.first for w in telling.others if w.first >= trigger.last), default=len(reading.tokens))
    marks = [i for i, t in enumerate(reading.tokens) if t.text in ",،;؛()"]
    first = max((i + 1 for i in marks if before <= i < trigger.first), default=before) if before else 0
    last = min((i for i in marks if trigger.last <= i < behind), default=behind) if behind < len(reading.tokens) else behind
    return first, last


def window(reading: Reading, context: Context, first: int, last: int) -> tuple[int, int]:
    """The widest run of whole words around tokens[first:last] that a quote may hold, inside the clause first."""
    tokens = reading.tokens
    while True:
        wider = (max(first - 1, 0), min(last + 1, len(tokens)))
        start, end = context.text.span(tokens[wider[0]].start, tokens[wider[1] - 1].end)
        if end - start > LONGEST_QUOTE or wider == (first, last):
            break
        first, last = wider
    start, end = context.text.span(tokens[first].start, tokens[last - 1].end)
    return start, min(end, start + LONGEST_QUOTE)


def around(claim: Claim, reading: Reading, context: Context, first: int, last: int) -> Claim:
    """The claim that quotes what lies around tokens[first:last], where its whole sentence is too long for a quote."""
    start, end = context.text.span(reading.tokens[0].start, reading.tokens[-1].end)
    if end - start <= LONGEST_QUOTE:
        return claim
    start, end = window(reading, context, first, last)
    return replace(claim, char_start=start, char_end=end)
