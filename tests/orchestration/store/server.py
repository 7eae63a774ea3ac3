"""An S3 server on the loopback, which can be told to fail, to hang and to say what it was asked.

Belongs here: moto's server behind a door that counts, fails and hangs. Does not belong here: what is asked of it.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

BUCKET = "tests-of-dyadic"
Answer = Callable[..., Any]


class Door:
    """What stands before the server: whatever goes through is noted first; a test may have it fail or hang there."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.fails: Callable[[str, str], bool] = lambda method, key: False
        self.hangs: Callable[[str, str], bool] = lambda method, key: False
        self.hanging = threading.Event()
        self.heeds_conditions = True
        self._server = DomainDispatcherApplication(create_backend_app)
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        method, key = environ["REQUEST_METHOD"], unquote(environ["PATH_INFO"]).removeprefix(f"/{BUCKET}/")
        self.asked.append((method, key))
        if self.hangs(method, key):
            self.hanging.set()
            threading.Event().wait()
        if self.fails(method, key):
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"no"]
        if not self.heeds_conditions:
            for name in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
                environ.pop(name, None)
        # S3 promises that of two writes on one condition one is refused; moto looks and writes in two steps.
        with self._one_at_a_time:
            return list(self._server(environ, start_response))

    def written(self) -> list[str]:
        """The keys that were written, in order."""
        return [key for method, key in self.asked if method == "PUT"]

    def forget(self) -> None:
        """Note anew, fail and hang no more."""
        self.asked.clear()
        self.hanging.clear()
        self.fails = self.hangs = lambda method, key: False
        self.heeds_conditions = True


class Server:
    """The server at work, until it is stopped."""

    def __init__(self) -> None:
        self.door = Door()
        self._server = make_server("127.0.0.1", 0, self.door, threaded=True)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
