-- table: conflict
-- column: fact_id
-- severity: blocking
-- touched by: every fact = fact_id
-- It points to a fact that is there.
WITH fact AS (
    {every_fact}
)
SELECT conflict_id, fact_table, fact_id
FROM staged_conflict
WHERE NOT EXISTS (
    FROM fact WHERE fact.fact_table = staged_conflict.fact_table AND fact.fact_id = staged_conflict.fact_id
)
