//! What was asked about the suppliers of a market, and the section that answers it.

use stirstick_codes::{Country, Currency, Frequency, Nomenclature, PeriodRange, Valuation};

use crate::answer::Section;
use crate::flows::Reporters;
use crate::suppliers::analysis::Analysis;
use crate::suppliers::caveats::caveats;
use crate::suppliers::charts::charts;
use crate::suppliers::statements::write;
use crate::suppliers::tables::tables;

/// Gainers that get a sentence of their own, beside the supplier asked for.
const GAINERS_NAMED: usize = 3;

/// What was asked, and how the numbers behind it were measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Whose purchases.
    pub market: Country,
    /// The supplier to put first, if any.
    pub supplier: Option<Country>,
    /// First period.
    pub from: PeriodRange,
    /// Second period.
    pub to: PeriodRange,
    /// Frequency of the rows that are added up.
    pub frequency: Frequency,
    /// The goods under measure as they stand in a sentence: "all goods", "machinery (84)".
    pub goods: String,
    /// Nomenclature of the product codes.
    pub nomenclature: Nomenclature,
    /// Currency of the values.
    pub currency: Currency,
    /// Valuation of the values.
    pub valuation: Valuation,
    /// Whose reports the values of the first and of the second period come from.
    pub reported_by: Reporters,
    /// The dataset and its release, in words.
    pub dataset: String,
    /// Receipt behind the rows.
    pub receipt: Option<String>,
    /// The other markets that sales elsewhere are measured in.
    pub elsewhere: Vec<Country>,
    /// Receipt behind the sales elsewhere.
    pub elsewhere_receipt: Option<String>,
}

/// Builds the section "suppliers".
///
/// Money is given in the currency of the question, scaled so that it can be read; every unit says
/// how. Figures of single suppliers are named after their codes: `CHN_room_vacated`.
pub fn section(question: &Question, analysis: &Analysis) -> Section {
    let (statements, figures) = write(question, analysis);
    Section {
        id: "suppliers".to_owned(),
        title: format!(
            "Suppliers of {} to {}, {} to {}",
            question.goods,
            question.market.name(),
            question.from,
            question.to
        ),
        statements,
        figures,
        tables: tables(question, analysis),
        charts: charts(question, analysis),
        caveats: caveats(question, analysis),
        missing: None,
    }
}

/// Numbers of the suppliers with sentences of their own: the one asked for, then those that gained
/// most from rivals.
pub(super) fn highlighted(question: &Question, analysis: &Analysis) -> Vec<usize> {
    let asked = question
        .supplier
        .and_then(|asked| analysis.trade.supplier_number(asked));
    let gain = |supplier: usize| {
        let parts = analysis.change.by_supplier[supplier];
        parts.room_vacated + parts.won_from_stayers
    };
    let mut gainers: Vec<usize> = (0..analysis.trade.suppliers().len())
        .filter(|&supplier| Some(supplier) != asked && gain(supplier) > 0.0)
        .collect();
    gainers.sort_by(|&left, &right| gain(right).total_cmp(&gain(left)).then(left.cmp(&right)));
    gainers.truncate(GAINERS_NAMED);
    asked.into_iter().chain(gainers).collect()
}
