-- table: correction_report
-- column: status
-- severity: warning
-- A correction that finds nothing, or whose source has changed, asks to be looked at again.
SELECT correction_id, action, status, explanation
FROM staged_correction_report
WHERE status <> 'applied'
