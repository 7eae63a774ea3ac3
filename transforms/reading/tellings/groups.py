"""Groups whose deed is told first and whose members are named later: "Seven ambassadors presented their credentials. They are …".

Here: the deed (or the standing tie: "12 countries have embassies here") that a text remembers of a group, of people or of states, and a
claim for each state of the sentence that names its members.  Not here: rows of people inside one telling (rows.py), lists of several
lines (sections.py).
"""

from transforms.reading.claims import Claim
from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import frames
from transforms.reading.tellings.context import Context, Deed
from transforms.reading.tellings.telling import Dated

# A group is named at most so many paragraphs behind its deed, and has at least so many members.
NEAR = 3
FEWEST = 2
# Cases of the state in which, or towards which, a group did something.
TOWARDS = ("in", "with", "to")
# How sure the deed of somebody is who is only named in such a list.
LISTED = 0.88


def note_deed(reading: Reading, dates: list[Dated], context: Context) -> None:
    """A sentence that tells of the deed says where and when, or leaves it as it was told before; what nobody did has no members."""
    words = reading.of("group_deed")
    if not words:
        return
    if reading.has("negation"):
        context.deed = None
        return
    known = context.deed if context.deed and context.deed.type == words[0].value else Deed(words[0].value, None, None, 0)
    places = [m.country for m in reading.mentions if m.country and (m.sort == "city" or (m.sort == "state" and m.case in TOWARDS))]
    date = next((d.edtf for d in dates if len(d.edtf) >= len("2020-01")), known.date)
    heads = [m.country for m in reading.mentions if m.country and m.level == "head_of_state"]  # who received them
    context.deed = Deed(words[0].value, next(iter(places or heads), known.host), date, reading.sentence.paragraph)


def read_members(reading: Reading, context: Context) -> list[Claim]:
    """One claim for each state that the sentence names, or whose people it names, as members of the group told of before."""
    deed, named = context.deed, reading.of("members")
    if deed is None or deed.host is None or not named or reading.sentence.paragraph - deed.paragraph > NEAR:
        return []
    fits = _is_state if named[0].value == "states" else _is_owner
    states = [m for m in reading.mentions if m.first >= named[0].last and m.country and m.country != deed.host and fits(m)]
    if len({m.country for m in states}) < FEWEST:
        return []
    ends = [*(m.first for m in states[1:]), len(reading.tokens)]
    return [_claim(deed, m, _without_joint(end, reading, context), reading, context) for m, end in zip(states, ends, strict=True)]


def _is_owner(m: Mention) -> bool:
    """ "Peru's Ana Soto", "Peru's ambassador Ana Soto"."""
    return m.kind == "office" or (m.sort in ("state", "adjective") and m.case in ("gen", "of", "adj"))


def _is_state(m: Mention) -> bool:
    """ "The countries are Peru, Ghana and Chile"."""
    return m.sort == "state" and m.case == "nom"


def _without_joint(end: int, reading: Reading, context: Context) -> int:
    """Where somebody's part of the list ends: before the conjunction, comma or full stop."""
    joints = {*context.pack.folded_set("conjunctions"), ",", "،", *context.pack.language.get("stops", ""), "."}
    while reading.tokens[end - 1].text in joints:
        end -= 1
    return end


def _claim(deed: Deed, m: Mention, end: int, reading: Reading, context: Context) -> Claim:
    """The deed as that of one member; it quotes his part of the list alone."""
    kind = frames()[deed.type]
    start, stop = context.text.span(reading.tokens[m.first].start, reading.tokens[end - 1].end)
    claim = Claim(kind["table"], deed.type, start, stop, "engine.members", LISTED, m.country, deed.host)
    if kind["table"] == "fact_relation":
        claim.holds = True
    else:
        claim.date_edtf, claim.status, claim.level = deed.date, "occurred", kind.get("level")
    return claim
