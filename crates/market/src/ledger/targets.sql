-- Targets stated for the trade of the pair, in the order of the file.
-- $1 market, $2 supplier
SELECT source_row, target_low_usd_bn, target_high_usd_bn, reporter, partner, deadline_year,
       deadline_text, announced, by_whom, kind, stated_reached, source_url, note
FROM targets
WHERE (reporter = $1 AND partner = $2) OR (reporter = $2 AND partner = $1)
ORDER BY source_row
