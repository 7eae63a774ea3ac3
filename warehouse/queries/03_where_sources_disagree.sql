-- Where do sources disagree with one another, or with themselves?
SELECT kind, country_a, country_b, explanation, quote, file_name, other_quote, other_file_name
FROM mart_conflict
ORDER BY kind, country_a, country_b, conflict_id
