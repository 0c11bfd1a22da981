-- What one release holds of a market's purchases: which periods, measured how, at which level.
-- $1 market
SELECT period, frequency, valuation, reported_by, currency, nomenclature,
       CASE WHEN product = 'TOTAL' THEN 0 ELSE length(product) END AS level,
       count(*) AS row_count
FROM flows
WHERE importer = $1 AND exporter <> 'WLD'
GROUP BY period, frequency, valuation, reported_by, currency, nomenclature, level
ORDER BY period, frequency, valuation, reported_by, currency, nomenclature, level
