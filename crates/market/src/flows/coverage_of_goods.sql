-- What one release holds of a market's purchases of some goods: from whom, in which periods, measured
-- how, at which level, and how much of it.
-- $1 market, $2 start of the product codes, $3 `chapter` where the sums by chapter are fine enough
-- for it, else `code`
SELECT period, exporter AS supplier, frequency, valuation, reported_by, currency, nomenclature, level,
       sum(value) AS value
FROM goods
WHERE detail = $3 AND goods >= $2 AND goods < $2 || '~' AND importer = $1 AND exporter <> 'WLD'
GROUP BY period, exporter, frequency, valuation, reported_by, currency, nomenclature, level
ORDER BY period, exporter, frequency, valuation, reported_by, currency, nomenclature, level
