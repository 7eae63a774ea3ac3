"""Dates: the subset as written in the contract, its order, and the agreement with an independent reader of EDTF."""

import math
from datetime import date
from time import struct_time

import edtf as reference
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.edtf import add_bounds, bounds, contains, finest, is_finer, is_valid, overlaps

EXAMPLES = [
    ("1996-10-22", date(1996, 10, 22), date(1996, 10, 22), "day"),
    ("1992-11", date(1992, 11, 1), date(1992, 11, 30), "month"),
    ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "month"),
    ("2012", date(2012, 1, 1), date(2012, 12, 31), "year"),
    ("199X", date(1990, 1, 1), date(1999, 12, 31), "decade"),
    ("000X", date(1, 1, 1), date(9, 12, 31), "decade"),
    ("1994/..", date(1994, 1, 1), None, "interval"),
    ("../2001", None, date(2001, 12, 31), "interval"),
    ("2020/2021", date(2020, 1, 1), date(2021, 12, 31), "interval"),
    ("2012-04-25/2012-04-26", date(2012, 4, 25), date(2012, 4, 26), "interval"),
    ("199X/2001", date(1990, 1, 1), date(2001, 12, 31), "interval"),
    (None, None, None, "unknown"),
]
INVALID = [
    "", " ", "..", "../..", "/", "1994/", "/1994", "1994/../1996", "2001/1999", "2012-04-25/2012-03", "2011-02-29",
    "2012-13", "2012-00", "2012-1", "2012-01-1", "12", "0000", "0000-01-01", "19XX", "XXXX-10-22", "XXXX", "2012-XX",
    "2012~", "1996-10-22T10:00", "{2008,2009}",
    "-2012", "+2012", " 2012", "2012\n", "১৯৯৬", "٢٠١٢", "２０１２", "unknown", "199x",
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "start", "end", "precision"), EXAMPLES)
def test_bounds(edtf, start, end, precision):
    assert bounds(edtf) == (start, end, precision)


@pytest.mark.parametrize("edtf", INVALID)
def test_what_is_not_of_the_subset_is_refused(edtf):
    assert not is_valid(edtf)
    with pytest.raises(ValueError, match="not an EDTF date"):
        bounds(edtf)


def test_overlaps():
    assert overlaps("1996", "1996-10-22")
    assert overlaps("1994/..", "2020")
    assert overlaps("../2001", "1994/..")
    assert overlaps(None, "2012")
    assert overlaps(None, None)
    assert not overlaps("2012-03", "2012-07")
    assert not overlaps("1994/..", "1993-12-31")


def test_contains():
    assert contains("1996", "1996-10-22")
    assert contains("1996", "1996")
    assert contains("199X", "1996-10")
    assert contains(None, "1996")
    assert not contains("1996-10-22", "1996")
    assert not contains("1996", None)
    assert not contains("2012-03", "2012-03-31/2012-04-01")


@pytest.mark.parametrize(
    ("fine", "coarse"),
    [
        ("1996-10-22", "1996"),
        ("1996-10", "1996"),
        ("1996", None),
        ("1996", "199X"),
        ("2012-04-25/2012-04-26", "2012-04"),
        ("2012-04-25/2012-04-27", "2012-04/2012-04"),
        ("1994-03/..", "1994/.."),
        ("1994/2001", "1994/.."),
    ],
)
def test_a_finer_date_is_never_coarser(fine, coarse):
    assert is_finer(fine, coarse)
    assert not is_finer(coarse, fine)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1996", "1996"),
        ("1996", "1997"),
        ("2012-03", "2012-07"),
        ("2012-04-25", "2012-04-25/2012-04-26"),  # one day of a stay is not the stay
        ("1996", "1994/.."),
        (None, None),
    ],
)
def test_neither_is_finer(one, other):
    assert not is_finer(one, other)
    assert not is_finer(other, one)


