"""When a telling took place.

Here: which of a sentence's dates belongs to a telling, and what it takes from the occasion told before.  Not here: finding and
working out dates (dates.py).
"""

import datetime
from dataclasses import replace

from transforms.reading.mentions.cases import joined
from transforms.reading.mentions.clauses import joins_preposition
from transforms.reading.mentions.dates import DateMention, Point, find_dates, resolve
from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.pack import frames
from transforms.reading.tellings.context import Context, Told
from transforms.reading.tellings.cues import embedded
from transforms.reading.tellings.slots import level_of
from transforms.reading.tellings.telling import Dated, Telling
from transforms.reading.text.tokens import Token

# An occasion that a sentence names again was told at most so many paragraphs before.
NEAR = 3
# News tells of what happened at most so many days before it appeared.
NEWS = 7
# A conjunction between a date and a trigger counts as so many words.
JOINED = 5
# A colon stands at most so many words behind the clause whose dates it announces.
ONE_MORE = 3
# A participle further behind the trigger belongs to another noun; its date follows it at most so many words behind.
BESIDE = 4
ATTRIBUTE = 5
# A date that a preposition leads to, so near behind the trigger, is that of what is told, whatever day the report bears.
OWN_DATE = 8
# Between a word of comparison and the date of what is compared stand at most so many others.
COMPARED = 8


def dates_of(reading: Reading, context: Context) -> list[Dated]:
    """The sentence's dates in order, each noted in the document's memory."""
    result = []
    for mention in (_in_year_of_row(m, reading, context) for m in find_dates(reading, context.pack, context.text.text)):
        edtf, point = resolve(mention, context.dates, reading.sentence.paragraph)
        if mention.kind == "aside" or _counted_too_far(mention, point, context):  # "more than in 2017": named for comparison
            continue
        tokens = [i for i, t in enumerate(reading.tokens) if t.start < mention.end and mention.start < t.end]
        if not _compared(tokens[0], reading):
            context.dates.note(point, reading.sentence.paragraph)
        if edtf:
            result.append(Dated(mention, edtf, tokens[0], tokens[-1] + 1))
    _note_row(reading, result, context)
    return _with_hanging(result, reading, context)


def _counted_too_far(date: DateMention, point: Point, context: Context) -> bool:
    """ "33 years after it was closed", in a text of 2024 that had come to 1991 and 2024: counted from the wrong end."""
    today = context.dates.published.year
    counted = date.anchor == "last" and date.shift > 0
    return counted and today is not None and point.year is not None and point.year > today


def _with_hanging(dates: list[Dated], reading: Reading, context: Context) -> list[Dated]:
    """ "…, and on 3 May 1961 AD. Ties were restored": a date that a full stop parts from its sentence is of the next one."""
    before, context.hanging = context.hanging, None
    if dates and _hangs(dates[-1], reading, context):
        context.hanging = (reading.sentence.paragraph, dates.pop())
    if before is not None and before[0] == reading.sentence.paragraph:
        dates.insert(0, replace(before[1], first=0, last=0))
    return dates


def dates_from_heading(dates: list[Dated], reading: Reading, headings: list[Reading], context: Context) -> list[Dated]:
    """ "March 1986", and an undated item below it: a heading that is nothing but a date is that of the items under it."""
    if dates or reading.sentence.kind != "item" or not headings:
        return dates
    heading, found = headings[-1], find_dates(headings[-1], context.pack, context.text.text)
    if len(found) != 1 or found[0].anchor or any(_outside(t, found[0]) for t in heading.tokens):
        return dates
    edtf, _ = resolve(found[0], context.dates, reading.sentence.paragraph)
    return [Dated(found[0], edtf, 0, 0)] if edtf else dates


def _outside(token: Token, date: DateMention) -> bool:
    """A word or number that is no part of the date."""
    return token.kind in ("word", "number") and not (token.start < date.end and date.start < token.end)


