-- table: fact_relation
-- column: subject_country
-- severity: blocking
-- touched by: no other row
-- Of a symmetric type the two countries stand in alphabetical order, or one fact would have two ids.
SELECT relation_id, relation_type, subject_country, object_country
FROM staged_fact_relation
JOIN staged_dim_relation_type USING (relation_type)
WHERE is_symmetric AND subject_country > object_country
