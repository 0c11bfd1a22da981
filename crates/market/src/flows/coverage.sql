-- What one release holds of a market's purchases: from whom, in which periods, measured how, at which
-- level, and how much of it.
-- $1 market
SELECT period, exporter AS supplier, frequency, valuation, reported_by, currency, nomenclature, level,
       sum(value) AS value
FROM pairs
WHERE importer = $1 AND exporter <> 'WLD'
GROUP BY period, exporter, frequency, valuation, reported_by, currency, nomenclature, level
ORDER BY period, exporter, frequency, valuation, reported_by, currency, nomenclature, level
