"""Noun phrases: an office with its country and its holder's name, a capital with its country.

Here: what belongs together inside a sentence.  Not here: discourse (context.py), roles (frames.py).
"""

import unicodedata
from collections.abc import Mapping
from itertools import pairwise

from transforms.reading.mentions.cases import before_case, behind_case, joined, share_cases
from transforms.reading.mentions.namesakes import drop_namesakes
from transforms.reading.mentions.reading import Mention, Reading, Word
from transforms.reading.packs.pack import Pack
from transforms.reading.text.fold import Folded, folded

_QUOTES = frozenset("\"'“”«»‘’„")
# The combining class of the mark that takes a letter's vowel away and joins it to the next one.
VIRAMA = 9
# No name has more words: given name, three forefathers with their articles.
LONGEST_NAME = 7
# Words that may stand between a delegation and the body that it is of.
SENDER_REACH = 6


def compose(reading: Reading, pack: Pack, text: Folded, stored: str) -> None:
    """Join mentions in place: capitals swallow the country that they stand for, offices take their country and name."""
    if not reading.mentions:
        return
    _join_capitals(reading, pack)
    _join_adjectives(reading, pack)
    _drop_surnames(reading, pack)
    drop_namesakes(reading, pack)
    if any(m.kind == "office" for m in reading.mentions):  # most sentences name none
        _compose_offices(reading, pack, text, stored)
    if pack.language.get("coordination", "left") == "left":
        share_cases(reading, pack)
    else:
        _share_behind_names(reading, pack)


def _compose_offices(reading: Reading, pack: Pack, text: Folded, stored: str) -> None:
    """Offices with their countries and names; what only offices tell of the states beside them."""
    _drop_owned_pairs(reading, pack)
    _join_portfolios(reading, pack)
    taken: set[int] = set()
    owned: dict[int, int] = {}
    for office in [m for m in reading.mentions if m.kind == "office"]:
        end = _take_country(office, reading, pack, taken)
        owned |= {id(office): end} if office.last > end else {}
        _name_inside(office, end, reading, pack, text, stored)
    _join_chambers(reading, pack, taken)
    for office in [m for m in reading.mentions if m.kind == "office"]:
        _take_name(office, reading, pack, text, stored)
        _tell_case(office, reading, pack)
        _share_office(office, reading, pack)
    reading.mentions = [m for m in reading.mentions if id(m) not in taken]
    _share_owner_behind(reading, pack, owned)
    _share_office_behind(reading, pack, owned)
    _rank_courtesies(reading)
    _rank_numbered(reading, pack)
    _tell_senders(reading)


def _share_office_behind(reading: Reading, pack: Pack, owned: Mapping[int, int]) -> None:
    """ "The foreign ministers of Peru, Chile and Ghana": in the plural each state of the row has one; `owned` says where an office ends."""
    plural = tuple(pack.folded_set("plural_endings"))
    for office in [m for m in reading.mentions if plural and id(m) in owned and m.name is None]:
        words = [t.text for t in reading.tokens[office.first : owned[id(office)]]]
        head = next((one for one, other in pairwise(words) if other in pack.before), words[-1])
        last = office
        for m in [m for m in reading.mentions if m.first >= office.last] if head.endswith(plural) else ():
            if m.kind != "country" or m.case != "of" or not joined(reading.tokens, last, m, pack):
                break
            m.kind, m.role, m.level, m.case, last = "office", office.role, office.level, office.case, m


def _share_owner_behind(reading: Reading, pack: Pack, owned: dict[int, int]) -> None:
    """ "Deputy Prime Minister and Minister of Trade of Peru": the state that the last of them has behind it (`owned`) is that of both."""
    offices = [m for m in reading.mentions if m.kind == "office"]
    for one, other in reversed(list(pairwise(offices))):
        bare = one.country is None and (one.name is None or one.name[0] < one.first)
        if bare and id(other) in owned and joined(reading.tokens, one, other, pack):
            one.country = other.country
            owned[id(one)] = one.last


