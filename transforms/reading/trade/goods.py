"""Goods: what is sold and bought, in a sentence, a list or a table.

Here: from a product's word to a claim.  Not here: whose trade it is (flows.py), amounts (figures.py).
"""

from collections.abc import Iterator
from dataclasses import replace

from transforms.reading.claims import Claim
from transforms.reading.mentions.reading import Reading, Word
from transforms.reading.packs.rules import Rule
from transforms.reading.tellings.context import Context
from transforms.reading.tellings.referents import clause_of
from transforms.reading.tellings.telling import Dated
from transforms.reading.trade.flows import FROM_MEMORY, Told, TradeMemory, passage, told_in

# The name of goods right before "exports" has no more tokens than this.
LONGEST_NAME = 3
# An item that names goods has no more tokens than this.
LONGEST_GOODS = 14


def goods_told(reading: Reading, dates: list[Dated], context: Context, memory: TradeMemory) -> Iterator[Claim]:
    """Products listed behind (or, where the verb comes last, before) a word that says who sells to whom."""
    told = list(told_in(reading, context, "fact_trade_product", memory))
    if not told:
        return
    told = [t for t in told if not t.rule.needs & FROM_MEMORY or not any(_instead(o, t) and _rather(o, t) for o in told if o is not t)]
    back = [t.word for t in told if "opposite" in t.rule.needs]
    told = [t for t in told if not any(w.first < t.word.first and t.word.last <= w.last for w in back)]
    words = [(w, context.pack.rules[w.value.partition("#")[0]]) for w in reading.of("trigger")]
    starts = sorted({_begin(rule, w, reading) for w, rule in words if rule.type == "product"})
    for t in told:
        stop = next((s for s in sorted([*starts, *_others(reading, t.word.last)]) if s >= t.word.last), len(reading.tokens))
        start = max([o.word.last for o in told if o.word.last <= t.word.first], default=0)
        start = max(start, _begin(t.rule, t.word, reading)) if "before" in t.rule.needs else start
        for product, at, last in _listed(reading, context, t, start, stop):
            first, end = passage(reading, context, min(at, t.word.first), max(last, t.word.last))
            memory.goods, memory.paragraph = t.roles, reading.sentence.paragraph
            rank = "principal" if reading.has("principal") else "other"
            yield _product_claim(t, product, first, end, rank, dates[0].edtf if len(dates) == 1 else None)
    _note_both_ways(reading, told, memory)


def _note_both_ways(reading: Reading, told: list[Told], memory: TradeMemory) -> None:
    """What goes one way and what goes the other, told in one sentence, for "the former" and "the latter" of the next."""
    if len(told) != 2 or memory.here:
        return
    one, other = told
    if (one.roles.source, one.roles.target) == (other.roles.target, other.roles.source):
        memory.flows = (reading.sentence.paragraph, (one, other))


def _instead(other: Told, told: Told) -> bool:
    """Another word for goods overlaps one that goes on from memory; of "the opposite" one it is no mere part."""
    part = "opposite" in told.rule.needs and told.word.first < other.word.first and other.word.last <= told.word.last
    return not part and other.word.first < told.word.last and told.word.first < other.word.last


def _rather(other: Told, told: Told) -> bool:
    """Of two that go on from memory the longer one stays, of equals the first by name."""
    if not other.rule.needs & FROM_MEMORY:
        return True
    one, two = ((t.word.first - t.word.last, t.rule.id) for t in (other, told))
    return one < two


def _others(reading: Reading, start: int) -> list[int]:
    """Where a clause begins that speaks of somebody else: "…, while Peruvian fish goes to Chile", "…; fish leads Peru's"."""
    breaks = [w for w in reading.of("break") if w.first >= start]
    breaks = [w for w in breaks if any(m.country and 0 <= m.first - w.last <= 2 for m in reading.mentions)]
    marks = [i for i in range(start, len(reading.tokens)) if reading.tokens[i].text == ";"]
    parts = zip(marks, [*marks[1:], len(reading.tokens)], strict=False)
    named = [a for a, b in parts if any(m.country and a < m.first < b for m in reading.mentions)]
    return [w.first for w in breaks] + named


