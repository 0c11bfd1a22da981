//! Which rows of a release hold trade among all countries, measured in one way.

use std::collections::{BTreeMap, BTreeSet};

use stirstick_codes::{
    Country, Currency, Frequency, Nomenclature, Period, PeriodRange, ReportedBy, Valuation,
};
use stirstick_store::{Row, Session};

use crate::error::Error;

const WORLD_SQL: &str = include_str!("world.sql");

/// Exporters and importers from which on effects of countries can be told from costs of pairs. Fewer leave an effect
/// for every few pairs; the sample world has 24 countries.
const LEAST_COUNTRIES: i64 = 15;

/// Finest level that is used when the user names none: the six-digit codes that countries share.
const FINEST: usize = 6;

/// A level holds enough goods with this share of what the fullest level holds.
const ENOUGH_OF_GOODS: f64 = 0.8;

/// Years that the indicator averages over, after the International Trade Centre (2023).
const YEARS_AVERAGED: u16 = 5;

/// Years for which expected trade is worked out, the last ones.
const YEARS_SHOWN: usize = 10;

/// What is wanted of a world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) market: Country,
    pub(super) supplier: Country,
    pub(super) level: Option<usize>,
    pub(super) year: Option<u16>,
    /// Years that end on this day or later are not chosen where none is named.
    pub(super) before_year: Option<u16>,
}

/// Rows of a release that can be added and compared, and the years that they cover.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct World {
    pub(super) frequency: Frequency,
    pub(super) valuation: Valuation,
    pub(super) currency: Currency,
    /// Whose reports are read.
    pub(super) reported_by: ReportedBy,
    /// Whose reports are not read, because those of the other side are.
    pub(super) left_out: Option<ReportedBy>,
    pub(super) nomenclature: Nomenclature,
    /// Level of the rows that totals are added up from; 0 for stated totals.
    pub(super) totals_level: usize,
    /// Level of the rows by product, if there are any.
    pub(super) goods_level: Option<usize>,
    /// The year under measure.
    pub(super) year: u16,
    /// Years of expected trade, in order, the year under measure last.
    pub(super) years: Vec<u16>,
    /// Years that the indicator averages over, in order.
    pub(super) averaged: Vec<u16>,
    /// What the market bought in the year under measure.
    pub(super) bought: f64,
    /// What goods by product hold of the totals in the year under measure.
    pub(super) goods_share: Option<f64>,
}

/// Trade of one period, measured in one way.
#[derive(Debug, Clone, Copy)]
struct Slice {
    period: Period,
    kind: Kind,
    reported_by: ReportedBy,
    exporters: i64,
    importers: i64,
    value: f64,
    bought: f64,
    sold: f64,
}

/// What must be alike in rows that are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    valuation: Valuation,
    frequency: Frequency,
    currency: Currency,
    nomenclature: Nomenclature,
    level: usize,
}

/// Measures in the order in which they are preferred: values reconciled from both sides, what importers report, which
/// is more complete, what exporters report.
const VALUATIONS: [Valuation; 4] = [
    Valuation::Reconciled,
    Valuation::Cif,
    Valuation::Fob,
    Valuation::Unstated,
];

/// Finds what a release holds of the trade of all countries; none where it is too little to estimate from.
pub(super) fn world(session: &Session, wanted: Wanted) -> Result<Option<World>, Error> {
    let parameters = [
        ("market", wanted.market.as_str()),
        ("supplier", wanted.supplier.as_str()),
    ];
    let rows = session.query(WORLD_SQL, &parameters)?;
    let slices = rows.iter().map(slice).collect::<Result<Vec<_>, _>>()?;
    let found = VALUATIONS.into_iter().find_map(|valuation| {
        [ReportedBy::Exporter, ReportedBy::Importer]
            .into_iter()
            .find_map(|left_out| {
                let held: Vec<Slice> = slices
                    .iter()
                    .filter(|slice| slice.kind.valuation == valuation)
                    .copied()
                    .collect();
                let one_side: Vec<Slice> = held
                    .iter()
                    .filter(|slice| slice.reported_by != left_out)
                    .copied()
                    .collect();
                let both = one_side.len() < held.len();
                choose(&one_side, wanted, both.then_some(left_out))
            })
    });
    Ok(found)
}

fn slice(row: Row<'_>) -> Result<Slice, Error> {
    let count = |name| row.integer(name).unwrap_or(0);
    let level = usize::try_from(count("level")).unwrap_or(0);
    let stated: Nomenclature = row.text("nomenclature").parse()?;
    Ok(Slice {
        period: row.text("period").parse()?,
        kind: Kind {
            valuation: row.text("valuation").parse()?,
            frequency: row.text("frequency").parse()?,
            currency: row.text("currency").parse()?,
            // A total is a total in any nomenclature.
            nomenclature: if level == 0 {
                Nomenclature::Unstated
            } else {
                stated
            },
            level,
        },
        reported_by: row.text("reported_by").parse()?,
        exporters: count("exporters"),
        importers: count("importers"),
        value: row.number("value").unwrap_or(0.0),
        bought: row.number("bought").unwrap_or(0.0),
        sold: row.number("sold").unwrap_or(0.0),
    })
}

