-- Which product codes a release states for any pair of countries in the two periods, measured alike.
-- Parameters as in elsewhere.sql; $1 is not used, since other markets buy what this one does not.
SELECT goods
FROM goods
WHERE detail = 'code'
  AND level = CAST($10 AS BIGINT)
  AND (period BETWEEN $2 AND $3 OR period BETWEEN $4 AND $5)
  AND frequency = $6 AND valuation = $7 AND currency = $8 AND reported_by <> $11
  AND nomenclature = $9
GROUP BY goods
ORDER BY goods