def _share_behind_names(reading: Reading, pack: Pack) -> None:
    """Now that names are known: "with President A and Prime Minister B" is with both, where the last of a row bears the case."""
    offices = [m for m in reading.mentions if m.kind == "office"]
    for one, other in reversed(list(pairwise(offices))):
        between = {t.text for t in reading.tokens[one.name[1] if one.name else one.last : other.first]}
        if (
            one.case == "nom"
            and one.name
            and other.case in ("with", "between")
            and between - {",", "-"}
            and joined(reading.tokens, one, other, pack)
        ):
            one.case = other.case


# Who may preside over a chamber: "the President of the Senate" is no head of state.
_PRESIDING = ("president", "delegation", "deputy_speaker", "vice_president")


def _join_chambers(reading: Reading, pack: Pack, taken: set[int]) -> None:
    """ "The President of the Bolivian Senate": whoever presides over a chamber is its speaker."""
    for head, chamber in pairwise([m for m in reading.mentions if m.kind == "office" and id(m) not in taken]):
        if head.role not in _PRESIDING or chamber.role != "parliamentarian":
            continue
        owned = {i for m in reading.mentions if m.sort in ("state", "adjective") for i in range(m.first, m.last)}
        between = [t for i, t in enumerate(reading.tokens[head.last : chamber.first], head.last) if i not in owned]
        inside = all(t.text in pack.before or t.text in pack.folded_set("skip") for t in between)
        if (chamber.case == "of" or (between and pack.before.get(between[0].text) == "of")) and between and inside:
            head.level, head.role = "parliament", head.role if head.role == "delegation" else "speaker"
            head.country, head.last = head.country or chamber.country, chamber.last
            taken.add(id(chamber))


# Titles that say less of their holder than the office named right behind him.
_COURTESIES = ("prince", "adviser")


def _rank_courtesies(reading: Reading) -> None:
    """ "Prince X, the foreign minister of Peru": he has the rank, and is of the state, of the office that follows his name."""
    for titled, office in pairwise([m for m in reading.mentions if m.kind == "office"]):
        between = [t.text for t in reading.tokens[titled.name[1] : office.first]] if titled.name else None
        if titled.role in _COURTESIES and between in ([], [","], ["،"]) and office.name is None and office.case == "nom":
            titled.role, titled.level, titled.country = office.role, office.level, titled.country or office.country


def _rank_numbered(reading: Reading, pack: Pack) -> None:
    """ "Queen Margrethe II", "Prince Albert II": whoever bears a number reigns."""
    numbers = pack.folded_set("regnal")
    for titled in [m for m in reading.mentions if m.role == "prince" and m.name]:
        if titled.name and reading.tokens[titled.name[1] - 1].text in numbers:
            titled.level = "head_of_state"


def _join_capitals(reading: Reading, pack: Pack) -> None:
    """ "Argentina's capital Buenos Aires" and "the Jordanian capital" are one place."""
    for word in reading.of("capital"):
        owner = _next_to(reading, word, pack)
        if owner is None:
            _join_named(reading, word, pack)
            continue
        city = next((m for m in reading.mentions if m.kind == "city" and m.country == owner.country and _close(m, owner, word.first)), None)
        _become_capital(reading, owner, city, word.first, word.last, pack)


def _join_named(reading: Reading, word: Word, pack: Pack) -> None:
    """ "In the capital, Almaty", "in the new capital of Nur-Sultan": the city is where the capital is."""
    city = next((m for m in reading.mentions if m.kind == "city" and 0 <= m.first - word.last <= 1), None)
    between = [t.text for t in reading.tokens[word.last : city.first]] if city else []
    if city is not None and all(text in ",،" or pack.before.get(text) == "of" for text in between):
        city.case = "nom" if city.case == "of" else city.case
        _become_capital(reading, city, city, word.first, word.last, pack)


def _tell_senders(reading: Reading) -> None:
    """ "A delegation from the committee in the parliament of Peru": it is of the state of the body that sent it."""
    offices = [m for m in reading.mentions if m.kind == "office"]
    for sent in [m for m in offices if m.role.endswith("delegation") and m.country is None]:
        near = [m for m in offices if m.country and 0 < m.first - sent.last <= SENDER_REACH and m.case in ("from", "in", "of")]
        if near and _plain(reading, sent.last, near[0].first):
            sent.country = near[0].country


