"""One at a time over any number of machines: a holder is told of, a dead one is waited out, and a slow one loses what it had."""

import json
import threading
import time

import pytest

from orchestration.store import leases
from orchestration.store.buckets import Bucket, BusyError, StoreError
from orchestration.store.root import open_bucket
from tests.orchestration.store.server import Door


def nobody(_: str) -> None:
    raise AssertionError("nobody is there to be waited for")


def left_by_a_dead_machine(bucket: Bucket, seconds: float = 1.0) -> None:
    """What a machine leaves whose power was cut."""
    told = leases._signature("a refresh", "another place", seconds)
    bucket.write(leases.KEY, leases._written(told), over=None)


def test_a_second_machine_is_told_who_is_at_work(bucket: Bucket) -> None:
    told: list[str] = []
    with (
        leases.held(bucket, "a refresh", "here", 0, nobody),
        pytest.raises(BusyError, match=r"^a refresh \(process \d+ on .+, since .+\) is at work in "),
        leases.held(bucket, "a withdrawal", "there", 1.5, told.append),
    ):
        pass
    assert len(told) == 1
    with leases.held(bucket, "a withdrawal", "there", 0, nobody):
        pass


def test_what_a_dead_machine_left_is_taken_when_its_time_is_over(bucket: Bucket) -> None:
    left_by_a_dead_machine(bucket)
    with pytest.raises(BusyError), leases.held(bucket, "a refresh", "here", 0, nobody):
        pass
    began = time.monotonic()
    with leases.held(bucket, "a refresh", "here", 20, lambda line: None):
        assert time.monotonic() - began > 0.5


def test_what_a_dead_run_of_the_same_place_left_is_taken_at_once(bucket: Bucket) -> None:
    told = leases._signature("a refresh", "here", leases.SECONDS)
    bucket.write(leases.KEY, leases._written(told), over=None)
    with leases.held(bucket, "a refresh", "here", 0, nobody):
        pass


@pytest.mark.full
def test_a_holder_at_work_for_long_keeps_it(bucket: Bucket) -> None:
    with leases.held(bucket, "a refresh", "here", 0, nobody, seconds=2.0) as lease:
        with pytest.raises(BusyError), leases.held(bucket, "a refresh", "there", 5, lambda line: None):
            pass
        lease.check()


def test_a_holder_that_was_silent_for_too_long_finds_out_before_it_announces(bucket: Bucket) -> None:
    with leases.held(bucket, "a refresh", "slow", 0, nobody, seconds=3600.0) as lease:
        content, etag = bucket.read(leases.KEY)
        bucket.write(leases.KEY, json.dumps(json.loads(content) | {"place": "quick", "token": "another"}).encode(), over=etag)
        with pytest.raises(StoreError, match="taken over by another machine"):
            lease.check()
    assert json.loads(bucket.read(leases.KEY)[0])["place"] == "quick", "what is another's is not given back"


@pytest.mark.full
def test_of_many_that_reach_for_it_one_has_it(bucket: Bucket) -> None:
    inside, most = [0], [0]
    one_counts = threading.Lock()

    def work(number: int) -> None:
        with leases.held(bucket, "a refresh", f"place {number}", 60, lambda line: None):
            with one_counts:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            time.sleep(0.05)
            with one_counts:
                inside[0] -= 1

    threads = [threading.Thread(target=work, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


@pytest.mark.parametrize("content", [b"", b"[]", b"not json", b'{"seconds": "many"}'])
def test_a_lock_that_says_nothing_ends_nothing(bucket: Bucket, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS", 0.5)
    bucket.write(leases.KEY, content, over=None)
    with leases.held(bucket, "a refresh", "here", 10, lambda line: None):
        pass


@pytest.mark.full
def test_a_server_that_heeds_no_conditions_is_refused(address: str, door: Door) -> None:
    door.heeds_conditions = False
    with pytest.raises(StoreError, match="heeds no conditional writes"), leases.held(open_bucket(address), "a refresh", "here", 0, nobody):
        pass
