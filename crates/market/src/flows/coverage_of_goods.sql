-- What one release holds of a market's purchases of some goods: which periods, measured how, at which level, and
-- how much of it.
-- $1 market, $2 start of the product codes, $3 `chapter` where the sums by chapter are fine enough
-- for it, else `code`
SELECT period, frequency, valuation, reported_by, currency, nomenclature, level,
       CAST(sum(row_count) AS BIGINT) AS row_count, sum(value) AS value,
       count(DISTINCT exporter) AS suppliers
FROM goods
WHERE detail = $3 AND goods >= $2 AND goods < $2 || '~' AND importer = $1 AND exporter <> 'WLD'
GROUP BY period, frequency, valuation, reported_by, currency, nomenclature, level
ORDER BY period, frequency, valuation, reported_by, currency, nomenclature, level
