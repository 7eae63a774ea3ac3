-- A clause cut out of its sentence may be read as surely as the whole, but does not show why the fact stands:
-- among the surest passages one goes first that begins and ends as a sentence does.
WITH weighed AS (
    SELECT
        evidence_id, fact_table, fact_id, confidence,
        length(quote) AS size,
        count(*) OVER fact AS evidence_count,
        confidence >= max(confidence) OVER fact - 0.05 AS is_among_surest,
        CAST(NOT regexp_matches(quote, '^[a-z]') AS TINYINT)
        + CAST(regexp_matches(quote, '[.!?؟۔।॥]["»”’)\]]*\s*$') AS TINYINT) AS whole_ends
    FROM evidence
    WINDOW fact AS (PARTITION BY fact_table, fact_id)
),
-- Without the words themselves, which would have to be sorted with the rest.
best AS (
    SELECT fact_table, fact_id, evidence_id, evidence_count
    FROM weighed
    QUALIFY row_number() OVER (
        PARTITION BY fact_table, fact_id
        ORDER BY is_among_surest DESC, whole_ends DESC, size DESC, confidence DESC, evidence_id
    ) = 1
)
SELECT best.fact_table, best.fact_id, evidence_id, quote, evidence.language, document_id, file_name, evidence_count
FROM best
JOIN evidence USING (evidence_id)
JOIN dim_document USING (document_id)
