-- One market's purchases by supplier and product in two periods.
-- $1 market, $2 $3 first period from and to, $4 $5 second period from and to, $6 frequency,
-- $7 valuation, $8 currency, $9 nomenclature, $10 level of the rows, $11 characters of the code to
-- keep, $12 start of the codes, $13 whose reports are left out. A quantity is known when every row of the sum states it.
-- Conditions stand in the order in which they drop most rows at least cost.
SELECT exporter AS supplier,
       substr(product, 1, CAST($11 AS BIGINT)) AS product,
       coalesce(sum(value) FILTER (WHERE period BETWEEN $2 AND $3), 0.0) AS value_from,
       coalesce(sum(value) FILTER (WHERE period BETWEEN $4 AND $5), 0.0) AS value_to,
       CASE WHEN count(*) FILTER (WHERE period BETWEEN $2 AND $3 AND quantity_t IS NULL) = 0
            THEN sum(quantity_t) FILTER (WHERE period BETWEEN $2 AND $3) END AS quantity_from_t,
       CASE WHEN count(*) FILTER (WHERE period BETWEEN $4 AND $5 AND quantity_t IS NULL) = 0
            THEN sum(quantity_t) FILTER (WHERE period BETWEEN $4 AND $5) END AS quantity_to_t
FROM flows
WHERE importer = $1
  AND product >= $12 AND product < $12 || '~'
  AND CASE WHEN product = 'TOTAL' THEN 0 ELSE length(product) END = CAST($10 AS BIGINT)
  AND (period BETWEEN $2 AND $3 OR period BETWEEN $4 AND $5)
  AND frequency = $6 AND valuation = $7 AND currency = $8 AND reported_by <> $13
  AND (nomenclature = $9 OR $10 = '0')
GROUP BY exporter, substr(product, 1, CAST($11 AS BIGINT))
ORDER BY supplier, product
