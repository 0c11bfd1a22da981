//! Finds the claims of a text and holds each against the data.

use super::ask::{Stop, Subject, Untestable, currency, months};
use super::evidence::{Evidence, Found, Sources, money};
use super::places::{place, share};
use super::precision::{Fit, Stated};
use super::verdict::{Judgement, Scale, Verdict, judge};
use crate::error::Error;
use crate::ledger::Part;
use crate::shell::quoted;
use jiff::civil::Date;
use serde::Serialize;
use stirstick_claims::{
    Claim, Direction, Field, Kind, Reason, Setting, Unit, claims, read, settings,
};
use stirstick_codes::{Currency, PeriodRange};
use stirstick_store::{Receipt, Store};

/// What is asked about a text.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// The text, plain or HTML.
    pub input: &'a [u8],
    /// Name of the file, for messages; `-` for a pipe.
    pub name: String,
    /// When the text was published; by default what it says itself.
    pub published: Option<Date>,
    /// The day of the question: nothing known later counts.
    pub as_of: Date,
}

/// A claim with the verdict on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckedClaim {
    /// The fields of the claim, under the names of the specification.
    #[serde(flatten)]
    pub claim: Claim,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in words.
    pub why: String,
    /// Stated less known, in the unit of the claim, where they differ.
    pub off_by: Option<f64>,
    /// Which data would do, where none did.
    pub needs: Option<String>,
    /// The figures that it rests on, the deciding one first.
    pub evidence: Vec<Evidence>,
}

/// A text with its claims and the verdicts on them.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// What was checked.
    pub title: String,
    /// The command that checks again.
    pub command: String,
    /// True when any row behind it is synthetic.
    pub synthetic: bool,
    /// Publication date that relative periods were read against, as `2024-05-28`.
    pub published: Option<String>,
    /// The text that spans count in, in characters.
    pub text: String,
    /// The claims in the order of the text.
    pub claims: Vec<CheckedClaim>,
    /// Where every figure came from.
    pub receipts: Vec<Receipt>,
}

/// Checks the figures of a text about trade.
///
/// # Errors
/// [`Error::Text`] when the input is no text, [`Error::Store`] when a dataset cannot be asked.
pub fn check(store: &Store, ask: &Ask<'_>) -> Result<Check, Error> {
    let document = read(ask.input).map_err(|source| Error::Text {
        file: ask.name.clone(),
        source,
    })?;
    let found = claims(&document, ask.published);
    let settings = settings(&document, &found);
    let published = ask.published.or(document.published());
    let mut sources = Sources::new(store, ask.as_of);
    let mut checked = Checked {
        published,
        setting: Setting::default(),
        receipts: Vec::new(),
        synthetic: false,
    };
    let claims = found
        .into_iter()
        .zip(settings)
        .map(|(claim, setting)| checked.check(&mut sources, claim, setting))
        .collect::<Result<_, _>>()?;
    let date = ask
        .published
        .map_or(String::new(), |date| format!(" --published {date}"));
    Ok(Check {
        title: format!(
            "Trade figures of {}",
            if ask.name == "-" { "a text" } else { &ask.name }
        ),
        command: format!("stirstick check {}{date}", quoted(&ask.name)),
        synthetic: checked.synthetic,
        published: published.map(|date| date.to_string()),
        text: document.text().to_owned(),
        claims,
        receipts: checked.receipts,
    })
}

pub(super) struct Checked {
    published: Option<Date>,
    /// What the sentence of the claim says beyond it.
    setting: Setting,
    receipts: Vec<Receipt>,
    synthetic: bool,
}

