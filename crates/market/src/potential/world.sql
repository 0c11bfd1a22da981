-- What a release holds of trade among all countries, by how it is measured and at which level.
-- $1 market, $2 supplier.
SELECT period, frequency, valuation, currency, reported_by, nomenclature, level,
       count(DISTINCT exporter) AS exporters, count(DISTINCT importer) AS importers,
       sum(value) AS value,
       coalesce(sum(value) FILTER (WHERE importer = $1), 0.0) AS bought,
       coalesce(sum(value) FILTER (WHERE exporter = $2), 0.0) AS sold
FROM pairs
WHERE value > 0
GROUP BY period, frequency, valuation, currency, reported_by, nomenclature, level
ORDER BY period, frequency, valuation, currency, reported_by, nomenclature, level
