-- table: fact_event
-- column: event_type
-- severity: blocking
-- Relations begin once: a second founding is in conflict with the first, or is no founding. Beside two that contradict each other may
-- stand what fits both: "in 1961", where one source says May and another June.
SELECT source_country, target_country, list(event_id ORDER BY event_id) AS event_ids
FROM staged_fact_event
WHERE event_type = 'relations_established' AND status = 'occurred'
    AND source_country IS NOT NULL AND target_country IS NOT NULL
GROUP BY source_country, target_country
HAVING count(*) > 1 AND count(*) FILTER (in_conflict) < 2
