//! From the columns of a table to a design.

use std::collections::BTreeMap;

use stirstick_gravity::Factor as Groups;
use stirstick_store::{ColumnData, MISSING, Wanted};

use super::Ask;
use super::formula::{Function, Term};

/// The columns that a question needs, each once.
pub(super) fn wanted(ask: &Ask) -> Vec<(String, Wanted)> {
    let mut wanted: Vec<(String, Wanted)> = Vec::new();
    for factor in &ask.formula.outcome.0 {
        add(&mut wanted, &factor.name, Wanted::Number);
    }
    add_predictors(ask, &mut wanted);
    if let Some(name) = &ask.weights {
        add(&mut wanted, name, Wanted::Number);
    }
    let panel = ask.bias.iter().flatten();
    for name in ask.clusters.iter().flatten().chain(panel) {
        add(&mut wanted, name, Wanted::Group);
    }
    wanted
}

/// Adds the columns that a prediction needs.
pub(super) fn add_predictors(ask: &Ask, wanted: &mut Vec<(String, Wanted)>) {
    for factor in ask.formula.regressors.iter().flat_map(|term| &term.0) {
        add(wanted, &factor.name, Wanted::Number);
    }
    if let Some(name) = &ask.offset {
        add(wanted, name, Wanted::Number);
    }
    for name in ask.formula.effects.iter().flatten() {
        add(wanted, name, Wanted::Group);
    }
}

fn add(wanted: &mut Vec<(String, Wanted)>, name: &str, kind: Wanted) {
    if !wanted
        .iter()
        .any(|(known, what)| known == name && *what == kind)
    {
        wanted.push((name.to_owned(), kind));
    }
}

/// Columns of a design, over the rows that have them all.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) outcome: Vec<f64>,
    pub(super) regressors: Vec<Vec<f64>>,
    pub(super) effects: Vec<Groups>,
    pub(super) clusters: Vec<Cluster>,
    /// Exporter, importer and time of each row.
    pub(super) panel: Option<[Groups; 3]>,
    pub(super) weights: Option<Vec<f64>>,
    pub(super) offset: Option<Vec<f64>>,
    /// Row of the table for each row of the design; none where they are the same.
    rows: Option<Vec<u32>>,
    /// Rows without a value, by what they lack.
    pub(super) missing: BTreeMap<String, Vec<u32>>,
    /// Labels of the groups of each effect.
    pub(super) labels: Vec<Vec<String>>,
}

/// Where a cluster variable's groups are.
#[derive(Debug)]
pub(super) enum Cluster {
    /// They are those of an effect.
    Effect(usize),
    /// They are their own.
    Own(Groups),
}

/// Between the parts of a label, which may hold any other character.
pub(super) const BETWEEN: char = '\u{1f}';

/// Name of the only group of a constant.
pub(super) const CONSTANT: &str = "(constant)";

impl Frame {
    /// The cluster variables.
    pub(super) fn clusters(&self) -> Vec<&Groups> {
        let groups = |cluster| match cluster {
            &Cluster::Effect(effect) => &self.effects[effect],
            Cluster::Own(groups) => groups,
        };
        self.clusters.iter().map(groups).collect()
    }

    /// How many rows lack what.
    pub(super) fn missing_in_words(&self, rows: usize) -> String {
        let lacks: Vec<String> = self
            .missing
            .iter()
            .map(|(name, rows)| format!("{} lack {name}", rows.len()))
            .collect();
        if lacks.is_empty() {
            "the table has no rows".to_owned()
        } else {
            format!("of {rows} rows {}", lacks.join(", "))
        }
    }

    /// Row of the table, without its header, from 1, for a row of the design.
    pub(super) fn table_row(&self, row: u32) -> u32 {
        let row = self
            .rows
            .as_ref()
            .map_or(row, |rows| rows.get(row as usize).copied().unwrap_or(row));
        row.saturating_add(1)
    }
}

