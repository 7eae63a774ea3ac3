"""Wikitext: the prose and nothing of its markup, in time that grows with the length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.documents.wikitext import strip_wikitext

EXAMPLES = [
    ("plain text", "plain text"),
    ("'''Chile''' and ''Kenya'' and '''''both'''''", "Chile and Kenya and both"),
    ("it's ''a'' visit", "it's a visit"),
    ("in [[Nairobi]], [[Kenya|the republic]], [[w:x|y]] [[#History|below]]", "in Nairobi, the republic, y below"),
    ("[[চিলি]]র [[কেনিয়া|কেনিয়ায়]]", "চিলির কেনিয়ায়"),
    ("a [[Category:X]]b [[বিষয়শ্রেণী:চিলি]]c [[fr:Chili]]d [[:Category:X]]", "a b c d Category:X"),
    ("[[Star Wars: a film]]", "Star Wars: a film"),
    ("a\n[[File:x.jpg|thumb|200px|The embassy of [[Chile]] in Nairobi]]\nb", "a\n\nThe embassy of Chile in Nairobi\n\nb"),
    ("a [[চিত্র:x.svg|ডান|২০০px]] b [[ملف:y.png]]", "a  b"),
    ("a{{cn}} b {{Infobox|name={{nested|[[link]]}}|c=d}} c", "a b  c"),
    ("{{lang|ar|سفارة}} {{nowrap|10 million}} {{flag|Chile}} {{lang|ar}}", "سفارة 10 million Chile"),
    ("{{convert|5|km}} {{dts|1996|10|22}}", ""),
    ("a<ref>note [[x]] {{cite|a}}</ref> b<ref name=x /> c<ref name='y'>z</ref>", "a b c"),
    ("a<!-- hidden [[ {{ --> b <!-- to the end", "a b"),
    ("a<br>b<br />c <small>d</small> <sup>e</sup>", "a\nb\nc d e"),
    ("x <math>a^2 | b</math> y", "x  y"),
    ("== History ==\nIn 2009.\n=== Visits ===\nNone.", "== History ==\nIn 2009.\n=== Visits ===\nNone."),
    ("* one\n* two\n# three\n: four\n** five", "- one\n- two\n- three\nfour\n- five"),
    ("[https://example.org a label] [https://example.org] [//x.org y]", "a label  y"),
    ("[1] and [not a link]", "[1] and [not a link]"),
    ("__NOTOC__\na &amp; b &lt;ref&gt; &nbsp;c", "a & b <ref> \xa0c"),
    ("{| class=wikitable\n|+ Visits\n|-\n! Year !! Who\n|-\n| 2009 || style='x' | The [[Chile|Chilean]] president\n|}",
     "Visits\nYear | Who\n2009 | The Chilean president"),
    ("{|\n|-\n| 2012\n| rowspan=2 | A minister\n|}", "2012 | A minister"),
    ("{|\n| a\nmore of a\n| b\n{|\n| inner\n|}\n|}\nafter", "a\nmore of a | b\ninner\n\nafter"),
    ("a\r\nb", "a\nb"),
    ("a\n\n\n\n \n\nb  \n", "a\n\nb"),
    ("unclosed [[link", "unclosed [[link"),
    ("unclosed {{template and text", "unclosed {{template and text"),
    ("closed ]] }} |} too much", "closed ]] }} |} too much"),
    ("crossed [[a {{b]] c}} d", "crossed a {{b c}} d"),
    ("<nowiki />x", "x"),
    ("3 < 4 > 2", "3 < 4 > 2"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), EXAMPLES)
def test_strip(source, text):
    assert strip_wikitext(source) == text


N = 20_000
HEAVY = {
    "templates": "{{" * N,
    "template arguments": "{{a|" * N,
    "arguments": "{{a" + "|b=" * 200_000 + "}}",
    "links": "[[" * N,
    "link labels": "[[a|" * N,
    "labels": "[[" + "|" * 500_000 + "]]",
    "pictures": "[[a" + ".jpg " * 100_000 + "b]]",
    "notes": "<ref>" * N,
    "a note": "<ref " + "a " * 300_000,
    "tables": "{|\n|" * N,
    "cell": "{|\n|a" + "\nb" * 200_000 + "\n|}",
    "bars": "{|\n|" + "|" * 500_000 + "\n|}",
    "mixed": "{{[[<ref>" * N,
    "closers": "{{" * N + "]]}}" * N,
    "deep": "[[a|" * N + "x" * 500_000 + "]]" * N,
    "comments": "<!--" * N,
    "web links": "[http://a " * N,
    "one web link": "[//" + "a" * 500_000,
    "a tag": "<a" + "a" * 500_000,
    "quotes": "''a'''b" * N,
    "blanks": " " * 500_000 + "{|",
    "bullet": "*" + " " * 500_000,
    "bullets": "*" * 500_000,
    "lines": "\n" * 500_000,
    "entities": "&" * 500_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_pages_take_no_more_than_a_moment(name):
    begin = time.process_time()
    strip_wikitext(HEAVY[name])
    assert time.process_time() - begin < 3


tokens = st.sampled_from(
    [
        "{{",
        "}}",
        "[[",
        "]]",
        "{|",
        "|}",
        "|",
        "!",
        "<ref>",
        "</ref>",
        "<ref/>",
        "<!--",
        "-->",
        "'''",
        "==",
        "*",
        "a",
        "=",
        "&amp;",
        "<br>",
        "[http://x",
        "দেশ",
        "<nowiki/>",
        "__TOC__",
        "\n",
        "|-\n",
        " ",
    ]
)


@given(st.lists(tokens).map("".join) | st.text())
def test_any_text_can_be_stripped(source):
    text = strip_wikitext(source)
    assert text == text.strip()
    assert strip_wikitext(source) == text


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="{}[]<>&'|*#:;_=!\u2028\u2029")))
def test_prose_without_markup_is_kept(text):
    assert strip_wikitext(text).split() == text.split()
