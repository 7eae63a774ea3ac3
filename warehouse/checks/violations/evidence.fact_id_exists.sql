-- table: evidence
-- column: fact_id
-- severity: blocking
-- touched by: every fact = fact_id
-- It points to a fact that is there.
WITH fact AS (
    {every_fact}
)
SELECT evidence_id, fact_table, fact_id
FROM staged_evidence
WHERE NOT EXISTS (
    FROM fact WHERE fact.fact_table = staged_evidence.fact_table AND fact.fact_id = staged_evidence.fact_id
)
