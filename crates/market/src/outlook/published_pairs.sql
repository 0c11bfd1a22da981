-- Pairs of which figures are published, by whose customs.
SELECT DISTINCT reporter, partner
FROM published_figures
WHERE in_series = 'yes'
ORDER BY reporter, partner
