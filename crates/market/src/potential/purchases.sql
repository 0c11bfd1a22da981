-- What one country bought of each good from every other.
-- Parameters as in exports.sql, $11 the country.
SELECT exporter, substr(product, 1, CAST($9 AS BIGINT)) AS product, sum(value) AS value
FROM flows
WHERE importer = $11
  AND product <> 'TOTAL' AND length(product) = CAST($7 AS BIGINT)
  AND period BETWEEN $1 AND $2
  AND frequency = $3 AND valuation = $4 AND currency = $5 AND nomenclature = $6 AND reported_by <> $8
  AND exporter <> importer
  AND strpos($10, ',' || exporter || ',') = 0
GROUP BY exporter, substr(product, 1, CAST($9 AS BIGINT))
ORDER BY exporter, product
