"""Documents to claims: the room's one entrance.

Here: the order of reading, from a document's text to rows.  Not here: any single step of it, caching, processes.
"""

from typing import Any

import pandas as pd

from transforms.collector import at_rest
from transforms.limits import TooLongError, at_most
from transforms.reading.claims import LONGEST_QUOTE, Claim, slots_of, to_frame, to_row
from transforms.reading.confidence import Named, judged
from transforms.reading.mentions.clauses import split_clauses
from transforms.reading.mentions.mention import annotate
from transforms.reading.mentions.published import find_published
from transforms.reading.mentions.reading import Reading
from transforms.reading.packs.pack import Pack, limits, load_pack, packs
from transforms.reading.tellings.bearers import settle_bearers
from transforms.reading.tellings.context import Context, add_people, prepare
from transforms.reading.tellings.frames import read_sentence
from transforms.reading.tellings.groups import note_deed, read_members
from transforms.reading.tellings.moods import undo_told
from transforms.reading.tellings.sections import note_lead, read_item, read_member
from transforms.reading.tellings.telling import Dated
from transforms.reading.tellings.timing import dates_from_heading, dates_of, point_of
from transforms.reading.text.fold import Folded, fold
from transforms.reading.text.sentences import Sentence
from transforms.reading.text.tokens import tokenise
from transforms.reading.trade.figures import read_trade
from transforms.reading.trade.flows import TradeMemory
from transforms.reading.trade.tables import read_tables, reporter_of

# The kind of the one issue of a document that was given up; the warehouse counts such a document as rejected.
UNREAD_DOCUMENT = "unread_document"
# The kinds of mentions that name a country.
NAMING = ("country", "demonym", "city")


def extract(documents: pd.DataFrame) -> pd.DataFrame:
    """Claims of documents.

    In: at least document_id, text, language, status, title, published_edtf.  Out: the columns of claims.COLUMNS, a row a claim or
    reading issue; `text[char_start:char_end] == quote` holds for every row.  Pure; documents that are not `loaded` give none,
    and one that takes too long gives a reading issue that says so.
    """
    rows: list[dict[str, Any]] = []
    for document in documents.to_dict("records"):
        rows.extend(read_document({str(k): v for k, v in document.items()}))
    return to_frame(rows)


