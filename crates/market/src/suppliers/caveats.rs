//! What limits the reading of the section.

use stirstick_codes::{
    CountryKind, Frequency, ReportedBy, restricted_list_label, restricted_under,
};

use crate::answer::Caveat;
use crate::counted::{characters, counted};
use crate::suppliers::analysis::Analysis;
use crate::suppliers::exit::{Exit, ExitBasis, FALL_HERE_MIN};
use crate::suppliers::section::Question;
use crate::suppliers::segments::PRICED_SHARE_MIN;
use crate::words::basis;

/// Flagged codes named in the caveat; the table of products marks all.
const FLAGGED_NAMED: usize = 8;

/// Names that a caveat gives of a list.
const NAMED: usize = 5;

/// All limits that apply to this answer.
pub(super) fn caveats(question: &Question, analysis: &Analysis) -> Vec<Caveat> {
    let texts = [
        Some(values(question)),
        reporters_differ(question),
        added_up(question),
        own_reports(question),
        Some(exit_rule(analysis)),
        elsewhere(question, analysis),
        exit_fallback(analysis),
        fell_everywhere(analysis),
        Some(
            "The parts are bookkeeping of shares: they say which gains match the losses of leavers, \
             not that one supplier replaced another."
                .to_owned(),
        ),
        Some(products(question, analysis)),
        new_and_vanished(question, analysis),
        quantities(analysis),
        Some(
            "A supplier and product without a row counts as no recorded trade; a report that is \
             missing looks the same."
                .to_owned(),
        ),
        silent(analysis),
        left_out(analysis),
        areas(analysis),
        own_goods(question, analysis),
        restricted(question, analysis),
        synthetic(analysis),
    ];
    texts
        .into_iter()
        .flatten()
        .map(|text| Caveat { text })
        .collect()
}

fn values(question: &Question) -> String {
    format!(
        "Measured in {}, in {} at the prices of the day, from {}. CIF and FOB values are not \
         comparable with each other.",
        basis(question.market, question.reported_by.1, question.valuation),
        question.currency,
        question.dataset
    )
}

fn reporters_differ(question: &Question) -> Option<String> {
    let (from, to) = question.reported_by;
    let words = |reported_by| basis(question.market, reported_by, question.valuation);
    (from != to).then(|| {
        format!(
            "The two periods were not counted in the same way: {} has {}, {} has {}. A part of each \
             change may come from that.",
            question.from,
            words(from),
            question.to,
            words(to)
        )
    })
}

fn added_up(question: &Question) -> Option<String> {
    let parts = match question.frequency {
        Frequency::Annual => "years",
        Frequency::Quarterly => "quarters",
        Frequency::Monthly => "months",
    };
    (question.to.periods(question.frequency).count() > 1).then(|| {
        format!(
            "The periods are added up from {parts}: a supplier of which some are not on record looks \
             smaller than it was. Of other markets only those with rows in all of them count."
        )
    })
}

fn own_reports(question: &Question) -> Option<String> {
    (question.reported_by == (ReportedBy::Exporter, ReportedBy::Exporter)).then(|| {
        format!(
            "Only suppliers whose own customs report in this dataset are compared: {} may buy from \
             others too, and shares are among those compared.",
            question.market.name()
        )
    })
}

fn exit_rule(analysis: &Analysis) -> String {
    format!(
        "A supplier left when its sales fell by more than {:.0}% against its own sales of the same \
         goods elsewhere, and by more than {:.0}% here. The threshold is a convention: see the table \
         of other thresholds.",
        100.0 * analysis.options.exit_threshold,
        100.0 * FALL_HERE_MIN * analysis.options.exit_threshold
    )
}

