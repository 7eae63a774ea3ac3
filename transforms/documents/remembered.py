"""In which language a text was found to be, remembered by its file's bytes.

Belongs here: the keeping of those answers. Does not belong here: telling languages (`language`). Telling one is most of the
work of taking up a document, and what is kept can always be thrown away.
"""

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from transforms.documents.frame import Document
from transforms.documents.language import Languages, choose_language
from transforms.fingerprints import fingerprint_files

ROOM = Path(__file__).resolve().parent
Answer = tuple[str | None, str | None]


class RememberedLanguages:
    """Tells languages as `choose_language` does, and asks it only about texts that are not in `file` (None: about all)."""

    def __init__(self, languages: Languages, packs: Path, file: Path | None) -> None:
        self.languages, self.file = languages, file
        self._name = teller_fingerprint(packs)
        self._known = _read(file, self._name) if file else {}
        self._told: dict[str, Answer] = {}

    def choose(self, document: Document) -> Answer:
        """The language of the document's text and a note, as of `choose_language`."""
        # The same bytes give another text as a web page than as plain text.
        ending = PurePosixPath(document.file_name).suffix.lower()
        key = f"{document.sha256} {ending} {document.language or ''}"
        if key not in self._told:
            known = self._known.get(key)
            self._told[key] = known or choose_language(document.text or "", document.language, self.languages)
        return self._told[key]

    def keep(self) -> None:
        """Store what was told, and nothing of texts that are no longer there."""
        if self.file and self._told != self._known:
            body = json.dumps(self._told, ensure_ascii=False, sort_keys=True)
            self.file.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.file.with_name(f".tmp-{os.getpid()}-{self.file.name}")
            try:
                temporary.write_text(f"{self._name} {_sum(body)}\n{body}", encoding="utf-8")
                temporary.replace(self.file)
            finally:
                temporary.unlink(missing_ok=True)


def teller_fingerprint(packs: Path) -> str:
    """The name of what takes up documents and tells languages: this room, what the packs say of their scripts, and the model."""
    described = [path for name in ("language", "neighbours") for path in packs.glob(f"*/{name}.toml")]
    return f"{fingerprint_files(ROOM, ROOM.glob('*.py'))}-{fingerprint_files(packs, described)}-{version('py3langid')}"


def _read(file: Path, name: str) -> dict[str, Answer]:
    """What is remembered; nothing where it was told by something else, or is not as it was written."""
    try:
        head, _, body = file.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    return {key: (told[0], told[1]) for key, told in json.loads(body).items()} if head == f"{name} {_sum(body)}" else {}


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
