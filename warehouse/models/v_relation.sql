-- The title's verb: denied, past, lasting (since a date that is told), or standing.
WITH worded AS (
    SELECT
        *,
        CASE
            WHEN NOT holds THEN 'denied'
            WHEN until_edtf IS NOT NULL THEN 'past'
            WHEN since_edtf IS NOT NULL THEN 'lasting'
            ELSE 'standing'
        END AS tense
    FROM fact_relation
),
-- An ambassador named to the host: only then does the level of an embassy follow from the texts.
ambassador AS (
    SELECT DISTINCT source_country AS subject_country, target_country AS object_country, true AS named
    FROM fact_event
    WHERE event_type = 'ambassador_appointed' AND status = 'occurred'
)
SELECT
    worded.*,
    dim_relation_type.label AS relation_label,
    subject.name_en AS subject_name,
    object.name_en AS object_name,
    dim_organization.name_en AS organization_name,
    via.name_en AS via_name,
    CASE
        WHEN tense NOT IN ('lasting', 'standing') THEN NULL
        WHEN worded.relation_type = 'non_resident_accreditation' THEN 3
        WHEN worded.relation_type = 'resident_embassy' AND ambassador.named THEN 3
    END AS cow_level,
    CASE worded.relation_type
        WHEN 'resident_embassy' THEN
            subject.name_en
            || CASE tense WHEN 'denied' THEN ' has no' WHEN 'past' THEN ' had an' WHEN 'lasting' THEN ' has had an' ELSE ' has an' END
            || ' embassy in ' || object.name_en
        WHEN 'resident_consulate' THEN
            subject.name_en
            || CASE tense WHEN 'denied' THEN ' has no' WHEN 'past' THEN ' had a' WHEN 'lasting' THEN ' has had a' ELSE ' has a' END
            || ' consulate in ' || object.name_en
        WHEN 'non_resident_accreditation' THEN
            subject.name_en
            || CASE tense WHEN 'denied' THEN ' is not' WHEN 'past' THEN ' was' WHEN 'lasting' THEN ' has been' ELSE ' is' END
            || ' represented in ' || object.name_en || ' by an ambassador who resides in '
            || coalesce(via.name_en, 'a third country')
        WHEN 'shared_membership' THEN
            subject.name_en || ' and ' || object.name_en
            || CASE tense WHEN 'denied' THEN ' are not both' WHEN 'past' THEN ' were both' WHEN 'lasting' THEN ' have both been' ELSE ' are both' END
            || ' in ' || coalesce(dim_organization.name_en, 'an organisation')
        WHEN 'diplomatic_relations' THEN
            subject.name_en || ' and ' || object.name_en
            || CASE tense WHEN 'denied' THEN ' have no' WHEN 'past' THEN ' had' WHEN 'lasting' THEN ' have had' ELSE ' have' END
            || ' diplomatic relations'
        ELSE
            subject.name_en || ' and ' || object.name_en
            || CASE tense WHEN 'denied' THEN ' have no ' WHEN 'past' THEN ' had' WHEN 'lasting' THEN ' have had' ELSE ' have' END
            || CASE WHEN tense = 'denied' THEN '' WHEN worded.relation_type = 'sister_cities' THEN ' ' ELSE ' a ' END
            || lower(dim_relation_type.label)
    END
    || coalesce(CASE WHEN tense = 'past' THEN ' from ' ELSE ' since ' END || worded.since_edtf, '')
    || coalesce(' until ' || worded.until_edtf, '') AS title,
    v_best_quote.quote,
    v_best_quote.language AS quote_language,
    v_best_quote.file_name
FROM worded
JOIN dim_relation_type USING (relation_type)
JOIN dim_country AS subject ON subject.country_id = worded.subject_country
JOIN dim_country AS object ON object.country_id = worded.object_country
LEFT JOIN dim_country AS via ON via.country_id = worded.via_country
LEFT JOIN dim_organization ON dim_organization.organization_id = worded.organization_id
LEFT JOIN ambassador
    ON ambassador.subject_country = worded.subject_country AND ambassador.object_country = worded.object_country
LEFT JOIN v_best_quote ON v_best_quote.fact_table = 'fact_relation' AND v_best_quote.fact_id = worded.relation_id
