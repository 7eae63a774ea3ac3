-- table: fact_relation
-- column: until_end
-- severity: warning
-- A relation ends after it begins; where a source says otherwise, a person should look.
SELECT relation_id, since_edtf, until_edtf
FROM staged_fact_relation
WHERE until_end < since_start
