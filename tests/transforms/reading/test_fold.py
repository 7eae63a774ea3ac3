"""Folding, tokens and sentences keep exact offsets whatever the text is made of."""

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transforms.reading.text.fold import fold
from transforms.reading.text.sentences import LONGEST_SENTENCE, Segmenter
from transforms.reading.text.tokens import tokenise

SEGMENTER = Segmenter("।॥?!؟", frozenset({"dr", "mr"}))
PIECES = st.sampled_from([
    "আজারবাইজান", "সম্পর্ক", "কো", "কো", "য়", "য়", "عَلاقَات", "الـ800", "أوّل", "Peña", "Pen\u0303a", "👩\u200d🚀 ", "\u200f", "\ufeff", "\r\n",
    "১৯৯৬", "١٢٫٦", "1,34,028", " ", "। ", ". ", "؟", "== শিরোনাম ==", "\n- ", "’s ", "“", "—", "\u200c", "ـ",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))


@given(TEXTS)
def test_every_folded_character_knows_its_place(text: str) -> None:
    result = fold(text)
    assert len(result.origin) == len(result.text) + 1
    assert list(result.origin) == sorted(set(result.origin))
    assert result.origin[len(result.text)] == len(text)


@given(TEXTS)
def test_tokens_lie_inside_the_stored_text_in_order(text: str) -> None:
    result = fold(text)
    spans = [result.span(t.start, t.end) for t in tokenise(result.text)]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(TEXTS)
def test_sentences_never_overlap_and_lose_no_word(text: str) -> None:
    result = fold(text)
    sentences = SEGMENTER.sentences(result.text)
    assert all(one.end <= other.start for one, other in pairwise(sentences))
    words = [t.text for t in tokenise(result.text) if t.kind in ("word", "number")]
    assert [t.text for s in sentences for t in s.tokens if t.kind in ("word", "number")] == words


@given(TEXTS)
def test_composed_and_decomposed_spelling_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)).text == fold(unicodedata.normalize("NFC", unicodedata.normalize("NFD", text))).text


def test_spellings_that_differ_only_in_marks_fold_alike() -> None:
    pairs = [
        ("জানুয়ারী", "জানুয়ারি"),
        ("أذربيجان", "اذربيجان"),
        ("عَلاقات", "علاقات"),
        ("الـ800", "ال800"),
        ("Peña", "PENA"),
        ("২০২১", "2021"),
        ("১০.৬", "10.6"),
    ]
    for one, other in pairs:
        assert fold(one).text == fold(other).text, (one, other)


def test_sentences_end_where_a_reader_ends_them() -> None:
    def cut(text: str) -> list[str]:
        folded = fold(text)
        return [text[folded.span(s.start, s.end)[0] : folded.span(s.start, s.end)[1]].strip() for s in SEGMENTER.sentences(folded.text)]

    assert cut("বাণিজ্য ১২.৬ মিলিয়ন।২০১০ সালে কমে।") == ["বাণিজ্য ১২.৬ মিলিয়ন।", "২০১০ সালে কমে।"]
    assert cut("Dr. Ana Rey came on 3 May. She left.[2] It rained.") == ["Dr. Ana Rey came on 3 May.", "She left.[2]", "It rained."]
    assert cut("قبل ذلك ==خلفية == ثم جاء.") == ["قبل ذلك", "خلفية", "ثم جاء."]
    assert cut("List:\n- One thing\n- Another thing") == ["List:", "- One thing", "- Another thing"]


def test_a_sentence_without_end_is_cut_into_pieces() -> None:
    sentences = SEGMENTER.sentences("chile and peru " * 1000)
    assert len(sentences) == 12
    assert max(len(s.tokens) for s in sentences) == LONGEST_SENTENCE
