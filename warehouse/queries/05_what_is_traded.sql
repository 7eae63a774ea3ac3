-- What do countries sell to one another?
SELECT
    exporter.name_en AS exporter,
    importer.name_en AS importer,
    dim_product.name_en AS product,
    fact_trade_product.rank,
    fact_trade_product.period_edtf AS period,
    v_best_quote.quote
FROM fact_trade_product
JOIN dim_product USING (product_id)
JOIN dim_country AS exporter ON exporter.country_id = exporter_country
JOIN dim_country AS importer ON importer.country_id = importer_country
LEFT JOIN v_best_quote ON fact_table = 'fact_trade_product' AND fact_id = trade_product_id
ORDER BY exporter, importer, rank DESC, product, trade_product_id
