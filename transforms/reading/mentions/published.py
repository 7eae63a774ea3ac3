"""The day that a text gives as its own.

Here: datelines, bylines and lines beside "published" at the head of a text.  Not here: finding and working out dates (dates.py).
"""

import datetime
from collections.abc import Iterable

from transforms.reading.mentions.dates import DateMention, Point, find_dates
from transforms.reading.mentions.reading import Reading
from transforms.reading.packs.pack import Pack

# Words and marks of a line near the top that gives the day of the text, and of a row that does.
LONGEST_DATE_LINE = 14
LONGEST_DATE_ROW = 6
# "Lima, Friday 22 May 2022.": with so few words beside the date a line gives it though it ends like a sentence.
MOST_BESIDE_DATE = 2
# A line beside "published" stands among so many first ones, else where it may; a bare date among so many.
HEAD = 15
TOP = 6


def find_published(readings: list[Reading], pack: Pack, text: str) -> Point:
    """The day that a text gives as its own: "TBILISI, 28 May 2019 -" at its head, a short line near the top, a date beside a word
    such as "published"; an empty point without one."""
    found = _day_given(readings, pack, text)
    return _as_meant(found, readings, pack, text) if found else Point()


def _as_meant(date: DateMention, readings: list[Reading], pack: Pack, text: str) -> Point:
    """ "11/10/2023", of a text that says "today, Friday": the month stands first where only then it was a Friday."""
    day, turned = date.one, Point(date.one.year, date.one.day, date.one.month)
    if any(c.isalpha() for c in text[date.start : date.end]) or turned.edtf() is None or text[date.start :][:4] == str(day.year):
        return day
    beside = (pack.named("weekday").get(r.tokens[w.last].text) for r in readings for w in r.of("today_is") if w.last < len(r.tokens))
    told = set(beside) - {None}
    return turned if _weekday_of(turned) in told and _weekday_of(day) not in told else day


def _weekday_of(day: Point) -> int | None:
    edtf = day.edtf()
    return datetime.date.fromisoformat(edtf).weekday() if edtf and day.day else None


def _day_given(readings: list[Reading], pack: Pack, text: str) -> DateMention | None:
    """The date beside a dateline, a byline or "published"; what may be a site's clock only where there is no other."""
    clocks = {id(r) for place, r in enumerate(readings[:HEAD]) if _clock_of_site(r, readings[:place])}
    own = [r for r in readings if id(r) not in clocks]
    return _day_in(own, pack, text) or (_day_in(readings, pack, text) if clocks else None)


def _day_in(readings: list[Reading], pack: Pack, text: str) -> DateMention | None:
    for reading in readings[:4]:
        dates = find_dates(reading, pack, text)
        for date in dates:
            if date.one.day and date.one.edtf() and date.two is None and _stands_apart(reading, date, dates):
                return date
    head = [r for r in readings[:HEAD] if r.has("published_word") and len(r.tokens) <= LONGEST_DATE_LINE]
    top = [r for r in readings[:TOP] if _short_line(r, pack, text)]
    beside = (r for r in readings if r.has("published_word"))
    return next((day for rows in (head, top, beside) if (day := _first_day(rows, pack, text))), None)


def _first_day(readings: Iterable[Reading], pack: Pack, text: str) -> DateMention | None:
    """The first day that such lines tell."""
    days = (d for r in readings for d in find_dates(r, pack, text) if d.one.day and d.one.month and d.one.edtf())
    return next(days, None)


def _clock_of_site(reading: Reading, above: list[Reading]) -> bool:
    """Today's date as a site shows it, whatever the page below is about: with its weekday or in a further calendar, above the title."""
    shown = reading.has("today_line") and reading.sentence.kind != "sentence" and not reading.has("trigger")
    return shown and not any(r.mentions or r.has("trigger") for r in above)


def _short_line(reading: Reading, pack: Pack, text: str) -> bool:
    """A few words that tell nothing, the fewer where they end like a sentence before any footnote; of a list only a bare date, or
    a line that says who wrote ("By our correspondent in Lima | 22 May 2022")."""
    words = text[reading.sentence.start : reading.sentence.end].rstrip("[]0123456789 ")
    ended = words.endswith((".", *pack.language.get("stops", "")))
    headed = reading.has("dateline", 0, 1) or _opens_with_place(reading)
    row = reading.sentence.kind == "item" and not headed and any(t.kind == "word" for t in reading.tokens)
    longest = LONGEST_DATE_ROW if row else LONGEST_DATE_LINE
    wordy = ended and _words_beside_dates(reading, pack, text) > MOST_BESIDE_DATE
    fits = len(reading.tokens) - _of_clock(reading) <= longest and not wordy
    return fits and not reading.has("trigger") and not (ended and _goes_on(reading, pack, text))


def _of_clock(reading: Reading) -> int:
    """How many words and marks of a line say the hour ("22 May 2022, 04:40 PM"): they make it no longer."""
    texts = [t.text for t in reading.tokens]
    colons = (i for i in range(1, len(texts) - 1) if texts[i] == ":" and texts[i - 1].isdigit() and texts[i + 1].isdigit())
    figures = {i for colon in colons for i in (colon - 1, colon, colon + 1)}
    return len(figures) + sum(w.last - w.first for w in reading.of("clock"))


def _goes_on(reading: Reading, pack: Pack, text: str) -> bool:
    """ "In 5 May 1955 AD. The missions were raised": cut off by a full stop, where "Lima, 5 May 1955. The missions …" opens a report."""
    led = any(a.stem in pack.before for a in pack.entities.analyses(reading.tokens[0].text))
    return led and text[reading.sentence.end :].partition("\n")[0].strip() != ""


def _words_beside_dates(reading: Reading, pack: Pack, text: str) -> int:
    """How many words of a sentence are no part of a date."""
    dates = find_dates(reading, pack, text)
    return sum(t.kind == "word" and not any(d.start <= t.start < d.end for d in dates) for t in reading.tokens)


def _opens_with_place(reading: Reading) -> bool:
    """ "LIMA - Trade and Markets | 22 May 2022": a city before a dash begins a page, not a row of a list."""
    city = next((m for m in reading.mentions if m.kind == "city" and m.first == 0), None)
    return city is not None and city.last < len(reading.tokens) and reading.tokens[city.last].text == "-"


def _stands_apart(reading: Reading, date: DateMention, dates: tuple[DateMention, ...]) -> bool:
    """Only a place or a word like "published" stands before the date, and a dash, a bracket or nothing behind it; with nothing before
    it the sentence has to go on from that day ("4 June 2023: yesterday …")."""
    before = [i for i, t in enumerate(reading.tokens) if t.end <= date.start]
    behind = [t for t in reading.tokens if t.start >= date.end]
    known = {i for m in reading.mentions if m.kind in ("city", "country", "ambiguous") for i in range(m.first, m.last)}
    known |= {i for w in reading.of("dateline") for i in range(w.first, w.last)}
    marks = {i for i in before if reading.tokens[i].kind == "mark"}
    told = bool(set(before) & known) or not behind or any(d.anchor == "published" for d in dates)
    return told and set(before) <= known | marks and (not behind or behind[0].text in ("-", "(", ")", ":", "|", "/"))
