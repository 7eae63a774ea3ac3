-- table: fact_trade
-- column: value
-- severity: blocking
-- touched by: no other row
-- Only a balance can be below zero.
SELECT trade_id, flow, value
FROM staged_fact_trade
WHERE value < 0 AND flow <> 'balance'
