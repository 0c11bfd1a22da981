-- What two countries sold each other, by period, by who counted and how, at every product level.
-- $1 market, $2 supplier
SELECT period, exporter, importer, valuation, reported_by, currency, nomenclature,
       level, sum(value) AS value, CAST(sum(row_count) AS BIGINT) AS row_count
FROM pairs
WHERE (exporter = $1 AND importer = $2) OR (exporter = $2 AND importer = $1)
GROUP BY period, exporter, importer, valuation, reported_by, currency, nomenclature, level
ORDER BY period, exporter, importer, valuation, reported_by, currency, nomenclature, level
