//! What goods are made from. Start with [`InputMap::embedded`].

use crate::map_table::{Layout, Line, TableProblem, meets, prior_weight};
use crate::revision::{count_headings, exists, has_newest_meaning};
use crate::text::clipped;
use crate::{Confidence, Error, Nomenclature, ProductCode, product_name};
use serde::Serialize;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("../tables/by_hand/input_map.csv");
const LAYOUT: Layout = Layout {
    table: "input map",
    required: &["good", "inputs", "confidence"],
    optional: &["label", "reasoning", "weight"],
};

/// A table of goods and the inputs that they are made from.
///
/// The embedded one covers the main manufacturing chains by hand, each row with a confidence; it is no
/// input-output table. A good has the finest row that holds it. All codes mean what they mean in their
/// newest revision, and match only in data where they do, as in [`MachineMap`](crate::MachineMap).
///
/// ```
/// use stirstick_codes::{InputMap, Nomenclature, ProductCode};
///
/// let desk = ProductCode::parse("940330")?;
/// let links = InputMap::embedded().inputs_for(Nomenclature::HS22, desk);
/// assert!(links[0].inputs.contains(&ProductCode::parse("4410")?), "particle board");
/// # Ok::<(), stirstick_codes::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct InputMap {
    /// By good.
    rows: Vec<InputRow>,
}

/// One row of an input map.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct InputRow {
    /// The chapter, heading or subheading that is made.
    pub good: ProductCode,
    /// What it is, in a few words.
    pub label: String,
    /// What it is made from: chapters, headings and subheadings, none within another.
    pub inputs: Vec<ProductCode>,
    /// How sure the author of the row is.
    pub confidence: Confidence,
    /// Why, in a few words.
    pub reasoning: String,
    /// The number of the column `weight`, which stands in place of the computed one.
    pub stated_weight: Option<f64>,
    /// How many headings of HS 2022 the inputs reach into, counted as in [`Machine`](crate::Machine).
    pub heading_count: usize,
}

/// A good and those of its inputs that a question was about.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct InputLink<'map> {
    /// The row.
    pub row: &'map InputRow,
    /// Its inputs that answer, as far as the data's revision has them.
    pub inputs: Vec<ProductCode>,
    /// The row's [`InputRow::weight`].
    pub weight: f64,
}

impl InputRow {
    /// The prior weight of each of its inputs: `confidence * (1 / n)^0.5`, as in
    /// [`Machine::weight`](crate::Machine::weight), with n the headings of the inputs.
    #[must_use]
    pub fn weight(&self) -> f64 {
        prior_weight(
            self.stated_weight,
            self.confidence,
            &self.inputs,
            self.heading_count,
        )
    }

    fn link(
        &self,
        nomenclature: Nomenclature,
        wanted: impl Fn(ProductCode) -> bool,
    ) -> Option<InputLink<'_>> {
        let inputs = self.inputs.iter().copied();
        let inputs: Vec<_> = inputs
            .filter(|input| has_newest_meaning(nomenclature, *input) && wanted(*input))
            .collect();
        (!inputs.is_empty() && has_newest_meaning(nomenclature, self.good)).then(|| InputLink {
            row: self,
            inputs,
            weight: self.weight(),
        })
    }
}

impl InputMap {
    /// The map that comes with the program.
    #[must_use]
    pub fn embedded() -> &'static InputMap {
        static MAP: OnceLock<InputMap> = OnceLock::new();
        MAP.get_or_init(|| InputMap::parse(EMBEDDED).expect("a test reads the embedded input map"))
    }

    /// The embedded map as the text that [`InputMap::parse`] reads, to be edited by a user.
    #[must_use]
    pub fn embedded_text() -> &'static str {
        EMBEDDED
    }

    /// Reads a map of a user's own: comma-separated, with a header.
    ///
    /// Needed are the columns `good`, `inputs` and `confidence`, in any order; `label`, `reasoning` and `weight`
    /// may be absent or empty. Inputs are separated by semicolons.
    ///
    /// # Errors
    /// [`Error::Table`] for the first thing that is wrong, as in
    /// [`MachineMap::parse`](crate::MachineMap::parse).
    pub fn parse(text: &str) -> Result<InputMap, Error> {
        let mut seen: Vec<(ProductCode, u64)> = Vec::new();
        let mut rows = LAYOUT.read(text, |line| {
            let row = read_row(line)?;
            if let Some((_, first_line)) = seen.iter().find(|(good, _)| *good == row.good) {
                let problem = TableProblem::RepeatedGood {
                    first_line: *first_line,
                };
                return Err(line.error("good", line.cell("good"), problem));
            }
            seen.push((row.good, line.number));
            Ok(row)
        })?;
        rows.sort_by_key(|row| row.good);
        Ok(InputMap { rows })
    }

    /// Every row, by good.
    #[must_use]
    pub fn rows(&self) -> &[InputRow] {
        &self.rows
    }

    /// The finest row that holds a good of the data.
    #[must_use]
    pub fn of_good(&self, nomenclature: Nomenclature, good: ProductCode) -> Option<&InputRow> {
        let good = good.truncate(6);
        if !exists(nomenclature, good) {
            return None;
        }
        let holding = self
            .rows
            .iter()
            .filter(|row| good.is_in(row.good) && has_newest_meaning(nomenclature, row.good));
        holding.max_by_key(|row| row.good.level())
    }

    /// What a good is made from: its finest row, and the rows of its parts when it is a group; by good.
    #[must_use]
    pub fn inputs_for(&self, nomenclature: Nomenclature, good: ProductCode) -> Vec<InputLink<'_>> {
        let good = good.truncate(6);
        if !exists(nomenclature, good) {
            return Vec::new();
        }
        let own = self.of_good(nomenclature, good).into_iter();
        let parts = self
            .rows
            .iter()
            .filter(|row| row.good != good && row.good.is_in(good));
        own.chain(parts)
            .filter_map(|row| row.link(nomenclature, |_| true))
            .collect()
    }

    /// The goods that are made from an input, or from a part of it; by good.
    #[must_use]
    pub fn goods_from(&self, nomenclature: Nomenclature, input: ProductCode) -> Vec<InputLink<'_>> {
        let input = input.truncate(6);
        if !exists(nomenclature, input) {
            return Vec::new();
        }
        let links = self.rows.iter();
        links
            .filter_map(|row| row.link(nomenclature, |own| meets(own, input)))
            .collect()
    }
}

fn read_row(line: &Line<'_>) -> Result<InputRow, Error> {
    let good = line.code(
        "good",
        &[2, 4, 6],
        "a chapter, heading or subheading (2, 4 or 6 digits)",
    )?;
    let inputs = line.prefixes("inputs", good)?;
    if inputs.is_empty() {
        return Err(line.error("inputs", "", TableProblem::Empty));
    }
    let label = match line.cell("label") {
        "" => product_name(Nomenclature::HS22, good).map_or_else(|| good.to_string(), clipped),
        stated => stated.to_owned(),
    };
    Ok(InputRow {
        good,
        label,
        heading_count: count_headings(&inputs),
        inputs,
        confidence: line.confidence()?,
        reasoning: line.cell("reasoning").to_owned(),
        stated_weight: line.weight()?,
    })
}

#[cfg(test)]
mod tests;
