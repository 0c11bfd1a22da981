//! What limits the reading of the section.

use std::collections::BTreeSet;

use stirstick_codes::{ProductCode, restricted_list_label};

use super::answer::Found;
use crate::answer::Caveat;
use crate::counted::{characters, counted};
use crate::words::listed;

/// Part of trade without a known distance that is worth a sentence.
const WORTH_TELLING: f64 = 0.0005;

/// Goods by product that hold less than this of the totals are not all goods.
const SHARE_OF_TOTAL: f64 = 0.99;

/// Chapters of the Harmonized System from which on goods are all goods, as where suppliers are asked for.
const CHAPTERS: usize = 90;

/// All caveats of the section.
pub(super) fn caveats(found: &Found<'_>) -> Vec<Caveat> {
    let told = [
        measured(found),
        Some(model(found)),
        Some(costs(found)),
        indicator(found),
        level(found),
        structure(found),
        sectors(found),
        Some(restricted()),
    ];
    told.into_iter()
        .flatten()
        .map(|text| Caveat { text })
        .collect()
}

fn measured(found: &Found<'_>) -> Option<String> {
    let world = &found.world;
    let part = world.goods_share.filter(|share| *share < SHARE_OF_TOTAL)?;
    Some(format!(
        "The codes hold {:.1}% of the totals of the dataset: sectors and goods are not all goods.",
        100.0 * part
    ))
}

fn model(found: &Found<'_>) -> String {
    let total = &found.total;
    let (pairs, without_trade) = total.pairs;
    let fit = total.squared_correlation.map_or(String::new(), |squared| {
        format!("; squared correlation of fitted and actual trade {squared:.2}")
    });
    let home = if total.has_home {
        "Sales at home are in it."
    } else {
        "The data has no sales at home, so that it compares trade abroad only."
    };
    format!(
        "Expected trade: Poisson pseudo maximum likelihood over {} from {}, {} of them without trade on record, which count as zero{fit}. \
         {home} It knows no tariffs, agreements, sanctions or history: these are in the gap, which is no forecast and \
         no advice.",
        counted(pairs, "pair", "pairs"),
        found.dataset,
        counted(without_trade, "pair", "pairs"),
    )
}

fn costs(found: &Found<'_>) -> String {
    let left_out = &found.total.left_out;
    let mut text = format!("Distances and ties: {}.", found.costs.source);
    if left_out.share > WORTH_TELLING {
        let names: Vec<&str> = left_out
            .countries
            .iter()
            .map(|country| country.name())
            .collect();
        text.push_str(&format!(
            " Pairs without a distance are left out, {:.1}% of all trade{}.",
            100.0 * left_out.share,
            if names.is_empty() {
                String::new()
            } else {
                format!(", all pairs of {} among them", listed(&names))
            }
        ));
    }
    text
}

fn indicator(found: &Found<'_>) -> Option<String> {
    found.products.as_ref()?;
    let years = &found.world.averaged;
    let span = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!("the mean of {first} to {last}"),
        (Some(year), _) => format!("{year} alone"),
        _ => String::new(),
    };
    let growth = if found.growth.is_empty() {
        "without growth (give expected output with --growth), so at today's size"
    } else {
        "with the growth that was given; countries without any stay as they are"
    };
    Some(format!(
        "Export potential after the International Trade Centre, from {span}, {growth}, and without tariffs, which would need rates for each pair \
         and good. It measures what shares in world exports and demand would give, and says nothing of prices or of who may sell what."
    ))
}

fn level(found: &Found<'_>) -> Option<String> {
    let products = found.products.as_ref()?;
    if found.level >= products.level {
        return None;
    }
    Some(format!(
        "Worked out in codes of {} and added up to {}.",
        characters(products.level),
        found.level
    ))
}

fn structure(found: &Found<'_>) -> Option<String> {
    let products = found.products.as_ref()?;
    if let Err(error) = &products.structure {
        return Some(format!("No complexity and no nearness of goods: {error}."));
    }
    let world = &found.world;
    let of_harmonized_system = world.nomenclature.is_harmonized_system();
    let chapters: BTreeSet<ProductCode> = products
        .rows
        .iter()
        .map(|row| row.good.product.truncate(2))
        .collect();
    (of_harmonized_system && chapters.len() < CHAPTERS).then(|| {
        format!(
            "The goods are in {} of 96 chapters: advantage, complexity and nearness are among these goods, not all, and differ from \
             those of all goods.",
            chapters.len()
        )
    })
}

fn sectors(found: &Found<'_>) -> Option<String> {
    let too_broad = &found.sectors.too_broad;
    if too_broad.is_empty() {
        return None;
    }
    let labels: Vec<&str> = too_broad.iter().map(|sector| &*sector.label).collect();
    Some(format!(
        "The codes of the dataset ({}) are too broad, or of another kind, for these sectors: {}.",
        found.world.nomenclature.label(),
        listed(&labels)
    ))
}

fn restricted() -> String {
    format!(
        "Goods on the {} are left out of rankings unless asked for, and always where the market is under embargo; other lists are not \
         known to the program. A missing flag is not a clearance, and nothing here is legal advice.",
        restricted_list_label()
    )
}
