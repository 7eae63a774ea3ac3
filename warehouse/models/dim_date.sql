-- Whole years, so that a calendar never stops in the middle of one. Between 1800 and 2100 the years run through;
-- a year far outside (a treaty of 1536) comes alone, or one odd date would add half a million days.
WITH bound AS (
    SELECT unnest([date_start, date_end]) AS day FROM fact_event
    UNION ALL
    SELECT unnest([since_start, since_end, until_start, until_end, as_of_start, as_of_end]) FROM fact_relation
    UNION ALL
    SELECT unnest([period_start, period_end]) FROM fact_trade
    UNION ALL
    SELECT unnest([period_start, period_end]) FROM fact_trade_product
),
mentioned AS (
    SELECT DISTINCT year(day) AS year FROM bound WHERE day IS NOT NULL
),
span AS (
    SELECT min(year) AS first_year, max(year) AS last_year FROM mentioned WHERE year BETWEEN 1800 AND 2100
),
years AS (
    SELECT year FROM mentioned
    UNION
    SELECT unnest(range(first_year, last_year + 1)) FROM span
),
days AS (
    SELECT CAST(unnest(generate_series(make_date(year, 1, 1), make_date(year, 12, 31), INTERVAL 1 DAY)) AS DATE) AS day
    FROM years
)
SELECT
    day AS date_id,
    year(day) AS year,
    quarter(day) AS quarter,
    month(day) AS month,
    day(day) AS day,
    monthname(day) AS month_name,
    isoyear(day) AS iso_year,
    week(day) AS iso_week,
    isodow(day) AS iso_weekday,
    dayofyear(day) AS day_of_year,
    lpad(CAST(year(day) // 10 AS VARCHAR), 3, '0') || 'X' AS decade
FROM days
