//! The cells of a row that hold for all its values: when, who, what, whose statistics.

use stirstick_codes::{
    Country, Currency, Frequency, Nomenclature, Period, ProductCode, ReportedBy, Valuation,
};

use super::RowReader;
use crate::read::delimited::Cells;
use crate::read::fields::{self, CountryForm, FieldProblem};
use crate::read::layout::{FlowMeaning, FlowWord, Guard, SectorWord};
use crate::read::options::Direction;
use crate::read::plan::ProductCell;

const PARTNER_TOTAL: &str = "partner is a total over several countries";
/// Different spellings of countries in one table, beyond which they are looked up each time.
const COUNTRIES_HELD: usize = 4096;

/// What is wrong with a row, and in which cell.
pub(super) struct Fault {
    pub(super) cell: usize,
    pub(super) problem: FieldProblem,
}

/// A row that cannot be stored: bad, or stated elsewhere too.
pub(super) enum Stop {
    Bad(Fault),
    Aside(&'static str),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Stop::Bad(fault)
    }
}

/// What holds for all values of a row.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) period: Option<Period>,
    pub(super) frequency: Option<Frequency>,
    pub(super) parties: Parties,
    pub(super) product: ProductCode,
    pub(super) nomenclature: Nomenclature,
    pub(super) valuation: Option<Valuation>,
    pub(super) reported_by: Option<ReportedBy>,
    pub(super) currency: Option<Currency>,
    pub(super) scale: i32,
    pub(super) quantity_t: Option<f64>,
}

