"""What is kept of one source: every answer that brought something new, as it came, and a record of each page.

Belongs here: files below the data folder's `sources/<id>/`, each written whole and then renamed:
`answers/<time>-<hash>.body` with its headers in `.json` beside it, `pages/<key>.json`, `state.json`.
Does not belong here: what an answer means.

A page's record is written after the answer that it names, so whatever dies in between, a record is never ahead of what is kept.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.machine.temporary import replacing
from orchestration.sources.state import State
from orchestration.sources.web import Answer


@dataclass(frozen=True)
class Page:
    """The newest version of a page: where it was, which version it is, and which answer holds it."""

    key: str
    title: str
    url: str
    version: str
    changed_at: str
    retrieved_at: str
    answer: str
    sha256: str
    stated_licence: str = ""
    etag: str = ""
    last_modified: str = ""


class Shelf:
    """What is kept of one source."""

    def __init__(self, folder: Path) -> None:
        self._answers = folder / "answers"
        self._pages = folder / "pages"
        self._state = folder / "state.json"

    def keep(self, answer: Answer) -> str:
        """Keep an answer as it came, and return the name that it is known by."""
        digest = hashlib.sha256(answer.body).hexdigest()
        name = f"{answer.retrieved_at:%Y%m%dT%H%M%SZ}-{digest[:20]}"
        with replacing(self._answers / f"{name}.body") as temporary:
            temporary.write_bytes(answer.body)
        told = {
            "asked": answer.asked,
            "url": answer.url,
            "status": answer.status,
            "retrieved_at": answer.retrieved_at.isoformat(),
            "sha256": digest,
            "bytes": len(answer.body),
            "headers": dict(answer.headers),
        }
        _write(self._answers / f"{name}.json", told)
        return name

    def body(self, name: str) -> bytes:
        """The body of a kept answer."""
        return (self._answers / f"{name}.body").read_bytes()

    def headers(self, name: str) -> dict[str, str]:
        """The headers of a kept answer."""
        return dict(self._told(name).get("headers", {}))

    def asked(self, name: str) -> str:
        """The address that a kept answer was asked for at."""
        return str(self._told(name).get("asked", ""))

    def _told(self, name: str) -> dict[str, Any]:
        return _read(self._answers / f"{name}.json")

    def pages(self) -> Iterator[Page]:
        """The record of every page, in the order of their keys; one whose answer is gone is none, and the page is fetched anew."""
        for path in sorted(self._pages.glob("*.json")):
            known = _read(path)
            if set(known) == _PAGE and (self._answers / f"{known['answer']}.body").is_file():
                yield Page(**known)

    def record(self, page: Page) -> None:
        """Keep the record of a page in place of its last one."""
        _write(self._path(page.key), asdict(page))

    def forget(self, key: str) -> None:
        """Drop the record of a page: it is fetched anew."""
        self._path(key).unlink()

    def forget_others(self, keys: Collection[str]) -> int:
        """Drop the records of all other pages, which are no longer followed; what was fetched of them stays."""
        others = [page.key for page in self.pages() if page.key not in keys]
        for key in others:
            self.forget(key)
        return len(others)

    def state(self) -> State:
        """How the source stands; as if never asked where there is no record that can be read."""
        known = _read(self._state)
        try:
            return State(
                tried_at=_moment(known["tried_at"]),
                good_at=_moment(known["good_at"]),
                not_before=_moment(known["not_before"]),
                asked=str(known["asked"]),
                failures=int(known["failures"]),
                error=known["error"],
                note=known["note"],
            )
        except (KeyError, TypeError, ValueError):
            return State()

    def set_state(self, state: State) -> None:
        """Keep how the source stands."""
        told = {field.name: getattr(state, field.name) for field in fields(state)}
        _write(self._state, {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()})

    def _path(self, key: str) -> Path:
        return self._pages / f"{key}.json"


_PAGE = {field.name for field in fields(Page)}


def _write(path: Path, content: dict[str, Any]) -> None:
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told).astimezone(UTC) if told else None


def _read(path: Path) -> dict[str, Any]:
    """The content; nothing where there is none, or a damaged one."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
