-- table: every fact
-- column: {key}
-- severity: blocking
-- touched by: evidence.fact_id = {key}
-- No fact without a passage that says it.
SELECT {key}
FROM staged_{table}
WHERE NOT EXISTS (
    FROM staged_evidence WHERE fact_table = '{table}' AND fact_id = {key}
)
