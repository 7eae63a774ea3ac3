-- Which agreements have two countries signed, and what were they about?
-- An agreement is an event; whether it is still in force is seldom told, so the newest stand first.
SELECT
    date_edtf AS signed,
    source_name AS one_side,
    target_name AS other_side,
    instrument,
    subject,
    location_city AS signed_in,
    quote
FROM v_event
WHERE event_type = 'agreement_signed' AND status = 'occurred'
ORDER BY date_start DESC NULLS LAST, one_side, other_side, event_id
