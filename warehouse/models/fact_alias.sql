-- The ids that the tellings of a fact would have had alone, and those of facts of before that have become others.
WITH RECURSIVE became AS (
    SELECT fact_table, former_id AS alias_id, fact_id FROM followed_fact
    UNION ALL
    SELECT fact_table, fact_id, became_fact_id
    FROM before_fact_history
    WHERE change = 'removed' AND NOT EXISTS (
        FROM followed_fact AS followed WHERE followed.fact_table = before_fact_history.fact_table AND former_id = fact_id)
    QUALIFY row_number() OVER (PARTITION BY fact_table, fact_id ORDER BY version DESC) = 1
),
-- What a fact became may have become another one in its turn.
led AS (
    SELECT fact_table, alias_id, fact_id FROM became WHERE fact_id IS NOT NULL
    UNION
    SELECT led.fact_table, led.alias_id, coalesce(alias.fact_id, became.fact_id)
    FROM led
    LEFT JOIN staged_fact_alias AS alias ON alias.fact_table = led.fact_table AND alias.alias_id = led.fact_id
    LEFT JOIN became ON became.fact_table = led.fact_table AND became.alias_id = led.fact_id
    WHERE NOT EXISTS (FROM standing_fact AS standing WHERE standing.fact_table = led.fact_table AND standing.fact_id = led.fact_id)
        AND coalesce(alias.fact_id, became.fact_id) IS NOT NULL
)
SELECT fact_table, alias_id, fact_id FROM staged_fact_alias
UNION ALL BY NAME
SELECT fact_table, alias_id, fact_id FROM led
SEMI JOIN standing_fact USING (fact_table, fact_id)
ANTI JOIN standing_fact AS again ON again.fact_table = led.fact_table AND again.fact_id = led.alias_id
ANTI JOIN staged_fact_alias AS known ON known.fact_table = led.fact_table AND known.alias_id = led.alias_id
