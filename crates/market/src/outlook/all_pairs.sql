-- What every country sold every other, by period, by who counted and how, at every product level.
SELECT period, exporter, importer, valuation, reported_by, currency, nomenclature,
       level, sum(value) AS value, CAST(sum(row_count) AS BIGINT) AS row_count
FROM pairs
GROUP BY period, exporter, importer, valuation, reported_by, currency, nomenclature, level
ORDER BY period, exporter, importer, valuation, reported_by, currency, nomenclature, level
