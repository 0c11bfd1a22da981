-- What every supplier sold of some goods to each other market in the same two periods.
-- Parameters as in sales.sql up to $10, $11 start of the codes, $12 `chapter` where the sums by
-- chapter are fine enough for it, else `code`, $13 whose reports are left out.
SELECT exporter AS supplier, importer AS market,
       coalesce(sum(value) FILTER (WHERE period BETWEEN $2 AND $3), 0.0) AS value_from,
       coalesce(sum(value) FILTER (WHERE period BETWEEN $4 AND $5), 0.0) AS value_to
FROM goods
WHERE detail = $12 AND goods >= $11 AND goods < $11 || '~'
  AND level = CAST($10 AS BIGINT)
  AND importer <> $1
  AND (period BETWEEN $2 AND $3 OR period BETWEEN $4 AND $5)
  AND frequency = $6 AND valuation = $7 AND currency = $8 AND reported_by <> $13
  AND nomenclature = $9
GROUP BY exporter, importer
ORDER BY supplier, market
