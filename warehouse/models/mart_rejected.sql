SELECT
    document_id AS rejected_id,
    'document' AS what,
    document_id,
    file_name,
    status AS kind,
    status_reason AS reason,
    NULL AS quote,
    NULL AS char_start,
    NULL AS char_end,
    NULL AS rule_id
FROM dim_document
WHERE status = 'rejected' AND is_current
UNION ALL
SELECT
    issue_id,
    'passage',
    document_id,
    dim_document.file_name,
    kind,
    reason,
    quote,
    char_start,
    char_end,
    rule_id
FROM reading_issue
JOIN dim_document USING (document_id)