def _drop_surnames(reading: Reading, pack: Pack) -> None:
    """ "The prime minister Ahmad Sudani": a definite adjective behind a bare name is its last part, where adjectives follow their nouns."""
    if not pack.folded_set("closed"):
        return
    for office in [m for m in reading.mentions if m.kind == "office"]:
        behind = [m for m in reading.mentions if m.first >= office.last]
        owned = bool(behind) and behind[0].first == office.last and behind[0].kind in ("country", "demonym")
        start, behind = (behind[0].last, behind[1:]) if owned else (office.last, behind)
        told = owned or reading.tokens[office.last - 1].text.startswith(tuple(pack.folded_set("closed")))
        if told and behind and behind[0].kind == "demonym" and _ends_name(start, behind[0], reading, pack):
            reading.mentions.remove(behind[0])


def _ends_name(start: int, adjective: Mention, reading: Reading, pack: Pack) -> bool:
    """Up to the seeming adjective stand one to three words of a name, none of them definite."""
    closed, titles = tuple(pack.folded_set("closed")), pack.folded_set("honorifics") | pack.folded_set("skip")
    names = [t for t in reading.tokens[start : adjective.first] if t.text not in titles]
    if adjective.case != "adj" or not 0 < len(names) <= 3 or not _plain(reading, start, adjective.first):
        return False
    bare = all(t.kind == "word" and not t.text.startswith(closed) and t.text not in pack.before for t in names)
    return bare and reading.tokens[adjective.first].text.startswith(closed)


def _join_adjectives(reading: Reading, pack: Pack) -> None:
    """ "George Town the-Malaysian": a place is of the state that its own adjective names, whatever other place bears the name."""
    ending = folded(pack.language.get("place_adjective", ""))
    for city, adjective in list(pairwise(reading.mentions)) if ending else ():
        beside = city.kind == "city" and adjective.kind == "demonym" and city.last == adjective.first
        if beside and reading.tokens[adjective.first].text.endswith(ending) and adjective.country != city.country:
            city.country, city.last, city.rank = adjective.country, adjective.last, ""
            reading.mentions.remove(adjective)


def _close(city: Mention, owner: Mention, at: int) -> bool:
    return min(abs(city.first - at), abs(at - city.last), abs(city.first - owner.last), abs(owner.first - city.last)) <= 2


def _become_capital(reading: Reading, owner: Mention, city: Mention | None, first: int, last: int, pack: Pack) -> None:
    parts = [m for m in (owner, city) if m]
    start, end = min(first, *(m.first for m in parts)), max(last, *(m.last for m in parts))
    case = city.case if city and city.case != "nom" else ""
    suffix = next((a.after for a in pack.entities.analyses(reading.tokens[last - 1].text) if a.after), "") if end == last else ""
    prefix = next((a.before for a in pack.entities.analyses(reading.tokens[first].text) if a.before not in ("", "plain", "article")), "")
    case = case or behind_case(reading.tokens, end, pack) or suffix or prefix or before_case(reading.tokens, start, pack) or "nom"
    name = city.value if city else pack.capitals.get(owner.country or "", "")
    reading.mentions = [m for m in reading.mentions if m not in parts]
    reading.mentions.append(Mention("city", start, end, case, owner.country, name))
    reading.mentions.sort(key=lambda m: (m.first, m.last))


def _next_to(reading: Reading, word: Word, pack: Pack) -> Mention | None:
    """The country beside the word; one before it only where no preposition parts them."""
    states = [m for m in reading.mentions if m.kind in ("country", "demonym")]
    before = [
        m for m in states if 0 <= word.first - m.last <= 1 and not any(t.text in pack.before for t in reading.tokens[m.last : word.first])
    ]
    after = [m for m in states if 0 <= m.first - word.last <= 2 and not (pack.language.get("case_at_end") and m.case == "gen")]
    return before[-1] if before else next(iter(after), None)