/// The columns that were read, by name and kind.
pub(super) struct Table<'a> {
    wanted: &'a [(String, Wanted)],
    rows: usize,
    data: Vec<ColumnData>,
}

impl<'a> Table<'a> {
    pub(super) fn new(wanted: &'a [(String, Wanted)], rows: usize, data: Vec<ColumnData>) -> Self {
        Self { wanted, rows, data }
    }

    /// The name of a row's group of an interaction; none where a part is missing.
    pub(super) fn label(&self, parts: &[String], row: usize) -> Option<String> {
        let mut label = String::new();
        for (place, part) in parts.iter().enumerate() {
            let (codes, values) = self.groups(part);
            if place > 0 {
                label.push(BETWEEN);
            }
            label.push_str(values.get(codes[row] as usize)?);
        }
        Some(label)
    }

    fn place(&self, name: &str, kind: Wanted) -> Option<usize> {
        self.wanted
            .iter()
            .position(|(known, what)| known == name && *what == kind)
    }

    pub(super) fn numbers(&self, name: &str) -> &[f64] {
        match self
            .place(name, Wanted::Number)
            .and_then(|place| self.data.get(place))
        {
            Some(ColumnData::Numbers(values)) => values,
            _ => &[],
        }
    }

    fn groups(&self, name: &str) -> (&[u32], &[String]) {
        match self
            .place(name, Wanted::Group)
            .and_then(|place| self.data.get(place))
        {
            Some(ColumnData::Groups { codes, values }) => (codes, values),
            _ => (&[], &[]),
        }
    }

    /// A column of numbers that nothing else needs.
    fn take(&mut self, name: &str) -> Vec<f64> {
        match self
            .place(name, Wanted::Number)
            .and_then(|place| self.data.get_mut(place))
        {
            Some(ColumnData::Numbers(values)) => std::mem::take(values),
            _ => Vec::new(),
        }
    }

    /// A term's value in each row.
    pub(super) fn term(&self, term: &Term) -> Vec<f64> {
        let mut product = vec![1.0; self.rows];
        for factor in &term.0 {
            for (value, &cell) in product.iter_mut().zip(self.numbers(&factor.name)) {
                *value *= factor.function.of(cell);
            }
        }
        product
    }

    /// Values of all terms, weights and offset, by name. Columns that enter once, as they are, are moved and not copied.
    fn values(&mut self, ask: &Ask) -> Vec<(String, Vec<f64>)> {
        let terms: Vec<&Term> = std::iter::once(&ask.formula.outcome)
            .chain(&ask.formula.regressors)
            .collect();
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        let plain = ask.weights.iter().chain(&ask.offset);
        let names = terms
            .iter()
            .flat_map(|term| &term.0)
            .map(|factor| &factor.name);
        for name in names.chain(plain.clone()) {
            *uses.entry(name).or_default() += 1;
        }
        let alone = |name: &str| uses.get(name) == Some(&1);
        let mut values = Vec::new();
        for term in terms {
            let column = match &term.0[..] {
                [only] if only.function == Function::Identity && alone(&only.name) => {
                    self.take(&only.name)
                }
                _ => self.term(term),
            };
            values.push((term.to_string(), column));
        }
        for name in plain {
            let column = if alone(name) {
                self.take(name)
            } else {
                self.numbers(name).to_vec()
            };
            values.push((name.clone(), column));
        }
        values
    }
}

