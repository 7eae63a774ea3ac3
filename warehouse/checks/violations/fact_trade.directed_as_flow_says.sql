-- table: fact_trade
-- column: exporter_country
-- severity: blocking
-- touched by: no other row
-- An export goes from the reporter to the partner, an import comes from there; a total and a balance have no exporter.
SELECT trade_id, flow, reporter_country, partner_country, exporter_country, importer_country
FROM staged_fact_trade
WHERE CASE flow
    WHEN 'export' THEN (exporter_country, importer_country) IS DISTINCT FROM (reporter_country, partner_country)
    WHEN 'import' THEN (exporter_country, importer_country) IS DISTINCT FROM (partner_country, reporter_country)
    ELSE exporter_country IS NOT NULL OR importer_country IS NOT NULL
END
