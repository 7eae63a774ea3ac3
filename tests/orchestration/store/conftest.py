"""What the tests of this room share: an S3 server with an empty bucket, and the two kinds of root."""

import logging
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from orchestration.store import s3
from orchestration.store.buckets import Bucket
from orchestration.store.root import open_bucket
from tests.orchestration.store.machines import Machine, Shared
from tests.orchestration.store.server import BUCKET, Door, Server
from tests.orchestration.store.worlds import ADDRESS, Begun, World, good

VARIABLES = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests", "AWS_DEFAULT_REGION": "us-east-1"}
NOT_OURS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL_S3")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server for all tests of this process; each has a prefix of its own in its bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    found = Server()
    keys = {"aws_access_key_id": "tests", "aws_secret_access_key": "tests"}
    client = boto3.client("s3", endpoint_url=found.url, region_name="us-east-1", **keys)
    client.create_bucket(Bucket=BUCKET)
    yield found
    found.stop()


@pytest.fixture
def door(server: Server, monkeypatch: pytest.MonkeyPatch) -> Door:
    """The server's door, and the environment that leads to it."""
    for name in NOT_OURS:
        monkeypatch.delenv(name, raising=False)
    for name, value in {**VARIABLES, "AWS_ENDPOINT_URL": server.url}.items():
        monkeypatch.setenv(name, value)
    server.door.forget()
    return server.door


@pytest.fixture
def address(door: Door) -> str:
    """An empty root in the bucket."""
    return f"s3://{BUCKET}/{uuid.uuid4().hex[:8]}"


@pytest.fixture
def client(door: Door) -> Any:
    """A plain client of the server, for what this project itself would not do."""
    return boto3.client("s3")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up after two tries."""
    monkeypatch.setattr(s3, "TRIES", 2)


@pytest.fixture(params=[pytest.param("bucket", marks=pytest.mark.full), "folder"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Bucket:
    """An empty root of either kind."""
    if request.param == "folder":
        return open_bucket(str(tmp_path / "root"))
    return open_bucket(request.getfixturevalue("address"))


@pytest.fixture(scope="session")
def known() -> dict[str, Begun]:
    """The states that tests begin with, made by the first that needs them."""
    return {}


@pytest.fixture
def nothing(documents: Path, tmp_path: Path, client: Any, door: Door) -> World:
    """No release yet."""
    mine = tmp_path / "documents"
    shutil.copytree(documents, mine)
    return World(Machine(tmp_path / "first", mine, ADDRESS), Shared(client, ADDRESS), mine, door)


@pytest.fixture
def world(nothing: World, known: dict[str, Begun], tmp_path_factory: pytest.TempPathFactory) -> World:
    """One release."""
    return _begun(nothing, known, "one", tmp_path_factory)


@pytest.fixture
def two_releases(world: World, known: dict[str, Begun], tmp_path_factory: pytest.TempPathFactory) -> World:
    """A second one of a changed document, by the same machine."""
    world.change()
    if "two" in known:
        shutil.rmtree(world.first.data.root)
    return _begun(world, known, "two", tmp_path_factory)


def _begun(world: World, known: dict[str, Begun], name: str, folders: pytest.TempPathFactory) -> World:
    if name not in known:
        good(world.first.refresh())
        kept = folders.mktemp(name) / "data"
        shutil.move(world.first.data.root, kept)
        known[name] = Begun(kept, world.shared.snapshot())
    world.begin(known[name])
    return world
