SELECT
    staged_conflict.*,
    one.quote,
    one.file_name,
    other.quote AS other_quote,
    other.file_name AS other_file_name
FROM staged_conflict
LEFT JOIN v_best_quote AS one
    ON one.fact_table = staged_conflict.fact_table AND one.fact_id = staged_conflict.fact_id
LEFT JOIN v_best_quote AS other
    ON other.fact_table = staged_conflict.fact_table AND other.fact_id = staged_conflict.other_fact_id
