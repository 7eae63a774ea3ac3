-- One row a passage of evidence, with the pair and the years of its fact.
WITH telling AS (
    SELECT
        evidence.fact_table, evidence.fact_id, evidence.document_id,
        dim_document.language, dim_document.source_id,
        pair.country_a, pair.country_b, mart_timeline.date_start, mart_timeline.date_end
    FROM evidence
    JOIN dim_document USING (document_id)
    LEFT JOIN mart_timeline USING (fact_table, fact_id)
    LEFT JOIN (
        SELECT
            'fact_event' AS fact_table, event_id AS fact_id,
            least(source_country, target_country) AS country_a, greatest(source_country, target_country) AS country_b
        FROM fact_event
        WHERE source_country IS NOT NULL AND target_country IS NOT NULL
        UNION ALL
        SELECT
            'fact_relation', relation_id, least(subject_country, object_country),
            greatest(subject_country, object_country)
        FROM fact_relation
        UNION ALL
        SELECT
            'fact_trade', trade_id, least(reporter_country, partner_country),
            greatest(reporter_country, partner_country)
        FROM fact_trade
        UNION ALL
        SELECT
            'fact_trade_product', trade_product_id, least(exporter_country, importer_country),
            greatest(exporter_country, importer_country)
        FROM fact_trade_product
    ) AS pair USING (fact_table, fact_id)
),
scoped AS (
    SELECT 'all' AS scope, 'all' AS scope_id, NULL AS a, NULL AS b, NULL AS spoken, * FROM telling
    UNION ALL
    SELECT 'pair', country_a || '-' || country_b, country_a, country_b, NULL, * FROM telling WHERE country_a IS NOT NULL
    UNION ALL
    SELECT 'language', language, NULL, NULL, language, * FROM telling WHERE language IS NOT NULL
    UNION ALL
    SELECT 'source', source_id, NULL, NULL, NULL, * FROM telling
),
-- By kind of fact first: to count the distinct ids of each kind side by side takes twice as long.
told AS (
    SELECT
        scope, scope_id, a, b, spoken, fact_table,
        min(date_start) AS first_day,
        max(coalesce(date_end, date_start)) AS last_day,
        count(DISTINCT fact_id) AS facts,
        count(*) AS evidence_rows
    FROM scoped
    GROUP BY ALL
),
telling_document AS (
    SELECT scope, scope_id, count(DISTINCT document_id) AS documents FROM scoped GROUP BY ALL
),
counted AS (
    SELECT
        scope, scope_id, a, b, spoken, documents,
        year(min(first_day)) AS first_year,
        year(max(last_day)) AS last_year,
        sum(facts) FILTER (fact_table = 'fact_relation') AS relations,
        sum(facts) FILTER (fact_table = 'fact_event') AS events,
        sum(facts) FILTER (fact_table = 'fact_trade') AS trade_amounts,
        sum(facts) FILTER (fact_table = 'fact_trade_product') AS trade_products,
        sum(evidence_rows) AS evidence_rows
    FROM told
    JOIN telling_document USING (scope, scope_id)
    GROUP BY ALL
),
-- A document in which nothing was found has been read too: documents are counted from dim_document, pairs apart.
-- Older versions of a source are not read any more.
document AS (
    SELECT unnest([
        {'scope': 'all', 'scope_id': 'all', 'spoken': NULL},
        {'scope': 'language', 'scope_id': language, 'spoken': language},
        {'scope': 'source', 'scope_id': source_id, 'spoken': NULL}
    ], recursive := true), document_id, status
    FROM dim_document
    WHERE is_current
),
issue AS (
    SELECT document_id, count(*) AS issues FROM reading_issue GROUP BY document_id
),
met AS (
    SELECT
        scope, scope_id, spoken,
        count(*) FILTER (status = 'loaded') AS documents,
        count(*) FILTER (status = 'rejected') AS rejected_documents,
        CAST(coalesce(sum(issues), 0) AS BIGINT) AS reading_issues
    FROM document
    LEFT JOIN issue USING (document_id)
    WHERE scope_id IS NOT NULL
    GROUP BY ALL
)
SELECT
    coalesce(met.scope, counted.scope) AS scope,
    coalesce(met.scope_id, counted.scope_id) AS scope_id,
    counted.a AS country_a,
    counted.b AS country_b,
    coalesce(met.spoken, counted.spoken) AS language,
    counted.first_year,
    counted.last_year,
    coalesce(met.documents, counted.documents) AS documents,
    met.rejected_documents,
    coalesce(counted.relations, 0) AS relations,
    coalesce(counted.events, 0) AS events,
    coalesce(counted.trade_amounts, 0) AS trade_amounts,
    coalesce(counted.trade_products, 0) AS trade_products,
    coalesce(counted.evidence_rows, 0) AS evidence_rows,
    met.reading_issues,
    NULL AS precision,
    NULL AS recall,
    NULL AS core_f1,
    NULL AS full_f1,
    NULL AS annotator
FROM met
FULL JOIN counted USING (scope, scope_id)
UNION ALL
SELECT
    'accuracy', set_name || '/' || language, NULL, NULL, nullif(language, 'all'), NULL, NULL, documents, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, precision, recall, core_f1, full_f1, annotator
FROM staged_accuracy
