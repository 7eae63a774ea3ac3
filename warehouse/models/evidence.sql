-- Evidence with the terms and the name of the source on every row.
SELECT
    staged_evidence.*,
    dim_document.licence,
    coalesce(
        nullif(concat_ws(', ', dim_document.title, dim_document.publisher, dim_document.url), ''),
        dim_document.file_name
    ) AS attribution
FROM staged_evidence
JOIN dim_document USING (document_id)
