"""The bytes of a file, and the text that they spell.

Belongs here: reading a file below its folder with a limit, and decoding it. Does not belong here: markup, metadata.
"""

import codecs
import os
import re
import stat
from typing import BinaryIO

from transforms.documents.folders import Found
from transforms.documents.problems import Rejected

ATTEMPTS = 3
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# O_NONBLOCK: a named pipe that was put where a file had been must not make the run wait for a writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK

# Formats for people that are mostly ASCII and would pass for text.
_BINARY_BEGINNINGS = (b"%PDF-", b"{\\rtf", b"PK\x03\x04")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_MOST_CONTROLS = 0.01

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN = 4096
# Only what a browser reads as text: Python knows codecs that unpack or compute.
_LEGACY_CHARSETS = re.compile(r"cp125\d|iso8859-\d+|koi8-[ru]|gbk|gb18030|big5|euc_(jp|kr)|shift_jis")


def read_bytes(found: Found, too_large: int) -> bytes:
    """The content of a file found below its root; Rejected where it may not be read, or has `too_large` bytes or more."""
    if found.problem:
        raise Rejected(found.problem)
    try:
        for _ in range(ATTEMPTS):
            content, is_stable = _read_once(found, too_large)
            if is_stable:
                return content
    except FileNotFoundError as error:
        raise Rejected("it vanished before it could be read") from error
    except OSError as error:
        raise Rejected(f"it cannot be read: {error.strerror}") from error
    raise Rejected("it is being written to")


def decode(content: bytes, is_html: bool = False) -> str:
    """The text of the bytes, untouched (a byte-order mark and CRLF are kept); Rejected where they are no UTF-8 text.

    An HTML page may name another charset, as older pages do: its stored text is an extract in any case.
    """
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise Rejected("empty")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Rejected("not UTF-8: it begins as UTF-16")
    if _is_binary(content):
        raise Rejected("binary, not a text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if is_html and (charset := _named_charset(content)):
            return _decode_legacy(content, charset)
        raise Rejected(f"not valid UTF-8 (at byte {error.start})") from error


def _read_once(found: Found, too_large: int) -> tuple[bytes, bool]:
    """The content, and whether nobody wrote to the file meanwhile."""
    with open_below(found) as file:
        before = os.fstat(file.fileno())
        if before.st_size >= too_large:
            raise Rejected(f"too large: {before.st_size:,} bytes, the limit is {too_large:,}", before.st_size)
        content = file.read(too_large)
        after = os.fstat(file.fileno())
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content, unchanged and len(content) == after.st_size


def open_below(found: Found) -> BinaryIO:
    """A file that was found, opened for reading; OSError where it lies there no more, Rejected where it is no file."""
    # Folder by folder and never through a link: what is swapped for a link after the walk leads nowhere.
    *folders, name = found.place.split("/")
    here = os.open(found.root, _FOLDER)
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        file = os.fdopen(os.open(name, _FILE, dir_fd=here), "rb")
    finally:
        os.close(here)
    if not stat.S_ISREG(os.stat(file.fileno()).st_mode):  # noqa: PTH116 - of what is open, not of a name
        file.close()
        raise Rejected("not a regular file (a pipe, a socket or a device)")
    return file


def _is_binary(content: bytes) -> bool:
    if b"\0" in content or content.startswith(_BINARY_BEGINNINGS):
        return True
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return controls > len(content) * _MOST_CONTROLS


def _named_charset(content: bytes) -> str | None:
    match = _CHARSET.search(content, 0, _CHARSET_WITHIN)
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    return name if _LEGACY_CHARSETS.fullmatch(name) else None


def _decode_legacy(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except UnicodeDecodeError as error:
        raise Rejected(f"neither UTF-8 nor {charset}, which it names (at byte {error.start})") from error
