-- A document whose reading took too long is known only after the documents were taken up: it counts as rejected all the same.
SELECT
    staged.* EXCLUDE (status, status_reason),
    CASE WHEN unread.reason IS NULL THEN staged.status ELSE 'rejected' END AS status,
    coalesce(unread.reason, staged.status_reason) AS status_reason
FROM staged_dim_document AS staged
LEFT JOIN (
    SELECT document_id, min(reason) AS reason
    FROM staged_reading_issue WHERE kind = 'unread_document' GROUP BY document_id
) AS unread USING (document_id)
