//! Which machines make which goods. Start with [`MachineMap::embedded`].

use crate::map_table::{Layout, Line, TableProblem, meets, prior_weight, row_revisions};
use crate::revision::{
    Revisions, count_headings, exists, has_newest_meaning, possible_revisions, subheading_lives,
};
use crate::text::clipped;
use crate::{Confidence, Error, Nomenclature, ProductCode, Role, product_name};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("../tables/by_hand/machine_map.csv");
const LAYOUT: Layout = Layout {
    table: "machine map",
    required: &["machine", "role", "confidence", "goods"],
    optional: &["revisions", "label", "industries", "reasoning", "weight"],
};

/// A table of machines and the goods that they make.
///
/// The embedded one is a reasoned hand draft, with a confidence for each row, and not an estimate;
/// `tables/README.md` says how it was checked. A code of a machine is broader than any one machine, so
/// a link says "may make", and imports of a machine alone do not prove that a good is made.
///
/// **Which row a code has.** The finest row wins. A row of six digits speaks for its subheading. A row
/// of four digits speaks for the heading in data of four digits, and in data of six digits for those
/// subheadings that have no row of their own. Data of four digits never use rows of six digits.
///
/// **Revisions.** A row matches only in data of the revisions in which its code means that machine, and
/// only codes that the data's revision has. A prefix of goods means what it means in its newest
/// revision: 8524 is display modules (HS 2022) and matches nothing in HS 2002, where it was recorded
/// media. In data that do not name their revision ([`Nomenclature::HS`], [`Nomenclature::CN8`]) only
/// that matches which holds in every revision that has the code; in other nomenclatures nothing does.
///
/// ```
/// use stirstick_codes::{MachineMap, Nomenclature, ProductCode};
///
/// let map = MachineMap::embedded();
/// let laser = ProductCode::parse("845611")?;
/// let stick = ProductCode::parse("442199")?;
/// let links = map.machines_for(Nomenclature::HS22, stick, 6);
/// assert!(links.iter().any(|link| link.machine.code == laser));
/// assert!(map.of_machine(Nomenclature::HS12, laser).is_none(), "845611 is of HS 2017");
/// # Ok::<(), stirstick_codes::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MachineMap {
    /// By code, then by revisions.
    rows: Vec<Machine>,
}

/// One row of a machine map.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Machine {
    /// A heading or subheading of the Harmonized System.
    pub code: ProductCode,
    /// The revisions in which the code means this machine.
    pub revisions: Revisions,
    /// What the machine is, in a few words.
    pub label: String,
    /// What its imports tell.
    pub role: Role,
    /// How sure the author of the row is.
    pub confidence: Confidence,
    /// What it makes: chapters, headings and subheadings, none within another.
    pub goods: Vec<ProductCode>,
    /// Who uses it: codes of ISIC Rev. 4, two to four digits.
    pub industries: Vec<String>,
    /// Why, in a few words.
    pub reasoning: String,
    /// The number of the column `weight`, which stands in place of the computed one.
    pub stated_weight: Option<f64>,
    /// How many headings of HS 2022 the goods reach into, 1 at least. A chapter counts with all its
    /// headings, a subheading as its heading, each heading once.
    pub heading_count: usize,
}

/// A machine that a good, or a part of it, may be made with.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Link<'map> {
    /// The machine.
    pub machine: &'map Machine,
    /// Its prefixes that the good lies in, or that lie in the good.
    pub goods: Vec<ProductCode>,
    /// True when the machine makes a part of the good only, such as a heading of a chapter.
    pub good_is_broader: bool,
    /// The machine's [`Machine::weight`].
    pub weight: f64,
}

impl Machine {
    /// The prior weight of the link to each of its goods: `confidence * (1 / n)^0.5`.
    ///
    /// Confidence is 1.0 for high, 0.6 for medium, 0.3 for low, and n is the field `heading_count`; 0 for
    /// a machine without goods. The row's own number stands in its place where there is one. It is a
    /// start for weights that are fitted to data, not an estimate.
    #[must_use]
    pub fn weight(&self) -> f64 {
        prior_weight(
            self.stated_weight,
            self.confidence,
            &self.goods,
            self.heading_count,
        )
    }

