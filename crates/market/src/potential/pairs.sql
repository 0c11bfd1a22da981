-- What every country sold every other in each year, of all goods.
-- $1 $2 first and last period, $3 frequency, $4 valuation, $5 currency, $6 nomenclature, $7 level of the rows,
-- $8 whose reports are left out.
SELECT exporter, importer, substr(period, 1, 4) AS year, sum(value) AS value
FROM pairs
WHERE period BETWEEN $1 AND $2
  AND frequency = $3 AND valuation = $4 AND currency = $5
  AND (nomenclature = $6 OR $7 = '0') AND level = CAST($7 AS BIGINT) AND reported_by <> $8
GROUP BY exporter, importer, substr(period, 1, 4)
ORDER BY year, exporter, importer