/// What slices of one kind hold of one year.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    value: f64,
    bought: f64,
}

fn choose(slices: &[Slice], wanted: Wanted, left_out: Option<ReportedBy>) -> Option<World> {
    let held = by_kind(slices);
    let last = |kind: &Kind| {
        let years = held.get(kind)?;
        let mut known = years.keys().filter(|&&year| match wanted.year {
            Some(asked) => year == asked,
            None => wanted.before_year.is_none_or(|before| year < before),
        });
        known.next_back().copied()
    };
    let usable: Vec<(Kind, u16)> = held
        .keys()
        .filter_map(|kind| last(kind).map(|year| (*kind, year)))
        .collect();
    let value = |kind: &Kind, year: u16| held[kind][&year].value;
    // A level may hold some goods only: without stated totals the fullest level is the total.
    let totals = usable.iter().max_by(|(a, a_year), (b, b_year)| {
        let choice =
            |kind: &Kind, year: u16| (year, kind.currency == Currency::USD, kind.level == 0);
        choice(a, *a_year)
            .cmp(&choice(b, *b_year))
            .then(value(a, *a_year).total_cmp(&value(b, *b_year)))
            .then(a.level.cmp(&b.level))
            .then(a.nomenclature.cmp(&b.nomenclature))
    })?;
    let (totals_kind, year) = *totals;
    let of_goods: Vec<Kind> = usable
        .iter()
        .filter(|(kind, own)| {
            *own == year
                && kind.level > 0
                && kind.currency == totals_kind.currency
                && kind.frequency == totals_kind.frequency
                && wanted.level.is_none_or(|level| kind.level >= level)
        })
        .map(|(kind, _)| *kind)
        .collect();
    let fullest = of_goods
        .iter()
        .map(|kind| value(kind, year))
        .fold(0.0, f64::max);
    let goods = of_goods
        .into_iter()
        .filter(|kind| value(kind, year) >= ENOUGH_OF_GOODS * fullest)
        .max_by_key(|kind| (kind.level <= FINEST, kind.level, kind.nomenclature));
    let all_years: Vec<u16> = held[&totals_kind]
        .keys()
        .copied()
        .filter(|&own| own <= year)
        .collect();
    let years = all_years[all_years.len().saturating_sub(YEARS_SHOWN)..].to_vec();
    let averaged = goods.map_or(Vec::new(), |kind| run_before(&held[&kind], year));
    let total = held[&totals_kind][&year];
    let reported_by = slices
        .iter()
        .filter(|slice| slice.kind == totals_kind && slice.period.year() == year)
        .map(|slice| slice.reported_by)
        .min()?;
    Some(World {
        frequency: totals_kind.frequency,
        valuation: totals_kind.valuation,
        currency: totals_kind.currency,
        reported_by,
        left_out,
        nomenclature: goods.map_or(totals_kind.nomenclature, |kind| kind.nomenclature),
        totals_level: totals_kind.level,
        goods_level: goods.map(|kind| kind.level),
        year,
        years,
        averaged,
        bought: total.bought,
        goods_share: goods.map(|kind| held[&kind][&year].value / total.value),
    })
}

/// The unbroken run of years that ends with the one under measure, as far as the indicator averages.
fn run_before(held: &BTreeMap<u16, Held>, year: u16) -> Vec<u16> {
    let mut run: Vec<u16> = (0..YEARS_AVERAGED)
        .map_while(|back| year.checked_sub(back).filter(|own| held.contains_key(own)))
        .collect();
    run.reverse();
    run
}

/// What each kind of rows holds of each whole year in which enough countries trade, the two asked for among them.
fn by_kind(slices: &[Slice]) -> BTreeMap<Kind, BTreeMap<u16, Held>> {
    let mut periods: BTreeMap<(Kind, u16), BTreeSet<Period>> = BTreeMap::new();
    let mut sums: BTreeMap<(Kind, u16), (Held, bool, f64)> = BTreeMap::new();
    for slice in slices {
        let key = (slice.kind, slice.period.year());
        periods.entry(key).or_default().insert(slice.period);
        let entry = sums.entry(key).or_default();
        entry.0.value += slice.value;
        entry.0.bought += slice.bought;
        entry.1 |= slice.exporters.min(slice.importers) >= LEAST_COUNTRIES;
        entry.2 += slice.sold;
    }
    let mut held: BTreeMap<Kind, BTreeMap<u16, Held>> = BTreeMap::new();
    for ((kind, year), (sum, enough, sold)) in sums {
        let whole = Period::of_year(year).is_some_and(|whole| {
            let parts: BTreeSet<Period> =
                PeriodRange::from(whole).periods(kind.frequency).collect();
            periods[&(kind, year)] == parts
        });
        if whole && enough && sum.bought > 0.0 && sold > 0.0 {
            held.entry(kind).or_default().insert(year, sum);
        }
    }
    held
}