impl Checked {
    fn check(
        &mut self,
        sources: &mut Sources<'_>,
        claim: Claim,
        setting: Setting,
    ) -> Result<CheckedClaim, Error> {
        self.setting = setting;
        let judgement = match self.judge(sources, &claim) {
            Ok(judgement) => judgement,
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Untestable(untestable)) => {
                Judgement::without_data(Verdict::CannotBeTested, untestable.why, untestable.needs)
            }
        };
        let judgement = held_back(judgement, &claim);
        Ok(CheckedClaim {
            claim,
            verdict: judgement.verdict,
            why: judgement.why,
            off_by: judgement.off_by,
            needs: judgement.needs,
            evidence: judgement.evidence,
        })
    }

    fn judge(&mut self, sources: &mut Sources<'_>, claim: &Claim) -> Result<Judgement, Stop> {
        if let Some(doubt) = doubt(claim).or_else(|| kept_back(&self.setting, claim)) {
            return Err(doubt.into());
        }
        if claim.kind == Kind::Forecast {
            return Ok(self.forecast(sources, claim)?);
        }
        goods(claim)?;
        match claim.kind {
            Kind::Target => super::goals::target(sources, claim, self),
            Kind::Level => self.level(sources, claim),
            Kind::Balance => self.balance(sources, claim),
            Kind::Growth => self.growth(sources, claim),
            Kind::Share => share(sources, claim, self),
            Kind::Rank => place(sources, claim, self),
            _ => Err(Untestable::new("this kind of claim is not checked yet").into()),
        }
    }

    /// The figure as it was written.
    pub(super) fn stated(&self, claim: &Claim) -> Stated {
        let (start, end) = (claim.figure.start, claim.figure.end);
        let within = claim
            .text
            .chars()
            .skip(start.saturating_sub(claim.span.start));
        let figure: String = within.take(end.saturating_sub(start)).collect();
        Stated::read(claim.value, claim.value_high, &figure, claim.hedge)
    }

    pub(super) fn keep(&mut self, found: Found) -> Vec<Evidence> {
        for receipt in found.receipts {
            if self.receipts.iter().all(|known| known.id != receipt.id) {
                self.receipts.push(receipt);
            }
        }
        self.synthetic |= found.synthetic;
        self.counted(found.evidence)
    }

    /// Where the text says who counted, only that count is asked; where it says so without a name, none can refute.
    fn counted(&self, evidence: Vec<Evidence>) -> Vec<Evidence> {
        let counter = self.setting.counter.and_then(|area| area.country());
        let names_counter = self.setting.names_counter;
        let of_counter =
            |one: &Evidence| counter.is_none_or(|counter| one.counted_by == Some(counter));
        evidence
            .into_iter()
            .filter(of_counter)
            .map(|one| Evidence {
                is_own: one.is_own && (counter.is_some() || !names_counter),
                ..one
            })
            .collect()
    }

    /// Holds an amount against all that are known of the subject.
    fn judge_amount(
        &self,
        claim: &Claim,
        known: &[Evidence],
        (subject, period, currency): (&Subject, PeriodRange, Currency),
    ) -> Result<Judgement, Stop> {
        let show = |apart: f64| signed_money(apart, currency);
        let stated = self.stated(claim);
        let judgement = judge(stated, known, Scale::Amount, self.published, &show);
        Ok(judgement.ok_or_else(|| not_at_hand(subject, period, currency))?)
    }

    fn level(&mut self, sources: &mut Sources<'_>, claim: &Claim) -> Result<Judgement, Stop> {
        let (subject, period, currency) = subject_of(claim)?;
        let found = sources.levels(&subject, period, currency)?;
        let known = self.keep(found);
        self.judge_amount(claim, &known, (&subject, period, currency))
    }

    fn balance(&mut self, sources: &mut Sources<'_>, claim: &Claim) -> Result<Judgement, Stop> {
        let (subject, period, currency) = subject_of(claim)?;
        let exports = sources.levels(&subject.with(Part::FromMarket), period, currency)?;
        let imports = sources.levels(&subject.with(Part::ToMarket), period, currency)?;
        let exports = self.keep(exports);
        let imports = self.keep(imports);
        let balances: Vec<Evidence> = exports
            .iter()
            .filter_map(|sold| {
                let same = |bought: &&Evidence| {
                    bought.receipt == sold.receipt && bought.counted_by == sold.counted_by
                };
                let bought = imports.iter().find(same)?;
                let value = sold.value - bought.value;
                Some(Evidence {
                    value,
                    shown: signed_money(value, currency),
                    basis: format!(
                        "exports {} less imports {}; {}",
                        sold.shown, bought.shown, sold.basis
                    ),
                    computed: true,
                    step: sold.step + bought.step,
                    is_floor: sold.is_floor || bought.is_floor,
                    is_soft: sold.is_soft || bought.is_soft,
                    ..sold.clone()
                })
            })
            .collect();
        self.judge_amount(claim, &balances, (&subject, period, currency))
    }

    fn growth(&mut self, sources: &mut Sources<'_>, claim: &Claim) -> Result<Judgement, Stop> {
        let subject = Subject::of(claim)?;
        let period = months(claim)?;
        if claim.annualised || claim.direction == Direction::Balance || claim.unit == Unit::Points {
            return Err(Untestable::new(
                "average rates, changes of balances and changes of shares are not checked yet",
            )
            .into());
        }
        let base = match claim.comparison_period {
            Some(base) => base.range(),
            None => period.previous_year(),
        };
        let Some(base) = base else {
            return Err(Untestable::new(
                "what the change is measured against is no calendar period",
            )
            .into());
        };
        if let Some(currency) = currency(claim) {
            return self.change(sources, claim, &subject, (base, period), currency);
        }
        let is_yearly = Some(base) == period.previous_year();
        let mut rates = if is_yearly {
            sources.rates(&subject, period)?
        } else {
            super::evidence::Rates::default()
        };
        let found = std::mem::take(&mut rates.found);
        self.keep(found);
        let from_levels = self.rates_of_levels(sources, &subject, (base, period))?;
        let computed: Vec<Evidence> = rates.computed.into_iter().chain(from_levels).collect();
        Ok(self
            .judge_rate(claim, &rates.printed, &computed)
            .ok_or_else(|| {
                Untestable::new(format!(
                    "no figures of the {} for {period} and {base} are at hand",
                    subject.words()
                ))
                .needing(subject.needs(&format!("{period} and {base}")))
            })?)
    }

    /// A rate is supported by levels, or by what was printed alone where a base was revised.
    fn judge_rate(
        &self,
        claim: &Claim,
        printed: &[Evidence],
        computed: &[Evidence],
    ) -> Option<Judgement> {
        let stated = self.stated(claim);
        let show = |apart: f64| format!("{apart:+.1} points");
        let all: Vec<Evidence> = printed.iter().chain(computed).cloned().collect();
        let mut judgement = judge(stated, &all, Scale::Rate, self.published, &show)?;
        let fits = |one: &Evidence| {
            !matches!(
                stated.fit(one.compared(Scale::Rate)),
                Fit::Open | Fit::Differs
            )
        };
        let by_print = printed.iter().find(|one| fits(one));
        let own: Vec<&Evidence> = computed
            .iter()
            .filter(|one| one.is_own && !one.is_floor)
            .collect();
        if judgement.verdict == Verdict::Supported
            && let Some(by_print) = by_print
            && let Some(other) = own.first().filter(|_| !own.iter().any(|one| fits(one)))
        {
            judgement.verdict = Verdict::SupportedByPublishedRateOnly;
            let when = by_print
                .published
                .as_ref()
                .map_or(String::new(), |date| format!(", published {date}"));
            judgement.why = format!(
                "{} was printed ({}{when}); the levels give {} ({}): the base was revised since, or is rounded",
                by_print.shown, by_print.basis, other.shown, other.basis
            );
            judgement.evidence.push((*other).clone());
        }
        Some(judgement)
    }

    /// Rates between the levels of datasets.
    fn rates_of_levels(
        &mut self,
        sources: &mut Sources<'_>,
        subject: &Subject,
        (base, period): (PeriodRange, PeriodRange),
    ) -> Result<Vec<Evidence>, Error> {
        let mut pairs = Vec::new();
        for currency in sources.currencies(subject)? {
            pairs.extend(self.level_pairs(sources, subject, (base, period), currency)?);
        }
        let rate = |(level, base): (Evidence, Evidence)| {
            let value = 100.0 * (level.value / base.value - 1.0);
            Evidence {
                value,
                shown: format!("{value:.1}%"),
                basis: format!(
                    "computed from {} on {}; {}",
                    level.shown, base.shown, level.basis
                ),
                computed: true,
                step: 100.0
                    * (level.step / base.value + base.step * level.value / base.value.powi(2)),
                is_floor: level.is_floor || base.is_floor,
                is_soft: level.is_soft || base.is_soft,
                ..level
            }
        };
        Ok(pairs.into_iter().map(rate).collect())
    }

    /// A change in money.
    fn change(
        &mut self,
        sources: &mut Sources<'_>,
        claim: &Claim,
        subject: &Subject,
        (base, period): (PeriodRange, PeriodRange),
        currency: Currency,
    ) -> Result<Judgement, Stop> {
        let pairs = self.level_pairs(sources, subject, (base, period), currency)?;
        let changes: Vec<Evidence> = pairs
            .into_iter()
            .map(|(level, base)| Evidence {
                value: level.value - base.value,
                shown: signed_money(level.value - base.value, currency),
                basis: format!("{} less {}; {}", level.shown, base.shown, level.basis),
                computed: true,
                step: level.step + base.step,
                is_floor: level.is_floor || base.is_floor,
                is_soft: level.is_soft || base.is_soft,
                ..level
            })
            .collect();
        self.judge_amount(claim, &changes, (subject, period, currency))
    }

    /// Levels of two periods of one source and one side, the first of each source.
    fn level_pairs(
        &mut self,
        sources: &mut Sources<'_>,
        subject: &Subject,
        (base, period): (PeriodRange, PeriodRange),
        currency: Currency,
    ) -> Result<Vec<(Evidence, Evidence)>, Error> {
        let levels = sources.levels(subject, period, currency)?;
        let bases = sources.levels(subject, base, currency)?;
        let levels = self.keep(levels);
        let bases = self.keep(bases);
        let mut pairs: Vec<(Evidence, Evidence)> = Vec::new();
        for level in levels {
            let is_of_source =
                |one: &Evidence| one.receipt == level.receipt && one.basis == level.basis;
            let is_taken = pairs.iter().any(|(taken, _)| is_of_source(taken));
            let base = bases
                .iter()
                .find(|one| is_of_source(one) && one.value > 0.0)
                .cloned();
            if let Some(base) = base.filter(|_| !is_taken) {
                pairs.push((level, base));
            }
        }
        Ok(pairs)
    }

    /// What was expected cannot be tested; what came of it can be told.
    fn forecast(&mut self, sources: &mut Sources<'_>, claim: &Claim) -> Result<Judgement, Error> {
        let mut judgement = Judgement::without_data(
            Verdict::NotTestable,
            "an expectation; no data could test it when it was written",
            None,
        );
        let is_level = currency(claim).is_some() && claim.goods == "total";
        if let (true, Ok((subject, period, currency))) = (is_level, subject_of(claim)) {
            let found = sources.levels(&subject, period, currency)?;
            if let Some(outcome) = self
                .keep(found)
                .into_iter()
                .find(|one| one.is_own && !one.is_floor)
            {
                judgement.why = format!(
                    "an expectation; {period} came to {} ({})",
                    outcome.shown, outcome.basis
                );
                judgement.evidence = vec![outcome];
            }
        }
        Ok(judgement)
    }
}

