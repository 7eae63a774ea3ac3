-- Which facts rest on one document alone, and on an unsure reading? They are the ones to verify first.
WITH fact AS (
    SELECT event_id AS fact_id, title, confidence, document_count FROM v_event
    UNION ALL
    SELECT relation_id, title, confidence, document_count FROM v_relation
    UNION ALL
    SELECT trade_id, title, confidence, document_count FROM v_trade
)
SELECT fact_table, fact_id, title, fact.confidence, file_name, quote
FROM fact
JOIN v_best_quote USING (fact_id)
WHERE document_count = 1
ORDER BY fact.confidence, fact_table, fact_id
LIMIT 50
