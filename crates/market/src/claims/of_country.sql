-- What a country sold and bought, by partner and period, by who counted and how, at every product level.
-- $1 country
SELECT period, exporter, importer, valuation, reported_by, currency, nomenclature,
       level, sum(value) AS value, CAST(sum(row_count) AS BIGINT) AS row_count
FROM pairs
WHERE exporter = $1 OR importer = $1
GROUP BY period, exporter, importer, valuation, reported_by, currency, nomenclature, level
ORDER BY period, exporter, importer, valuation, reported_by, currency, nomenclature, level
