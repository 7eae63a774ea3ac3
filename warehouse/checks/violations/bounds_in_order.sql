-- table: every date
-- column: {date}_end
-- severity: blocking
-- touched by: no other row
-- The earliest day is not after the latest, a day is one day, and a date without EDTF has no bounds.
SELECT {key}, {date}_edtf, {date}_start, {date}_end, {date}_precision
FROM staged_{table}
WHERE {date}_start > {date}_end
    OR ({date}_precision = 'day' AND {date}_start IS DISTINCT FROM {date}_end)
    OR ({date}_edtf IS NULL AND coalesce({date}_start, {date}_end) IS NOT NULL)
    OR ({date}_edtf IS NOT NULL AND coalesce({date}_start, {date}_end) IS NULL)
