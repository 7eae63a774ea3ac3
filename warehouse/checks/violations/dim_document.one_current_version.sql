-- table: dim_document
-- column: is_current
-- severity: blocking
-- touched by: dim_document.source_id = source_id
-- A source has one current version at most.
SELECT source_id, list(document_id ORDER BY document_id) AS documents
FROM staged_dim_document
WHERE is_current
GROUP BY source_id
HAVING count(*) > 1