def _hangs(date: Dated, reading: Reading, context: Context) -> bool:
    """Only a full stop follows it, and nothing stands before it, or a comma and "and in" in one word."""
    tokens, opening = reading.tokens, context.pack.folded_set("clause_prefixes")
    if tokens[date.last :] != tokens[-1:] or tokens[-1].text != "." or reading.sentence.kind == "item":
        return False
    lead = tokens[date.first - 1].text if date.first else ""
    if joins_preposition(lead, opening, context.pack):
        return date.first == 1 or tokens[date.first - 2].text in ",،"
    return date.first == 0 or (date.first == 1 and lead in context.pack.before)


def _in_year_of_row(date: DateMention, reading: Reading, context: Context) -> DateMention:
    """ "On 17 May, during Modi's visit": the year of the row of a list that told of him and spans that day."""
    if date.one.year is not None or date.one.month is None or date.anchor:
        return date
    rows = [t for t in context.told if t.row and t.date and context.names(t.who, reading)]
    years = [t.date[:4] for t in rows if t.date and _covers(t.date, date.one)]
    return replace(date, one=replace(date.one, year=int(years[-1]))) if years else date


def _covers(edtf: str, point: Point) -> bool:
    """A month and day without a year lie in a span of days, or in a month."""
    one, _, two = edtf.partition("/")
    day = f"{point.month:02d}" + (f"-{point.day:02d}" if point.day else "")
    return len(one) >= len("2020-05") and one[5:][: len(day)] <= day <= (two or one)[5:].ljust(5, "~")[: len(day)]


def _compared(at: int, reading: Reading) -> bool:
    """ "Up from 388 million in 2018": the date of what is only compared is none that "that year" goes back to."""
    words = [w for w in reading.words if w.kind == "aside" and 0 <= at - w.last <= COMPARED]
    return any(not any(t.text in ",،;" for t in reading.tokens[w.last : at]) for w in words)


def _note_row(reading: Reading, dates: list[Dated], context: Context) -> None:
    """A row of a chronicle begins with its date and a mark; what its sentences tell without one happened then."""
    if dates and dates[0].first <= 1 and dates[0].last < len(reading.tokens) and reading.tokens[dates[0].last].text in ":-|":
        context.row = (reading.sentence.paragraph, dates[0].edtf)


def refers_back(telling: Telling, reading: Reading, context: Context) -> bool:
    """An undated journey of the same countries and rank right after a told one is that one ("during his visit"); so is what somebody
    gives thanks for."""
    if "novel" in telling.rule.needs:
        return any((t.type, t.source, t.target) == (telling.rule.type, telling.roles.source, telling.roles.target) for t in context.told)
    if not frames()[telling.rule.type].get("refers"):
        return False
    level = level_of(telling, reading, context)
    sides = (telling.roles.source, telling.roles.target)
    return any(
        t.type == telling.rule.type
        and (t.source, t.target) == sides
        and level in (None, t.level or None)
        and t.sentence != id(reading)
        and (t.paragraph == reading.sentence.paragraph or _is_news(point_of(t.date), context))
        for t in context.told
    )