/// Readings that are too unsure for a verdict.
fn doubt(claim: &Claim) -> Option<Untestable> {
    let unsure = claim.unsure.iter().find(|doubt| {
        ESSENTIAL.contains(&doubt.field)
            && matches!(
                doubt.reason,
                Reason::NotStated | Reason::TwoReadings | Reason::NoPublicationDate
            )
    })?;
    let why = match unsure.reason {
        Reason::NoPublicationDate => {
            "the period depends on when the text was published; give it with --published".to_owned()
        }
        Reason::TwoReadings => format!(
            "the text can be read in two ways ({})",
            field_words(unsure.field)
        ),
        _ => format!("the text does not state it ({})", field_words(unsure.field)),
    };
    Some(Untestable::new(why))
}

/// Fields without which a figure cannot be looked up.
const ESSENTIAL: [Field; 8] = [
    Field::Kind,
    Field::Value,
    Field::Unit,
    Field::Direction,
    Field::Reporter,
    Field::Partner,
    Field::Pair,
    Field::Period,
];

/// A figure that fits by a reading from elsewhere in the text is hardly a misreading; one that does not may be.
fn held_back(judgement: Judgement, claim: &Claim) -> Judgement {
    let refutes = matches!(judgement.verdict, Verdict::Off | Verdict::Contradicted);
    let unsure = claim
        .unsure
        .iter()
        .find(|doubt| ESSENTIAL.contains(&doubt.field));
    match unsure.filter(|_| refutes) {
        None => judgement,
        Some(doubt) => Judgement {
            verdict: Verdict::CannotBeTested,
            why: format!(
                "{}; but {} is not stated beside the figure, so that it may be another that is meant",
                judgement.why,
                field_words(doubt.field)
            ),
            off_by: None,
            ..judgement
        },
    }
}

