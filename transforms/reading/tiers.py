"""Which of many files of claims are put together, so that neither their number nor what is written again grows without end.

Belongs here: the rule, over names and sizes alone. Does not belong here: opening or writing such a file (`cache`).

The rule: files are of one tier where their documents number 1 to 7, 8 to 63, 64 to 511, and so on. Eight files of one
tier are put together, into files of at most 8,192 documents. So a document is written again five times at most, however
many refreshes there are, and beside the full files there are never more than seven of each of five tiers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

FAN = 8
FULL = 8_192
# A file of the last tier, of half the documents of a full one and more, is left as it is.
_LEFT = FULL // 2

Name = TypeVar("Name")


def together(sizes: Mapping[Name, int]) -> list[list[Name]]:
    """The files that are to be put together: each list into one file. `sizes`: the number of documents of each file."""
    tiers: dict[int, list[Name]] = defaultdict(list)
    for name, size in sizes.items():
        if size < _LEFT:
            tiers[_tier(size)].append(name)
    return [group for names in tiers.values() if len(names) >= FAN for group in _filled(names, sizes) if len(group) > 1]


def _tier(size: int) -> int:
    return (max(size, 1).bit_length() - 1) // 3


def _filled(names: Sequence[Name], sizes: Mapping[Name, int]) -> Iterator[list[Name]]:
    """The files in their order, cut where one more would make more than a full one."""
    group: list[Name] = []
    documents = 0
    for name in names:
        if group and documents + sizes[name] > FULL:
            yield group
            group, documents = [], 0
        group.append(name)
        documents += sizes[name]
    yield group