def dates_told(telling: Telling, reading: Reading, dates: list[Dated], context: Context, each: bool) -> list[str | None]:
    """The date of the event, or one a date of a list ("in 2006, 2009 and 2012")."""
    barred = ("span", "since") if each else ("span",)  # "the first visit since 2008"
    lasting = bool(frames()[telling.rule.type].get("lasting"))
    usable = [d for d in dates if lasting and d.mention.kind == "span" and _years(d.edtf) and not _one_year(d.edtf)]
    usable += [d for d in dates if d.mention.kind not in barred and (lasting or d.mention.unit == "fiscal" or not _years(d.edtf))]
    usable = [d for d in usable if not _since_then(d, telling.trigger, reading) and not _of_attribute(d, telling, reading)]
    if "beside" in telling.rule.needs:
        usable = [d for d in usable if telling.trigger.first <= d.first <= telling.trigger.last]
    if "behind" in telling.rule.needs:
        usable = [d for d in usable if _right_after(d, telling.trigger, reading)]
    usable.sort(key=lambda d: d.first)
    usable = [d for d in usable if not _of_dateline(d, telling, usable, reading, context)]
    usable = [d for d in usable if not _in_aside(d, telling.trigger, reading)] or usable
    usable = [d for d in _of_main(usable, telling.trigger, reading) if not _counted_from(d, telling.trigger, reading, context)]
    usable = [d for d in usable if not _of_named_instrument(d, telling, reading) and not _of_saying(d, telling, reading)]
    usable = [d for d in usable if d.mention.kind != "since" or not reading.has("joint", d.last, telling.trigger.first)]
    own = [d for d in usable if d.first < telling.trigger.last <= d.last]  # "a treaty dating from 1999 ended in 2017"
    if reading.tokens[telling.trigger.last - 1].text == ":":
        own = own or [d for d in usable if d.first == telling.trigger.last]  # "(credentials: 5 May 2021)"
    own = own or _ended_then(telling, usable)
    told = own or [d for d in usable if d.mention.kind != "since"]
    if not own and not any(_in(d, telling.clause) for d in told):
        told = [d for d in usable if _in(d, telling.clause)] or told  # "in Lima since 1962, when it opened an embassy; …"
    usable = [d for d in told or usable if not _row_date_of(d, told, context)]
    if not usable and telling.rule.needs & {"beside", "behind"}:
        return [None]
    if not usable:
        return [_edge_of_span(telling, dates) or _carried(telling, reading, context)]
    chosen = _nearest(telling, usable, reading, context)
    if chosen is None:
        return [_carried(telling, reading, context)]
    announced = _behind_colon(chosen, telling, usable, reading) if each else []
    return [d.edtf for d in announced or _listed(chosen, usable, reading, context)] if each else [chosen.edtf]


def _right_after(date: Dated, trigger: Word, reading: Reading) -> bool:
    """ "After independence from Britain in 1960": of the same breath as the trigger, and behind it."""
    between = reading.tokens[trigger.last : date.first]
    return trigger.first <= date.first <= trigger.last + ATTRIBUTE and not any(t.text in ",،" for t in between)


def _of_dateline(date: Dated, telling: Telling, dates: list[Dated], reading: Reading, context: Context) -> bool:
    """ "LIMA, 3 May 2024 - Peru closed its embassy in Nairobi in 1991": the day of the report, where a date behind the trigger is told."""
    head = date.edtf == context.dates.published.edtf() and not date.mention.anchor and date.last < telling.trigger.first
    if not head or reading.tokens[date.last].text not in "-():|":
        return False
    last = telling.trigger.last
    own = [d for d in dates if 0 <= d.first - last <= OWN_DATE and d.edtf < date.edtf and not d.mention.anchor]
    led = [d for d in own if reading.tokens[d.first - 1].text in context.pack.before]
    return any(not reading.has("trigger", last, d.first) and not reading.has("break", last, d.first) for d in led)


def _counted_from(date: Dated, trigger: Word, reading: Reading, context: Context) -> bool:
    """ "Of-cutting seven years after", "of-recognising after, in 1972": where the verb comes last, years counted from what the trigger
    tells, or a date right behind "after", are not its own date."""
    if not context.pack.language.get("verb_last"):
        return False
    counted = date.first == trigger.last and date.mention.anchor == "last" and date.mention.shift > 0
    later = date.first == trigger.last + 1 and reading.has("after_that", trigger.last, date.first)
    return (counted or later) and any(a.after == "gen" for a in context.pack.entities.analyses(reading.tokens[trigger.last - 1].text))


def _of_named_instrument(date: Dated, telling: Telling, reading: Reading) -> bool:
    """ "Agreed to revise the treaty (2000)": the year in a bracket right behind an instrument is when that was signed."""
    if frames()[telling.rule.type].get("instrument") or date.first == 0 or reading.tokens[date.first - 1].text != "(":
        return False
    return any(w.last == date.first - 1 for w in reading.of("instrument"))


