-- table: dim_person
-- column: names
-- severity: blocking
-- touched by: no other row
-- names is a JSON object that has a list of written forms for each language.
SELECT person_id, names
FROM staged_dim_person
WHERE NOT json_valid(names) OR json_type(names) <> 'OBJECT'
