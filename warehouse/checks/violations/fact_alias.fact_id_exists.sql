-- table: fact_alias
-- column: fact_id
-- severity: blocking
-- touched by: every fact = fact_id
-- It points to a fact that is there.
WITH fact AS (
    {every_fact}
)
SELECT alias_id, fact_table, fact_id
FROM staged_fact_alias
WHERE NOT EXISTS (
    FROM fact WHERE fact.fact_table = staged_fact_alias.fact_table AND fact.fact_id = staged_fact_alias.fact_id
)
