"""Over TLS: the certificate is held against the name that was asked, although it is an address that is connected to."""

import dataclasses
import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.sources.problems import FetchError, PassingError
from orchestration.sources.registry import Fetching
from orchestration.sources.web import Request, Web
from tests.orchestration.sources.server import Server, response

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed: no certificate can be made")
NAME = "wiki.test"
REAL = socket.getaddrinfo


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for NAME that vouches for itself, and its key."""
    made, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    how = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(["openssl", "req", *how, *subject, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True)
    return made, key


@pytest.fixture
def secure(server: Server, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Server:
    """The test server behind TLS; whatever name is asked for is found at 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setattr("orchestration.sources.addresses.socket.getaddrinfo", lambda _, *more, **named: REAL("127.0.0.1", *more, **named))
    server.tell("/page", response("<p>Text.</p>"))
    return server


def trusting(fetching: Fetching, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Web:
    """The web, where this certificate is trusted and no other."""
    monkeypatch.setattr("orchestration.sources.connections.certifi.where", lambda: str(certificate))
    return Web(dataclasses.replace(fetching, tries=1))


def address(server: Server, host: str) -> str:
    return server.url("/page", host).replace("http:", "https:")


def test_name_that_was_asked_is_the_one_that_counts(
    secure: Server, fetching: Fetching, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = trusting(fetching, certificate[0], monkeypatch)
    assert web.get(Request(address(secure, NAME), ("text/html",))).body == b"<p>Text.</p>"
    assert secure.asked_for("/page")[0].headers["host"].startswith(f"{NAME}:")


def test_certificate_of_another_name_is_refused(
    secure: Server, fetching: Fetching, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = trusting(fetching, certificate[0], monkeypatch)
    with pytest.raises(PassingError, match="certificate"):
        web.get(Request(address(secure, "other.test")))
    assert secure.asked == []


def test_certificate_that_nobody_vouches_for_is_refused(secure: Server, fetching: Fetching) -> None:
    with pytest.raises(PassingError, match="certificate"):
        Web(dataclasses.replace(fetching, tries=1)).get(Request(address(secure, NAME)))
    assert secure.asked == []


def test_private_address_is_refused_before_anything_is_said(
    secure: Server, fetching: Fetching, certificate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = trusting(dataclasses.replace(fetching, private_networks=()), certificate[0], monkeypatch)
    with pytest.raises(FetchError, match="no public address"):
        web.get(Request(address(secure, NAME)))
    assert secure.asked == []
