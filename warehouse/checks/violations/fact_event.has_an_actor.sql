-- table: fact_event
-- column: source_country
-- severity: blocking
-- touched by: no other row
-- Somebody acts: a state, or an organisation where no state does.
SELECT event_id, event_type, target_country
FROM staged_fact_event
WHERE source_country IS NULL AND organization_id IS NULL
