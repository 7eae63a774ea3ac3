-- table: fact_trade
-- column: reporter_country
-- severity: blocking
-- touched by: no other row
-- A total has no direction: its countries stand in alphabetical order.
SELECT trade_id, flow, reporter_country, partner_country
FROM staged_fact_trade
WHERE flow = 'total' AND reporter_country > partner_country