    /// The goods that the data's revision has with the meaning that is meant.
    #[must_use]
    pub fn goods_in(&self, nomenclature: Nomenclature) -> Vec<ProductCode> {
        let goods = self.goods.iter().copied();
        goods
            .filter(|good| has_newest_meaning(nomenclature, *good))
            .collect()
    }
}

impl MachineMap {
    /// The map that comes with the program.
    #[must_use]
    pub fn embedded() -> &'static MachineMap {
        static MAP: OnceLock<MachineMap> = OnceLock::new();
        MAP.get_or_init(|| {
            MachineMap::parse(EMBEDDED).expect("a test reads the embedded machine map")
        })
    }

    /// The embedded map as the text that [`MachineMap::parse`] reads, to be edited by a user.
    #[must_use]
    pub fn embedded_text() -> &'static str {
        EMBEDDED
    }

    /// Reads a map of a user's own: comma-separated, with a header.
    ///
    /// Needed are the columns `machine`, `role`, `confidence` and `goods`, in any order; `revisions`,
    /// `label`, `industries`, `reasoning` and `weight` may be absent or empty. Without `revisions` a row is of
    /// all revisions in which its code has its only meaning, without `label` it has the name of HS 2022.
    /// Goods and industries are separated by semicolons.
    ///
    /// # Errors
    /// [`Error::Table`] for the first thing that is wrong, with line, column, value and remedy: among
    /// others a code that no revision has, two rows of one machine in one revision, a machine that
    /// makes itself, a machine of a role that needs goods without any.
    pub fn parse(text: &str) -> Result<MachineMap, Error> {
        let mut seen: Vec<(ProductCode, Revisions, u64)> = Vec::new();
        let mut rows = LAYOUT.read(text, |line| {
            let machine = read_row(line)?;
            let earlier = seen.iter().find(|(code, revisions, _)| {
                *code == machine.code && revisions.overlaps(machine.revisions)
            });
            if let Some((_, _, first_line)) = earlier {
                let problem = TableProblem::RepeatedRow {
                    first_line: *first_line,
                };
                return Err(line.error("machine", line.cell("machine"), problem));
            }
            seen.push((machine.code, machine.revisions, line.number));
            Ok(machine)
        })?;
        rows.sort_by_key(|machine| (machine.code, machine.revisions));
        Ok(MachineMap { rows })
    }

    /// Every row, by code, then by revisions.
    #[must_use]
    pub fn rows(&self) -> &[Machine] {
        &self.rows
    }

    /// The row that a code of the data has, the finest that there is.
    ///
    /// Codes of more than six characters have the row of their subheading; chapters have none.
    #[must_use]
    pub fn of_machine(&self, nomenclature: Nomenclature, code: ProductCode) -> Option<&Machine> {
        let code = code.truncate(6);
        let mut answers = possible_revisions(nomenclature)
            .filter(|revision| exists(*revision, code))
            .map(|revision| self.of_revision(revision, code));
        let first = answers.next()??;
        answers
            .all(|other| other.is_some_and(|other| std::ptr::eq(other, first)))
            .then_some(first)
    }

    /// What a machine makes, as far as the data's revision has the goods; empty for an unknown machine.
    #[must_use]
    pub fn goods_of(&self, nomenclature: Nomenclature, code: ProductCode) -> Vec<ProductCode> {
        self.of_machine(nomenclature, code)
            .map(|machine| machine.goods_in(nomenclature))
            .unwrap_or_default()
    }

    /// What a machine is, in the words of its row.
    #[must_use]
    pub fn label_of(&self, nomenclature: Nomenclature, code: ProductCode) -> Option<&str> {
        self.of_machine(nomenclature, code)
            .map(|machine| machine.label.as_str())
    }

    /// The machines that a good may be made with, of every role, by code.
    ///
    /// `level` is the number of digits of the data's machine codes, and decides which rows speak. A
    /// machine is linked when one of its goods holds the good, or when the good holds one of its goods
    /// (a chapter is asked for, and the machine makes one of its headings). Empty for a good that the
    /// nomenclature does not have. Cost: one look at each row.
    #[must_use]
    pub fn machines_for(
        &self,
        nomenclature: Nomenclature,
        good: ProductCode,
        level: usize,
    ) -> Vec<Link<'_>> {
        let good = good.truncate(6);
        if !exists(nomenclature, good) {
            return Vec::new();
        }
        let linked = self.rows.iter().filter_map(|machine| {
            let met = machine.goods.iter().copied();
            let goods: Vec<_> = met
                .filter(|prefix| meets(*prefix, good) && has_newest_meaning(nomenclature, *prefix))
                .collect();
            let good_is_broader = goods.first().is_some_and(|prefix| *prefix != good)
                && goods.iter().all(|prefix| prefix.is_in(good));
            (!goods.is_empty()).then(|| Link {
                machine,
                goods,
                good_is_broader,
                weight: machine.weight(),
            })
        });
        linked
            .filter(|link| {
                !self
                    .data_codes(nomenclature, link.machine, level)
                    .is_empty()
            })
            .collect()
    }

    /// The codes of `level` digits in the data for which a row speaks.
    ///
    /// At six digits and more these are subheadings: of a row of four digits those without a row of their
    /// own. At four and five they are the row's heading, or nothing for a row of six digits; below
    /// four nothing. Ask for a row of this map; one of another map has no codes.
    #[must_use]
    pub fn data_codes(
        &self,
        nomenclature: Nomenclature,
        machine: &Machine,
        level: usize,
    ) -> Vec<ProductCode> {
        self.codes_of(nomenclature, machine, level).collect()
    }

    fn codes_of(
        &self,
        nomenclature: Nomenclature,
        machine: &Machine,
        level: usize,
    ) -> impl Iterator<Item = ProductCode> {
        let candidates: BTreeSet<ProductCode> = match (level, machine.code.level()) {
            (4 | 5, 4) | (6.., 6) => BTreeSet::from([machine.code]),
            (6.., 4) => subheading_lives(machine.code)
                .map(|(code, _)| *code)
                .collect(),
            _ => BTreeSet::new(),
        };
        candidates.into_iter().filter(move |code| {
            self.of_machine(nomenclature, *code)
                .is_some_and(|row| row == machine)
        })
    }

    /// The row of a code that the revision has: its own, else that of its heading.
    fn of_revision(&self, revision: Nomenclature, code: ProductCode) -> Option<&Machine> {
        let heading = code.truncate(4);
        let own = self.row(revision, code);
        match code.level() {
            4 => own,
            6 => own.or_else(|| self.row(revision, heading)),
            _ => None,
        }
    }

    fn row(&self, revision: Nomenclature, code: ProductCode) -> Option<&Machine> {
        let from = self.rows.partition_point(|machine| machine.code < code);
        self.rows
            .iter()
            .skip(from)
            .take_while(|machine| machine.code == code)
            .find(|machine| machine.revisions.contains(revision))
    }
}

