-- Who visits whom, at what rank, and how often?
SELECT
    source_name AS visitors,
    target_name AS host,
    level,
    count(*) AS visits,
    min(date_edtf) AS first_told,
    max(date_edtf) AS last_told,
    string_agg(DISTINCT persons, ' | ' ORDER BY persons) AS people
FROM v_event
WHERE event_type = 'visit' AND status = 'occurred'
GROUP BY source_name, target_name, level
ORDER BY visits DESC, visitors, host, level