fn exit_fallback(analysis: &Analysis) -> Option<String> {
    let with = |basis: ExitBasis| {
        analysis
            .exits
            .iter()
            .filter(move |exit| exit.basis == basis)
    };
    let alone = with(ExitBasis::ThisMarketOnly).count();
    if alone == 0 {
        return None;
    }
    Some(if with(ExitBasis::AgainstElsewhere).count() == 0 {
        "Sales elsewhere are not known, so that the fall in this market alone decides who left; a \
         supplier that shrank everywhere counts as having left."
            .to_owned()
    } else {
        format!(
            "For {alone} of {} sales elsewhere are not known, zero, or less than a tenth of those here; \
             their fall in this market alone decides.",
            counted(analysis.exits.len(), "supplier", "suppliers")
        )
    })
}

/// Elsewhere is what the dataset holds of it.
fn elsewhere(question: &Question, analysis: &Analysis) -> Option<String> {
    let used = analysis
        .exits
        .iter()
        .any(|exit| exit.basis == ExitBasis::AgainstElsewhere);
    let names: Vec<&str> = question
        .elsewhere
        .iter()
        .map(|market| market.name())
        .collect();
    (used && !names.is_empty()).then(|| {
        format!(
            "Elsewhere means the {} that this dataset holds in both periods: {}.",
            counted(names.len(), "other market", "other markets"),
            first_of(&names)
        )
    })
}

/// A large fall that is as large elsewhere is no exit from this market, and must not go unsaid.
fn fell_everywhere(analysis: &Analysis) -> Option<String> {
    let threshold = analysis.options.exit_threshold;
    let mut fell: Vec<&Exit> = analysis
        .exits
        .iter()
        .filter(|exit| !exit.left(threshold))
        .filter(|exit| exit.fall_here.is_some_and(|fall| fall > threshold))
        .collect();
    let before = |exit: &Exit| {
        let number = analysis.trade.supplier_number(exit.supplier);
        number.map_or(0.0, |supplier| analysis.trade.supplier_values(supplier).0)
    };
    fell.sort_by(|one, other| before(other).total_cmp(&before(one)));
    let names: Vec<String> = fell
        .iter()
        .map(|exit| {
            let fall = 100.0 * exit.fall_here.unwrap_or(0.0);
            format!("{} ({fall:.1}%)", exit.supplier.name())
        })
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Not counted as having left, because they fell about as much elsewhere: {}.",
            first_of(&names)
        )
    })
}

/// The first few names, and how many more there are.
fn first_of(names: &[&str]) -> String {
    match names.len().checked_sub(NAMED) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..NAMED].join(", ")),
    }
}

fn products(question: &Question, analysis: &Analysis) -> String {
    let products = analysis.trade.products();
    let levels = || products.iter().map(|product| product.level());
    let (Some(least), Some(most)) = (levels().min(), levels().max()) else {
        return String::new();
    };
    let nomenclature = question.nomenclature.label();
    match (products.len(), least, most) {
        (_, 0, _) => "Only totals over all goods are compared: there is no product mix, and a \
                      supplier can fill room with other goods than those that left."
            .to_owned(),
        (1, level, _) => format!(
            "One code of {} in {nomenclature} is compared, so that there is no product mix. A code \
             is broader than a product.",
            characters(level)
        ),
        (count, ..) if least == most => format!(
            "{} of {} in {nomenclature} are compared. A code is broader than a product: a supplier \
             can fill room with other goods under the same code.",
            counted(count, "code", "codes"),
            characters(least)
        ),
        (count, ..) => format!(
            "{} of {least} to {most} characters in {nomenclature} are compared. A code is broader \
             than a product, and a short one broader than a long one.",
            counted(count, "code", "codes")
        ),
    }
}

fn new_and_vanished(question: &Question, analysis: &Analysis) -> Option<String> {
    let values = |product: usize| analysis.trade.product_values(product);
    let products = || (0..analysis.trade.products().len()).map(values);
    let new = products().filter(|&(from, _)| from <= 0.0).count();
    let vanished = products().filter(|&(_, to)| to <= 0.0).count();
    (new + vanished > 0).then(|| {
        format!(
            "Codes bought only in {}: {new}; only in {}: {vanished}. Their change counts as product \
             mix; codes that were renamed between revisions of the nomenclature look the same.",
            question.to, question.from
        )
    })
}