fn read_row(line: &Line<'_>) -> Result<Machine, Error> {
    let code = line.code(
        "machine",
        &[4, 6],
        "a heading or subheading (4 or 6 digits)",
    )?;
    let revisions = row_revisions(line, code)?;
    let role = line.word("role", Role::parse)?;
    let confidence = line.confidence()?;
    let goods = line.prefixes("goods", code)?;
    if goods.is_empty() && role.needs_goods() {
        let role = role.as_str();
        return Err(line.error("goods", "", TableProblem::NoGoods { role }));
    }
    Ok(Machine {
        code,
        revisions,
        label: label(line, code),
        role,
        confidence,
        heading_count: count_headings(&goods),
        goods,
        industries: industries(line)?,
        reasoning: line.cell("reasoning").to_owned(),
        stated_weight: line.weight()?,
    })
}

/// The row's own label, else the beginning of the name in HS 2022, else the code.
fn label(line: &Line<'_>, code: ProductCode) -> String {
    let stated = line.cell("label");
    if stated.is_empty() {
        return product_name(Nomenclature::HS22, code).map_or_else(|| code.to_string(), clipped);
    }
    stated.to_owned()
}

fn industries(line: &Line<'_>) -> Result<Vec<String>, Error> {
    line.parts("industries")
        .map(|text| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if digits && (2..=4).contains(&text.len()) {
                return Ok(text.to_owned());
            }
            let expected = "a division, group or class of ISIC Rev. 4 (2 to 4 digits)";
            Err(line.error("industries", text, TableProblem::NotACode { expected }))
        })
        .collect()
}

#[cfg(test)]
mod tests;
