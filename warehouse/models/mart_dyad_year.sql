WITH bound AS (
    SELECT country_a, country_b, year(unnest([date_start, date_end])) AS year FROM mart_timeline
    UNION ALL
    SELECT
        least(subject_country, object_country), greatest(subject_country, object_country),
        year(unnest([until_start, until_end]))
    FROM fact_relation
),
span AS (
    SELECT country_a, country_b, min(year) AS first_year, max(year) AS last_year
    FROM bound
    WHERE year IS NOT NULL
    GROUP BY ALL
),
pair_year AS (
    SELECT country_a, country_b, unnest(range(first_year, last_year + 1)) AS year FROM span
),
happened AS (
    SELECT
        least(source_country, target_country) AS country_a,
        greatest(source_country, target_country) AS country_b,
        year(date_start) AS year,
        count(*) AS event_count,
        count(*) FILTER (quad_class = 'verbal_cooperation') AS verbal_cooperation_count,
        count(*) FILTER (quad_class = 'material_cooperation') AS material_cooperation_count,
        count(*) FILTER (quad_class = 'verbal_conflict') AS verbal_conflict_count,
        count(*) FILTER (quad_class = 'material_conflict') AS material_conflict_count,
        count(*) FILTER (quad_class IS NULL) AS uncoded_count,
        -- as decimals, because a sum of floats depends on the order of the rows
        avg(CAST(goldstein AS DECIMAL(9, 3))) AS goldstein_mean
    FROM fact_event
    JOIN dim_event_type USING (event_type)
    WHERE status = 'occurred'
        AND source_country IS NOT NULL AND target_country IS NOT NULL
        -- a decade is no year
        AND date_start IS NOT NULL AND date_precision IN ('day', 'month', 'year', 'interval')
    GROUP BY ALL
),
-- A text is not older than the latest happening that it tells: so long it vouches for what it says holds.
told AS (
    SELECT fact_table, fact_id, date_start AS day FROM mart_timeline WHERE fact_table <> 'fact_event'
    UNION ALL
    SELECT 'fact_event', event_id, date_start FROM fact_event WHERE status = 'occurred'
),
newest AS (
    SELECT evidence.document_id, max(told.day) AS day
    FROM evidence
    JOIN told USING (fact_table, fact_id)
    GROUP BY evidence.document_id
),
backed AS (
    SELECT evidence.fact_id AS relation_id, max(newest.day) AS day
    FROM evidence
    JOIN newest USING (document_id)
    WHERE evidence.fact_table = 'fact_relation'
    GROUP BY evidence.fact_id
),
vouched AS (
    SELECT
        relation_type, subject_country, object_country, organization_id, holds,
        since_edtf, since_start, until_edtf, coalesce(until_end, until_start) AS ended,
        greatest(coalesce(as_of_end, backed.day), since_start) AS known_until
    FROM fact_relation
    LEFT JOIN backed USING (relation_id)
),
-- What a relation says of the end of each year: it held, or (denied, or ended before) it did not.
stated AS (
    SELECT
        vouched.relation_type, vouched.subject_country, vouched.object_country, vouched.organization_id,
        vouched.since_start, vouched.known_until, pair_year.year,
        CASE
            WHEN ended IS NOT NULL AND year(ended) <= pair_year.year THEN NOT holds
            WHEN since_start IS NOT NULL AND year(since_start) <= pair_year.year THEN holds
            WHEN since_edtf IS NULL AND until_edtf IS NULL AND year(known_until) = pair_year.year THEN holds
        END AS held,
        CASE WHEN holds THEN ended ELSE known_until END AS denied_at
    FROM vouched
    JOIN pair_year
        ON pair_year.country_a = least(vouched.subject_country, vouched.object_country)
        AND pair_year.country_b = greatest(vouched.subject_country, vouched.object_country)
        AND pair_year.year <= year(known_until)
),
embassy AS (
    SELECT
        subject_country, object_country, year,
        CASE
            WHEN bool_and(held) THEN true
            WHEN NOT bool_or(held) THEN false
            -- opened after it was said not to be there, or denied after the last word for it
            WHEN max(since_start) FILTER (held) > max(denied_at) FILTER (NOT held) THEN true
            WHEN max(denied_at) FILTER (NOT held) > max(known_until) FILTER (held) THEN false
        END AS present
    FROM stated
    WHERE relation_type = 'resident_embassy' AND held IS NOT NULL
    GROUP BY ALL
),
membership AS (
    SELECT
        least(subject_country, object_country) AS country_a,
        greatest(subject_country, object_country) AS country_b,
        year,
        count(DISTINCT organization_id) AS shared_membership_count
    FROM stated
    WHERE relation_type = 'shared_membership' AND held
    GROUP BY ALL
),
amount AS (
    SELECT
        least(reporter_country, partner_country) AS country_a,
        greatest(reporter_country, partner_country) AS country_b,
        year(period_start) AS year,
        currency,
        CASE
            WHEN flow = 'total' THEN 'total'
            WHEN exporter_country < importer_country THEN 'a_to_b'
            ELSE 'b_to_a'
        END AS direction,
        value
    FROM fact_trade
    WHERE flow <> 'balance' AND product_id IS NULL
        -- a year, a fiscal year too; not a quarter, not since 1994
        AND date_diff('day', period_start, period_end) BETWEEN 359 AND 371
    QUALIFY row_number() OVER (
        PARTITION BY country_a, country_b, year, currency, direction
        ORDER BY is_suspect, bound <> 'exact', bound <> 'about', flow = 'import',
            document_count DESC, confidence DESC, trade_id
    ) = 1
),
trade AS (
    SELECT
        country_a, country_b, year, currency,
        max(value) FILTER (direction = 'total') AS stated_total,
        max(value) FILTER (direction = 'a_to_b') AS trade_a_to_b,
        max(value) FILTER (direction = 'b_to_a') AS trade_b_to_a
    FROM amount
    GROUP BY ALL
)
SELECT
    pair_year.country_a,
    pair_year.country_b,
    pair_year.year,
    coalesce(happened.event_count, 0) AS event_count,
    coalesce(happened.verbal_cooperation_count, 0) AS verbal_cooperation_count,
    coalesce(happened.material_cooperation_count, 0) AS material_cooperation_count,
    coalesce(happened.verbal_conflict_count, 0) AS verbal_conflict_count,
    coalesce(happened.material_conflict_count, 0) AS material_conflict_count,
    coalesce(happened.uncoded_count, 0) AS uncoded_count,
    happened.goldstein_mean,
    a_in_b.present AS embassy_a_in_b,
    b_in_a.present AS embassy_b_in_a,
    coalesce(membership.shared_membership_count, 0) AS shared_membership_count,
    coalesce(trade.stated_total, trade.trade_a_to_b + trade.trade_b_to_a) AS trade_total,
    CASE WHEN trade_total IS NOT NULL THEN trade.stated_total IS NULL END AS trade_total_is_sum,
    trade.trade_a_to_b,
    trade.trade_b_to_a,
    trade.currency
FROM pair_year
LEFT JOIN happened USING (country_a, country_b, year)
LEFT JOIN membership USING (country_a, country_b, year)
LEFT JOIN trade USING (country_a, country_b, year)
LEFT JOIN embassy AS a_in_b
    ON a_in_b.subject_country = pair_year.country_a AND a_in_b.object_country = pair_year.country_b
    AND a_in_b.year = pair_year.year
LEFT JOIN embassy AS b_in_a
    ON b_in_a.subject_country = pair_year.country_b AND b_in_a.object_country = pair_year.country_a
    AND b_in_a.year = pair_year.year
