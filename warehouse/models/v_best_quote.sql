SELECT
    evidence.fact_table,
    evidence.fact_id,
    evidence.evidence_id,
    evidence.quote,
    evidence.language,
    evidence.document_id,
    dim_document.file_name,
    count(*) OVER (PARTITION BY evidence.fact_table, evidence.fact_id) AS evidence_count
FROM evidence
JOIN dim_document USING (document_id)
QUALIFY row_number() OVER (
    PARTITION BY evidence.fact_table, evidence.fact_id
    ORDER BY evidence.confidence DESC, length(evidence.quote) DESC, evidence.evidence_id
) = 1
