-- A row that comes back after it was gone counts as changed: it has not been so all the time.
SELECT
    fact_table,
    fact_id,
    coalesce(known.first_seen, former.first_seen, day) AS first_seen,
    CASE WHEN changed_fact.fact_id IS NULL THEN coalesce(known.last_changed, day) ELSE day END AS last_changed,
    day AS last_checked
FROM standing_fact
CROSS JOIN history_day
LEFT JOIN before_fact_freshness AS known USING (fact_table, fact_id)
LEFT JOIN changed_fact USING (fact_table, fact_id)
LEFT JOIN (
    SELECT fact_table, fact_id, min(first_seen) AS first_seen FROM before_fact_history GROUP BY ALL
) AS former USING (fact_table, fact_id)
