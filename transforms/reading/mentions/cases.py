"""Cases: what prepositions, postpositions, endings and rows give to a name.

Here: telling the case of a mention and sharing it along a row.  Not here: finding names (mention.py).
"""

from itertools import pairwise

from transforms.reading.mentions.reading import Mention, Reading
from transforms.reading.packs.pack import Pack
from transforms.reading.text.tokens import Token

# Prefixes that give no case: conjunctions, the article, a future (a title may begin with its letter).
_CASELESS = ("", "plain", "article", "plan")


def case_of(prefix: str, suffix: str, mention: Mention, tokens: list[Token], pack: Pack) -> str:
    """The case by affix or by the word before or behind."""
    behind = behind_case(tokens, mention.last, pack)
    if behind:
        return behind
    if suffix and suffix != "plain":
        return suffix
    if prefix and prefix not in ("plain", "article"):
        return prefix
    before = before_case(tokens, mention.first, pack)
    if before:
        return before
    return "adj" if mention.kind == "demonym" else "nom"


def behind_case(tokens: list[Token], last: int, pack: Pack) -> str:
    """The case that postpositions, detached endings or a possessive mark give to what ends at `last`."""
    if last < len(tokens) and tokens[last].kind == "genitive":
        return "gen"
    case, at = "", last
    while at < len(tokens) and at < last + 3:
        word = tokens[at].text
        if word in ("-", '"', "'") and at + 1 < len(tokens) and tokens[at + 1].text in pack.after_dash:
            case = pack.after_dash[tokens[at + 1].text]
            at += 2
            continue
        if word not in pack.after:
            break
        case = pack.after[word]
        at += 1
    return case


def before_case(tokens: list[Token], first: int, pack: Pack) -> str:
    """The case that a preposition gives, over articles and titles of states."""
    at = first - 1
    skipped = pack.folded_set("skip")
    while at >= 0 and first - at <= 5:
        if at and _couple(tokens, at) in skipped:
            at -= 2
            continue
        if tokens[at].text not in skipped and tokens[at].text != '"':
            break
        case = "" if tokens[at].text in pack.before else _prefix_case(tokens[at].text, pack)
        if case:
            return case
        at -= 1
    if at > 0 and _couple(tokens, at) in pack.before:
        return pack.before[_couple(tokens, at)]
    return _adposition(tokens[at].text, pack) if at >= 0 else ""


def _couple(tokens: list[Token], at: int) -> str:
    """The word at `at` with the one before it, as prepositions of two words are written."""
    return f"{tokens[at - 1].text} {tokens[at].text}"


def _prefix_case(word: str, pack: Pack) -> str:
    """The case that a word's own prefix gives ("to-the-state-of X" written as one word with its preposition)."""
    cases = (a.before for a in pack.entities.analyses(word) if a.before not in _CASELESS)
    return next(cases, "")


def _adposition(word: str, pack: Pack) -> str:
    """The case of a preposition, also with a conjunction joined to it or joined to a word that may be skipped."""
    if word in pack.before:
        return pack.before[word]
    skipped = pack.folded_set("skip")
    for analysis in pack.entities.analyses(word):
        if analysis.stem in skipped and analysis.before not in _CASELESS:
            return analysis.before
        if analysis.before == "plain" and analysis.stem in pack.before:
            return pack.before[analysis.stem]
    return ""


def share_cases(reading: Reading, pack: Pack) -> None:
    """In "to Jordan and Mexico" the second shares the first's case; in Bengali the first shares the last's."""
    row = [m for m in reading.mentions if not (m.kind == "person" and m.case == "gen")]  # "between Ann Roe and her counterpart"
    pairs = list(pairwise(row))
    left = pack.language.get("coordination", "left") == "left"
    for place, (one, other) in list(enumerate(pairs)) if left else reversed(list(enumerate(pairs))):
        given, taker = (one, other) if left else (other, one)
        if taker.case != "nom" or given.case in ("nom", "adj") or not joined(reading.tokens, one, other, pack):
            continue
        if taker.kind == "person":
            continue  # "he" is told by its own form
        if left and taker.kind == "office" and given.kind != "office" and given.case == "of":
            continue  # "of Chile" there belongs to an office of its own
        previous = pairs[place - 1][0] if left and place else None
        following = pairs[place + 1][1] if left and place + 1 < len(pairs) else None
        if (not left and (one.kind == "city") == (other.kind == "city")) or (
            left
            and not _goes_elsewhere(taker, following, given.case)
            and _in_one_list(previous, one, other, following, reading.tokens, pack)
        ):
            taker.case = given.case


def _goes_elsewhere(state: Mention, following: Mention | None, case: str) -> bool:
    """ "An embassy in Lima and Ghana in Quito": behind the conjunction stands a state with a place of its own."""
    is_pair = state.kind == "country" and following is not None and following.kind in ("country", "city")
    return is_pair and following is not None and following.case == case and following.first - state.last == 1


def _in_one_list(
    previous: Mention | None, one: Mention, other: Mention, following: Mention | None, tokens: list[Token], pack: Pack
) -> bool:
    """A bare comma joins members of a list that goes on, or a city and its country; not so in "In Quito, Peru and Chile signed"."""
    between = {t.text for t in tokens[one.last : other.first]}
    comma = bool(between & {",", "،"})
    if not comma:
        return True
    if between - {",", "،"}:  # "in Lima, Quito, and Accra", but "in Lima, and Ghana opened"
        return one.kind == other.kind and previous is not None and joined(tokens, previous, one, pack)
    listed = following is not None and joined(tokens, other, following, pack)
    return one.kind == other.kind if listed else one.kind == "city" and one.country == other.country


def joined(tokens: list[Token], one: Mention, other: Mention, pack: Pack) -> bool:
    """Only a conjunction, a comma or a dash stands between the two (in Arabic the conjunction may be a prefix)."""
    between = [t.text for t in tokens[max(one.last, one.name[1] if one.name else 0) : other.first]]
    allowed = pack.folded_set("conjunctions")
    if not between:
        return other.prefixed == "plain"
    if len(between) == 2 and between[0] == "-" and between[1] in pack.after_dash:
        return False  # an ending that stands detached, no conjunction
    skipped = pack.folded_set("skip")
    return len(between) <= 4 and any(w in allowed for w in between) and all(w in allowed or w in skipped for w in between)