def _name_inside(office: Mention, first: int, reading: Reading, pack: Pack, text: Folded, stored: str) -> None:
    """ "President Luis Rey of Peru": a name between the office, which ended before `first`, and the state that it is of."""
    tokens = reading.tokens
    if not pack.language.get("capitalised") or office.role in pack.language.get("nameless", ()) or first >= office.last:
        return
    whole, office.last = office.last, first
    while first < whole and (tokens[first].text in pack.folded_set("honorifics") or tokens[first].text == "."):
        first += 1
    last = _name_end(first, reading, pack, text, stored)
    office.last = whole
    if first < last < whole and tokens[last].text in pack.before:
        office.name = (first, last)


def _join_portfolios(reading: Reading, pack: Pack) -> None:
    """ "Peru's trade, labour and tourism minister": the portfolios that stand before an office are part of it; no state's name is one."""
    portfolios, joints = pack.folded_set("portfolios"), {",", *pack.folded_set("conjunctions")}
    states = [m for m in reading.mentions if m.kind in ("country", "demonym", "city")]
    for office in [m for m in reading.mentions if m.kind == "office"] if portfolios else ():
        start = max((m.last for m in states if m.last <= office.first), default=0)
        words = [t.text for t in reading.tokens[start : office.first]]
        while words and (words[-1] in portfolios or (words[-1] in joints and words[-2:-1] and words[-2] in portfolios)):
            words.pop()
        first = start + len(words)
        reading.mentions = [m for m in reading.mentions if not (first <= m.first and m.last <= office.first)]
        office.first = first


def _take_country(office: Mention, reading: Reading, pack: Pack, taken: set[int]) -> int:
    """Give an office the state that stands beside it; where the office itself ended is given back."""
    end = office.last
    owner = _owner_before(office, reading, pack, taken) or _owner_behind(office, reading, pack, taken)
    if owner is not None:
        office.country = owner.country
        office.first, office.last = min(office.first, owner.first), max(office.last, owner.last)
        taken.add(id(owner))
    else:
        own = next((w.value for w in reading.of("body_of") if office.first <= w.first and w.last <= office.last), None)
        office.country = own or (_named_inside(office, reading, pack) if office.last - office.first > 1 else None)
    return end


def _named_inside(office: Mention, reading: Reading, pack: Pack) -> str | None:
    """ "The Kuwait Fund for Development": a body whose own name holds its state."""
    for at in range(office.first, office.last):
        hits = [h for h in pack.entities.hits(reading.tokens, at) if h.last <= office.last]
        named = next((h.entry.value for h in hits if h.entry.kind in ("country", "demonym")), None)
        if named and not any(h.entry.kind == "blocker" for h in hits):
            return named
    return None


def _share_office(office: Mention, reading: Reading, pack: Pack) -> None:
    """ "X, Y and Z's ministers": in the plural each state of the row has one, where the last of a row bears what is said of all."""
    plural = tuple(pack.folded_set("plural_endings"))
    if not plural or office.country is None or office.name or not reading.tokens[office.last - 1].text.endswith(plural):
        return
    right = office
    for m in reversed([m for m in reading.mentions if m.last <= office.first and m.kind == "country"]):
        if m.country == office.country or m.case not in ("nom", "gen") or not joined(reading.tokens, m, right, pack):
            return
        m.kind, m.role, m.level, m.case = "office", office.role, office.level, office.case
        right = m


def _owner_before(office: Mention, reading: Reading, pack: Pack, taken: set[int]) -> Mention | None:
    """ "Omani Manpower Minister", "Jordan's King": the nearest owner before, no other word class between."""
    reach, seat = int(pack.language.get("owner_before", 3)), None
    for m in reversed([m for m in reading.mentions if m.last <= office.first]):
        if office.first - m.last > reach or not _plain(reading, m.last, office.first):
            return None
        if any(t.text in pack.before for t in reading.tokens[m.last : office.first]):
            return None  # "Peruvian workers with President X"
        beside = m.case == "nom" and m.last == office.first and pack.language.get("owner_beside") and not _listed(m, reading, pack)
        led = m.kind == "demonym" and not pack.language.get("case_at_end")  # its case is the preposition's, which leads the whole phrase
        if m.kind in ("country", "demonym") and (m.case in ("gen", "adj") or beside or led) and id(m) not in taken:
            return m if reach and m.country != seat else None
        if m.kind == "city" and m.case == "in" and m.last == office.first and pack.language.get("case_at_end"):
            seat = m.country
            continue  # "Mongolia's in-Delhi ambassador"; "in Malaysia's Putrajaya the prime minister" is any state's
        if m.kind != "office" or m.country:
            return None
    return None


