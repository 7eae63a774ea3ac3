"""Machines that share a root: data folders, the real command, and looks at the bucket as a stranger would take them.

Belongs here: what several tests do and look at. Does not belong here: what has to come of it.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from orchestration.places import ROOT_VARIABLE, DataFolder
from tests.orchestration import forked
from tests.orchestration.forked import Ended
from tests.orchestration.store.server import BUCKET

Snapshot = dict[str, bytes]


class Machine:
    """A data folder of its own, documents, and a root that others may use too."""

    def __init__(self, folder: Path, documents: Path, root: str) -> None:
        self.data, self.documents = DataFolder(folder), documents
        self._root = root

    def refresh(self) -> Ended:
        """Run the real command to its end, in this process's environment."""
        here = {name: value for name, value in os.environ.items() if name.startswith("AWS_")} | {ROOT_VARIABLE: self._root}
        return forked.command(self.documents, self.data.root, partial(set_environment, here))

    def start(self, module: str, *more: str) -> subprocess.Popen[str]:
        """Start one of the project's commands in a process group of its own."""
        command = [sys.executable, "-m", f"orchestration.commands.{module}", "--data", str(self.data.root), "--root", self._root, *more]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def start_refresh(self) -> subprocess.Popen[str]:
        """Start a refresh in a process group of its own."""
        return self.start("refresh", "--documents", str(self.documents))

    def command(self, module: str, *more: str) -> str:
        """Run one of the project's commands to its good end, and return what it said."""
        process = self.start(module, *more)
        said = process.communicate()[0]
        assert process.returncode == 0, said
        return said

    def read_documents(self) -> list[str]:
        """What the logs of its runs say of documents that were read."""
        return [line for path in self.data.logs.glob("*.log") for line in path.read_text().splitlines() if " - read " in line]


def set_environment(variables: dict[str, str]) -> None:
    """Make these the variables of this process."""
    os.environ.update(variables)


def kill(process: subprocess.Popen[str]) -> None:
    """End a command as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


class Shared:
    """What lies under a root in a bucket, seen with a plain client."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.prefix = address.removeprefix(f"s3://{BUCKET}/") + "/"

    def all(self, below: str = "") -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=self.prefix + below)
        return [found["Key"].removeprefix(self.prefix) for page in pages for found in page.get("Contents", ())]

    def read(self, key: str) -> bytes:
        return bytes(self.client.get_object(Bucket=BUCKET, Key=self.prefix + key)["Body"].read())

    def write(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=self.prefix + key, Body=content)

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=self.prefix + key)

    def snapshot(self) -> Snapshot:
        return {key: self.read(key) for key in self.all()}

    def restore(self, snapshot: Snapshot) -> None:
        for key in set(self.all()) - snapshot.keys():
            self.remove(key)
        for key, content in snapshot.items():
            self.write(key, content)

    def latest(self) -> str:
        return str(json.loads(self.read("exports/latest.json"))["version"])

    def problems(self, version: str) -> list[str]:
        """What is wrong with a release for whoever loads it from the bucket."""
        names = {key.removeprefix(f"exports/{version}/") for key in self.all(f"exports/{version}/")}
        if "manifest.json" not in names:
            return ["no manifest"]
        stated = dict(reversed(line.split("  ")) for line in self.read(f"exports/{version}/SHA256SUMS").decode().splitlines())
        stated |= dict(reversed(line.split("  ")) for line in self.read(f"exports/{version}/dyadic.duckdb.sha256").decode().splitlines())
        beside = {"SHA256SUMS", "dyadic.duckdb.sha256"}
        found = {name: hashlib.sha256(self.read(f"exports/{version}/{name}")).hexdigest() for name in names - beside}
        return [f"{name}: {stated.get(name)} {found.get(name)}" for name in {*stated, *found} if stated.get(name) != found.get(name)]
