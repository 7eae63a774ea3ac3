-- Did relations warm or cool? Events and their mean Goldstein value by decade.
SELECT
    country_a,
    country_b,
    year - year % 10 AS decade,
    CAST(sum(event_count) AS BIGINT) AS events,
    CAST(sum(verbal_conflict_count + material_conflict_count) AS BIGINT) AS conflict_events,
    round(
        sum(goldstein_mean * (event_count - uncoded_count)) / nullif(sum(event_count - uncoded_count), 0), 2
    ) AS goldstein_mean
FROM (SELECT DISTINCT ON (country_a, country_b, year) * FROM mart_dyad_year ORDER BY country_a, country_b, year)
GROUP BY country_a, country_b, decade
ORDER BY country_a, country_b, decade
