"""Whom words mean that name nobody: "the two countries", "its embassy", "that country", "he".

Here: what a mention stands for, by its sentence and what was told before.  Not here: which mention has which role (roles.py).
"""

from bisect import bisect_right

from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import regions
from transforms.reading.tellings.context import Context


def clause_of(reading: Reading, at: int) -> tuple[int, int]:
    """The token span of the clause around token `at`: up to the next break word or strong mark on either side."""
    breaks = reading.breaks
    behind = bisect_right(breaks, at)
    return breaks[behind - 1] if behind else 0, breaks[behind] if behind < len(breaks) else len(reading.tokens)


def countries_of(m: Mention, reading: Reading, context: Context) -> tuple[str | None, ...]:
    """The countries that a mention stands for; (None,) for somebody whose country is not told."""
    sort = m.sort
    if sort == "pair":
        return pair_here(m, reading, context)
    if sort == "self":
        return (context.self_country,) if context.self_country else ()
    if sort in ("person", "actor") and m.country is None:
        known = antecedent(m, reading, context) if sort == "person" else _holder(m, reading, context)
        return (known.country if known else None,)
    if sort == "there":
        place = _place_before(m, reading) or _named_last(m, reading) or _spoken_of(m, reading, context)
        return (_elsewhere(place, m, reading, context),) if place else ()
    if sort == "its":
        return (_possessor(m, reading, context),)
    if sort == "other":
        named = [x.country for x in reading.mentions if x.country and x.last <= m.first]
        if m.kind == "latter":
            return (named[-1] if named else None,)
        return (context.other(named[-1] if named else context.last_place),)
    return (m.country,)


def _holder(m: Mention, reading: Reading, context: Context) -> Mention | None:
    """Whose "his government" is: somebody of the same state."""
    his = next((x for x in reading.mentions if x.sort == "person" and x.case == "gen" and x.last == m.first), None)
    return antecedent(his, reading, context) if his is not None and m.role == "government" else None


def _elsewhere(place: str, m: Mention, reading: Reading, context: Context) -> str:
    """ "Chile sends there …" after a visit to Chile, "Chilean exports to that country": the other country, not the clause's own."""
    here, end = clause_of(reading, m.first)
    last = end if context.pack.language.get("verb_last") else m.first  # where the verb comes last its subject may follow it
    subject = any(x.sort == "state" and x.case == "nom" and x.country == place and here <= x.first < last for x in reading.mentions)
    if m.case == "to":
        subject = any(_owns(x) and x.country == place and here <= x.first < m.first for x in reading.mentions)
    return (context.other(place) or place) if subject and m.case in ("in", "from", "to") else place


def _owns(m: Mention) -> bool:
    """ "Chilean", "Chile's", "from Chile": whose something is."""
    return m.sort == "adjective" or (m.sort == "state" and m.case in ("gen", "from"))


def _possessor(m: Mention, reading: Reading, context: Context) -> str | None:
    """Whose "its embassy" is: the subject named before in the sentence, else that of the sentence before."""
    before = [x for x in reading.mentions if x.country and x.last <= m.first and (x.sort == "state" or x.rank == "capital")]
    clause = clause_of(reading, m.first)[0]
    subjects = [x for x in before if x.case == "nom" and x.first >= clause] or [x for x in before if (x.sort, x.case) == ("state", "nom")]
    subjects = subjects or [x for x in before if x.case in ("nom", "gen")]  # "Peru's fish went to Accra, but its copper …"
    return subjects[0].country if subjects else context.subject_of(reading.sentence.paragraph)


def _place_before(m: Mention, reading: Reading) -> str | None:
    """What "that country" means: what an earlier clause of the sentence names that is not its subject, else where its own clause says
    that something is or is not ("the envoy in Peru is accredited there" after a clause on Togo: in Togo)."""
    first, _ = clause_of(reading, m.first)
    before = [x for x in reading.mentions if x.sort in ("state", "city") and x.last <= first]
    freed = any(x.sort == "state" and x.case == "nom" for x in before)  # "X became free from Y and Z recognised it"
    cases = ("in", "to") if freed else ("in", "to", "from")
    named = [x.country for x in before if x.case in cases or (x.sort, x.case) == ("city", "nom")]
    here = [x.country for x in reading.mentions if x.sort in ("state", "city") and x.case == "in" and first < x.first and x.last <= m.first]
    lacking = reading.has("negation", first, m.first)  # "has no mission in Peru and covers the country from Quito"
    return ((here or named if lacking else named or here) or [None])[-1]


