WITH people AS (
    SELECT
        bridge_event_person.event_id,
        string_agg(
            dim_person.name || ' (' || replace(bridge_event_person.role, '_', ' ') || ')', '; '
            ORDER BY dim_person.name, bridge_event_person.role
        ) AS persons
    FROM bridge_event_person
    JOIN dim_person USING (person_id)
    GROUP BY bridge_event_person.event_id
)
SELECT
    fact_event.*,
    dim_event_type.label AS event_label,
    source.name_en AS source_name,
    target.name_en AS target_name,
    dim_organization.name_en AS organization_name,
    location.name_en AS location_name,
    people.persons,
    dim_event_type.plover_type,
    dim_event_type.cameo_code,
    dim_event_type.quad_class,
    dim_event_type.goldstein,
    v_best_quote.quote,
    v_best_quote.language AS quote_language,
    v_best_quote.file_name
FROM fact_event
JOIN dim_event_type USING (event_type)
LEFT JOIN dim_country AS source ON source.country_id = fact_event.source_country
LEFT JOIN dim_country AS target ON target.country_id = fact_event.target_country
LEFT JOIN dim_country AS location ON location.country_id = fact_event.location_country
LEFT JOIN dim_organization ON dim_organization.organization_id = fact_event.organization_id
LEFT JOIN people USING (event_id)
LEFT JOIN v_best_quote ON v_best_quote.fact_table = 'fact_event' AND v_best_quote.fact_id = fact_event.event_id