#[derive(Clone, Copy)]
pub(super) enum Parties {
    Pair {
        exporter: Country,
        importer: Country,
    },
    View {
        reporter: Country,
        partner: Country,
        direction: Option<Direction>,
    },
}
impl RowReader<'_> {
    pub(super) fn key(&mut self, cells: &Cells) -> Result<Key, Stop> {
        for (cell, guard) in &self.plan.guards {
            check_guard(cells, *cell, guard)?;
        }
        let (direction, flow_valuation) = self.direction(cells)?;
        let period = self.period(cells)?;
        let nomenclature = self.nomenclature(cells)?;
        let product = self.product(cells, nomenclature)?;
        let parties = self.parties(cells, direction)?;
        let at = |cell: usize, problem: FieldProblem| Fault { cell, problem };
        let valuation = match self.plan.valuation {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(Valuation::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => flow_valuation.or(self.plan.settings.valuation),
        };
        let reported_by = match self.plan.reported_by {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(ReportedBy::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => None,
        };
        let currency = match self.plan.currency {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(Currency::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => None,
        };
        let frequency = match self.plan.frequency {
            Some(cell) => {
                let text = code(cells, cell)?;
                Some(Frequency::parse(&text).map_err(|error| at(cell, error.into()))?)
            }
            None => None,
        };
        Ok(Key {
            period,
            frequency,
            parties,
            product,
            nomenclature,
            valuation,
            reported_by,
            currency,
            scale: self.scale(cells)?,
            quantity_t: self.quantity(cells)?,
        })
    }

    fn direction(&self, cells: &Cells) -> Result<(Option<Direction>, Option<Valuation>), Stop> {
        let Some((cell, words)) = self.plan.flow else {
            return Ok((self.plan.settings.direction, None));
        };
        let text = code(cells, cell)?;
        match words
            .iter()
            .find(|word| word.word.eq_ignore_ascii_case(&text))
        {
            Some(FlowWord { meaning, .. }) => {
                self.check_flow_text(cells, cell, meaning)?;
                match meaning {
                    FlowMeaning::Flow(direction) => Ok((Some(*direction), None)),
                    FlowMeaning::Valued(direction, valuation) => {
                        Ok((Some(*direction), Some(*valuation)))
                    }
                    FlowMeaning::Aside(reason) => Err(Stop::Aside(reason)),
                }
            }
            None => {
                let words: Vec<&str> = words.iter().map(|word| word.word).collect();
                let expected = words.join(", ");
                Err(Stop::Bad(Fault {
                    cell,
                    problem: FieldProblem::Word { expected },
                }))
            }
        }
    }

    /// Fails when the flow in words is another than that of the code beside it.
    fn check_flow_text(
        &self,
        cells: &Cells,
        code_cell: usize,
        meaning: &FlowMeaning,
    ) -> Result<(), Fault> {
        let Some((cell, words)) = self.plan.flow_text else {
            return Ok(());
        };
        let text = cells.get(cell);
        let said = words
            .iter()
            .find(|word| word.word.as_bytes().eq_ignore_ascii_case(text));
        match said {
            Some(word) if word.meaning.direction() != meaning.direction() => {
                Err(self.contradiction(cells, cell, code_cell))
            }
            _ => Ok(()),
        }
    }

    /// Two cells of a row say different things.
    pub(super) fn contradiction(&self, cells: &Cells, cell: usize, other: usize) -> Fault {
        Fault {
            cell,
            problem: FieldProblem::Contradiction {
                column: self.names[other].clone(),
                value: fields::shown(cells.get(other)),
            },
        }
    }

    fn period(&self, cells: &Cells) -> Result<Option<Period>, Stop> {
        let at = |cell: usize| move |problem: FieldProblem| Fault { cell, problem };
        let mut period = self.plan.settings.period;
        if let Some(cell) = self.plan.period {
            period = Some(fields::period(&fields::text(cells.get(cell))).map_err(at(cell))?);
        } else if let Some(cell) = self.plan.new_year {
            period = Some(fields::new_year(&fields::text(cells.get(cell))).map_err(at(cell))?);
        } else if let Some(cell) = self.plan.year {
            let year = fields::period(&fields::text(cells.get(cell))).map_err(at(cell))?;
            if year.frequency() != Frequency::Annual {
                let expected = "a year such as 2023".to_owned();
                return Err(at(cell)(FieldProblem::Word { expected }).into());
            }
            period = Some(year);
        }
        if let Some(cell) = self.plan.month {
            let year = period.map(Period::year);
            let month = fields::decimal(cells.get(cell), 0).map_err(at(cell))?;
            let found = (1..=12u16).find(|number| f64::from(*number).to_bits() == month.to_bits());
            let of_month = year
                .zip(found)
                .and_then(|(year, month)| Period::of_month(year, month));
            let of_month = of_month.ok_or_else(|| {
                let expected = "1 to 12".to_owned();
                at(cell)(FieldProblem::Word { expected })
            })?;
            let is_of_year = period.is_some_and(|period| period.frequency() == Frequency::Annual);
            if let Some(of_period) = self.plan.period
                && !is_of_year
                && period != Some(of_month)
            {
                return Err(self.contradiction(cells, cell, of_period).into());
            }
            period = Some(of_month);
        }
        Ok(period)
    }

    fn nomenclature(&self, cells: &Cells) -> Result<Nomenclature, Stop> {
        let Some(cell) = self.plan.nomenclature else {
            return Ok(self.plan.settings.nomenclature);
        };
        let text = code(cells, cell)?;
        match Nomenclature::parse(&text) {
            Ok(nomenclature) => Ok(nomenclature),
            // UN Comtrade marks the standard and the extended list of services (EB10S, EB02).
            Err(_) if text.starts_with("EB10") => Ok(Nomenclature::EBOPS10),
            Err(error) => Err(Stop::Bad(Fault {
                cell,
                problem: error.into(),
            })),
        }
    }

    fn product(&self, cells: &Cells, nomenclature: Nomenclature) -> Result<ProductCode, Stop> {
        match &self.plan.product {
            ProductCell::Constant(product) => Ok(*product),
            ProductCell::Sector(cell, words) => sector(cells, *cell, words),
            ProductCell::Code(cell, rule) => {
                let text = fields::text(cells.get(*cell));
                if nomenclature == Nomenclature::EBOPS10 && text == "S" {
                    return Ok(ProductCode::TOTAL);
                }
                let product = fields::product(&text, rule, nomenclature)
                    .and_then(|product| self.check_level(cells, product, nomenclature));
                product.map_err(|problem| {
                    Stop::Bad(Fault {
                        cell: *cell,
                        problem,
                    })
                })
            }
        }
    }

    /// A code whose length is not the level that its row states has lost a digit.
    fn check_level(
        &self,
        cells: &Cells,
        product: ProductCode,
        nomenclature: Nomenclature,
    ) -> Result<ProductCode, FieldProblem> {
        let stated = self
            .plan
            .code_level
            .map(|cell| fields::text(cells.get(cell)));
        let level: Option<usize> = stated.and_then(|text| text.trim().parse().ok());
        let counts_characters = nomenclature.is_harmonized_system()
            || nomenclature.is_standard_international_trade_classification();
        match level {
            Some(level) if counts_characters && level != product.level() => {
                Err(FieldProblem::CodeLevel {
                    found: product.level(),
                    level,
                })
            }
            _ => Ok(product),
        }
    }

    fn parties(&mut self, cells: &Cells, direction: Option<Direction>) -> Result<Parties, Stop> {
        if let (Some(exporter), Some(importer)) = (self.plan.exporter, self.plan.importer) {
            let exporter = self.country(cells, &[exporter])?;
            let importer = self.country(cells, &[importer])?;
            return Ok(Parties::Pair { exporter, importer });
        }
        let reporter = match self.plan.settings.reporter {
            Some(reporter) => reporter,
            None => {
                let columns = self.plan.reporter.clone();
                self.country(cells, &columns)?
            }
        };
        let columns = self.plan.partner.clone();
        let partner = self.country(cells, &columns)?;
        if self.layout.rules.aggregates_aside && partner != Country::WORLD && partner.is_aggregate()
        {
            return Err(Stop::Aside(PARTNER_TOTAL));
        }
        Ok(Parties::View {
            reporter,
            partner,
            direction,
        })
    }

    /// The country of the first of several columns, with which the others must agree.
    fn country(
        &mut self,
        cells: &Cells,
        columns: &[(usize, CountryForm)],
    ) -> Result<Country, Fault> {
        let (&(first, form), others) = columns
            .split_first()
            .expect("a layout has a column for each party");
        let country = self.country_of(cells, first, form)?;
        let unlike = others.iter().find(|(cell, _)| {
            let code = fields::text(cells.get(*cell));
            fields::is_unlike(country, &code)
        });
        match unlike {
            Some((cell, _)) => Err(self.contradiction(cells, *cell, first)),
            None => Ok(country),
        }
    }

    fn country_of(
        &mut self,
        cells: &Cells,
        cell: usize,
        form: CountryForm,
    ) -> Result<Country, Fault> {
        let bytes = cells.get(cell);
        if let Some(country) = self.held_country(bytes, form) {
            return Ok(country);
        }
        let country = fields::country(&fields::text(bytes), form)
            .map_err(|problem| Fault { cell, problem })?;
        if self.countries.len() < COUNTRIES_HELD {
            self.countries.insert(bytes.to_vec(), country);
        }
        Ok(country)
    }

    fn held_country(&self, bytes: &[u8], form: CountryForm) -> Option<Country> {
        // Numbers and codes are looked up without allocation; names are not.
        match form {
            CountryForm::Number | CountryForm::Code => None,
            CountryForm::Name | CountryForm::Any | CountryForm::Joined => {
                self.countries.get(bytes).copied()
            }
        }
    }

    fn scale(&self, cells: &Cells) -> Result<i32, Fault> {
        let Some(cell) = self.plan.scale else {
            return Ok(0);
        };
        match cells.get(cell) {
            [digit @ b'0'..=b'9'] => Ok(i32::from(digit - b'0')),
            b"" => Err(Fault {
                cell,
                problem: FieldProblem::Empty,
            }),
            _ => Err(Fault {
                cell,
                problem: FieldProblem::Word {
                    expected: "a power of ten from 0 to 9".to_owned(),
                },
            }),
        }
    }

    fn quantity(&self, cells: &Cells) -> Result<Option<f64>, Fault> {
        let Some((cell, power)) = self.plan.quantity else {
            return Ok(None);
        };
        let text = cells.get(cell);
        if text.is_empty() {
            return Ok(None);
        }
        let weight = fields::amount(text, power).map_err(|problem| Fault { cell, problem })?;
        let is_unknown = self.layout.rules.zero_weight_is_unknown && weight <= 0.0;
        Ok((!is_unknown).then_some(weight))
    }
}

/// A cell that must hold a code.
fn code(cells: &Cells, cell: usize) -> Result<std::borrow::Cow<'_, str>, Fault> {
    let text = fields::text(cells.get(cell));
    match fields::code(&text) {
        Ok(_) => Ok(text),
        Err(problem) => Err(Fault { cell, problem }),
    }
}

fn check_guard(cells: &Cells, cell: usize, guard: &Guard) -> Result<(), Stop> {
    // Comtrade pads the mode of supply.
    let word = cells.get(cell).trim_ascii();
    let is = |words: &[&str]| {
        words
            .iter()
            .any(|held| held.as_bytes().eq_ignore_ascii_case(word))
    };
    if is(guard.whole) {
        return Ok(());
    }
    let is_part = if guard.parts.is_empty() {
        word.len() <= 4 && word.iter().all(u8::is_ascii_alphanumeric)
    } else {
        is(guard.parts)
    };
    if is_part {
        return Err(Stop::Aside(guard.reason));
    }
    let words: Vec<&str> = guard
        .whole
        .iter()
        .chain(guard.parts)
        .copied()
        .filter(|word| !word.is_empty())
        .collect();
    let expected = words.join(", ");
    Err(Stop::Bad(Fault {
        cell,
        problem: FieldProblem::Word { expected },
    }))
}

fn sector(cells: &Cells, cell: usize, words: &[SectorWord]) -> Result<ProductCode, Stop> {
    let text = code(cells, cell)?;
    match words.iter().find(|word| word.word == text) {
        Some(word) => ProductCode::parse(word.code).map_err(|error| {
            Stop::Bad(Fault {
                cell,
                problem: error.into(),
            })
        }),
        None => {
            let words: Vec<&str> = words.iter().map(|word| word.word).collect();
            let expected = words.join(", ");
            Err(Stop::Bad(Fault {
                cell,
                problem: FieldProblem::Word { expected },
            }))
        }
    }
}