/// Makes the columns of the design of the columns that were read.
pub(super) fn frame(
    ask: &Ask,
    wanted: &[(String, Wanted)],
    rows: usize,
    data: Vec<ColumnData>,
) -> Frame {
    let mut table = Table::new(wanted, rows, data);
    let values = table.values(ask);
    let missing = missing(&table, &values);
    let rows = (!missing.is_empty()).then(|| complete(rows, &missing));
    let picked = |values: Vec<f64>| match &rows {
        None => values,
        Some(rows) => rows.iter().map(|&row| values[row as usize]).collect(),
    };
    let mut values = values.into_iter().map(|(_, values)| picked(values));
    let outcome = values.next().unwrap_or_default();
    let regressors = values.by_ref().take(ask.formula.regressors.len()).collect();
    let weights = ask.weights.as_ref().and_then(|_| values.next());
    let offset = ask.offset.as_ref().and_then(|_| values.next());
    let (mut effects, mut labels) = (Vec::new(), Vec::new());
    for parts in &ask.formula.effects {
        let groups = interaction(&table, parts, rows.as_deref());
        labels.push(names(&table, parts, rows.as_deref(), &groups));
        effects.push(groups);
    }
    let cluster = |parts: &Vec<String>| match ask
        .formula
        .effects
        .iter()
        .position(|effect| effect == parts)
    {
        Some(effect) => Cluster::Effect(effect),
        None => Cluster::Own(interaction(&table, parts, rows.as_deref())),
    };
    let clusters = ask.clusters.iter().map(cluster).collect();
    let part = |name: &String| interaction(&table, std::slice::from_ref(name), rows.as_deref());
    let panel = ask.bias.as_ref().map(|names| names.each_ref().map(part));
    if effects.is_empty() && ask.formula.constant {
        effects.push(Groups::of_integers(&vec![0; outcome.len()]));
        labels.push(vec![CONSTANT.to_owned()]);
    }
    Frame {
        outcome,
        regressors,
        effects,
        clusters,
        panel,
        weights,
        offset,
        rows,
        missing,
        labels,
    }
}

/// Rows without a finite value, by what they lack first.
fn missing(table: &Table<'_>, values: &[(String, Vec<f64>)]) -> BTreeMap<String, Vec<u32>> {
    let mut missing: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut seen = vec![false; table.rows];
    let mut note = |name: &str, lacks: &dyn Fn(usize) -> bool| {
        for (row, seen) in (0u32..).zip(&mut seen) {
            if !*seen && lacks(row as usize) {
                *seen = true;
                missing.entry(name.to_owned()).or_default().push(row);
            }
        }
    };
    for (name, values) in values {
        note(name, &|row| !values[row].is_finite());
    }
    for (name, _) in table
        .wanted
        .iter()
        .filter(|(_, what)| *what == Wanted::Group)
    {
        let (codes, _) = table.groups(name);
        note(name, &|row| codes[row] == MISSING);
    }
    missing
}

/// Rows that lack nothing.
fn complete(rows: usize, missing: &BTreeMap<String, Vec<u32>>) -> Vec<u32> {
    let mut lacks = vec![false; rows];
    for &row in missing.values().flatten() {
        lacks[row as usize] = true;
    }
    (0u32..)
        .zip(lacks)
        .filter(|(_, lacks)| !lacks)
        .map(|(row, _)| row)
        .collect()
}

/// The groups of an interaction of columns.
fn interaction(table: &Table<'_>, parts: &[String], rows: Option<&[u32]>) -> Groups {
    let mut joint: Option<Groups> = None;
    for part in parts {
        let (codes, values) = table.groups(part);
        let groups = match rows {
            None => Groups::of_numbered(codes, &ranks(values)),
            Some(rows) => {
                let picked: Vec<u32> = rows.iter().map(|&row| codes[row as usize]).collect();
                Groups::of_numbered(&picked, &ranks(values))
            }
        };
        joint = Some(match joint {
            None => groups,
            Some(joint) => joint.interact(&groups),
        });
    }
    joint.unwrap_or_else(|| Groups::of_integers(&[]))
}

/// What each group of an interaction is called.
fn names(
    table: &Table<'_>,
    parts: &[String],
    rows: Option<&[u32]>,
    groups: &Groups,
) -> Vec<String> {
    let mut names = vec![String::new(); groups.groups()];
    for (row, &group) in groups.codes().iter().enumerate() {
        let name = &mut names[group as usize];
        if name.is_empty() {
            let row = rows.map_or(row, |rows| rows[row] as usize);
            *name = table.label(parts, row).unwrap_or_default();
        }
    }
    names
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
