-- table: conflict
-- column: other_fact_id
-- severity: blocking
-- touched by: every fact = other_fact_id
-- It points to a fact that is there.
WITH fact AS (
    {every_fact}
)
SELECT conflict_id, fact_table, other_fact_id
FROM staged_conflict
WHERE other_fact_id IS NOT NULL AND NOT EXISTS (
    FROM fact WHERE fact.fact_table = staged_conflict.fact_table AND fact.fact_id = staged_conflict.other_fact_id
)