def _drop_owned_pairs(reading: Reading, pack: Pack) -> None:
    """ "Peru's two ministers": those of one state right before them are no pair of states."""
    for pair in [m for m in reading.mentions if m.kind == "pair"]:
        owner = next((m for m in reading.mentions if m.last == pair.first and m.kind in ("country", "demonym")), None)
        office = any(m.kind == "office" and pair.first <= m.first < pair.last for m in reading.mentions)
        if office and owner is not None and owner.case in ("gen", "adj") and not _listed(owner, reading, pack):
            reading.mentions.remove(pair)
            reading.words = [w for w in reading.words if (w.kind, w.first) != ("pair", pair.first)]


def _listed(owner: Mention, reading: Reading, pack: Pack) -> bool:
    """Another state is joined to this one: "the X-Y friendship group" belongs to neither."""
    return any(m.kind == "country" and m.last <= owner.first and joined(reading.tokens, m, owner, pack) for m in reading.mentions)


def _owner_behind(office: Mention, reading: Reading, pack: Pack, taken: set[int]) -> Mention | None:
    """ "Minister of Oman", and where the language has it the bare noun behind ("رئيس X")."""
    reach = int(pack.language.get("owner_behind", 4))
    cases = set(pack.language.get("owner_cases", ["of", "gen"]))
    for m in [m for m in reading.mentions if m.first >= office.last]:
        if m.first - office.last > reach or not _plain(reading, office.last, m.first):
            return None
        if m.kind in ("country", "demonym") and m.case in cases and id(m) not in taken:
            return (
                m
                if m.case != "nom" or m.kind == "demonym" or _open_to(office, m, reading, pack) or _adjective_too(m, reading, pack)
                else None
            )
        if m.kind == "demonym" and m.case == "nom" and id(m) not in taken:
            return m
        return m if _owns_by_preposition(office, m, reading, pack) and id(m) not in taken else None
    return None


def _owns_by_preposition(office: Mention, owner: Mention, reading: Reading, pack: Pack) -> bool:
    """ "The foreign minister to-Peru went to Chile": of two destinations the first, right behind an office, is its country."""
    if not pack.language.get("owner_to") or owner.case != "to" or owner.prefixed != "to" or owner.first != office.last:
        return False
    return any(
        m.case == "to" and m.sort in ("state", "city") and m.country != owner.country and m.first >= owner.last for m in reading.mentions
    )


def _adjective_too(m: Mention, reading: Reading, pack: Pack) -> bool:
    """The name of the state is written like its adjective, as some are that end alike."""
    definite = reading.tokens[m.first].text.startswith(tuple(pack.folded_set("closed")))
    return (
        m.case == "nom"
        and definite
        and any(h.entry.kind == "demonym" and h.last == m.last for h in pack.entities.hits(reading.tokens, m.first))
    )


def _open_to(office: Mention, owner: Mention, reading: Reading, pack: Pack) -> bool:
    """A bare noun belongs to the office right before it, unless that ends in a word that is definite already."""
    last = reading.tokens[office.last - 1].text
    between = [t.text for t in reading.tokens[office.last : owner.first]]
    return not last.startswith(tuple(pack.folded_set("closed"))) and all(w in pack.folded_set("skip") for w in between)


def _plain(reading: Reading, first: int, last: int) -> bool:
    """No comma, trigger or other meaningful word lies between."""
    stopped = any(t.text in ",;()،؛" for t in reading.tokens[first:last])
    meant = any(w.kind in ("trigger", "conjunction", "negation", "pair") and first <= w.first < last for w in reading.words)
    return not stopped and not meant


