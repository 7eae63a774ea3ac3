-- table: every fact
-- column: document_count
-- severity: blocking
-- touched by: evidence.fact_id = {key}
-- document_count is the number of documents that the evidence stands in.
SELECT {key}, document_count, found
FROM staged_{table}
JOIN (
    SELECT fact_id AS {key}, count(DISTINCT document_id) AS found
    FROM staged_evidence
    WHERE fact_table = '{table}'
    GROUP BY fact_id
) USING ({key})
WHERE document_count <> found
