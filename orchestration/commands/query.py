"""The command that asks the warehouse one SQL question, for people without a DuckDB client.

Belongs here: opening the warehouse for reading and printing the answer. Does not belong here: any question.

    python -m orchestration.commands.query --data folder "SELECT ..."       or the path of a file with the question
    SQL="SELECT ..." python -m orchestration.commands.query --data folder   the same; no shell and no option parser comes between

The answer is a table cut to what a screen shows; with FORMAT=csv it is the whole of it, as CSV.
"""

import csv
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.machine.terminal import Exit, Parser, UsageError, complain, say
from orchestration.places import DataFolder, chosen_data
from warehouse.connections import reading

VARIABLE, FORMAT = "SQL", "FORMAT"
TABLE, CSV = "table", "csv"
ROWS_AT_A_TIME = 10_000
NO_QUESTION = 'no question was given: SQL="SELECT ..."'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = Parser(prog="query", description="Ask the warehouse a question in SQL.")
    parser.add_argument("--data", type=Path, default=chosen_data(), help="the data folder (default %(default)s)")
    parser.add_argument("sql", nargs="?", help=f"the question in SQL, or a file that holds it (without one, the variable {VARIABLE})")
    try:
        options = parser.parse_args(arguments)
        question = _question(os.environ.get(VARIABLE, "") if options.sql is None else options.sql)
        return ask(DataFolder(options.data), question, _format())
    except UsageError as error:
        complain(f"query: {error}")
        return Exit.USAGE


def _format() -> str:
    given = os.environ.get(FORMAT) or TABLE
    if given not in (TABLE, CSV):
        raise UsageError(f"{FORMAT}={given}: there are {TABLE} and {CSV}")
    return given


def _question(given: str) -> str:
    if not given.strip():
        raise UsageError(NO_QUESTION)
    if not given.endswith(".sql"):
        return given
    if not Path(given).is_file():
        raise UsageError(f"there is no file {given}")
    return Path(given).read_text(encoding="utf-8")


def ask(data: DataFolder, sql: str, form: str = TABLE) -> int:
    """Print the answer, and return the exit code."""
    if not data.warehouse.is_file():
        raise UsageError(f"there is no warehouse in {data.root}: run make refresh first")
    try:
        with reading(data.warehouse) as connection:
            _check_single(len(connection.extract_statements(sql)))
            if form == CSV:
                _write_csv(connection.execute(sql))
            else:
                answer = connection.sql(sql)
                # An answer without rows is one too.
                say("done" if answer is None else str(answer))
    except duckdb.Error as error:
        complain(f"query: {str(error).strip().splitlines()[0]}")
        return Exit.FAILED
    return Exit.DONE


def _write_csv(answer: duckdb.DuckDBPyConnection) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([column[0] for column in answer.description or ()])
    while rows := answer.fetchmany(ROWS_AT_A_TIME):
        writer.writerows(rows)


def _check_single(statements: int) -> None:
    if not statements:
        raise UsageError(NO_QUESTION)
    if statements > 1:
        raise UsageError(f"{statements} statements were given and one is answered at a time: ask them one by one")


if __name__ == "__main__":
    sys.exit(main())
