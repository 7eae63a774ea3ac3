"""Pages as files: templates filled in, everything that is put into them escaped.

Here belong the template environment and the writing of one page. What a page says is `warehouse.site.pages`'.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jinja2

from warehouse.site import passages, timeline, words

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
ASSETS = FOLDER / "assets"


@dataclass(frozen=True)
class Page:
    """A file below the site's root, its template and what is filled in."""

    path: str
    template: str
    content: Mapping[str, Any] = field(default_factory=dict)


@cache
def environment() -> jinja2.Environment:
    """Templates in which nothing comes alive: every value is escaped, and an unknown name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        auto_reload=False,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "amount": words.amount,
        "counted": words.counted,
        "date": words.date_in_words,
        "dir": words.direction,
        "heading": passages.heading,
        "isolated": words.isolated,
        "language": words.language_name,
        "listed": words.listed,
        "mark_label": timeline.label,
        "money": words.money,
        "safe_url": words.safe_url,
        "share": words.share,
        "size": words.size,
        "spoken": words.spoken,
        "written": words.written,
    }
    return made


def _shown(value: Any) -> Any:
    """None shows as nothing."""
    return "" if value is None else value


def write_page(folder: Path, page: Page, shared: Mapping[str, Any]) -> None:
    """Write one page below the folder; `root` leads from it to the site's root. What HTML may not hold shows as a replacement."""
    root = "../" * page.path.count("/")
    html = environment().get_template(page.template).render(**shared, **page.content, path=page.path, root=root)
    _made(folder / Path(page.path).parent)
    (folder / page.path).write_bytes(words.cleaned(html).encode())


@lru_cache(maxsize=100)
def _made(folder: Path) -> None:
    """Make the folder; once a process, as most pages lie beside others."""
    folder.mkdir(parents=True, exist_ok=True)
