"""Dates, amounts, sizes and addresses as a person reads them."""

from decimal import Decimal

import pytest

from warehouse.site import words


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1996-10-22", "22 October 1996"),
        ("1992-11", "November 1992"),
        ("2012", "2012"),
        ("201X", "2010s"),
        ("1994/..", "from 1994"),
        ("../1994-05", "until May 1994"),
        ("2008/2010", "2008 to 2010"),
        ("2012~", "about 2012"),
        ("1996-10?", "perhaps October 1996"),
        ("2001-21", "2001-21"),
        ("XXXX-12", "XXXX-12"),
        (None, ""),
    ],
)
def test_dates(edtf: str | None, said: str) -> None:
    assert words.date_in_words(edtf) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(Decimal("10600000.000"), "10,600,000"), (Decimal("1.50"), "1.5"), (Decimal("-3E+5"), "-300,000"), (0, "0"), (None, "")],
)
def test_amounts_lose_no_digit(value: object, said: str) -> None:
    assert words.amount(value) == said


@pytest.mark.parametrize(("value", "said"), [("1200000000", "1.2 bn"), ("500000", "500 k"), ("-2500000", "-2.5 m"), ("12", "12")])
def test_short_amounts(value: str, said: str) -> None:
    assert words.short_amount(Decimal(value)) == said


@pytest.mark.parametrize(("count", "said"), [(12, "12 bytes"), (54_120, "54.1 kB"), (2_000_000, "2.0 MB"), (3 * 10**9, "3.0 GB")])
def test_sizes(count: int, said: str) -> None:
    assert words.size(count) == said


@pytest.mark.parametrize(("language", "said"), [("ar", "rtl"), ("ar-EG", "rtl"), ("bn", "ltr"), ("en", "ltr"), (None, "auto")])
def test_directions(language: str | None, said: str) -> None:
    assert words.direction(language) == said


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "https:///x", " https://x", "", None]
)
def test_only_addresses_of_the_web_are_links(url: str | None) -> None:
    assert words.safe_url(url) is None
    assert words.safe_url("HTTPS://example.org/a") == "HTTPS://example.org/a"


def test_characters_that_html_may_not_hold_are_shown_as_such() -> None:
    assert words.cleaned("a\x00b\x07c\ud800d\te\n") == "a\ufffdb\ufffdc\ufffdd\te\n"


def test_quoted_words_keep_their_direction_and_nothing_in_them_is_alive() -> None:
    assert words.isolated('"مرور 31 عامًا <b>": 2025 - 31 = 1994') == '"<bdi lang="ar">مرور 31 عامًا &lt;b&gt;</bdi>": 2025 - 31 = 1994'
    assert words.isolated('1 & "') == "1 &amp; &#34;"
    assert words.isolated(None) == ""


def test_words_of_a_document_say_their_language_and_direction() -> None:
    assert words.written("<مرور>", "ar") == '<bdi lang="ar" dir="rtl">&lt;مرور&gt;</bdi>'
    assert words.written("file.txt", None) == '<bdi dir="auto">file.txt</bdi>'