def test_finest():
    assert finest(["1996", None, "1996-10-22", "1996-10"]) == "1996-10-22"
    assert finest(["1996-10", "1996-10-22", "1996-11"]) is None
    assert finest(["2012", "2012"]) == "2012"
    assert finest(["199X", "1994/.."]) is None
    assert finest([None]) is None
    assert finest([]) is None


def test_add_bounds_puts_three_columns_after_each_date():
    frame = pd.DataFrame(
        {"date_edtf": ["1996-10-22", None, "1996-10-22"], "x": [1, 2, 3], "since_edtf": ["1994/..", "199X", None]},
        index=[7, 7, 9],
    )
    result = add_bounds(frame, ["date", "since"])
    assert list(result.columns) == [
        "date_edtf", "date_start", "date_end", "date_precision", "x",
        "since_edtf", "since_start", "since_end", "since_precision",
    ]  # fmt: skip
    assert list(result["date_precision"]) == ["day", "unknown", "day"]
    assert list(result["since_precision"]) == ["interval", "decade", "unknown"]
    assert result["date_start"].iloc[0] == pd.Timestamp(1996, 10, 22)
    assert result["date_start"].isna().tolist() == [False, True, False]
    assert result["since_end"].isna().tolist() == [True, False, True]
    assert list(frame.columns) == ["date_edtf", "x", "since_edtf"]


def test_add_bounds_has_the_same_types_for_an_empty_frame():
    filled = add_bounds(pd.DataFrame({"date_edtf": pd.Series(["0001", "9999"], dtype="str")}), ["date"])
    empty = add_bounds(filled[["date_edtf"]].iloc[:0], ["date"])
    assert list(empty.dtypes) == list(filled.dtypes)
    assert len(empty) == 0


def test_add_bounds_refuses_a_date_that_is_none():
    with pytest.raises(ValueError, match="2012-13"):
        add_bounds(pd.DataFrame({"date_edtf": ["2012-13"]}), ["date"])


days = st.dates(min_value=date(1, 1, 1))
points = st.one_of(
    days.map(date.isoformat),
    days.map(lambda d: d.isoformat()[:7]),
    days.map(lambda d: d.isoformat()[:4]),
    days.map(lambda d: d.isoformat()[:3] + "X"),
)
dates = st.one_of(
    points,
    points.map("{}/..".format),
    points.map("../{}".format),
    st.tuples(points, points).map("/".join).filter(is_valid),
)


def day_of(when: struct_time | float) -> date | None:
    return None if isinstance(when, float) and math.isinf(when) else date(*when[:3])


@given(points.filter(lambda p: not p.startswith("000")) | days.map("{}/..".format) | days.map("../{}".format))
def test_an_independent_reader_sees_the_same_days(edtf):
    parsed = reference.parse_edtf(edtf)
    assert bounds(edtf)[:2] == (day_of(parsed.lower_strict()), day_of(parsed.upper_strict()))


@given(st.tuples(days, days))
def test_an_independent_reader_sees_the_same_intervals(ends):
    edtf = "/".join(d.isoformat() for d in sorted(ends))
    parsed = reference.parse_edtf(edtf)
    assert bounds(edtf)[:2] == (day_of(parsed.lower_strict()), day_of(parsed.upper_strict()))


@given(dates)
def test_bounds_stand_in_order(edtf):
    start, end, _ = bounds(edtf)
    assert start is None or end is None or start <= end


@given(dates, dates)
def test_comparisons_fit_together(one, other):
    assert overlaps(one, other) == overlaps(other, one)
    assert not (is_finer(one, other) and is_finer(other, one))
    if contains(one, other):
        assert overlaps(one, other)
    if is_finer(one, other):
        assert contains(other, one)


@given(st.lists(dates | st.none()))
def test_the_finest_does_not_depend_on_the_order(told):
    best = finest(told)
    assert best == finest(reversed(told))
    assert best is None or (best in told and not any(is_finer(each, best) for each in told))


@given(st.text())
def test_any_text_at_all_is_valid_or_not(text):
    if is_valid(text):
        assert any(part.isdigit() for part in text)
