"""An api.php that is played by the test server: pages with revisions, listed in small portions."""

import json
from typing import Any

from tests.orchestration.sources.server import Asked, Server, response

JSON = "application/json; charset=utf-8"


class WikiApi:
    """Pages that can be edited; answers to the queries that the project asks, a few pages a portion."""

    def __init__(self, server: Server, portion: int = 2) -> None:
        self._server = server
        self._portion = portion
        self.texts: dict[int, str] = {}
        self.titles: dict[int, str] = {}
        self.revisions: dict[int, int] = {}
        self.redirects: set[int] = set()
        self.more: dict[int, dict[str, Any]] = {}
        server.tell("/api.php", self.answer)

    def edit(self, page: int, text: str, title: str | None = None) -> None:
        """Give a page a new revision."""
        self.texts[page] = text
        self.titles[page] = title or self.titles.get(page) or f"Page {page}"
        self.revisions[page] = self.revisions.get(page, page * 100) + 1

    def delete(self, page: int) -> None:
        """Take a page away."""
        del self.texts[page]

    def answer(self, connection: Any, asked: Asked) -> None:
        """Answer one query."""
        query = asked.query
        told = self._texts(query) if "pageids" in query else self._listing(query)
        connection.sendall(as_json(told))

    def read(self) -> list[int]:
        """The pages whose texts were asked for, in order."""
        queries = (asked.query for asked in self._server.asked_for("/api.php"))
        return [int(page) for query in queries for page in query.get("pageids", "").split("|") if page]

    def _listing(self, query: dict[str, str]) -> dict[str, Any]:
        pages = sorted(self.texts)
        begin = int(query.get("gcmcontinue", 0))
        told: dict[str, Any] = {"query": {"pages": [self._info(page) for page in pages[begin : begin + self._portion]]}}
        if begin == 0:
            told["query"]["rightsinfo"] = {"url": "https://creativecommons.org/licenses/by-sa/4.0/", "text": "CC BY-SA 4.0"}
        if begin + self._portion < len(pages):
            told["continue"] = {"gcmcontinue": str(begin + self._portion), "continue": "gcmcontinue||"}
        return told

    def _texts(self, query: dict[str, str]) -> dict[str, Any]:
        """One page an answer, as of an API whose answers have grown too large."""
        pages = [int(page) for page in query["pageids"].split("|")]
        position = int(query.get("rvcontinue", 0))
        told: dict[str, Any] = {"query": {"pages": [self._page(page, page == pages[position]) for page in pages]}}
        if position + 1 < len(pages):
            told["continue"] = {"rvcontinue": str(position + 1), "continue": "||"}
        return told

    def _page(self, page: int, with_text: bool) -> dict[str, Any]:
        if page not in self.texts:
            return {"pageid": page, "missing": True}
        slot = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": self.texts[page], **self.more.get(page, {})}
        revision = {"revid": self.revisions[page], "timestamp": "2024-05-06T07:08:09Z", "slots": {"main": slot}}
        return {**self._info(page), **({"revisions": [revision]} if with_text else {})}

    def _info(self, page: int) -> dict[str, Any]:
        return {
            **({"redirect": True} if page in self.redirects else {}),
            "pageid": page,
            "ns": 0,
            "title": self.titles[page],
            "lastrevid": self.revisions[page],
            "canonicalurl": self._server.url(f"/wiki/{page}"),
        }


def as_json(content: Any, **headers: str) -> bytes:
    """An answer of an API."""
    return response(json.dumps(content), kind=JSON, **headers)
