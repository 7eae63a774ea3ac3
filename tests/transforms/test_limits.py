"""What takes too long is stopped, whatever it does; what is done in time notices nothing."""

import re
import signal
import threading
import time

import pytest

from transforms.limits import TooLongError, at_most


def spin() -> None:
    while True:
        pass


def backtrack() -> None:
    re.match(r"(a+)+$", "a" * 40 + "b")


@pytest.mark.parametrize("endless", [spin, backtrack])
def test_what_never_ends_is_stopped(endless) -> None:
    before = time.process_time()
    with pytest.raises(TooLongError, match=r"more than 0\.2 s of processor time"), at_most(0.2):
        endless()
    assert time.process_time() - before < 2


def test_what_is_done_in_time_is_left_alone_and_so_is_what_follows() -> None:
    with at_most(0.2):
        assert sum(range(100)) == 4950
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL


def test_waiting_costs_nothing() -> None:
    with at_most(0.05):
        time.sleep(0.2)


def test_other_threads_cannot_be_stopped_and_do_not_break() -> None:
    done = []

    def work() -> None:
        with at_most(0.05):
            done.append(sum(range(100)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [4950]
