-- table: fact_trade
-- column: suspect_reason
-- severity: blocking
-- touched by: no other row
-- A figure is called suspect with a reason, and only then.
SELECT trade_id, is_suspect, suspect_reason
FROM staged_fact_trade
WHERE is_suspect <> (suspect_reason IS NOT NULL)
