-- table: evidence
-- column: document_id
-- severity: blocking
-- A fact rests on documents that were read.
SELECT evidence_id, document_id, status
FROM staged_evidence
JOIN staged_dim_document USING (document_id)
WHERE status <> 'loaded'