def goods_listed(reading: Reading, headings: list[Reading], context: Context) -> Iterator[Claim]:
    """Items that name goods under a heading that says who sells them to whom ("Exports to X")."""
    if reading.sentence.kind != "item" or not headings or len(reading.tokens) > LONGEST_GOODS:
        return
    told = next(told_in(headings[-1], context, "fact_trade_product", TradeMemory()), None)
    if told is None or reading.of("trigger"):
        return
    spot = replace(told, word=Word("heading", "", 0, len(reading.tokens)))
    for product, at, last in chapters(reading, context, 0, len(reading.tokens)):
        first, end = passage(reading, context, at, last)
        yield _product_claim(spot, product, first, end, "principal", None)


def goods_of(reading: Reading, context: Context) -> Iterator[Claim]:
    """A row "From X: goods" or "To X: goods" in a text on a pair, which says nothing else."""
    first = next(iter(reading.mentions), None)
    if first is None or first.case not in ("from", "to") or first.first > 1 or reading.of("trigger"):
        return
    other, marks = context.other(first.country), [i for i, t in enumerate(reading.tokens) if t.text == ":"]
    if other is None or first.country is None or marks[:1] != [first.last] or len(reading.tokens) > LONGEST_GOODS * 2:
        return
    sides = (first.country, other) if first.case == "from" else (other, first.country)
    for product, at, last in chapters(reading, context, first.last, len(reading.tokens)):
        start, end = passage(reading, context, at, last)
        yield Claim("fact_trade_product", "product", start, end, "engine.goods_of", 0.88, *sides, product_id=product, rank="principal")


def _product_claim(told: Told, product: str, first: int, end: int, rank: str, period: str | None) -> Claim:
    claim = Claim("fact_trade_product", "product", first, end, told.rule.id, told.rule.confidence, told.roles.source, told.roles.target)
    return replace(claim, product_id=product, rank=rank, date_edtf=period)


def _begin(rule: Rule, word: Word, reading: Reading) -> int:
    """Where a trigger's own words begin: with its clause, if its products stand before it."""
    return clause_of(reading, word.first)[0] if "before" in rule.needs else word.first


def _listed(reading: Reading, context: Context, told: Told, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """(HS chapter, first token, last token) of the products that belong to the trigger; each chapter once."""
    seen: set[str] = set()
    for first, last in _sides(told, context, start, stop):
        for product, at, end in chapters(reading, context, first, last):
            if product not in seen:
                seen.add(product)
                yield product, at, end
        if seen:
            return


def _sides(told: Told, context: Context, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the products of a trigger stand, the likelier side first; a rule may say which (`behind`, `before`)."""
    behind, before = (told.word.last, stop), (start, told.word.first)
    if "beside" in told.rule.needs:
        return [(max(start, told.word.first - LONGEST_NAME), told.word.first)]
    if "before" in told.rule.needs:
        return [before, behind]
    return [behind] if "behind" in told.rule.needs or not context.pack.language.get("verb_last") else [behind, before]


def chapters(reading: Reading, context: Context, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    """(HS chapter, first token, last token) of the goods that tokens[first:last] name."""
    at = first
    while at < last:
        hits = [h for h in context.pack.products.hits(reading.tokens, at) if h.last <= last]
        best = max(hits, key=lambda h: (h.last, h.entry.value), default=None)
        if (
            best
            and best.entry.value
            and not _in_office(reading, at)
            and not reading.has("goods_named_after", best.last, best.last + 1)
            and reading.tokens[at].text not in context.pack.folded_set("no_products")
        ):
            yield best.entry.value, at, best.last
        at = best.last if best else at + 1


def _in_office(reading: Reading, at: int) -> bool:
    return any(m.kind in ("office", "organization") and m.first <= at < m.last for m in reading.mentions)