def read_document(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of one document; where the reading of it takes longer than it may, the one that says so."""
    code = str(document.get("language") or "").partition("-")[0]
    if document.get("status") != "loaded" or code not in packs():
        return []
    stored, pack = document["text"], load_pack(code)
    try:
        with at_most(limits()["seconds_of_reading"]):
            claims = read_text(stored, pack, _text(document.get("title")), _text(document.get("published_edtf")))
    except TooLongError as error:
        claims = [_given_up(stored, str(error), "engine.too_long")]
    return [to_row(claim, document["document_id"], code, stored) for claim in claims]


def unread_document(document: pd.DataFrame, reason: str) -> pd.DataFrame:
    """The claims of one document at which its reader dies: the issue that says so. In and out as `extract`, of one row."""
    (row,) = document.to_dict("records")
    code = str(row["language"]).partition("-")[0]
    return to_frame([to_row(_given_up(row["text"], reason, "engine.died"), row["document_id"], code, row["text"])])


def _given_up(stored: str, reason: str, rule: str) -> Claim:
    return Claim("reading_issue", UNREAD_DOCUMENT, 0, min(len(stored), LONGEST_QUOTE), rule, 1.0, reason=reason)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


@at_rest()
def read_text(stored: str, pack: Pack, title: str | None = None, published: str | None = None) -> list[Claim]:
    """Claims of one text in one language, in text order, none twice."""
    text = fold(stored)
    sentences = pack.segmenter.sentences(text.text)
    readings = [annotate(s, pack, text, stored) for s in sentences]
    context = Context(pack, text, stored)
    context.dates.published = point_of(published)
    if context.dates.published.year is None:
        context.dates.published = find_published(readings, pack, text.text)
    prepare(readings, _title(title, pack), context)
    for reading in readings:
        split_clauses(reading, pack, text.text)
    headed = {id(s): r for s, r in zip(sentences, readings, strict=True)}
    memory = TradeMemory()
    unread = {id(r.sentence) for r in readings if r.has("unread_section") and _names_sources(r)}
    told = [r for r in readings if r.sentence.kind != "note" and unread.isdisjoint(map(id, r.sentence.headings))]
    tabular, rows = read_tables(told, context)
    memory.reporter = reporter_of(tabular, max((r.sentence.paragraph for r in told if id(r) in rows), default=0), pack)
    claims = [*(claim for r in told if id(r) not in rows for claim in _read(r, headed, context, memory)), *tabular]
    return _distinct(judged(claims, stored, text, _named(readings, text)))


def _named(readings: list[Reading], text: Folded) -> list[Named]:
    """Where the stored text names which country, in text order."""
    return sorted((text.origin[r.tokens[m.first].start], m.country) for r in readings for m in r.mentions if m.country and m.kind in NAMING)


def _names_sources(heading: Reading) -> bool:
    """The heading says nothing but that a section without facts follows (references, see also, external links); "Notes on Chile" says
    more."""
    words = [i for i, t in enumerate(heading.tokens) if t.kind == "word"]
    known = {i for w in heading.words if w.kind in ("unread_section", "joint") for i in range(w.first, w.last)}
    return known >= set(words)


def _title(title: str | None, pack: Pack) -> Reading | None:
    """A title from the metadata, read like a heading; its offsets are its own and never quoted."""
    if not title:
        return None
    text = fold(title)
    return annotate(Sentence(0, len(text.text), tokenise(text.text), "heading"), pack, Folded(text.text, text.origin), title)


def _read(reading: Reading, headed: dict[int, Reading], context: Context, memory: TradeMemory) -> list[Claim]:
    """All claims of one sentence, and the issue where there ought to be one and is none."""
    if context.learned:
        add_people([reading], context)
    settle_bearers(reading, context)
    headings = [headed[id(h)] for h in reading.sentence.headings if id(h) in headed]
    dates = dates_from_heading(dates_of(reading, context), reading, headings, context)
    claims = read_sentence(reading, dates, context) + read_trade(reading, dates, context, memory, headings)
    undo_told(reading, context)
    note_deed(reading, dates, context)
    note_lead(reading, claims, context)
    if claims or context.fresh[0] != reading.sentence.paragraph:
        context.fresh = (reading.sentence.paragraph, claims)
    context.note_subject(reading)
    if not claims or reading.sentence.kind == "item":
        claims += read_item(reading, headings, dates, context, claims)
        claims = claims or read_member(reading, headings, context) or read_members(reading, context)
    return claims or _issue(reading, dates, context)


def _issue(reading: Reading, dates: list[Dated], context: Context) -> list[Claim]:
    """A sentence with two countries and a trigger or a number that said nothing to us."""
    countries = {m.country for m in reading.mentions if m.country}
    if reading.sentence.kind == "heading" or len(countries) < 2:
        return []
    if not reading.of("trigger") and not any(t.kind == "number" for t in reading.tokens):
        return []
    start, end = context.text.span(reading.tokens[0].start, reading.tokens[-1].end)
    reason = "two countries and " + ("a trigger" if reading.of("trigger") else "a number") + ", but no claim"
    return [Claim("reading_issue", "unread_sentence", start, min(end, start + 300), "engine.unread", 1.0, reason=reason)]


def _distinct(claims: list[Claim]) -> list[Claim]:
    """One claim for each thing that a passage says, the surest where several rules read it."""
    surest: dict[str, Claim] = {}
    for claim in claims:
        known = surest.setdefault(slots_of(claim), claim)
        if claim.confidence > known.confidence:
            surest[slots_of(claim)] = claim
    return list(surest.values())
