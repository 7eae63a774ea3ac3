-- table: evidence
-- column: char_start
-- severity: warning
-- The same passage supports the same fact once for each rule.
SELECT fact_table, fact_id, document_id, char_start, char_end, rule_id, count(*) AS times
FROM staged_evidence
GROUP BY ALL
HAVING count(*) > 1
