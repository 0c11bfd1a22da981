-- What every country sold every other of some goods.
-- Parameters as in pairs.sql, $9 `chapter` where sums by chapter are fine enough, else `code`, $10 $11 first and last
-- of the codes' starts, $12 starts that belong to the goods, $13 starts that do not: both with a comma before and after
-- each, of one to six characters.
SELECT exporter, importer, substr(period, 1, 4) AS year, sum(value) AS value
FROM goods
WHERE detail = $9 AND goods >= $10 AND goods < $11 || '~'
  AND level = CAST($7 AS BIGINT)
  AND period BETWEEN $1 AND $2
  AND frequency = $3 AND valuation = $4 AND currency = $5 AND nomenclature = $6 AND reported_by <> $8
  AND (strpos($12, ',' || substr(goods, 1, 1) || ',') > 0
       OR strpos($12, ',' || substr(goods, 1, 2) || ',') > 0
       OR strpos($12, ',' || substr(goods, 1, 3) || ',') > 0
       OR strpos($12, ',' || substr(goods, 1, 4) || ',') > 0
       OR strpos($12, ',' || substr(goods, 1, 5) || ',') > 0
       OR strpos($12, ',' || substr(goods, 1, 6) || ',') > 0)
  AND strpos($13, ',' || substr(goods, 1, 2) || ',') = 0
  AND strpos($13, ',' || substr(goods, 1, 3) || ',') = 0
  AND strpos($13, ',' || substr(goods, 1, 4) || ',') = 0
  AND strpos($13, ',' || substr(goods, 1, 5) || ',') = 0
  AND strpos($13, ',' || substr(goods, 1, 6) || ',') = 0
GROUP BY exporter, importer, substr(period, 1, 4)
ORDER BY year, exporter, importer
