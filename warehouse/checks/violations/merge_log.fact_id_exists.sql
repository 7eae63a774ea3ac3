-- table: merge_log
-- column: fact_id
-- severity: blocking
-- touched by: every fact = fact_id
-- It points to a fact that is there.
WITH fact AS (
    {every_fact}
)
SELECT merged_id, fact_table, fact_id
FROM staged_merge_log
WHERE NOT EXISTS (
    FROM fact WHERE fact.fact_table = staged_merge_log.fact_table AND fact.fact_id = staged_merge_log.fact_id
)
