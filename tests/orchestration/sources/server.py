"""A server on loopback that answers each path as it is told to, byte by byte if need be, and remembers what it was asked."""

import contextlib
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = bytes | Callable[[socket.socket, "Asked"], None]
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def query(self) -> dict[str, str]:
        """The parameters of its address."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


def response(body: bytes | str = b"", status: str = "200 OK", kind: str = HTML, **headers: str) -> bytes:
    """A whole answer; a header that is given as "" is left out."""
    content = body.encode() if isinstance(body, str) else body
    told = {"Content-Type": kind, "Content-Length": str(len(content)), "Connection": "close"}
    told.update({name.replace("_", "-"): value for name, value in headers.items()})
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content


def redirect(to: str, status: str = "302 Found") -> bytes:
    """An answer that leads elsewhere."""
    return response(b"", status, Location=to)


def drip(content: bytes, seconds: float) -> Callable[[socket.socket, Asked], None]:
    """An answer that comes byte by byte, with this wait between two."""

    def send(connection: socket.socket, _: Asked) -> None:
        gone = threading.Event()
        for position in range(len(content)):
            connection.sendall(content[position : position + 1])
            gone.wait(seconds)

    return send


class Server(socketserver.ThreadingTCPServer):
    """Answers while it is entered; `tell` says how. A path of which nothing was told is not found."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer]] = {}

    def __enter__(self) -> "Server":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.shutdown()
        self.server_close()

    def tell(self, path: str, *answers: Answer) -> None:
        """Answer this path so, one after the other; the last answer stays."""
        self._answers[path] = list(answers)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.server_address[1]}{path}"

    def asked_for(self, path: str) -> list[Asked]:
        """The requests for this path."""
        return [each for each in self.asked if urlsplit(each.path).path == path]

    def next_answer(self, path: str) -> Answer:
        """What is said to the next request for this path."""
        answers = self._answers.get(urlsplit(path).path, [response(b"nothing here", "404 Not Found")])
        return answers.pop(0) if len(answers) > 1 else answers[0]


class _Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        first = self.rfile.readline().decode("latin-1").split()
        if len(first) < 2:
            return
        lines = iter(lambda: self.rfile.readline().decode("latin-1").strip(), "")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        asked = Asked(first[1], headers, self.rfile.read(int(headers.get("content-length", 0))))
        self.server.asked.append(asked)
        answer = self.server.next_answer(asked.path)
        # Whoever asked may have gone, as is wanted of some of the answers.
        with contextlib.suppress(OSError):
            if callable(answer):
                answer(self.connection, asked)
            else:
                self.connection.sendall(answer)
