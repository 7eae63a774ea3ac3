"""Telling languages: short and long texts, neighbours of one script, mixed scripts, and what people declare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents.language import choose_language, load_languages, script_of

EXAMPLES = {
    "en": [
        "Hello world", "Test.", "MoU", "Yes", "Azerbaijan", "Treaty signed.", "JORDAN–MEXICO RELATIONS", "Trade rose.",
        "Visit of H.E. Mr. Hassan Al Saud", "Argentina opened an embassy in Baku in 2010.", "A plain text without any fact in it.",
    ],
    "bn": ["আমি", "দেশ", "বাকু", "চীন", "দুই দেশ", "ঢাকা", "বাংলাদেশ ও ভারতের মধ্যে কূটনৈতিক সম্পর্ক আছে।", "উভয় দেশ", "উভয় দেশ"],
    "ar": [
        "مرحبا", "سفارة", "باكو", "الكويت", "زيارة رسمية", "وقال الوزير إن العلاقات جيدة", "استقبل الرئيس وزير الخارجية",
        "العلاقات بين چاد وليبيا", "أَذْرَبَيْجان", "ﺍﻟﻌﻼﻗﺎﺕ ﺑﻴﻦ ﺍﻟﺒﻠﺪﻳﻦ ﻗﻮﻳﺔ", "الـ800 مليون",
    ],
    "fa": [
        "این یک متن فارسی است", "روابط ایران و کویت", "سفارت ایران در باکو در سال ۱۹۹۲ گشایش یافت و روابط دو کشور آغاز شد.",
        "رئيس جمهور پاكستان در ديدار با وزير خارجه ايران گفت گسترش همكاري دو كشور بايد پيگيري شود و چند قرارداد تازه امضا گردد.",
    ],
    "ur": ["یہ اردو متن ہے", "پاکستان اور آذربائیجان کے درمیان سفارتی تعلقات 1992 میں قائم ہوئے۔"],
    "ps": ["دا پښتو متن دی", "د افغانستان او پاکستان ترمنځ اړیکې ښې دي او دواړه هېوادونه تړون لاسلیک کړ."],
    "ckb": ["ئەمە دەقێکی کوردییە", "پەیوەندییەکانی نێوان عێراق و تورکیا باشن."],
    "sd": ["پاڪستان ۽ ايران جي وچ ۾ سفارتي لاڳاپا آهن."],
    "ug": ["جۇڭگو بىلەن قازاقىستان ئوتتۇرىسىدىكى مۇناسىۋەت ياخشى."],
    "as": ["ভাৰত আৰু বাংলাদেশৰ মাজত কূটনৈতিক সম্পৰ্ক আছে।", "অসম চৰকাৰে চুক্তি স্বাক্ষৰ কৰিছে।"],
    "fr": ["L'ambassade du Maroc à Bakou a été ouverte en 2007."],
    "es": ["La embajada de Argentina en Bakú fue inaugurada en 2010."],
    "de": ["Deutschland und Aserbaidschan nahmen 1992 diplomatische Beziehungen auf."],
    "tr": ["Türkiye ile Azerbaycan arasındaki diplomatik ilişkiler 1992 yılında kuruldu."],
    "ru": ["Дипломатические отношения между Россией и Азербайджаном установлены в 1992 году."],
    "hi": ["भारत और अज़रबैजान के बीच राजनयिक संबंध 1992 में स्थापित हुए।"],
    "he": ["היחסים בין ישראל לאזרבייג'ן נוסדו בשנת 1992."],
}  # fmt: skip


@pytest.mark.parametrize(("text", "language"), [(text, code) for code, texts in EXAMPLES.items() for text in texts])
def test_languages(text, language, languages):
    assert choose_language(text, None, languages) == (language, None)


@pytest.mark.parametrize("text", ["", " \n", "2012", "12-13, ১২৩ ٤٥", "😀 …!", "\u200d\u0301"])
def test_without_letters_no_language_can_be_told(text, languages):
    assert choose_language(text, None, languages) == (None, None)


@pytest.mark.parametrize(
    ("parts", "language"),
    [
        (["logo Ministry of Foreign Affairs\n", EXAMPLES["ar"][5] * 3], "ar"),
        ([EXAMPLES["bn"][6] * 2, " (MoU, WTO, Argentina)"], "bn"),
        ([EXAMPLES["en"][9] * 3, EXAMPLES["bn"][3]], "en"),
        ([EXAMPLES["fa"][2] * 3, EXAMPLES["en"][9]], "fa"),
    ],
)
def test_a_mixed_text_takes_the_script_that_dominates(parts, language, languages):
    assert choose_language("".join(parts), None, languages)[0] == language


def test_the_letterhead_of_another_script_does_not_hide_the_language(languages):
    text = EXAMPLES["ar"][6] * 100 + EXAMPLES["fr"][0] * 100
    assert choose_language(text, None, languages)[0] == "fr"


def test_what_is_declared_is_taken(languages):
    assert choose_language("Hello", "en", languages) == ("en", None)
    assert choose_language("سفارة", "ar-DZ", languages) == ("ar", None)
    assert choose_language("سفارة", "AR", languages) == ("ar", None)
    assert choose_language("Bonjour", "fr-CA", languages) == ("fr-CA", None)
    assert choose_language(EXAMPLES["fr"][0], "en", languages) == ("en", None)
    assert choose_language("2012", "bn", languages) == ("bn", None)


def test_what_is_declared_against_the_letters_is_not(languages):
    language, note = choose_language(EXAMPLES["ar"][6], "bn", languages)
    assert language == "ar"
    assert note == "declared as 'bn', but written in Arabic letters"


def test_a_pack_more_is_a_folder_more(tmp_path):
    for code, script in (("fr", "Latin"), ("dv", "Thaana")):
        (tmp_path / code).mkdir()
        (tmp_path / code / "language.toml").write_text(f'script = "{script}"')
    (tmp_path / "half").mkdir()
    languages = load_languages(tmp_path)
    assert set(languages.packs) == {"fr", "dv"}
    assert choose_language(EXAMPLES["fr"][0], None, languages)[0] == "fr"
    assert choose_language("ދިވެހިރާއްޖެ", None, languages)[0] == "dv"  # a script that no model here knows


def test_without_any_pack_the_language_is_still_told(tmp_path):
    assert choose_language(EXAMPLES["fr"][0], None, load_languages(tmp_path))[0] == "fr"


def test_a_regional_pack_stands_before_the_general_one(tmp_path):
    for code in ("pt", "pt-BR"):
        (tmp_path / code).mkdir()
        (tmp_path / code / "language.toml").write_text('script = "Latin"')
    languages = load_languages(tmp_path)
    assert [languages.pack_of(tag) for tag in ("pt", "pt-br", "pt-BR-x", "pt-PT", "p")] == ["pt", "pt-BR", "pt-BR", "pt", None]


def test_scripts():
    assert [script_of(c) for c in "aé\u0985\u09be\u0628ﺍ\u0410"] == ["LATIN", "LATIN", "BENGALI", "BENGALI", "ARABIC", "ARABIC", "CYRILLIC"]
    assert [script_of(c) for c in "1১٤ .\u0301\u200d😀"] == [None] * 8


@given(st.text())
def test_any_text_has_a_language_if_it_has_letters(languages, text):
    language, note = choose_language(text, None, languages)
    assert (language is not None) == any(script_of(c) for c in text)
    assert note is None