def _of_saying(date: Dated, telling: Telling, reading: Reading) -> bool:
    """ "Announced on 3 May that it would open", "will open …, he said on Monday": when somebody told of what was to come, or was over."""
    trigger = telling.trigger
    if date.last <= trigger.first and reading.has("embedded", date.last, date.last + 1):
        span = (date.last, trigger.first + 1)
    elif any(w.first >= trigger.last and 0 <= date.first - w.last <= 1 for w in reading.of("announcing")):
        span = (telling.clause[0], trigger.first + 1)
    else:
        return False
    return reading.has("plan", *span) or reading.has("over_by_then", *span)


def _behind_colon(chosen: Dated, telling: Telling, dates: list[Dated], reading: Reading) -> list[Dated]:
    """ "Came twice: on 21 April 2019 and, for the summit, in June 2022": every date that the colon announces."""
    last = _colon(reading, telling, dates)
    if last is None or chosen.first < last:
        return []
    stop = next((i for i in range(last + 1, len(reading.tokens)) if reading.tokens[i].text in ";؛:"), len(reading.tokens))
    told = [w for w in reading.of("trigger") if last < w.first < stop]
    return [] if told else [d for d in dates if last < d.first < stop]


def _colon(reading: Reading, telling: Telling, dates: list[Dated]) -> int | None:
    """The colon that ends the clause, or that only a verb more parts from it ("met twice the year after and talked: in Lima in May …")."""
    last = telling.clause[1]
    at = next((i for i in range(last, min(last + ONE_MORE, len(reading.tokens))) if reading.tokens[i].text == ":"), None)
    return None if at is None or any(last <= d.first < at for d in dates) else at


def _in(date: Dated, clause: tuple[int, int]) -> bool:
    return clause[0] <= date.first < clause[1]


def _of_main(dates: list[Dated], trigger: Word, reading: Reading) -> list[Dated]:
    """Dates without those of a relative clause that does not hold the trigger (", which last met in 2021")."""
    aside = [(w, last) for w, last in _relatives(reading) if not (trigger.first < last and w.first < trigger.last)]
    own = [d for d in dates if not any(w.first <= d.first < last for w, last in aside)]
    own = [d for d in own if not any(a <= d.first < b <= trigger.first for a, b in embedded(reading))]
    people = [(w, last) for w, last in aside if w.value == "person" and last <= trigger.first]
    return own or [d for d in dates if any(w.first <= d.first < last for w, last in people)]


def in_relative(trigger: Word, reading: Reading) -> bool:
    """What a relative clause tells of a thing is no occasion for what follows (", which last met in 2021")."""
    past = any(trigger.first < first < trigger.last for first, _ in embedded(reading))  # "thanked it for the tents that it sent in 2011"
    return past or any(w.value == "thing" and w.first < trigger.last and trigger.first < last for w, last in _relatives(reading))


def _relatives(reading: Reading) -> list[tuple[Word, int]]:
    """The relative clauses behind a comma, or behind a word that tells of before, up to the comma that closes them."""
    tokens, words = reading.tokens, [w for w in reading.of("relative") if w.first and reading.tokens[w.first - 1].text == ","]
    words += reading.of("told_already")
    return [(w, next((i for i in range(w.first, len(tokens)) if tokens[i].text in ",;"), len(tokens))) for w in words]


def _edge_of_span(telling: Telling, dates: list[Dated]) -> str | None:
    """What ends a relation took place at a span's end ("from 1979 until 2008, when it was closed"), or, told before the span, at its
    beginning ("closed from 1990 to 1994")."""
    ends = any(i.get("until") for i in frames()[telling.rule.type].get("implies", ()))
    spans = [d for d in dates if d.mention.kind == "span" and _years(d.edtf)] if ends else []
    before = [d for d in spans if d.first < telling.trigger.last]
    if before:
        return before[-1].edtf.partition("/")[2]
    return spans[0].edtf.partition("/")[0] if spans else None


def _ended_then(telling: Telling, dates: list[Dated]) -> list[Dated]:
    """ "Ties, which had been suspended since 1975": what ends a relation took place when the state that it led to began."""
    ends = any(i.get("until") for i in frames()[telling.rule.type].get("implies", ()))
    return [d for d in dates if ends and d.mention.kind == "since" and 0 <= d.first - telling.trigger.last <= 1]


