//! Who plays which part in the world with a story; the same in every seed.

/// Countries of the world with a story, `QMA` to `QMX`.
pub(crate) const COUNTRIES: usize = 24;
/// First year of the data.
pub(crate) const FIRST_YEAR: u16 = 2010;
/// Last year of the data.
pub(crate) const LAST_YEAR: u16 = 2023;
/// Years of the data.
pub(crate) const YEARS: usize = 14;
/// Years that builders of new capacity look ahead.
pub(crate) const FORESIGHT: usize = 3;
/// Years of the plans, which reach past the data.
pub(crate) const PLAN_YEARS: usize = YEARS + FORESIGHT;

/// `QMD`, the market which suppliers leave and which stops publishing.
pub(crate) const DARK: usize = 3;
/// `QMA`, `QMB`, `QMC` and `QME`, the suppliers who leave it.
pub(crate) const LEAVERS: [usize; 4] = [0, 1, 2, 4];
/// `QMF`, the toolmaker, and `QMG`, who fill the room.
pub(crate) const FILLERS: [usize; 2] = [5, 6];
/// `QMH`, the hub beside the dark market.
pub(crate) const HUB: usize = 7;
/// Markets in which goods localise or a rival story happens.
pub(crate) const STORY_MARKETS: [usize; 8] = [DARK, 8, 9, 10, 11, 12, 13, 14];
/// `QMX`, which never publishes.
pub(crate) const NEVER_PUBLISHES: usize = 23;
/// Countries that may serve as hubs of the other markets.
pub(crate) const HUB_CANDIDATES: std::ops::Range<usize> = 15..23;

/// Size of each country's economy in the first year, billion US dollars; the others are drawn.
pub(crate) const GDP_BUSD: [(usize, f64); 15] = [
    (0, 2600.0),
    (1, 1800.0),
    (2, 1500.0),
    (DARK, 1400.0),
    (4, 900.0),
    (5, 5000.0),
    (6, 1700.0),
    (HUB, 60.0),
    (8, 900.0),
    (9, 700.0),
    (10, 600.0),
    (11, 500.0),
    (12, 450.0),
    (13, 400.0),
    (14, 350.0),
];

/// The calendar year of a position in the data.
pub(crate) fn year(position: usize) -> u16 {
    FIRST_YEAR + u16::try_from(position).expect("there are few years")
}

/// The country's part, as the truth names it.
pub(crate) fn part(country: usize) -> &'static str {
    match country {
        DARK => "dark market",
        HUB => "hub of the dark market",
        NEVER_PUBLISHES => "never publishes",
        c if LEAVERS.contains(&c) => "supplier who leaves the dark market",
        c if c == FILLERS[0] => "toolmaker, fills the room in the dark market",
        c if FILLERS.contains(&c) => "fills the room in the dark market",
        c if STORY_MARKETS.contains(&c) => "market with planted events",
        _ => "bystander",
    }
}
