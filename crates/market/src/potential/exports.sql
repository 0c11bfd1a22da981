-- What every country sold of each good to all others.
-- Parameters as in pairs.sql, $9 characters of the code to keep, $10 codes of unions of countries, which would count
-- their members twice, with a comma before and after each.
SELECT exporter, substr(goods, 1, CAST($9 AS BIGINT)) AS product, sum(value) AS value
FROM goods
WHERE detail = 'code' AND level = CAST($7 AS BIGINT)
  AND period BETWEEN $1 AND $2
  AND frequency = $3 AND valuation = $4 AND currency = $5 AND nomenclature = $6 AND reported_by <> $8
  AND exporter <> importer
  AND strpos($10, ',' || exporter || ',') = 0 AND strpos($10, ',' || importer || ',') = 0
GROUP BY exporter, substr(goods, 1, CAST($9 AS BIGINT))
ORDER BY exporter, product