def _in_aside(date: Dated, trigger: Word, reading: Reading) -> bool:
    """ "The embassy, opened in 1985, ceased operations": the date between commas inside a parted trigger is of something else, unless
    nothing else stands between them ("discussed, on Tuesday, with")."""
    before, behind = (reading.tokens[a:b] for a, b in ((trigger.first, date.first), (date.last, trigger.last)))
    alone = reading.tokens[max(date.first - 2, 0) : date.first]
    return any(t.text in ",،" for t in before) and any(t.text in ",،" for t in behind) and not any(t.text in ",،" for t in alone)


def _row_date_of(date: Dated, dates: list[Dated], context: Context) -> bool:
    """The date that a chronicle's row begins with, where a finer one stands in the row ("2012: … on 21 November")."""
    row = context.row
    return row is not None and date.first <= 1 and row[1] == date.edtf and any(d.edtf.startswith(date.edtf + "-") for d in dates)


def _years(edtf: str) -> bool:
    """A run of years ("programme for 2025-2029") is no day on which something happened."""
    one, _, other = edtf.partition("/")
    return len(one) == len(other) == 4


def _one_year(edtf: str) -> bool:
    """A fiscal year, which is a span and no run of years."""
    one, _, other = edtf.partition("/")
    return int(other) - int(one) <= 1


def _way(trigger: Word, date: Dated, reading: Reading) -> int:
    """Words between a date and the trigger; a conjunction between them sets them apart."""
    first, last = min(trigger.last, date.last), max(trigger.first, date.first)
    comma = any(token.text in ",،" for token in reading.tokens[first:last])
    return max(last - first, 0) + (JOINED if reading.has("joint", first, last) else 0) + 2 * comma


def to_come(date: Dated, context: Context) -> Dated:
    """ "Will visit on Wednesday": of what is planned the next such day, where the last one before the document's own was worked out."""
    day, own = _calendar_day(point_of(date.edtf)), _calendar_day(context.dates.published)
    if date.mention.unit != "weekday" or day is None or own is None or day >= own:
        return date
    return replace(date, edtf=(day + datetime.timedelta(days=7)).isoformat())


def ahead(date: Dated, context: Context) -> bool:
    """ "Next year" is no date of what has happened, nor is a year behind the document's own."""
    today = context.dates.published.year
    return (date.mention.anchor == "published" and date.mention.shift > 0) or (today is not None and date.edtf[:4] > str(today))


def is_to_come(edtf: str | None, context: Context) -> bool:
    """A day behind that on which the document appeared: "the president visits Peru on 28 May", in a text of 25 May."""
    day, own = (edtf or "").partition("/")[0], context.dates.published
    return own.day is not None and len(day) == len("2020-05-28") and day > (own.edtf() or day)


def _since_then(date: Dated, trigger: Word, reading: Reading) -> bool:
    """ "Since the war of 1967": the year of what is named there, not of what is told."""
    if date.mention.kind == "since":
        return False
    words = [w for w in reading.of("since_word") if 1 < date.first - w.last + 1 <= 7 and not w.last < trigger.last <= date.first]
    return any(not {t.text for t in reading.tokens[w.last : date.first]} & {",", "،"} for w in words)


def _of_attribute(date: Dated, telling: Telling, reading: Reading) -> bool:
    """ "Received him to follow up the session held in Lima in 2019": the date of another noun, far behind the trigger."""
    words = [w for w in reading.of("dated_attribute") if telling.trigger.last + BESIDE <= w.first and w.value != telling.rule.type]
    near = [w for w in words if 0 <= date.first - w.last <= ATTRIBUTE]
    return in_force(date, reading) or any(not {t.text for t in reading.tokens[w.last : date.first]} & {",", "،"} for w in near)


def in_force(date: Dated, reading: Reading) -> bool:
    """ "And came into force on 3 May": no day on which anything was signed."""
    return any(0 <= date.first - w.last <= ATTRIBUTE for w in reading.of("in_force"))


