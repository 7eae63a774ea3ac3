-- How did trade develop, and do the two sides' figures agree?
-- The exporter's figure stands beside the importer's; a ratio far from 1 is worth a look (freight explains some 6 to 12 %).
WITH flow AS (
    SELECT
        exporter_country, importer_country, period_edtf AS period, currency,
        max(value) FILTER (flow = 'export') AS told_by_exporter,
        max(value) FILTER (flow = 'import') AS told_by_importer,
        bool_or(is_suspect) AS any_suspect
    FROM fact_trade
    WHERE flow IN ('export', 'import') AND product_id IS NULL
    GROUP BY ALL
)
SELECT *, round(CAST(told_by_importer AS DOUBLE) / nullif(CAST(told_by_exporter AS DOUBLE), 0), 3) AS ratio
FROM flow
ORDER BY exporter_country, importer_country, period, currency
