-- Passages of before that support their fact no more, nor what it has become. Of a document that was forgotten nothing is kept.
-- Nearly all passages stand as they stood: the few that do not are all that is looked at further.
WITH ended AS (
    FROM before_evidence
    ANTI JOIN staged_evidence USING (fact_table, fact_id, document_id, char_start, char_end)
),
passage AS (
    SELECT * FROM before_evidence_history
    UNION ALL BY NAME
    SELECT
        ended.*,
        day AS ended_on,
        coalesce(moved_document.reason, 'rule_changed') AS reason
    FROM ended
    CROSS JOIN history_day
    LEFT JOIN moved_document USING (document_id)
),
told AS (
    SELECT DISTINCT evidence.fact_table, evidence.fact_id, document.source_id
    FROM (FROM staged_evidence SEMI JOIN passage USING (fact_table, fact_id)) AS evidence
    JOIN staged_dim_document AS document USING (document_id)
)
SELECT
    passage.evidence_id, passage.fact_table, passage.fact_id, passage.document_id, passage.char_start, passage.char_end,
    passage.quote, passage.language, passage.rule_id, passage.confidence, passage.ended_on, passage.reason,
    version.document_id AS current_document_id,
    told.fact_id IS NOT NULL AS is_still_told
FROM passage
JOIN staged_dim_document AS document ON document.document_id = passage.document_id
LEFT JOIN staged_dim_document AS version ON version.source_id = document.source_id AND version.is_current
LEFT JOIN told
    ON told.fact_table = passage.fact_table AND told.fact_id = passage.fact_id AND told.source_id = document.source_id
-- A fact that stands has no other name: what is an alias stands no more.
LEFT JOIN fact_alias AS became ON became.fact_table = passage.fact_table AND became.alias_id = passage.fact_id
ANTI JOIN staged_evidence AS standing
    ON standing.fact_table = passage.fact_table AND standing.fact_id = coalesce(became.fact_id, passage.fact_id)
    AND standing.document_id = passage.document_id AND standing.char_start = passage.char_start AND standing.char_end = passage.char_end
QUALIFY row_number() OVER (PARTITION BY passage.evidence_id, passage.fact_id ORDER BY passage.ended_on) = 1
