-- Figures that a customs service of the pair published, in the order of the file.
-- $1 market, $2 supplier
SELECT source_row, reporter, partner, flow, measure, frequency, period, value, unit, valuation,
       customs, published, in_series, reason, source_url, note
FROM published_figures
WHERE (reporter = $1 AND partner = $2) OR (reporter = $2 AND partner = $1)
ORDER BY source_row
