-- table: claims
-- column: claim_table
-- severity: blocking
-- touched by: no other row
-- A claim says where it stands, in what language, by which rule, and how sure it is.
SELECT claim_id, claim_table, claim_type
FROM staged_claims
WHERE claim_table <> 'reading_issue'
    AND (quote IS NULL OR char_start IS NULL OR char_end IS NULL OR language IS NULL
        OR rule_id IS NULL OR confidence IS NULL)
