"""What the process is made of that test refreshes are forked from: everything that takes time to load, and nothing that runs."""

import great_expectations  # noqa: F401

import orchestration.service.run  # noqa: F401
from transforms.documents.language import load_languages  # noqa: F401
from transforms.reading.packs.pack import load_pack, packs

for code in packs():
    load_pack(code)
