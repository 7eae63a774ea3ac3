-- How long did it take from the founding of relations to the first visit, agreement and embassy?
WITH told AS (
    SELECT
        least(source_country, target_country) AS country_a,
        greatest(source_country, target_country) AS country_b,
        min(date_start) FILTER (event_type = 'relations_established') AS founded,
        min(date_start) FILTER (event_type = 'visit') AS first_visit,
        min(date_start) FILTER (event_type = 'agreement_signed') AS first_agreement,
        min(date_start) FILTER (event_type = 'embassy_opened') AS first_embassy
    FROM fact_event
    WHERE status = 'occurred' AND source_country IS NOT NULL AND target_country IS NOT NULL
    GROUP BY ALL
)
SELECT
    country_a,
    country_b,
    founded,
    year(first_visit) - year(founded) AS years_to_visit,
    year(first_agreement) - year(founded) AS years_to_agreement,
    year(first_embassy) - year(founded) AS years_to_embassy
FROM told
WHERE founded IS NOT NULL
ORDER BY founded, country_a, country_b
