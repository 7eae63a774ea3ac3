-- Which facts rest on one document alone, and on an unsure reading? They are the ones to verify first.
SELECT
    v_best_quote.fact_table,
    v_best_quote.fact_id,
    mart_timeline.title,
    evidence.confidence,
    v_best_quote.file_name,
    v_best_quote.quote
FROM v_best_quote
JOIN evidence USING (evidence_id)
LEFT JOIN mart_timeline ON mart_timeline.fact_table = v_best_quote.fact_table
    AND mart_timeline.fact_id = v_best_quote.fact_id
WHERE v_best_quote.evidence_count = 1
ORDER BY evidence.confidence, v_best_quote.fact_table, v_best_quote.fact_id
LIMIT 50
