"""However many small files come, few are left, and none is written again and again."""

from transforms.reading import tiers


def refreshed(files: dict[int, int], new: int, number: int, rewritten: dict[int, int]) -> dict[int, int]:
    """The files (name to documents) after one refresh that brought `new` documents."""
    files = {**files, number: new}
    for group in tiers.together(files):
        merged = sum(files.pop(name) for name in group)
        rewritten[group[0]] = rewritten.get(group[0], 0) + merged
        files[group[0]] = merged
    return files


def test_a_thousand_refreshes_leave_few_files_and_rewrite_little() -> None:
    files: dict[int, int] = {}
    rewritten: dict[int, int] = {}
    for number in range(1000):
        files = refreshed(files, 10, number, rewritten)
        assert len(files) <= 7 * 5 + number * 10 // (tiers.FULL // 2)
    assert sum(files.values()) == 10_000
    assert sum(rewritten.values()) <= 5 * 10_000


def test_many_batches_of_a_first_run_become_full_files() -> None:
    files = tiers.together(dict.fromkeys(range(4000), 25))
    sizes = [len(group) * 25 for group in files]
    assert sum(sizes) == 100_000
    assert max(sizes) <= tiers.FULL
    assert len(files) <= 13


def test_seven_of_a_tier_stay_and_full_ones_always_do() -> None:
    assert tiers.together(dict.fromkeys(range(tiers.FAN - 1), 9)) == []
    assert tiers.together(dict.fromkeys(range(100), tiers.FULL // 2)) == []
    assert tiers.together({}) == []
