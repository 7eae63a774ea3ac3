-- table: every fact
-- column: {other}
-- severity: blocking
-- touched by: no other row
-- Nobody has relations with itself: two names of one country were read as two countries.
SELECT {key}, {one}, {other}
FROM staged_{table}
WHERE {one} = {other}
