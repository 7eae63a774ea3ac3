-- table: fact_event
-- column: source_country
-- severity: blocking
-- touched by: no other row
-- Of a symmetric type the two countries stand in alphabetical order, or one fact would have two ids.
SELECT event_id, event_type, source_country, target_country
FROM staged_fact_event
JOIN staged_dim_event_type USING (event_type)
WHERE is_symmetric AND source_country > target_country
