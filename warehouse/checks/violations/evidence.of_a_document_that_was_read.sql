-- table: evidence
-- column: document_id
-- severity: blocking
-- touched by: dim_document.document_id = document_id
-- A fact rests on documents that were read.
SELECT evidence_id, document_id, status
FROM staged_evidence
JOIN staged_dim_document USING (document_id)
WHERE status <> 'loaded'
