"""HTML: the main text whatever the page is built like, its own metadata, and pages made to hurt."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from transforms.documents.webpage import read_html

SENTENCE = "In {} the ministers of Chile and Kenya signed a memorandum on fishery in Nairobi."
PROSE = "".join(f"<p>{SENTENCE.format(year)}</p>" for year in range(2001, 2009))
MENU = "<div class='menu'><ul><li><a href='/'>Start page</a></li><li><a href='/about'>About us</a></li></ul></div>"


@pytest.mark.parametrize("frame", ["<article>{}</article>", "<div id='content'>{}</div>", "<div><div>{}</div></div>", "<main>{}</main>"])
def test_the_main_text_without_menus(frame):
    page = f"<html><body><nav>{MENU}</nav>{MENU}{frame.format(PROSE)}<footer>All rights reserved</footer></body></html>"
    _, text = read_html(page)
    assert all(SENTENCE.format(year) in text for year in range(2001, 2009))
    assert "About us" not in text
    assert "rights reserved" not in text


def test_lists_and_tables_are_kept():
    more = "<ul><li>An embassy was opened in 2009</li></ul><table><tr><th>Year</th></tr><tr><td>12.6</td></tr></table>"
    _, text = read_html(f"<html><body><article>{PROSE}{more}{PROSE}</article></body></html>")
    assert "An embassy was opened in 2009" in text
    assert "12.6" in text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Hello world.</p>", "Hello world."),
        ("Just words & more", "Just words & more"),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>One two</p></body></html>", "One two"),
        ("<html><body>a<br>b <b>c</b>d\n e</body></html>", "a\nb cd e"),
        ("<p>দূতাবাস&nbsp;নেই</p>", "দূতাবাস নেই"),
        ("<form><div>One<script>two</script></div><div>three</div></form>", "One\nthree"),
    ],
)
def test_short_and_odd_pages_give_what_a_reader_sees(page, text):
    assert read_html(page)[1].replace("\xa0", " ") == text


@pytest.mark.parametrize("page", ["", " ", "<html></html>", "<script>x</script>", "<!-- only a comment -->", "<style>p{}</style>"])
def test_pages_without_text(page):
    assert read_html(page)[1].strip() == ""


@pytest.mark.parametrize(
    ("head", "values"),
    [
        ("<title> Two  words\n</title>", {"title": "Two words"}),
        ("<title>T | Site</title><meta property='og:title' content='T'>", {"title": "T"}),
        ("<meta property='og:site_name' content='Site'>", {"publisher": "Site"}),
        ("<link rel='canonical' href='https://example.org/a'>", {"url": "https://example.org/a"}),
        ("<link rel='canonical' href='/a'>", {}),
        ("<link rel='canonical' href='javascript:x'>", {}),
        ("<meta property='article:published_time' content='2009-05-06T10:00:00+06:00'>", {"published": "2009-05-06"}),
        ("<meta name='date' content='2009-05'>", {"published": "2009-05"}),
        ("<meta name='dc.date' content='soon'><meta itemprop='datePublished' content='2009'>", {"published": "2009"}),
        ("""<script type="application/ld+json">{"datePublished": "2011-02-03"}</script>""", {"published": "2011-02-03"}),
        ("<meta name='date' content='2009-13-01'>", {}),
    ],
)  # fmt: skip
def test_what_a_page_says_about_itself(head, values):
    assert read_html(f"<html><head>{head}</head><body><p>On 7 May 2020 nothing happened.</p></body></html>")[0] == values


def test_no_date_is_guessed_from_the_prose_or_the_address():
    page = f"<html><head><link rel='canonical' href='https://example.org/2010/01/02/x'></head><body>{PROSE}<p>© 2023</p></body></html>"
    assert "published" not in read_html(page)[0]


HEAVY = {
    "deep": "<div>" * 100_000 + PROSE,
    "spans": "<span>" * 20_000 + PROSE,
    "lists": "<ul><li>" * 5_000 + PROSE,
    "tables": "<table><tr><td>" * 5_000 + PROSE,
    "bold": "<b><i>" * 20_000 + PROSE,
    "siblings": "<div><p>a b c d</p></div>" * 29_000,
    "many": "<div><p>a b c d</p></div>" * 200_000,
    "attributes": "<p " + "a=b " * 100_000 + ">x",
    "links": "<a href=x>y</a>" * 20_000,
    "comments": "<!--" * 100_000,
    "less": "<" * 500_000,
    "entities": "&amp;" * 200_000,
    "dates": '"datePublished":' * 100_000,
    "scripts": "<script>" * 50_000,
    "one line": "<p>" + "word " * 500_000,
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.full if name == "siblings" else ()) for name in HEAVY])
def test_heavy_pages_take_no_more_than_seconds(name):
    begin = time.process_time()
    read_html(HEAVY[name])
    assert time.process_time() - begin < 20


pieces = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table>",
        "<tr><td>",
        "<ul>",
        "<li>",
        "<title>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<![CDATA[",
        "&#0;",
        "&#xd800;",
        "&#x110000;",
        "<svg>",
        "<body>",
        "</html>",
        "<?x",
        "a ",
        " ",
        "\x00",
        "\x0c",
        "\u202e",
        "দেশ",
        SENTENCE,
    ]
)


@hypothesis_settings(max_examples=200)
@given(st.lists(pieces).map("".join))
def test_any_page_gives_a_text_that_can_be_stored(page):
    values, text = read_html(page)
    assert text.encode("utf-8") is not None
    assert all(value.encode("utf-8") for value in values.values())
    assert read_html(page) == (values, text)
