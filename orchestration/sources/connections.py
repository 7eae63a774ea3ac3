"""Connections that go only where they may, and end in time.

Belongs here: urllib3's connections with the address checked at the moment of connecting, and the end put to an exchange
that takes too long. Does not belong here: what is asked, and what an answer means.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.connection import create_connection

from orchestration.sources.addresses import resolve
from orchestration.sources.problems import PassingError
from orchestration.sources.registry import Fetching


class TooSlowError(PassingError):
    """An exchange was ended because it took longer than is allowed for all of it."""


class _Checked:
    """What the two kinds of connection have in common; `fetching` is set by `make_pools`."""

    fetching: Fetching
    host: str
    port: int
    sock: socket.socket | None
    timeout: Any
    source_address: tuple[str, int] | None
    socket_options: Any

    def _new_conn(self) -> socket.socket:
        """Connect to an address that was judged, whatever the name stands for a moment later."""
        failed: OSError | None = None
        for address in resolve(self.host, self.port, self.fetching.private_networks):
            try:
                return create_connection((address, self.port), self.timeout, self.source_address, self.socket_options)
            except OSError as error:
                failed = error
        raise PassingError(f"no connection to {self.host}: {failed}") from failed

    def getresponse(self) -> Any:
        """Wait for the status line and the headers, which may come drop by drop, no longer than for a whole answer."""
        with within(self.fetching.total_seconds, self._cut):
            return super().getresponse()  # type: ignore[misc]

    def _cut(self) -> None:
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)


def make_pools(fetching: Fetching) -> urllib3.PoolManager:
    """The pools of such connections; proxies of the environment are not used, as they would connect in our place."""
    pools = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=fetching.connect_seconds, read=fetching.read_seconds),
        retries=False,
        ca_certs=certifi.where(),
    )
    pools.pool_classes_by_scheme = {
        "http": _pool_class(HTTPConnectionPool, HTTPConnection, fetching),
        "https": _pool_class(HTTPSConnectionPool, HTTPSConnection, fetching),
    }
    return pools


def _pool_class(pool: type, connection: type, fetching: Fetching) -> Any:
    checked = type(f"Checked{connection.__name__}", (_Checked, connection), {"fetching": fetching})
    return type(f"Checked{pool.__name__}", (pool,), {"ConnectionCls": checked})


@contextlib.contextmanager
def within(seconds: float, cut: Callable[[], None]) -> Iterator[None]:
    """Call `cut` when the block takes longer than that, and raise TooSlowError for whatever comes of it."""
    fired = threading.Event()

    def end() -> None:
        fired.set()
        # The answer may have come to its end, or the other side gone, in this very moment.
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            cut()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (urllib3.exceptions.HTTPError, OSError):
        if not fired.is_set():
            raise
    finally:
        timer.cancel()
    if fired.is_set():
        raise TooSlowError(f"it took longer than {seconds:g} seconds")
