"""Become another program, one that the kernel ends with SIGTERM when the process that started it is gone (on Linux).

Belongs here: only that. Does not belong here: anything that takes time to load.

    python -m orchestration.machine.bound <process id of whoever starts it> command [argument ...]
"""

import ctypes
import os
import signal
import sys

# PR_SET_PDEATHSIG of Linux's prctl; it holds across exec.
PARENT_DEATH_SIGNAL = 1


def main() -> None:
    """Bind this process to its parent and become the command."""
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != int(parent):
            # It was gone before we were bound to it.
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 -- our own arguments, without a shell


if __name__ == "__main__":
    main()