def _nearest(telling: Telling, dates: list[Dated], reading: Reading, context: Context) -> Dated | None:
    """The nearest date in the clause, else the first behind the colon that ends it, else the last one before it, unless the clause
    tells of another time ("in 1975, four years after Peru became independent")."""
    first, last = telling.clause
    inside = [d for d in dates if first <= d.first < last]
    inside = [d for d in inside if not _of_verb_before(d, telling, reading)] or inside
    inside = [*_of_row(dates, inside, first, reading), *inside]
    colon = _colon(reading, telling, dates)
    behind = [d for d in dates if colon is not None and d.first >= colon]
    if inside and not (behind and all(len(d.edtf) == 4 and behind[0].edtf.startswith(d.edtf) for d in inside)):
        leads = reading.tokens[telling.trigger.last - 1].text in context.pack.before  # "and restored in" leads to the date behind it
        return min(inside, key=lambda d: (_way(telling.trigger, d, reading), leads and d.first < telling.trigger.last, d.first))
    if behind:
        return behind[0]
    if reading.tokens[first].text in context.pack.folded_set("other_time"):
        return None
    before = [d for d in dates if d.first < telling.trigger.first]
    return before[-1] if before else None


def _of_row(dates: list[Dated], inside: list[Dated], first: int, reading: Reading) -> list[Dated]:
    """ "June 1977: signing of a contract for jets, of which four came in January 1981": the date that opens the row is as near to what
    stands behind its colon as any, unless another tells the day of it."""
    opens = bool(inside) and dates[0].first <= 1 and 0 <= first - dates[0].last <= 1
    if not opens or reading.tokens[dates[0].last].text not in (":", "-", "|"):
        return []
    return [d for d in dates[:1] if not any(other.edtf.startswith(d.edtf) for other in inside)]


def _of_verb_before(date: Dated, telling: Telling, reading: Reading) -> bool:
    """ "Gave doses in March 2021 and sent rice in May": behind the first verb of the kind and before the "and" it is the first's date."""
    trigger = telling.trigger
    before = date.last <= trigger.first and any(w.last <= date.first for w in telling.others)
    return before and reading.has("joint", date.last, trigger.first)


def _listed(chosen: Dated, dates: list[Dated], reading: Reading, context: Context) -> list[Dated]:
    """Dates in a row with only commas and conjunctions between them."""
    place = dates.index(chosen)
    first = last = place
    while first > 0 and _row(dates[first - 1], dates[first], reading, context):
        first -= 1
    while last + 1 < len(dates) and _row(dates[last], dates[last + 1], reading, context):
        last += 1
    return dates[first : last + 1]


