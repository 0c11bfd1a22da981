-- What one release holds of a market's purchases: which periods, measured how, at which level, and
-- how much of it.
-- $1 market
SELECT period, frequency, valuation, reported_by, currency, nomenclature, level,
       CAST(sum(row_count) AS BIGINT) AS row_count, sum(value) AS value,
       count(DISTINCT exporter) AS suppliers
FROM pairs
WHERE importer = $1 AND exporter <> 'WLD'
GROUP BY period, frequency, valuation, reported_by, currency, nomenclature, level
ORDER BY period, frequency, valuation, reported_by, currency, nomenclature, level