fn quantities(analysis: &Analysis) -> Option<String> {
    let segmented = analysis.segmented.segmented_share?;
    let covered = 100.0 * analysis.quantity_coverage();
    Some(if segmented > 0.0 {
        format!(
            "{:.0}% of the vacated room lies in codes whose suppliers can be told apart by value per \
             tonne (at least {:.0}% of room and gains priced); in the others every gainer shares in \
             proportion, which narrows the range.",
            100.0 * segmented,
            100.0 * PRICED_SHARE_MIN
        )
    } else {
        format!(
            "Quantities are known for {covered:.0}% of sales, too few to tell suppliers apart by \
             price where room was vacated: room is shared in proportion to gains, without a range."
        )
    })
}

fn silent(analysis: &Analysis) -> Option<String> {
    let names: Vec<&str> = analysis
        .silent
        .iter()
        .map(|silent| silent.supplier.name())
        .collect();
    (!names.is_empty()).then(|| {
        format!(
            "Left out, because nothing is on record for them in one of the periods and in these \
             reports that does not mean that nothing was sold: {}.",
            first_of(&names)
        )
    })
}

fn left_out(analysis: &Analysis) -> Option<String> {
    let rows = analysis.trade.aggregate_rows();
    (rows > 0).then(|| {
        format!(
            "Rows of the world and other unions of countries are left out as suppliers: {rows}."
        )
    })
}

fn areas(analysis: &Analysis) -> Option<String> {
    let areas = analysis
        .trade
        .suppliers()
        .iter()
        .filter(|country| country.kind() == CountryKind::Area);
    let names: Vec<&str> = areas.map(|area| area.name()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Among the suppliers are entries that are no country: {}.",
            names.join("; ")
        )
    })
}

fn own_goods(question: &Question, analysis: &Analysis) -> Option<String> {
    analysis.trade.supplier_number(question.market).map(|_| {
        format!(
            "{} is among its own suppliers: goods that came back.",
            question.market.name()
        )
    })
}

/// Flags the codes of the high-priority list, and says what a missing flag means.
fn restricted(question: &Question, analysis: &Analysis) -> Option<String> {
    let products = analysis.trade.products();
    if products.iter().all(|product| product.is_total()) {
        return None;
    }
    let list = restricted_list_label();
    if !question.nomenclature.is_harmonized_system() {
        return Some(format!(
            "The {list} goes by codes of the Harmonized System, so that none of these codes can \
             carry its flag; a missing flag is not a clearance."
        ));
    }
    let mut flagged: Vec<String> = products
        .iter()
        .filter_map(|&product| {
            let entry = restricted_under(product).next()?;
            Some(match product.level() {
                0..6 => format!("{product} (contains some)"),
                _ => format!("{product} (tier {}, {})", entry.tier, entry.label),
            })
        })
        .collect();
    if flagged.len() > FLAGGED_NAMED {
        let more = flagged.len() - FLAGGED_NAMED;
        flagged.truncate(FLAGGED_NAMED);
        flagged.push(format!("and {more} more, marked in the table of products"));
    }
    let source = products
        .iter()
        .find_map(|&product| restricted_under(product).next());
    Some(match source {
        None => format!("No code here is on the {list}; a missing flag is not a clearance."),
        Some(entry) => format!(
            "On the {list}: {}. Source: {}. Recorded sales of such goods are shown, no supplier or \
             route is suggested; a missing flag is not a clearance.",
            flagged.join("; "),
            entry.source
        ),
    })
}

fn synthetic(analysis: &Analysis) -> Option<String> {
    analysis.trade.is_synthetic().then(|| {
        "Synthetic data: the countries are invented and the numbers describe no real trade."
            .to_owned()
    })
}
