"""What the made documents say, as rows, held against what a release says that they say.

Here: both as tables of (file, fact) and the two shares.  Not here: making documents, running anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import Made

KNOWN = pa.schema({"file_name": pa.string(), "fact": pa.string()})
ROWS_A_GROUP = 100_000

# A fact on one line, as the made documents' known facts are written.
SAID = """
    SELECT event_id AS fact_id, concat_ws(' ', event_type, source_country, target_country, date_edtf) AS fact
    FROM read_parquet('{tables}/fact_event.parquet')
    UNION ALL
    SELECT relation_id, concat_ws(' ', relation_type, subject_country, object_country, if(holds, 'holds', 'not'))
    FROM read_parquet('{tables}/fact_relation.parquet')
    UNION ALL
    SELECT trade_id, concat_ws(' ', 'trade', flow, CASE WHEN flow = 'total' THEN reporter_country ELSE exporter_country END,
        CASE WHEN flow = 'total' THEN partner_country ELSE importer_country END, period_edtf, CAST(value AS BIGINT), currency)
    FROM read_parquet('{tables}/fact_trade.parquet')
    UNION ALL
    SELECT trade_product_id, concat_ws(' ', 'product', exporter_country, importer_country, product_id)
    FROM read_parquet('{tables}/fact_trade_product.parquet')
"""
FOUND = """
    SELECT DISTINCT document.file_name, said.fact
    FROM said
    JOIN read_parquet('{tables}/evidence.parquet') AS evidence USING (fact_id)
    JOIN read_parquet('{tables}/dim_document.parquet') AS document USING (document_id)
"""
COUNTS = """
    SELECT (SELECT count(*) FROM known), (SELECT count(*) FROM found), (SELECT count(*) FROM known JOIN found USING (file_name, fact))
"""


@dataclass(frozen=True)
class Truth:
    """How many facts are known and found, a fact counting once for each document that tells it; and how many are both."""

    known: int
    found: int
    both: int

    @property
    def recall(self) -> float:
        """Share of the known that is found."""
        return self.both / max(self.known, 1)

    @property
    def precision(self) -> float:
        """Share of the found that is known."""
        return self.both / max(self.found, 1)


def write_known(documents: Iterable[Made], file: Path) -> Iterable[Made]:
    """Hand the documents on, and write what each says as it passes: file_name, fact."""
    with pq.ParquetWriter(file, KNOWN) as writer:
        rows: list[dict[str, str]] = []
        for document in documents:
            rows += [{"file_name": document.name, "fact": fact} for fact in document.facts]
            if len(rows) >= ROWS_A_GROUP:
                writer.write_table(pa.Table.from_pylist(rows, KNOWN))
                rows.clear()
            yield document
        writer.write_table(pa.Table.from_pylist(rows, KNOWN))


def held_against(known: Path, release: Path) -> Truth:
    """Hold what is known against a release's folder."""
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE known AS SELECT DISTINCT file_name, fact FROM read_parquet('{known}')")  # noqa: S608
        for name, rows in (("said", SAID), ("found", FOUND)):
            connection.execute(f"CREATE TABLE {name} AS {rows.format(tables=release / 'parquet')}")
        counts = connection.execute(COUNTS).fetchall()[0]
    return Truth(*counts)
