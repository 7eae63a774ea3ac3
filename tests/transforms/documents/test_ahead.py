"""Reading ahead changes when a file is read, and nothing of what is made of it."""

import pytest

from transforms.documents.ahead import AHEAD, read_ahead
from transforms.documents.problems import Rejected


def reading_of(number):
    """Every third has nothing to read, every seventh cannot be read."""

    def read():
        if number % 7 == 0:
            raise Rejected(f"no {number}")
        return str(number).encode()

    return read if number % 3 else None


def test_each_comes_in_its_order_with_what_its_reading_gave_or_raised():
    for number, (item, content) in enumerate(read_ahead(range(100), reading_of)):
        assert item == number
        if content is None:
            assert number % 3 == 0
        elif number % 7 == 0:
            with pytest.raises(Rejected, match=f"no {number}"):
                content()
        else:
            assert content() == str(number).encode()


def test_few_are_read_before_they_are_asked_for():
    begun = []
    coming = read_ahead(range(1_000), lambda number: lambda: begun.append(number) or b"")
    for number, (_, content) in zip(range(50), coming, strict=False):
        content()
        assert max(begun) <= number + AHEAD
    coming.close()
    assert max(begun) <= 50 + AHEAD
