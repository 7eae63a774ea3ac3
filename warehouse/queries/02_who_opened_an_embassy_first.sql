-- Of each pair, who opened an embassy first, and how long before the other?
WITH opening AS (
    -- The first opening of each side: a later one is a reopening.
    SELECT DISTINCT ON (source_country, target_country)
        source_name AS sender, target_name AS host, date_edtf, date_start,
        least(source_country, target_country) AS country_a, greatest(source_country, target_country) AS country_b
    FROM v_event
    WHERE event_type = 'embassy_opened' AND status = 'occurred' AND date_start IS NOT NULL
    ORDER BY source_country, target_country, date_start, event_id
),
ranked AS (
    SELECT *, row_number() OVER pair AS place, lead(sender) OVER pair AS follower, lead(date_edtf) OVER pair AS followed
    FROM opening
    WINDOW pair AS (PARTITION BY country_a, country_b ORDER BY date_start, sender)
)
SELECT country_a, country_b, sender AS first_to_open, host, date_edtf AS opened, follower, followed
FROM ranked
WHERE place = 1
ORDER BY date_start, country_a, country_b
