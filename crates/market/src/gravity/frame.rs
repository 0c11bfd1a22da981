//! From the columns of a table to a design.

use std::collections::BTreeMap;

use stirstick_gravity::Factor as Groups;
use stirstick_store::{ColumnData, Columns, MISSING, Wanted};

use super::Ask;
use super::formula::{Formula, Term};

/// The columns that a question needs, each once.
pub(super) fn wanted(ask: &Ask) -> Vec<(String, Wanted)> {
    let mut wanted: Vec<(String, Wanted)> = Vec::new();
    let mut add = |name: &str, what| {
        if !wanted
            .iter()
            .any(|(known, kind)| known == name && *kind == what)
        {
            wanted.push((name.to_owned(), what));
        }
    };
    for term in std::iter::once(&ask.formula.outcome).chain(&ask.formula.regressors) {
        for factor in &term.0 {
            add(&factor.name, Wanted::Number);
        }
    }
    for name in ask.weights.iter().chain(&ask.offset) {
        add(name, Wanted::Number);
    }
    for name in ask.formula.effects.iter().chain(&ask.clusters).flatten() {
        add(name, Wanted::Group);
    }
    wanted
}

/// Columns of a design, over the rows that have them all.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) outcome: Vec<f64>,
    pub(super) regressors: Vec<Vec<f64>>,
    pub(super) effects: Vec<Groups>,
    pub(super) clusters: Vec<Groups>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) offset: Option<Vec<f64>>,
    /// Row of the table for each row of the design.
    pub(super) rows: Vec<u32>,
    /// Rows without a value, by what they lack.
    pub(super) missing: BTreeMap<String, Vec<u32>>,
    /// Labels of the groups of each effect.
    pub(super) labels: Vec<Vec<String>>,
}

struct Table<'a> {
    wanted: &'a [(String, Wanted)],
    columns: &'a Columns,
}

impl Table<'_> {
    fn numbers(&self, name: &str) -> &[f64] {
        match self.find(name, Wanted::Number) {
            Some(ColumnData::Numbers(values)) => values,
            _ => &[],
        }
    }

    fn groups(&self, name: &str) -> (&[u32], &[String]) {
        match self.find(name, Wanted::Group) {
            Some(ColumnData::Groups { codes, values }) => (codes, values),
            _ => (&[], &[]),
        }
    }

    fn find(&self, name: &str, kind: Wanted) -> Option<&ColumnData> {
        let place = self
            .wanted
            .iter()
            .position(|(known, what)| known == name && *what == kind)?;
        self.columns.data.get(place)
    }

    /// A term's value in each row.
    fn term(&self, term: &Term) -> Vec<f64> {
        let mut product = vec![1.0; self.columns.rows];
        for factor in &term.0 {
            for (value, &cell) in product.iter_mut().zip(self.numbers(&factor.name)) {
                *value *= factor.function.of(cell);
            }
        }
        product
    }
}

/// Makes the columns of the design.
pub(super) fn frame(ask: &Ask, wanted: &[(String, Wanted)], columns: &Columns) -> Frame {
    let table = Table { wanted, columns };
    let Formula {
        outcome,
        regressors,
        effects,
        ..
    } = &ask.formula;
    let mut numbers: Vec<(String, Vec<f64>)> = std::iter::once(outcome)
        .chain(regressors)
        .map(|term| (term.to_string(), table.term(term)))
        .collect();
    for name in ask.weights.iter().chain(&ask.offset) {
        numbers.push((name.clone(), table.numbers(name).to_vec()));
    }
    let (rows, missing) = complete(&table, &numbers, wanted);
    let all = rows.len() == columns.rows;
    let mut kept = numbers
        .into_iter()
        .map(|(_, values)| if all { values } else { pick(&values, &rows) });
    let outcome = kept.next().unwrap_or_default();
    let regressors = kept.by_ref().take(regressors.len()).collect();
    let weights = ask.weights.as_ref().and_then(|_| kept.next());
    let offset = ask.offset.as_ref().and_then(|_| kept.next());
    let mut labels = Vec::new();
    let mut grouped = |parts: &Vec<String>| {
        let (groups, names) = interaction(&table, parts, &rows);
        labels.push(names);
        groups
    };
    let mut effects: Vec<Groups> = effects.iter().map(&mut grouped).collect();
    let clusters = ask.clusters.iter().map(grouped).collect();
    labels.truncate(effects.len());
    if effects.is_empty() && ask.formula.constant {
        effects.push(Groups::of_integers(&vec![0; rows.len()]));
        labels.push(vec![CONSTANT.to_owned()]);
    }
    Frame {
        outcome,
        regressors,
        effects,
        clusters,
        weights,
        offset,
        rows,
        missing,
        labels,
    }
}

