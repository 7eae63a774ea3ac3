-- Who has an embassy where, who is accredited from elsewhere, and who has none, each as of when?
SELECT
    subject_name AS sender,
    object_name AS host,
    CASE
        WHEN NOT holds THEN 'none'
        WHEN until_edtf IS NOT NULL THEN 'closed'
        WHEN relation_type = 'resident_embassy' THEN 'embassy'
        ELSE 'from ' || coalesce(via_name, 'a third country')
    END AS representation,
    since_edtf AS since,
    until_edtf AS until,
    as_of_edtf AS as_of,
    quote
FROM v_relation
WHERE relation_type IN ('resident_embassy', 'non_resident_accreditation')
ORDER BY sender, host, relation_type, relation_id
