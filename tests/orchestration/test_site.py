"""The pages are served on this machine alone, and where there are none it says so."""

import threading
from pathlib import Path
from urllib.request import urlopen

import pytest

from orchestration.commands import site
from orchestration.machine.terminal import Exit
from orchestration.places import DataFolder


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    data = DataFolder(tmp_path)
    data.site.mkdir()
    (data.site / "index.html").write_text("<h1>pages</h1>", encoding="utf-8")
    return data


def test_pages_are_served_here_alone(data: DataFolder) -> None:
    with site.open_server(data, port=0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert server.server_address[0] == "127.0.0.1"
        with urlopen(f"http://127.0.0.1:{server.server_port}/index.html") as answer:
            assert answer.read() == b"<h1>pages</h1>"
        server.shutdown()


def test_no_pages_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert site.main(["--data", str(tmp_path)]) == Exit.USAGE
    assert "run make refresh first" in capsys.readouterr().err


def test_port_that_is_taken(data: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    with site.open_server(data, port=0) as server:
        assert site.main(["--data", str(data.root), "--port", str(server.server_port)]) == Exit.USAGE
    assert "cannot be used" in capsys.readouterr().err


def test_port_that_is_none(data: DataFolder) -> None:
    assert site.main(["--data", str(data.root), "--port", "99999"]) == Exit.USAGE