/// Words around a claim that keep a verdict back.
fn kept_back(setting: &Setting, claim: &Claim) -> Option<Untestable> {
    let is_told = !matches!(claim.kind, Kind::Forecast | Kind::Target);
    let why = [
        (
            setting.negated && is_told,
            "the sentence denies it or says that it was missed",
        ),
        (
            setting.conditional && is_told,
            "the sentence states a condition",
        ),
        (
            setting.exclusive,
            "the sentence leaves a part out, which the data does not",
        ),
        (
            setting.other_terms,
            "the sentence counts in other terms than the data, such as another currency or prices",
        ),
    ];
    let (_, words) = why.into_iter().find(|(holds, _)| *holds)?;
    Some(Untestable::new(words))
}

fn field_words(field: Field) -> &'static str {
    match field {
        Field::Kind => "what the figure says",
        Field::Value => "the value",
        Field::Unit => "the unit",
        Field::Direction => "which way the goods go",
        Field::Reporter | Field::Partner | Field::Pair => "between whom",
        Field::Period => "the period",
        Field::Goods => "the goods",
        _ => "another field",
    }
}

fn goods(claim: &Claim) -> Result<(), Untestable> {
    if claim.goods == "total" {
        return Ok(());
    }
    Err(Untestable::new(format!(
        "{} are no heading of the data; a code would be needed to look them up",
        claim.goods
    ))
    .needing("trade by product, asked for by its code: stirstick suppliers MARKET --product CODE"))
}

pub(super) fn subject_of(claim: &Claim) -> Result<(Subject, PeriodRange, Currency), Untestable> {
    let subject = Subject::of(claim)?;
    let period = months(claim)?;
    let currency =
        currency(claim).ok_or_else(|| Untestable::new("the figure is no amount of money"))?;
    Ok((subject, period, currency))
}

fn not_at_hand(subject: &Subject, period: PeriodRange, currency: Currency) -> Untestable {
    Untestable::new(format!(
        "no figure of the {} for {period} in {currency} is at hand",
        subject.words()
    ))
    .needing(subject.needs(&period.to_string()))
}

fn signed_money(value: f64, currency: Currency) -> String {
    if value < 0.0 {
        format!("−{}", money(-value, currency))
    } else {
        money(value, currency)
    }
}