/// Name of the only group of a constant.
pub(super) const CONSTANT: &str = "(constant)";

fn pick(values: &[f64], rows: &[u32]) -> Vec<f64> {
    rows.iter().map(|&row| values[row as usize]).collect()
}

/// Rows with all values, and the others by what they lack first.
fn complete(
    table: &Table<'_>,
    numbers: &[(String, Vec<f64>)],
    wanted: &[(String, Wanted)],
) -> (Vec<u32>, BTreeMap<String, Vec<u32>>) {
    let groups: Vec<(&String, &[u32])> = wanted
        .iter()
        .filter(|(_, what)| *what == Wanted::Group)
        .map(|(name, _)| (name, table.groups(name).0))
        .collect();
    let mut rows = Vec::with_capacity(table.columns.rows);
    let mut missing: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in 0..u32::try_from(table.columns.rows).unwrap_or(u32::MAX) {
        let place = row as usize;
        let number = numbers
            .iter()
            .find(|(_, values)| !values[place].is_finite())
            .map(|(name, _)| name);
        let group = || {
            groups
                .iter()
                .find(|(_, codes)| codes[place] == MISSING)
                .map(|(name, _)| *name)
        };
        match number.or_else(group) {
            None => rows.push(row),
            Some(name) => missing.entry(name.clone()).or_default().push(row),
        }
    }
    (rows, missing)
}

/// The groups of an interaction of columns, and what each is called.
fn interaction(table: &Table<'_>, parts: &[String], rows: &[u32]) -> (Groups, Vec<String>) {
    let mut joint: Option<Groups> = None;
    for part in parts {
        let (codes, values) = table.groups(part);
        let picked: Vec<u32> = rows.iter().map(|&row| codes[row as usize]).collect();
        let groups = Groups::of_numbered(&picked, &ranks(values));
        joint = Some(joint.map_or_else(|| groups.clone(), |joint| joint.interact(&groups)));
    }
    let joint = joint.unwrap_or_else(|| Groups::of_integers(&[]));
    let mut labels = vec![String::new(); joint.groups()];
    for (&row, &group) in rows.iter().zip(joint.codes()) {
        let label = &mut labels[group as usize];
        if label.is_empty() {
            let names: Vec<&str> = parts
                .iter()
                .map(|part| {
                    let (codes, values) = table.groups(part);
                    values[codes[row as usize] as usize].as_str()
                })
                .collect();
            *label = names.join("^");
        }
    }
    (joint, labels)
}

/// Rank of each value: of numbers by size, of text by the alphabet.
fn ranks(values: &[String]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(values.len()).unwrap_or(u32::MAX)).collect();
    let integers: Option<Vec<i64>> = values.iter().map(|value| value.parse().ok()).collect();
    match integers {
        Some(integers) => order.sort_unstable_by_key(|&place| integers[place as usize]),
        None => order.sort_unstable_by_key(|&place| &values[place as usize]),
    }
    let mut ranks = vec![0; values.len()];
    for (rank, &place) in (0..).zip(&order) {
        ranks[place as usize] = rank;
    }
    ranks
}
