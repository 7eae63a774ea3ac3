-- A sentence ends at . ! ? and their like before a space, at a danda, or at the line's end; not in "10.6 million".
-- A thousand code points to either side are looked at: more is no sentence, and a text may have 20 megabytes.
-- An id that the fact had before leads to what it became.
CREATE MACRO evidence_for(wanted_fact_id) AS TABLE
SELECT
    evidence_id,
    fact_table,
    document_id,
    file_name,
    title,
    language,
    quote,
    coalesce(
        trim(
            regexp_extract(before, '(?s)^(?:.*(?:[.!?؟۔]["»”’)\]]*\s|[।॥\r\n]))?(.*)$', 1)
            || quote
            || CASE
                WHEN regexp_matches(quote, '[.!?؟۔।॥]["»”’)\]]*\s*$') THEN ''
                ELSE regexp_extract(behind, '(?s)^(.*?)(?:([.!?؟۔]+["»”’)\]]*)(?:\s|$)|([।॥])|[\r\n]|$)', 0)
            END,
            E' \t\r\n'
        ),
        quote
    ) AS sentence,
    char_start,
    char_end,
    rule_id,
    confidence,
    attribution
FROM (
    SELECT
        evidence.*,
        dim_document.file_name,
        dim_document.title,
        substring(dim_document.text, greatest(evidence.char_start - 999, 1), least(evidence.char_start, 1000)) AS before,
        substring(dim_document.text, evidence.char_end + 1, 1000) AS behind
    FROM evidence
    JOIN dim_document USING (document_id)
    -- An id that the fact had before leads to what it became.
    WHERE evidence.fact_id IN (SELECT wanted_fact_id UNION ALL SELECT fact_id FROM fact_alias WHERE alias_id = wanted_fact_id)
)
ORDER BY confidence DESC, evidence_id
