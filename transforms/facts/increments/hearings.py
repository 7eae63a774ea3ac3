"""What documents were found to say of their own figures, kept: of a text that is asked the same again the answer is known.

Here: the answers, and the file in which they lie. Not here: which documents are asked what, and how an answer is found (`sayings`).
What is kept can always be thrown away, and a file that cannot be opened is.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.replacing import replacing

QUESTION, ANSWER = "question", "answer"


class Hearings:
    """Answers by question; a question is a document as it is now, and what it is asked."""

    def __init__(self, path: Path, marks: pd.Series) -> None:
        """In: the file; for the row of each document that counts a number for all that its answers may depend on."""
        self._path, self._marks = path, marks
        self._answers = _read(path)

    def known(self, asked: pd.DataFrame) -> dict[int, str]:
        """The answers to those questions that were asked before, by row; "" where a document said nothing. In: what `keep` takes."""
        questions = self._questions(asked)
        return {row: self._answers[question] for row, question in questions.items() if question in self._answers}

    def keep(self, asked: pd.DataFrame, answers: Mapping[int, str]) -> None:
        """Keep answers to questions, and none of older documents. In: by row of a document what it is asked, and what it answers."""
        self._answers |= {question: answers.get(row, "") for row, question in self._questions(asked).items()}
        marks = set(self._marks.map("{:016x}".format))
        answers_now = {question: answer for question, answer in self._answers.items() if question[:16] in marks}
        table = pa.table({QUESTION: pa.array(answers_now.keys(), pa.string()), ANSWER: pa.array(answers_now.values(), pa.string())})
        with replacing(self._path) as private:
            pq.write_table(table, private, write_page_checksum=True)

    def _questions(self, asked: pd.DataFrame) -> dict[int, str]:
        told = zip(asked.index, self._marks.loc[asked.index], *(asked[name] for name in asked.columns), strict=True)
        return {row: f"{mark:016x} " + " ".join(map(str, what)) for row, mark, *what in told}


def _read(path: Path) -> dict[str, str]:
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        return dict(zip(table[QUESTION].to_pylist(), table[ANSWER].to_pylist(), strict=True))
    except (pa.ArrowException, OSError, KeyError, ValueError):
        return {}
