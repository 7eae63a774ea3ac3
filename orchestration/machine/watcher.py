"""Ends what a command of ours started when the command was killed and cannot do so itself.

Belongs here: waiting for that, and ending. Does not belong here: the usual end (children).

    python -m orchestration.machine.watcher <process group> ...        (its standard input is a pipe that only the command holds)
"""

import signal
import sys
import time

from orchestration.machine.children import POLL_SECONDS, STOPPING, tell


def main() -> None:
    """Wait until the pipe is closed, then end all that is still there."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Whoever ends everything politely ends the command; this goes when the command has gone.
        signal.signal(sign, signal.SIG_IGN)
    sys.stdin.buffer.read()
    groups = [int(each) for each in sys.argv[1:]]
    for sign, seconds in STOPPING:
        deadline = time.monotonic() + seconds
        is_there = tell(groups, sign)
        while is_there and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            is_there = tell(groups, 0)
        if not is_there:
            return


if __name__ == "__main__":
    main()
