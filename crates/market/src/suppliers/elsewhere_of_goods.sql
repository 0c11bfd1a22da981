-- What every supplier sold of some goods to each other market in the same two periods.
-- Parameters as in sales.sql up to $10, $11 start of the codes, $12 whose reports are left out. The
-- whole table is read: what drops most rows at least cost stands first.
SELECT exporter AS supplier, importer AS market,
       coalesce(sum(value) FILTER (WHERE period BETWEEN $2 AND $3), 0.0) AS value_from,
       coalesce(sum(value) FILTER (WHERE period BETWEEN $4 AND $5), 0.0) AS value_to
FROM flows
WHERE product >= $11 AND product < $11 || '~'
  AND CASE WHEN product = 'TOTAL' THEN 0 ELSE length(product) END = CAST($10 AS BIGINT)
  AND importer <> $1
  AND (period BETWEEN $2 AND $3 OR period BETWEEN $4 AND $5)
  AND frequency = $6 AND valuation = $7 AND currency = $8 AND reported_by <> $12
  AND (nomenclature = $9 OR $10 = '0')
GROUP BY exporter, importer
ORDER BY supplier, market