def _take_name(office: Mention, reading: Reading, pack: Pack, text: Folded, stored: str) -> None:
    """The holder's name: the words behind the office that nothing else explains; a body has none, nothing follows a case ending."""
    if office.name or _nameless(office, reading, pack) or (pack.language.get("case_at_end") and office.case not in ("nom", "adj")):
        return
    first = office.last
    skipped = pack.folded_set("honorifics")
    tokens = reading.tokens
    while first < len(tokens) and (
        tokens[first].text in skipped or tokens[first].text in _QUOTES or (tokens[first].text in ".," and first > office.last)
    ):
        if office.level.startswith("head_of") and any(m.kind == "office" and m.first == first for m in reading.mentions):
            return  # "received Peru's president Prince X": that is another one
        first += 1
    if first < len(tokens) and first == office.last and tokens[first].text == "," and pack.language.get("capitalised"):
        office.name = _name_behind_comma(office, reading, pack, text, stored) or _name_before_comma(office, reading, pack, text, stored)
        return
    last = _name_end(first, reading, pack, text, stored)
    if last > first:
        office.name = (first, last)
    elif pack.language.get("capitalised"):
        office.name = _name_before_comma(office, reading, pack, text, stored)


def _nameless(office: Mention, reading: Reading, pack: Pack) -> bool:
    """A body, or several people at once ("the ministers"), bear no one's name."""
    bodies, several = pack.language.get("nameless", ()), pack.folded_set("nameless_words")
    return office.role in bodies or any(a.stem in several for a in pack.entities.analyses(reading.tokens[office.first].text))


def _name_end(first: int, reading: Reading, pack: Pack, text: Folded, stored: str) -> int:
    """Where a name that begins at `first` ends."""
    tokens, left = reading.tokens, int(pack.language.get("name_length", LONGEST_NAME))
    particles = () if pack.language.get("capitalised") else pack.folded_set("name_particles")
    last = first
    while last < len(tokens) and (left or tokens[last - 1].text in particles) and _is_name(last, reading, pack, text, stored):
        if last - first > 1 and tokens[last].text not in particles and _joins_another(last, reading, pack, text, stored):
            break
        left -= tokens[last].kind == "word" and tokens[last].text not in particles and left > 0
        last += 1
        if _has_ending(tokens[last - 1].text, pack) and not (
            last == first + 1 and last < len(tokens) and _is_name(last, reading, pack, text, stored)
        ):
            break
    if last - first > 1 and last < len(tokens) and _names_place(tokens[last].text, pack):
        last -= 1  # "President X in Y Palace"
    return last


def _joins_another(at: int, reading: Reading, pack: Pack, text: Folded, stored: str) -> bool:
    """ "King X bin Y and-Z W": behind a whole name a word with a joined conjunction, and one more behind it, begin another's."""
    if not any(a.before == "plain" for a in pack.entities.analyses(reading.tokens[at].text)):
        return False
    return at + 1 < len(reading.tokens) and _is_name(at + 1, reading, pack, text, stored)


def _name_behind_comma(office: Mention, reading: Reading, pack: Pack, text: Folded, stored: str) -> tuple[int, int] | None:
    """ "The foreign minister of Peru, Luis Rey, visited": a name between two commas."""
    tokens, first = reading.tokens, office.last + 1
    while first < len(tokens) and (
        tokens[first].text in pack.folded_set("honorifics") or (tokens[first].text == "." and first > office.last + 1)
    ):
        first += 1
    last = first
    while last < len(tokens) and _words_in(reading, first, last) < LONGEST_NAME and _is_name(last, reading, pack, text, stored):
        last += 1
    closed = last < len(tokens) and tokens[last].text in ",.;)"
    return (first, last) if last - first >= 2 and closed else None


def _name_before_comma(office: Mention, reading: Reading, pack: Pack, text: Folded, stored: str) -> tuple[int, int] | None:
    """ "Luis Rey, the foreign minister of Peru": a name, a comma, perhaps an article, the office."""
    tokens, last = reading.tokens, office.first - 1
    while last > 0 and tokens[last].text in pack.folded_set("skip"):
        last -= 1
    if last <= 0 or tokens[last].text != ",":
        return None
    first = last
    while first > 0 and _words_in(reading, first, last) < LONGEST_NAME and _is_name(first - 1, reading, pack, text, stored):
        first -= 1
    while first < last and (tokens[first].kind == "mark" or tokens[first].text in pack.folded_set("honorifics")):
        first += 1
    return (first, last) if last - first >= 2 else None


