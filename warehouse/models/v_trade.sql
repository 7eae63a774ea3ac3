WITH worded AS (
    SELECT
        *,
        CASE bound WHEN 'about' THEN 'about ' WHEN 'at_least' THEN 'at least ' WHEN 'at_most' THEN 'at most ' ELSE '' END
        || CASE
            WHEN value = trunc(value) AND abs(value) < 1000000000000000000 THEN format('{:,}', CAST(value AS BIGINT))
            ELSE CAST(value AS VARCHAR)
        END
        || ' ' || coalesce(currency, '(currency not stated)') AS amount
    FROM fact_trade
)
SELECT
    worded.* EXCLUDE (amount),
    reporter.name_en AS reporter_name,
    partner.name_en AS partner_name,
    dim_product.name_en AS product_name,
    CASE flow
        WHEN 'export' THEN reporter.name_en || ' exported ' || amount || ' to ' || partner.name_en
        WHEN 'import' THEN reporter.name_en || ' imported ' || amount || ' from ' || partner.name_en
        WHEN 'total' THEN 'Trade of ' || reporter.name_en || ' and ' || partner.name_en || ': ' || amount
        ELSE 'Trade balance of ' || reporter.name_en || ' with ' || partner.name_en || ': ' || amount
    END
    || coalesce(' of ' || lower(dim_product.name_en), '')
    || coalesce(' in ' || worded.period_edtf, '') AS title,
    v_best_quote.quote,
    v_best_quote.language AS quote_language,
    v_best_quote.file_name
FROM worded
JOIN dim_country AS reporter ON reporter.country_id = worded.reporter_country
JOIN dim_country AS partner ON partner.country_id = worded.partner_country
LEFT JOIN dim_product USING (product_id)
LEFT JOIN v_best_quote ON v_best_quote.fact_table = 'fact_trade' AND v_best_quote.fact_id = worded.trade_id
