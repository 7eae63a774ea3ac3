-- table: fact_event
-- column: event_type
-- severity: blocking
-- Relations begin once: a second founding is in conflict with the first, or is no founding.
SELECT source_country, target_country, list(event_id ORDER BY event_id) AS event_ids
FROM staged_fact_event
WHERE event_type = 'relations_established' AND status = 'occurred'
    AND source_country IS NOT NULL AND target_country IS NOT NULL
GROUP BY source_country, target_country
HAVING count(*) > 1 AND NOT bool_and(in_conflict)
