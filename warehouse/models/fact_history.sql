-- What was known before, and the rows that changed or went since.
WITH reached AS (
    SELECT fact_table, fact_id, max(version) AS version FROM before_fact_history GROUP BY ALL
),
-- The documents that a fact rested on or rests on, as far as they came or went.
touched AS (
    SELECT fact_table, fact_id, list(DISTINCT moved_document.reason) AS reasons
    FROM (
        SELECT fact_table, fact_id, document_id FROM before_evidence
        UNION ALL
        SELECT fact_table, fact_id, document_id FROM staged_evidence
    )
    SEMI JOIN changed_fact USING (fact_table, fact_id)
    JOIN moved_document USING (document_id)
    GROUP BY ALL
)
SELECT * FROM before_fact_history
UNION ALL BY NAME
SELECT
    fact_table,
    fact_id,
    coalesce(reached.version, 0) + 1 AS version,
    coalesce(known.first_seen, day) AS first_seen,
    coalesce(known.last_changed, day) AS valid_from,
    day AS valid_to,
    changed_fact.change,
    CASE
        WHEN corrected_fact.fact_id IS NOT NULL THEN 'correction'
        WHEN list_contains(touched.reasons, 'source_removed') THEN 'source_removed'
        WHEN list_contains(touched.reasons, 'source_changed') THEN 'source_changed'
        WHEN list_contains(touched.reasons, 'source_added') THEN 'source_added'
        WHEN EXISTS (FROM moved_document) THEN 'other_source'
        WHEN EXISTS (FROM beside_corrected_fact AS beside WHERE beside.fact_id = changed_fact.fact_id) THEN 'correction'
        ELSE 'rule_changed'
    END AS reason,
    CASE WHEN changed_fact.change = 'removed' THEN coalesce(alias.fact_id, followed.fact_id) END AS became_fact_id,
    changed_fact.former_row
FROM changed_fact
CROSS JOIN history_day
LEFT JOIN before_fact_freshness AS known USING (fact_table, fact_id)
LEFT JOIN reached USING (fact_table, fact_id)
LEFT JOIN touched USING (fact_table, fact_id)
LEFT JOIN staged_fact_alias AS alias ON alias.fact_table = changed_fact.fact_table AND alias.alias_id = changed_fact.fact_id
LEFT JOIN followed_fact AS followed ON followed.fact_table = changed_fact.fact_table AND followed.former_id = changed_fact.fact_id
LEFT JOIN corrected_fact ON corrected_fact.fact_table = changed_fact.fact_table AND corrected_fact.fact_id = changed_fact.fact_id