def _named_last(m: Mention, reading: Reading) -> str | None:
    """ "The country" as a subject: the state that its sentence named last."""
    named = [x.country for x in reading.mentions if x.sort == "state" and x.last <= m.first and x.country]
    return named[-1] if named and m.case == "nom" else None


def _spoken_of(m: Mention, reading: Reading, context: Context) -> str | None:
    """ "That country" after a sentence that tells of another: where something happened last, else who is not that sentence's subject.
    Who visited "that country" went where the sentence before had somebody go."""
    subject = context.subject_of(reading.sentence.paragraph)
    alone = not any(x.country for x in reading.mentions)
    if reading.has("takes_object", m.last, m.last + 1):
        return context.placed_in(reading.sentence.paragraph) or (None if alone else subject or context.last_place)
    if m.case == "nom":
        return subject or context.last_place
    return context.last_place or _only_before(m, reading) or (context.other(subject) if alone else _other_than_owner(m, reading, context))


def _other_than_owner(m: Mention, reading: Reading, context: Context) -> str | None:
    """ "In that country there is no embassy of Peru": the other of the pair, where the sentence names one state alone and as an owner."""
    named = [x for x in reading.mentions if x.country]
    owners = {x.country for x in named if _owns(x) and x.first >= m.last}
    return context.other(owners.pop()) if len(owners) == 1 and len({x.country for x in named}) == 1 and m.case == "in" else None


def _only_before(m: Mention, reading: Reading) -> str | None:
    """ "At the invitation of Peru's president … to that country": the one state named before it, if it does nothing itself."""
    before = [x for x in reading.mentions if x.country and x.last <= m.first]
    return before[0].country if len({x.country for x in before}) == 1 and all(x.case != "nom" for x in before) else None


def antecedent(m: Mention, reading: Reading, context: Context) -> Mention | None:
    """Whom "he" means: the subject named before in the sentence (for "him" that of another clause), else who acted last."""
    first = clause_of(reading, m.first)[0] if m.case != "nom" else m.first
    owner = next((x for x in reversed(reading.mentions) if x.kind == "office" and x.case == "gen" and first <= x.first < m.first), None)
    if m.case == "gen" and owner is not None:  # "during President Rey's second leg of his visit"
        return owner if owner.country else None
    before = [x for x in reading.mentions if x.kind == "office" and x.country and x.case == "nom" and x.last <= first]
    return before[-1] if before else context.last_actor


def untold(reading: Reading, span: tuple[int, int], context: Context) -> bool:
    """A state is named by what several bear ("Congo"), or by a part of the world where neither of the pair lies ("the Nordic one")."""
    first, last = span
    several = [m for m in reading.mentions if m.kind == "ambiguous" and m.country is None and first <= m.first < last]
    if any(m.case not in ("in", "from", "on") for m in several):
        return True
    words = [w for w in reading.of("state_of_region") if first <= w.first < last]
    known = {part for country in context.pair or () for part in regions().get(country, ())}
    return any(known.isdisjoint(w.value.split("|")) for w in words)


def pair_here(m: Mention, reading: Reading, context: Context) -> tuple[str | None, ...]:
    """ "The two countries": two named before in the sentence, where something only took place left out, else the document's pair."""
    before = [x for x in reading.mentions if x.country and x.first < m.first and x.sort in ("state", "actor")]
    parties = [x for x in before if x.sort == "actor" or x.case not in ("in", "from", "via")]
    named = list(dict.fromkeys(x.country for x in parties))
    if len(named) == 2:
        return tuple(named)
    return () if untold(reading, (0, m.first), context) else context.pair_in(reading.sentence.paragraph) or ()
