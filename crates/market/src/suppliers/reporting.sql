-- In which parts of the two periods each other market has any rows, so that one that stopped
-- reporting half way is seen.
-- Parameters as in elsewhere.sql.
SELECT importer AS market, period
FROM pairs
WHERE importer <> $1
  AND (period BETWEEN $2 AND $3 OR period BETWEEN $4 AND $5)
  AND frequency = $6 AND valuation = $7 AND currency = $8 AND reported_by <> $11
  AND (nomenclature = $9 OR $10 = '0')
  AND level = CAST($10 AS BIGINT)
GROUP BY importer, period
ORDER BY market, period
