-- table: dim_document
-- column: status_reason
-- severity: blocking
-- A rejected document says why, and a loaded one has a text.
SELECT document_id, path, status, status_reason
FROM staged_dim_document
WHERE (status = 'rejected' AND coalesce(trim(status_reason), '') = '') OR (status = 'loaded' AND text IS NULL)
