-- A clause cut out of its sentence may be read as surely as the whole, but does not show why the fact stands:
-- among the surest passages one goes first that begins and ends as a sentence does.
WITH weighed AS (
    SELECT
        evidence.*,
        dim_document.file_name,
        count(*) OVER fact AS evidence_count,
        evidence.confidence >= max(evidence.confidence) OVER fact - 0.05 AS is_among_surest,
        CAST(NOT regexp_matches(evidence.quote, '^[a-z]') AS TINYINT)
        + CAST(regexp_matches(evidence.quote, '[.!?؟۔।॥]["»”’)\]]*\s*$') AS TINYINT) AS whole_ends
    FROM evidence
    JOIN dim_document USING (document_id)
    WINDOW fact AS (PARTITION BY evidence.fact_table, evidence.fact_id)
)
SELECT fact_table, fact_id, evidence_id, quote, language, document_id, file_name, evidence_count
FROM weighed
QUALIFY row_number() OVER (
    PARTITION BY fact_table, fact_id
    ORDER BY is_among_surest DESC, whole_ends DESC, length(quote) DESC, confidence DESC, evidence_id
) = 1
