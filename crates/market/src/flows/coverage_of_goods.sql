-- What one release holds of a market's purchases of some goods: which periods, measured how, at which level, and
-- how much of it.
-- $1 market, $2 start of the product codes
SELECT period, frequency, valuation, reported_by, currency, nomenclature,
       CASE WHEN product = 'TOTAL' THEN 0 ELSE length(product) END AS level,
       count(*) AS row_count, sum(value) AS value,
       count(DISTINCT exporter) AS suppliers
FROM flows
WHERE importer = $1 AND exporter <> 'WLD' AND starts_with(product, $2)
GROUP BY period, frequency, valuation, reported_by, currency, nomenclature, level
ORDER BY period, frequency, valuation, reported_by, currency, nomenclature, level