def _row(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    if one.mention.kind != other.mention.kind or one.mention.anchor or other.mention.anchor or reading.has("break", one.last, other.first):
        return False
    a, b = (Mention("date", d.first, d.last) for d in (one, other))
    if one.last == other.first or joined(reading.tokens, a, b, context.pack) or _once_more(one, other, reading, context):
        return True
    return _parted_by_place(one, other, reading, context) or _of_another(one, other, reading, context)


def _of_another(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    """ "President A in 1985, B in 1994 and C (2009) India visited": where the verb comes last, each of a row of people has a date."""
    between = range(one.last + (reading.tokens[one.last].text == ")"), other.first - (reading.tokens[other.first - 1].text == "("))
    if not context.pack.language.get("verb_last") or not 2 <= len(between) <= 10:
        return False
    joints, stops = context.pack.folded_set("conjunctions"), context.pack.folded_set("name_stops")
    here = [m for m in reading.mentions if m.first in between]
    held = {i for m in here for i in range(m.first, m.last)}
    meant = any(w.first in between for w in reading.words if w.kind in ("trigger", "break", "clause_end", "link"))
    bare = all(i in held or (reading.tokens[i].kind == "word" and reading.tokens[i].text not in stops) for i in between[1:])
    people = all(m.kind == "office" and m.case == "nom" for m in here)
    return reading.tokens[between[0]].text in joints and bare and people and not meant


def _once_more(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    """ "In March 1977 and again in September 1978", also with something said of the first between them."""
    between = [t.text for t in reading.tokens[one.last : other.first]]
    joints, more = context.pack.folded_set("conjunctions"), context.pack.folded_set("once_more")
    close = [w for w in between[-4:] if w not in context.pack.before]
    if close[-2:-1] and close[-2] in joints and close[-1] in more and not reading.has("trigger", one.last, other.first):
        return True
    return any(w in more for w in between) and all(w in more or w in joints or w in context.pack.before for w in between)


def _parted_by_place(one: Dated, other: Dated, reading: Reading, context: Context) -> bool:
    """ "In Oslo in May 2010 and in Lima in June": only a conjunction, prepositions and perhaps a place stand between the dates."""
    places = [
        m for m in reading.mentions if m.sort in ("city", "state") and m.case == "in" and one.last <= m.first and m.last <= other.first
    ]
    left = [t.text for i, t in enumerate(reading.tokens) if one.last <= i < other.first and not any(m.first <= i < m.last for m in places)]
    joints, more = context.pack.folded_set("conjunctions"), context.pack.folded_set("row_words")
    return any(w in joints for w in left) and all(w in joints or w in more or w in context.pack.before for w in left)


def _carried(telling: Telling, reading: Reading, context: Context) -> str | None:
    """An undated happening takes the date of the visit or meeting that its sentence hangs on; "since then" it was any day after."""
    if reading.has("since_word", last=telling.trigger.first) or _left_open(telling, reading):
        return None
    setting = setting_of(telling, reading, context)
    if setting is None and reading.has("carried_date") and context.dates.paragraph == reading.sentence.paragraph:
        return context.dates.last.edtf()
    if setting is None and frames()[telling.rule.type].get("carries") and _told_today(reading, context):
        return context.dates.last.edtf()  # "On Friday the president laid a wreath. His minister met …"
    if setting is None and context.row and context.row[0] == reading.sentence.paragraph:
        return context.row[1]
    return setting.date if setting else None


def _left_open(telling: Telling, reading: Reading) -> bool:
    """ "On Friday", "last month", in a text that does not say when it was written: a time of its own, though nobody can tell which."""
    first, last = (reading.tokens[i].start for i in (telling.clause[0], telling.clause[1] - 1))
    worked_out = [d.mention for d in telling.dates]
    own = [d for d in reading.dates or () if d.anchor == "published" and d.shift <= 0 and d.kind != "aside" and first <= d.start <= last]
    return any(d not in worked_out and (d.unit, d.shift) != ("day", 0) for d in own)  # "today" is a day of the stay that is told


def setting_of(telling: Telling, reading: Reading, context: Context) -> Told | None:
    """What was told right before and this happening is part of: in the same sentence, or linked by "during the visit", "he"."""
    told = [t for t in context.told if t.status != "planned"] if telling.rule.status == "occurred" else context.told
    last = _occasion_of_last(told) if told else None
    if last is None or not frames()[telling.rule.type].get("carries"):
        return None
    if last.paragraph != reading.sentence.paragraph or (last.date is None and reading.has("link")):
        return _occasion_before(telling, reading, context)
    if any(_another(t, last) for t in context.told):
        return _one_of_two(last, reading, context)  # of several visits the text has to say which
    linked = last.sentence == id(reading) or reading.has("link") or any(m.sort == "person" for m in reading.mentions)
    linked = linked or _same_row(last, reading, context)
    return last if linked or _follows(telling, last, context) else None


def _occasion_of_last(told: list[Told]) -> Told:
    """What was told last; of one sentence ("flew to Cairo weeks after Egypt had joined the group") the visit or meeting."""
    occasions = [t for t in told if t.sentence == told[-1].sentence and frames()[t.type].get("occasion")]
    return occasions[-1] if occasions else told[-1]


def _one_of_two(last: Told, reading: Reading, context: Context) -> Told | None:
    """ "During the earlier visit": the first, or the last, of several that a sentence told."""
    several = sorted((t for t in context.told if (t.type, t.sentence) == (last.type, last.sentence)), key=lambda t: t.date or "")
    if reading.has("one_of_two", value="first"):
        return several[0]
    return several[-1] if reading.has("one_of_two", value="last") else None


def _same_row(last: Told, reading: Reading, context: Context) -> bool:
    """The sentence goes on in the row of a list that told this."""
    if not last.row or not frames()[last.type].get("occasion"):
        return False
    return reading.sentence.kind == "item" and "\n" not in context.text.text[last.end : reading.sentence.start]


def _occasion_before(telling: Telling, reading: Reading, context: Context) -> Told | None:
    """The occasion of a paragraph right before, told to the day, where the sentence names it again ("after the talks"), or goes on
    about it in a report of that day."""
    linked = reading.has("link", value="link")
    if not linked and not (frames()[telling.rule.type].get("follows") and _opens(telling, context)):
        return None
    past = [t for t in context.told if linked or t.status != "planned"]
    told = [t for t in past if len(t.date or "") >= len("2020-01-01") or (t.date and t.row and context.names(t.who, reading))]
    near = [t for t in told if reading.sentence.paragraph - t.paragraph <= NEAR or _is_news(point_of(t.date), context)]
    if near and any(_other_row(t, near[-1]) for t in near):
        near = [t for t in near if context.names(t.who, reading) and _could_be_there(t, reading)]
    near = [t for t in near if frames()[t.type].get("occasion") and (linked or _is_news(point_of(t.date), context))]
    sides = {telling.roles.source, telling.roles.target}
    return next((t for t in reversed(near) if {t.source, t.target} == sides), near[-1] if near else None)


def _could_be_there(told: Told, reading: Reading) -> bool:
    """The sentence names no place, or the one where it was."""
    places = {m.country for m in reading.mentions if m.case == "in" and m.sort in ("city", "state")}
    return not places or told.place in places


def _other_row(told: Told, last: Told) -> bool:
    """Another row, of this list or the one before it, tells the like of another time: the text does not say which is meant."""
    alike = told.type == last.type and told.row and last.row
    return alike and told.sentence != last.sentence and told.date != last.date


def _told_today(reading: Reading, context: Context) -> bool:
    """The paragraph's last date is a day of the news that the document reports."""
    return context.dates.paragraph == reading.sentence.paragraph and _is_news(context.dates.last, context)


def _is_news(point: Point, context: Context) -> bool:
    """The day lies so close before the document's own that the document is a report of it."""
    day, own = _calendar_day(point), _calendar_day(context.dates.published)
    return day is not None and own is not None and 0 <= (own - day).days <= NEWS


def _calendar_day(point: Point) -> datetime.date | None:
    if point.year is None or point.month is None or point.day is None or point.edtf() is None:
        return None
    return datetime.date(point.year, point.month, point.day)


def _follows(telling: Telling, last: Told, context: Context) -> bool:
    """A signing whose verb opens a sentence with a joined conjunction goes on about the occasion told right before."""
    kinds = frames()
    follows = bool(kinds[telling.rule.type].get("follows")) and bool(kinds[last.type].get("occasion")) and last.status == "occurred"
    return follows and _opens(telling, context)


def _opens(telling: Telling, context: Context) -> bool:
    """The verb opens its sentence, with a conjunction joined to it."""
    return telling.trigger.first == telling.clause[0] <= 1 and bool(context.pack.folded_set("clause_prefixes"))


def _another(told: Told, last: Told) -> bool:
    """The same sentence told a second happening of the same kind, at quite another time."""
    same = (told.type, told.source, told.target, told.sentence) == (last.type, last.source, last.target, last.sentence)
    one, other = told.date or "", last.date or ""
    return same and not one.startswith(other) and not other.startswith(one)


def roughly(edtf: str | None) -> str | None:
    """The month, else the year, around a stay: when the rest of a tour took place."""
    first, _, last = (edtf or "").partition("/")
    return next((first[:size] for size in (7, 4) if len(first) >= size and first[:size] == (last or first)[:size]), None)


def point_of(edtf: str | None) -> Point:
    """The first year, month and day of an EDTF value."""
    parts = [int(p) for p in (edtf or "").partition("/")[0].split("-") if p.isdigit()]
    return Point(*parts)