def _words_in(reading: Reading, first: int, last: int) -> int:
    """How many words a name has; "Al-Ahmad" has two, its hyphen is none."""
    return sum(t.kind == "word" for t in reading.tokens[first:last])


def _has_ending(word: str, pack: Pack) -> bool:
    """A case ending closes a name where the language has them; short words are never cut, and nobody is a place."""
    if word[-1:] not in pack.folded_set("name_endings"):
        return False
    endings = (a for a in pack.entities.analyses(word) if a.after not in ("", "in", "plain") and len(a.stem) >= 4)
    return any(len(word) - len(a.stem) > 1 or not _ends_bare(a.stem, pack) for a in endings)


def _ends_bare(stem: str, pack: Pack) -> bool:
    """A consonant without a vowel, or half of two joined ones, ends the stem: the short endings, of one letter, follow vowels alone."""
    vowels = pack.folded_set("vowels")
    half = unicodedata.combining(stem[-1]) == VIRAMA
    return bool(vowels) and stem[-1] not in vowels and (half or unicodedata.category(stem[-1]) == "Lo")


def _names_place(word: str, pack: Pack) -> bool:
    """A word for a building takes the word before it as its own name."""
    return any(a.stem in pack.folded_set("name_places") for a in pack.entities.analyses(word))


def _stops_name(at: int, reading: Reading, pack: Pack) -> bool:
    """A word that no name holds, with any ending where cases are endings, or a month before its year or day."""
    word, stops = reading.tokens[at].text, pack.folded_set("name_stops")
    stems = (a.stem for a in pack.entities.analyses(word)) if pack.language.get("case_at_end") else ()
    if word in stops or any(len(stem) >= 4 and stem in stops for stem in stems):
        return True
    return word in pack.named("month") and at + 1 < len(reading.tokens) and reading.tokens[at + 1].kind == "number"


def _is_name(at: int, reading: Reading, pack: Pack, text: Folded, stored: str) -> bool:
    token = reading.tokens[at]
    if token.text in ("-", "'", ".") and at + 1 < len(reading.tokens) and reading.tokens[at + 1].kind == "word":
        return True
    if token.kind != "word" or _stops_name(at, reading, pack) or token.text in pack.after or token.text in pack.before:
        return False
    if pack.language.get("capitalised") and not stored[text.origin[token.start]].isupper():
        return token.text in pack.folded_set("name_particles")
    soft = pack.language.get("in_names", ())
    if _hyphened(at, reading):
        return not any(m.first <= at < m.last for m in reading.mentions)
    return not any(m.first <= at < m.last for m in reading.mentions) and not any(
        w.first <= at < w.last and w.kind != "counted" and w.kind not in soft and not _within_gap(at, w)
        for w in reading.words  # "John" may also count people
    )


def _within_gap(at: int, word: Word) -> bool:
    """ "Received from President A B the order": what stands between the ends of a long trigger is not the trigger's own."""
    return word.kind == "trigger" and word.last - word.first > 3 and word.first + 1 < at < word.last - 1


def _hyphened(at: int, reading: Reading) -> bool:
    """A word written in one with a hyphen and the next: "Du-hwan" is a name, though "du" is two."""
    parts = reading.tokens[at : at + 3]
    if len(parts) < 3 or parts[1].text != "-" or parts[2].kind != "word":
        return False
    return parts[0].end == parts[1].start and parts[1].end == parts[2].start


def _tell_case(office: Mention, reading: Reading, pack: Pack) -> None:
    """The case of the whole phrase: from its end where cases are endings, else from its beginning."""
    end = max(office.name[1], office.last) if office.name else office.last
    behind = behind_case(reading.tokens, end, pack) if end > office.last or office.case in ("nom", "adj") else ""
    if behind:
        office.case = behind
    elif office.name and pack.language.get("case_at_end"):
        ending = next((a.after for a in pack.entities.analyses(reading.tokens[end - 1].text) if a.after not in ("", "in", "plain")), "")
        office.case = ending if ending and _has_ending(reading.tokens[end - 1].text, pack) else "nom"
    elif office.case == "nom":
        start = min(office.first, office.name[0]) if office.name else office.first
        office.case = before_case(reading.tokens, start, pack) or "nom"
