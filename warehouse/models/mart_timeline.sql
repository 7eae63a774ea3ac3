WITH dated AS (
    SELECT
        'fact_event' AS fact_table, event_id AS fact_id, source_country AS one, target_country AS other,
        date_edtf, date_start, date_end, title
    FROM fact_event
    UNION ALL
    SELECT
        'fact_relation', relation_id, subject_country, object_country,
        coalesce(since_edtf, until_edtf),
        CASE WHEN since_edtf IS NULL THEN until_start ELSE since_start END,
        CASE WHEN since_edtf IS NULL THEN until_end ELSE since_end END,
        title
    FROM v_relation
    UNION ALL
    SELECT
        'fact_trade', trade_id, reporter_country, partner_country,
        period_edtf, period_start, period_end, title
    FROM v_trade
    UNION ALL
    SELECT
        'fact_trade_product', trade_product_id, exporter_country, importer_country,
        period_edtf, period_start, period_end,
        exporter.name_en || ' sells ' || lower(dim_product.name_en) || ' to ' || importer.name_en
        || CASE WHEN rank = 'principal' THEN ', as a main product' ELSE '' END
    FROM fact_trade_product
    JOIN dim_product USING (product_id)
    JOIN dim_country AS exporter ON exporter.country_id = fact_trade_product.exporter_country
    JOIN dim_country AS importer ON importer.country_id = fact_trade_product.importer_country
)
SELECT
    least(dated.one, dated.other) AS country_a,
    greatest(dated.one, dated.other) AS country_b,
    dated.date_edtf,
    dated.date_start,
    dated.date_end,
    fact_table,
    fact_id,
    dated.title,
    v_best_quote.quote,
    v_best_quote.language,
    v_best_quote.file_name
FROM dated
LEFT JOIN v_best_quote USING (fact_table, fact_id)
-- least() skips a NULL: what one state did alone would come out as a pair with itself.
WHERE dated.one IS NOT NULL AND dated.other IS NOT NULL AND dated.date_edtf IS NOT NULL
