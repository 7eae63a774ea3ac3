"""A root in an S3-compatible bucket.

Belongs here: what is asked of S3, and its answers in this room's words. Does not belong here: what is kept in a bucket.
With boto3 and not with pyarrow's file system: that one can neither write on a condition nor tell an object's tag in a listing.
Credentials, region and endpoint are boto3's own: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL and so on, or its files.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_exponential
from urllib3.exceptions import HTTPError

from orchestration.store.buckets import Entry, MissingError, StoreError, TakenError

# In all, with waits that double up to 20 seconds: some two minutes of a server that does not answer.
TRIES = 10
CONNECT_SECONDS, READ_SECONDS = 10, 60
# What S3 takes in one piece, which is what a condition can be put on.
MOST_IN_ONE_PIECE = 5 * 2**30
MOST_DELETED_AT_ONCE = 1000
# Of a large file few pieces are under way at once: several files are, and each piece is in memory.
TRANSFER = TransferConfig(max_concurrency=3)
MISSING = {"NoSuchKey", "404", "NotFound"}
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}


def _client() -> Any:
    session = boto3.session.Session()
    config = Config(
        retries={"mode": "standard", "max_attempts": TRIES},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=20,
        # Checksums of a newer kind than most compatible servers know; every file's own sum is looked at here.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.client("s3", region_name=session.region_name or "us-east-1", config=config)


class S3Bucket:
    """A bucket, or what lies in it below a prefix."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.url = f"s3://{bucket}/{prefix}".rstrip("/")
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        with self._told():
            self._client = _client()

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every object whose key begins so, by key."""
        for page in self._pages(prefix):
            for found in page.get("Contents", ()):
                yield Entry(found["Key"][len(self._prefix) :], found["Size"], found["ETag"])

    def folders(self, prefix: str) -> Iterator[str]:
        """The next part of all keys that begin so and go on behind a `/`."""
        for page in self._pages(prefix, Delimiter="/"):
            for found in page.get("CommonPrefixes", ()):
                yield found["Prefix"][len(self._prefix) + len(prefix) : -1]

    def _pages(self, prefix: str, **more: str) -> Iterator[dict[str, Any]]:
        with self._told():
            yield from self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix + prefix, **more)

    def read(self, key: str) -> tuple[bytes, str]:
        """A small object and its tag; raises MissingError."""
        with self._told():
            return self._read(key)

    # What breaks off while an answer is read, boto3 does not ask for again by itself.
    @retry(retry=retry_if_exception_type((HTTPError, BotoCoreError)), stop=stop_after_attempt(4), wait=wait_exponential(), reraise=True)
    def _read(self, key: str) -> tuple[bytes, str]:
        answer = self._client.get_object(**self._at(key))
        return answer["Body"].read(), answer["ETag"]

    def write(self, key: str, content: bytes, over: str | None) -> str:
        """Write a small object over the one with the tag `over` (None: where there is none), and return its tag; raises TakenError."""
        condition = {"IfNoneMatch": "*"} if over is None else {"IfMatch": over}
        try:
            with self._told():
                return str(self._client.put_object(**self._at(key), Body=content, **condition)["ETag"])
        except (TakenError, MissingError):
            return self._written_before(key, content)

    def _written_before(self, key: str, content: bytes) -> str:
        """An answer may be lost and the same asked again: what is refused then was done the first time."""
        there, etag = self.read(key)
        if there != content:
            raise TakenError(f"{self.url}/{key} was written by somebody else meanwhile") from None
        return etag

    def age(self, key: str) -> float:
        """Seconds since the object was written, by the server's own clock; raises MissingError."""
        with self._told():
            answer = self._client.head_object(**self._at(key))
        now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        return float((now - answer["LastModified"]).total_seconds())

    def get(self, key: str, target: Path) -> None:
        """Write an object to a file; raises MissingError."""
        with self._told():
            self._client.download_file(self._bucket, self._prefix + key, str(target), Config=TRANSFER)

    def put(self, key: str, source: Path, *, new: bool) -> None:
        """Write a file to an object; `new`: only where there is none or the same, else raises TakenError."""
        if not new or source.stat().st_size > MOST_IN_ONE_PIECE:
            with self._told():
                self._client.upload_file(str(source), self._bucket, self._prefix + key, Config=TRANSFER)
            return
        try:
            with self._told(), source.open("rb") as body:
                self._client.put_object(**self._at(key), Body=body, IfNoneMatch="*")
        except TakenError:
            if not self._is_same(key, source):
                raise TakenError(f"{self.url}/{key} was written by somebody else meanwhile") from None

    def _is_same(self, key: str, source: Path) -> bool:
        with self._told():
            answer = self._client.get_object(**self._at(key))
            there = hashlib.sha256()
            for piece in answer["Body"].iter_chunks(2**20):
                there.update(piece)
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest() == there.digest()

    def copy(self, key: str, to: str) -> None:
        """Copy an object within the root; raises MissingError."""
        with self._told():
            self._client.copy({"Bucket": self._bucket, "Key": self._prefix + key}, self._bucket, self._prefix + to)

    def delete(self, keys: Iterable[str]) -> None:
        """Delete these objects; one that is not there is none too many."""
        named = [{"Key": self._prefix + key} for key in keys]
        for start in range(0, len(named), MOST_DELETED_AT_ONCE):
            with self._told():
                told = self._client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": named[start : start + MOST_DELETED_AT_ONCE], "Quiet": True}
                )
            if failed := told.get("Errors"):
                raise StoreError(f"{self.url}: {failed[0]['Key']} cannot be deleted: {failed[0].get('Message', failed[0].get('Code'))}")

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever goes wrong, in one line of this room's kinds of error."""
        try:
            yield
        except ClientError as error:
            raise _kind(error)(f"{self.url}: {error.response['Error'].get('Message') or 'no message'} ({_code(error)})") from error
        except (BotoCoreError, Boto3Error, HTTPError) as error:
            raise StoreError(f"{self.url} cannot be used: {' '.join(str(error).split())}") from error


def _code(error: ClientError) -> str:
    return str(error.response["Error"].get("Code", ""))


def _kind(error: ClientError) -> type[StoreError]:
    if _code(error) in MISSING:
        return MissingError
    return TakenError if _code(error) in TAKEN else StoreError
