"""Who may write under a root: one at a time, over any number of machines.

Belongs here: taking, keeping and giving back the object that says so. Does not belong here: what is written meanwhile, and
the lock of a data folder (`orchestration.machine.locks`).

The object is only ever written on a condition, so of two that reach for it one gets it. Its holder renews it; one that was
not renewed for its time counts as left behind, by the root's clock and nobody else's. A holder that was too slow for that
finds another's name there and ends before anything is announced (`Lease.check`).
"""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from orchestration.store.buckets import Bucket, BusyError, MissingError, StoreError, TakenError

KEY = "lock.json"
SECONDS = 120.0
POLL_SECONDS = 1.0


class Lease:
    """The root, held by this process until it is given back."""

    def __init__(self, bucket: Bucket, told: dict[str, Any], etag: str) -> None:
        self._bucket, self._told, self._etag = bucket, told, etag
        self._turn = threading.Lock()
        self._ended = threading.Event()
        self._lost = False

    def check(self) -> None:
        """Raise StoreError where somebody else has taken the root, as one may whose holder was silent for too long."""
        self._renew()
        if self._lost:
            raise StoreError(f"{self._bucket.url} was taken over by another machine meanwhile: nothing was announced there")

    def keep(self) -> None:
        """Renew until it is given back; what does not answer now may do so the next time."""
        while not self._ended.wait(self._told["seconds"] / 4):
            with suppress(StoreError):
                self._renew()

    def give_back(self) -> None:
        """Say that nobody holds it."""
        self._ended.set()
        with suppress(StoreError):
            self._write(free=True)

    def _renew(self) -> None:
        try:
            self._write(renewed=self._told["renewed"] + 1)
        except (TakenError, MissingError):
            self._lost = True

    def _write(self, **changed: object) -> None:
        with self._turn:
            self._told |= changed
            self._etag = self._bucket.write(KEY, _written(self._told), over=self._etag)


@contextmanager
def held(bucket: Bucket, purpose: str, place: str, wait: float, say: Callable[[str], None], seconds: float = SECONDS) -> Iterator[Lease]:
    """Hold the root; wait up to `wait` seconds for it, telling `say` whom for.

    `place` names this data folder, of which the caller holds the lock: what a dead run of the same place left is taken at once.
    """
    told = _signature(purpose, place, seconds)
    lease = Lease(bucket, told, _take(bucket, told, wait, say))
    keeper = threading.Thread(target=lease.keep, daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        lease.give_back()
        keeper.join()


def _signature(purpose: str, place: str, seconds: float) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "place": place,
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": seconds,
        "renewed": 0,
        "free": False,
        "token": uuid.uuid4().hex,
    }


def _take(bucket: Bucket, told: dict[str, Any], wait: float, say: Callable[[str], None]) -> str:
    deadline = time.monotonic() + wait
    told_whom = False
    while True:
        holder, etag = _holder(bucket)
        if holder is None or _is_left(bucket, holder, told["place"]):
            with suppress(TakenError, MissingError):
                return _taken(bucket, told, etag)
            continue
        name = f"{holder.get('purpose')} (process {holder.get('pid')} on {holder.get('host')}, since {holder.get('since')})"
        if time.monotonic() >= deadline:
            raise BusyError(f"{name} is at work in {bucket.url}")
        if not told_whom:
            say(f"{name} is at work in {bucket.url}; waiting up to {wait:.0f} s for it")
            told_whom = True
        time.sleep(POLL_SECONDS)


def _holder(bucket: Bucket) -> tuple[dict[str, Any] | None, str | None]:
    """Who holds the root, and the tag of the object that says so; nobody where it says nothing that can be read."""
    try:
        content, etag = bucket.read(KEY)
    except MissingError:
        return None, None
    try:
        told = json.loads(content)
    except ValueError:
        return None, etag
    return (told if isinstance(told, dict) and not told.get("free") else None), etag


def _is_left(bucket: Bucket, holder: dict[str, Any], place: str) -> bool:
    if holder.get("place") == place and holder.get("host") == socket.gethostname():
        return True
    seconds = holder.get("seconds")
    return bucket.age(KEY) > (seconds if isinstance(seconds, int | float) else SECONDS)


def _taken(bucket: Bucket, told: dict[str, Any], etag: str | None) -> str:
    taken = bucket.write(KEY, _written(told), over=etag)
    try:
        bucket.write(KEY, b"{}", over='"0"' if etag else None)
    except (TakenError, MissingError):
        return taken
    raise StoreError(f"{bucket.url} heeds no conditional writes (If-Match, If-None-Match), and only these keep two machines apart")


def _written(told: dict[str, Any]) -> bytes:
    return json.dumps(told, indent=1).encode()
