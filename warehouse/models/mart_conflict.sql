SELECT
    staged_conflict.* EXCLUDE (saying),
    one.quote,
    one.file_name,
    -- What contradicts a fact may be no fact but the words of a text: "the 35th anniversary" of what was founded in 1994.
    coalesce(other.quote, CASE WHEN other_fact_id IS NULL THEN saying END) AS other_quote,
    coalesce(other.file_name, CASE WHEN other_fact_id IS NULL THEN dim_document.file_name END) AS other_file_name
FROM staged_conflict
LEFT JOIN v_best_quote AS one
    ON one.fact_table = staged_conflict.fact_table AND one.fact_id = staged_conflict.fact_id
LEFT JOIN v_best_quote AS other
    ON other.fact_table = staged_conflict.fact_table AND other.fact_id = staged_conflict.other_fact_id
LEFT JOIN dim_document ON dim_document.document_id = staged_conflict.saying_document_id
