"""The command behind `make readme`: the answers in README.md, as the shipped documents give them today.

Belongs here: finding the questions in the page, asking the warehouse, and writing the answers below them. Does not belong
here: any question or answer of its own. A test holds that the page says what this command would write.

    python -m orchestration.commands.readme --data folder      (the data folder of a refresh of seeds/documents)
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.machine.temporary import replacing
from orchestration.machine.terminal import Exit, Parser, UsageError, complain, say
from orchestration.places import ROOT, DataFolder

PAGE = ROOT / "README.md"
# A question and, up to the closing mark, its answer.
QUESTION = re.compile(r"(```sql\n(?P<sql>.*?)```\n\n<!-- answer -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = Parser(prog="readme", description="Write today's answers into README.md.")
    parser.add_argument("--data", type=Path, required=True, help="the data folder of a refresh of the shipped documents")
    try:
        data = DataFolder(parser.parse_args(arguments).data)
        if not data.warehouse.is_file():
            raise UsageError(f"there is no warehouse in {data.root}: run make refresh first")
    except UsageError as error:
        complain(f"readme: {error}")
        return Exit.USAGE
    with replacing(PAGE) as temporary:
        temporary.write_text(answer_page(PAGE.read_text(encoding="utf-8"), data.warehouse), encoding="utf-8")
    say(f"answered the questions in {PAGE.name}")
    return Exit.DONE


def answer_page(page: str, warehouse: Path) -> str:
    """Return the page with every answer replaced by what the warehouse says now."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return QUESTION.sub(lambda found: f"{found[1]}{_table(connection.sql(found['sql']))}", page)


def _table(answer: duckdb.DuckDBPyRelation) -> str:
    rows = [answer.columns, ["---"] * len(answer.columns), *answer.fetchall()]
    return "".join(f"| {' | '.join(_cell(value) for value in row)} |\n" for row in rows)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("\n", " ").replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
