"""The lexical files of the packs: complete against seeds/reference, and no word that means two things."""

import csv
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from transforms.packs import generate
from transforms.reading.mentions.mention import annotate
from transforms.reading.packs.pack import load_pack
from transforms.reading.text.fold import fold, folded

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
LANGUAGES = sorted(path.parent.name for path in (SEEDS / "languages").glob("*/countries.toml"))
# Who speaks for a state without an office to rank: these words have no level.
UNRANKED = {"side", "counterpart", "government", "ministry", "military"}
# A jersey is a garment in every Bengali trade report.
NOT_IN_TEXTS = {"ar": [], "bn": ["জার্সি"], "en": []}
NO_CITY_NAME = {"Vatican City"}  # the same words as its state
SIDE_TABLES = {"ambiguous", "blockers", "territories"}


def reference(name):
    with (SEEDS / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml(language, name):
    return tomllib.loads((SEEDS / "languages" / language / f"{name}.toml").read_text("utf-8"))


def countries(language):
    """country_id -> {"names": …, "demonyms": …} of both files, and the hand-written side tables."""
    hand, made = toml(language, "countries"), toml(language, "generated/countries")
    merged = defaultdict(lambda: {"names": [], "demonyms": []})
    for source in (made, hand):
        for code, entry in source.items():
            if code not in SIDE_TABLES:
                for field, words in entry.items():
                    merged[code][field] += words
    return merged, hand


def ambiguous_codes(hand):
    return {code for codes in hand["ambiguous"].values() for code in codes}


def two_meanings(pairs):
    """Folded words that stand for more than one value."""
    meant = defaultdict(set)
    for value, words in pairs:
        for word in words:
            meant[" ".join(folded(word).split())].add(value)
    return {word: sorted(values) for word, values in meant.items() if len(values) > 1}


def surfaces(pairs):
    return {" ".join(folded(word).split()) for _, words in pairs for word in words}


def country_words(language):
    merged, _ = countries(language)
    return [(code, entry["names"] + entry["demonyms"]) for code, entry in merged.items()]


def city_words(language):
    return [(f"{code}:{city}", words) for code, cities in toml(language, "cities").items() for city, words in cities.items()]


def plain(language, name, *side):
    return [(key, words) for key, words in toml(language, name).items() if key not in side]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_and_a_demonym(language):
    merged, hand = countries(language)
    spoken = ambiguous_codes(hand)
    codes = [row["country_id"] for row in reference("countries")]
    assert [code for code in codes if not merged[code]["names"]] == []
    assert [code for code in codes if not merged[code]["demonyms"] and code not in spoken] == []
    assert set(merged) <= set(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_is_of_two_countries(language):
    _, hand = countries(language)
    assert two_meanings(country_words(language)) == {}
    known = {row["country_id"] for row in reference("countries")}
    assert all(len(codes) > 1 and set(codes) <= known for codes in hand["ambiguous"].values())
    assert surfaces([("", list(hand["ambiguous"]))]) & surfaces(country_words(language)) == set()
    assert set(hand["territories"]) <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_names_are_known_to_the_pack(language):
    _, hand = countries(language)
    known = surfaces([("", list(hand["ambiguous"]))]) | surfaces(country_words(language))
    names = [row[f"name_{language}"] for row in reference("countries")]
    assert [name for name in names if not surfaces([("", [name])]) <= known and "(" not in name] == NOT_IN_TEXTS[language]
    organizations = toml(language, "organizations")
    rows = reference("organizations")
    told = [(row, surfaces([("", organizations[row["organization_id"]])])) for row in rows]
    assert [row["organization_id"] for row, words in told if not surfaces([("", [row[f"name_{language}"]])]) <= words] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blocker_hides_no_name(language):
    _, hand = countries(language)
    blocked = surfaces([("", hand["blockers"]["words"])])
    assert blocked & surfaces(country_words(language)) == set()
    assert blocked & surfaces(city_words(language)) == set()
    assert blocked & surfaces(plain(language, "organizations")) == set()
    assert blocked & surfaces(plain(language, "offices")) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_cities_are_the_reference_list_and_differ_from_states(language):
    cities = {(row["country_id"], row["name_en"]): row for row in reference("cities")}
    named = {(code, city) for code, entry in toml(language, "cities").items() for city in entry}
    assert named <= set(cities)
    capitals = {key for key, row in cities.items() if row["is_capital"] == "true" and key[1] not in NO_CITY_NAME}
    assert capitals - named == set()
    assert two_meanings(city_words(language)) == {}
    assert surfaces(city_words(language)) & surfaces(country_words(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_organisation_has_a_name_of_its_own(language):
    words = plain(language, "organizations")
    assert {key for key, names in words if names} == {row["organization_id"] for row in reference("organizations")}
    assert two_meanings(words) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_offices_are_roles_of_the_reference_list(language):
    words = plain(language, "offices")
    assert {key for key, _ in words} <= {row["role"] for row in reference("offices")} | UNRANKED
    assert two_meanings(words) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_currencies_are_iso_codes_and_bare_names_are_of_none(language):
    words = plain(language, "currencies", "ambiguous", "shared")
    assert {key for key, _ in words} <= {row["currency"] for row in reference("currencies")}
    bare = [("ambiguous", toml(language, "currencies")["ambiguous"]["words"])]
    assert two_meanings(words + bare) == {}
    shared = toml(language, "currencies").get("shared", {})
    assert {code for codes in shared for code in codes.split()} <= {row["currency"] for row in reference("currencies")}
    assert {word for names in shared.values() for word in names} <= set(bare[0][1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_products_name_at_least_75_chapters(language):
    words = plain(language, "products", "unclear")
    assert {key for key, _ in words} <= {row["product_id"] for row in reference("hs_chapters")}
    assert len(words) >= 75
    assert two_meanings([*words, ("unclear", toml(language, "products")["unclear"]["words"])]) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_number_words_are_complete(language):
    months = toml(language, "dates")["name_month"]
    assert sorted(map(int, months)) == list(range(1, 13))
    assert two_meanings(months.items()) == {}
    numbers = toml(language, "numbers")
    assert set(map(int, numbers["words"])) >= set(range(2, 100))
    assert two_meanings(numbers["words"].items()) == {}
    assert set(numbers["scales"]) >= {"thousand", "million", "billion", "trillion"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hijri_months_and_weekdays_are_complete(language):
    dates = toml(language, "dates")
    assert sorted(map(int, dates["name_hijri_month"])) == list(range(1, 13))
    assert sorted(map(int, dates.get("name_weekday", range(7)))) == list(range(7))  # a pack may name them in a macro instead
    assert two_meanings(dates["name_hijri_month"].items()) == {}


def test_reference_lists_have_unique_ids_and_three_names():
    for name, key in (
        ("countries", "country_id"),
        ("organizations", "organization_id"),
        ("cities", "city_id"),
        ("hs_chapters", "product_id"),
    ):
        rows = reference(name)
        assert len({row[key] for row in rows}) == len(rows)
        names = [column for column in rows[0] if column.startswith("name_")]
        assert [row[key] for row in rows if not all(row[column] for column in names)] == []
    assert {row["country_id"] for row in reference("cities")} <= {row["country_id"] for row in reference("countries")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_generated_names_are_what_the_libraries_hold(language):
    written = (SEEDS / "languages" / language / "generated" / "countries.toml").read_text("utf-8")
    assert generate.render(language) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_and_city_name_is_read_as_itself(language):
    pack = load_pack(language)

    def read(name):
        text = fold(name)
        return [m.country for s in pack.segmenter.sentences(text.text) for m in annotate(s, pack, text, name).mentions]

    told = [*country_words(language), *((key.partition(":")[0], words) for key, words in city_words(language))]
    assert [(code, word, got) for code, words in told for word in words if (got := read(word)) != [code]] == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("bn", "চিনির দাম বেড়েছে", []),
        ("bn", "লাতিন আমেরিকার দেশগুলো", []),
        ("bn", "ভারত মহাসাগরে মহড়া", []),
        ("bn", "এক কোটি টাকার চেক হস্তান্তর", []),
        ("bn", "কমলা ও মাল্টা আমদানি", []),
        ("bn", "দক্ষিণ সুদানের রাজধানী", ["SSD"]),
        ("bn", "সৌদী আরবের সঙ্গে মার্কিন চুক্তি", ["SAU", "USA"]),
        ("bn", "পাপুয়া নিউ গিনির মন্ত্রী", ["PNG"]),
        ("ar", "وزارة المالية والسوق المالية", []),
        ("ar", "عبر المحيط الهندي والخليج العربي", []),
        ("ar", "دول أمريكا اللاتينية", []),
        ("ar", "مسقط رأسه", []),
        ("ar", "بين النيجر ونيجيريا", ["NER", "NGA"]),
        ("ar", "جمهورية الكونغو الديمقراطية", ["COD"]),
        ("ar", "الرئيس الكوري الجنوبي في باكو", ["KOR", "AZE"]),
        ("ar", "الأتراك والروس والأوكرانيين", ["TUR", "RUS", "UKR"]),
        ("en", "exercises in the Indian Ocean and South America", []),
        ("en", "the Paris Agreement and the Vienna Convention", []),
        ("en", "they told us about turkey and china", []),
        ("en", "Equatorial Guinea, Guinea-Bissau and Papua New Guinea", ["GNQ", "GNB", "PNG"]),
        ("en", "the Dominican Republic and Dominica", ["DOM", "DMA"]),
        ("en", "Northern Ireland and the Republic of Ireland", ["GBR", "IRL"]),
        ("en", "Dutch, Swiss, Ivorian and Kyrgyz officials", ["NLD", "CHE", "CIV", "KGZ"]),
    ],
)
def test_look_alikes(language, text, expected):
    pack, shape = load_pack(language), fold(text)
    mentions = [m for s in pack.segmenter.sentences(shape.text) for m in annotate(s, pack, shape, text).mentions]
    assert [m.country for m in mentions if m.kind in ("country", "demonym", "city", "ambiguous")] == expected
