"""In which language a text was found to be, remembered by its file's bytes.

Belongs here: the keeping of those answers. Does not belong here: telling languages (`language`), and files that are not even opened
(`unchanged`): a text that moved, or that is a row of a corpus, is known here. Telling one is most of the work of taking up a document.
"""

import json
from importlib.metadata import version
from pathlib import Path

from transforms.documents.frame import Document, ending_of
from transforms.documents.language import Languages, choose_language
from transforms.documents.sealed import read_sealed, write_sealed
from transforms.fingerprints import fingerprint_files

ROOM = Path(__file__).resolve().parent
# What takes pages and front matters apart, and tells languages: another version of it may find something else.
PARSERS = ("lxml", "py3langid", "pyyaml", "trafilatura")
Answer = tuple[str | None, str | None]


class RememberedLanguages:
    """Tells languages as `choose_language` does, and asks it only about texts that are not in `file` (None: about all)."""

    def __init__(self, languages: Languages, packs: Path, file: Path | None) -> None:
        self.languages, self.file = languages, file
        self._writer = ingest_fingerprint(packs) if file else ""
        self._known = _read(file, self._writer) if file else {}
        self._told: dict[str, Answer] = {}
        self._unopened: set[str] = set()

    def choose(self, document: Document) -> Answer:
        """The language of the document's text and a note, as of `choose_language`."""
        # The same bytes give another text as a web page than as plain text.
        key = f"{document.sha256} {ending_of(document.file_name)} {document.language or ''}"
        if key not in self._told:
            known = self._known.get(key)
            self._told[key] = known or choose_language(document.text or "", document.language, self.languages)
        return self._told[key]

    def pass_over(self, document: Document) -> None:
        """Go on remembering what was told of a document that is not opened."""
        self._unopened.add(str(document.sha256))

    def keep(self) -> None:
        """Store what was told, and nothing of texts that are no longer there."""
        still = {key: told for key, told in self._known.items() if key.partition(" ")[0] in self._unopened}
        told = still | self._told
        if self.file and told != self._known:
            write_sealed(self.file, self._writer, json.dumps(told, ensure_ascii=False, sort_keys=True).encode())


def ingest_fingerprint(packs: Path) -> str:
    """The name of what makes documents of files: the code, what the packs say of their scripts, and the libraries."""
    code = [*ROOM.glob("*.py"), *ROOM.parent.glob("*.py")]
    described = [path for name in ("language", "neighbours") for path in packs.glob(f"*/{name}.toml")]
    libraries = "-".join(version(name) for name in PARSERS)
    return f"{fingerprint_files(ROOM.parent, code)}-{fingerprint_files(packs, described)}-{libraries}"


def _read(file: Path, writer: str) -> dict[str, Answer]:
    body = read_sealed(file, writer)
    return {} if body is None else {key: (told[0], told[1]) for key, told in json.loads(body).items()}
