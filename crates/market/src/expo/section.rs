//! Puts the counts of an exhibition into words.

use crate::answer::{Caveat, Figure, Section, Statement, Unit};
use crate::expo::editions::{Edition, editions};
use crate::expo::read::ExhibitorList;
use crate::expo::tables::{charts, points, tables};

/// Countries named in the sentence on who is present.
const COUNTRIES_NAMED: usize = 3;

/// Repeated rows named in the caveat.
const DUPLICATES_NAMED: usize = 5;

/// Builds the section "expo"; `receipt` identifies the receipt of the file.
///
/// The latest edition is described and compared with the one before it. Figures of an edition are
/// named after its year: `exhibitors_2023`.
pub fn section(list: &ExhibitorList, receipt: Option<&str>) -> Section {
    let editions = editions(list);
    let mut writer = Writer {
        list,
        receipt,
        figures: Vec::new(),
        statements: Vec::new(),
    };
    if let Some((latest, earlier)) = editions.split_last() {
        writer.presence(latest);
        if let Some(previous) = earlier.last() {
            writer.change(previous, latest);
        }
        writer.concentration(latest, earlier.last());
    }
    Section {
        id: "expo".to_owned(),
        title: format!("Exhibitors in {}", list.file),
        statements: writer.statements,
        figures: writer.figures,
        tables: tables(&editions, receipt),
        charts: charts(&editions, receipt),
        caveats: caveats(list, &editions),
        missing: None,
    }
}

/// The year of an edition, or a word for a list without years.
pub(super) fn edition_name(edition: &Edition) -> String {
    edition
        .year
        .map_or_else(|| "the list".to_owned(), |year| year.to_string())
}

struct Writer<'a> {
    list: &'a ExhibitorList,
    receipt: Option<&'a str>,
    figures: Vec<Figure>,
    statements: Vec<Statement>,
}

impl Writer<'_> {
    fn presence(&mut self, latest: &Edition) {
        let mut used = vec![
            self.count("exhibitors", "Exhibitors", latest.exhibitors, latest),
            self.count(
                "countries",
                "Countries with exhibitors",
                latest.concentration.units,
                latest,
            ),
        ];
        let mut phrases = Vec::new();
        for &(country, count) in latest.by_country.iter().take(COUNTRIES_NAMED) {
            let (code, name) = (country.as_str(), country.name());
            let id = format!("{code}_exhibitors");
            let count = self.count(&id, &format!("Exhibitors from {name}"), count, latest);
            let id = id_in(&format!("{code}_share"), latest);
            let label = format!("Share of exhibitors from {name}");
            self.figure(
                &id,
                label,
                Some(latest.share_of(country)),
                Unit::Share,
                Some(latest),
            );
            phrases.push(format!(
                "{name} with {{{}}} ({{{}}})",
                used.len(),
                used.len() + 1
            ));
            used.extend([count, id]);
        }
        let opening = match latest.year {
            Some(year) if latest.exhibitors == 1 => format!("In {year} there was {{0}} exhibitor"),
            Some(year) => format!("In {year} there were {{0}} exhibitors"),
            None if latest.exhibitors == 1 => "The list has {0} exhibitor".to_owned(),
            None => "The list has {0} exhibitors".to_owned(),
        };
        let countries = if latest.concentration.units == 1 {
            "country"
        } else {
            "countries"
        };
        let groups = joined(&phrases);
        let text = format!("{opening} from {{1}} {countries}; the largest groups are {groups}.");
        self.say(text, used);
    }

    fn change(&mut self, previous: &Edition, latest: &Edition) {
        let before = self.count("exhibitors", "Exhibitors", previous.exhibitors, previous);
        if let Some(turnover) = latest.turnover {
            let used = vec![
                before,
                self.count(
                    "stayed",
                    "Exhibitors of the last edition too",
                    turnover.stayed,
                    latest,
                ),
                self.count("new", "Exhibitors that are new", turnover.new, latest),
                self.count(
                    "returned",
                    "Exhibitors that came back",
                    turnover.returned,
                    latest,
                ),
                self.count(
                    "gone",
                    "Exhibitors of the last edition that are gone",
                    turnover.gone,
                    latest,
                ),
            ];
            let text = format!(
                "The edition before, {}, had {{0}} {}: {{1}} came again, {{4}} did not; {{2}} came for the \
                 first time and {{3}} came back after a break.",
                edition_name(previous),
                if previous.exhibitors == 1 {
                    "exhibitor"
                } else {
                    "exhibitors"
                }
            );
            self.say(text, used);
        }
        self.largest_shift(previous, latest);
    }

    /// The country whose share rose most and the one whose share fell most.
    fn largest_shift(&mut self, previous: &Edition, latest: &Edition) {
        let countries = latest.by_country.iter().chain(&previous.by_country);
        let shift =
            |&(country, _): &(_, usize)| latest.share_of(country) - previous.share_of(country);
        let most = countries
            .clone()
            .max_by(|a, b| shift(a).total_cmp(&shift(b)).then(b.0.cmp(&a.0)));
        let least = countries.min_by(|a, b| shift(a).total_cmp(&shift(b)).then(a.0.cmp(&b.0)));
        let risen = most.filter(|most| shift(most) > 0.0);
        let fallen = least.filter(|least| shift(least) < 0.0);
        for (found, word) in [(risen, "rose"), (fallen, "fell")] {
            let Some(&(country, _)) = found else { continue };
            let (code, name) = (country.as_str(), country.name());
            let (was, is) = (previous.share_of(country), latest.share_of(country));
            let label = format!("Share of exhibitors from {name}");
            let id_before = id_in(&format!("{code}_share"), previous);
            let id_now = id_in(&format!("{code}_share"), latest);
            self.figure(
                &id_before,
                label.clone(),
                Some(was),
                Unit::Share,
                Some(previous),
            );
            self.figure(&id_now, label.clone(), Some(is), Unit::Share, Some(latest));
            let id_change = format!("{code}_share_change");
            let change = Some(points(was, is));
            self.figure(
                &id_change,
                format!("{label}, change"),
                change,
                Unit::PercentagePoints,
                None,
            );
            let text = format!(
                "The share that {word} most was that of {name}: from {{0}} to {{1}}, a change of {{2}}."
            );
            self.say(text, vec![id_before, id_now, id_change]);
        }
    }

    fn concentration(&mut self, latest: &Edition, previous: Option<&Edition>) {
        for edition in previous.into_iter().chain([latest]) {
            let found = edition.concentration;
            let numbers = [
                (
                    "herfindahl",
                    "Herfindahl index of countries",
                    Unit::Index,
                    Some(found.herfindahl),
                ),
                (
                    "herfindahl_normalised",
                    "Normalised index",
                    Unit::Index,
                    found.normalised,
                ),
                (
                    "equivalent_number",
                    "Equal countries with the same index",
                    Unit::None,
                    Some(found.equivalent_number),
                ),
                (
                    "top_3_share",
                    "Share of the three largest countries",
                    Unit::Share,
                    Some(found.top_3),
                ),
            ];
            for (id, label, unit, value) in numbers {
                self.figure(
                    &id_in(id, edition),
                    label.to_owned(),
                    value,
                    unit,
                    Some(edition),
                );
            }
        }
        let mut used = vec![id_in("equivalent_number", latest)];
        let mut text = "Exhibitors were as concentrated as among {0} equal countries".to_owned();
        if let Some(previous) = previous {
            used.push(id_in("equivalent_number", previous));
            text.push_str(&format!("; in {} it was {{1}}", edition_name(previous)));
        }
        text.push('.');
        self.say(text, used);
    }

    /// Adds a count and returns its identifier.
    fn count(&mut self, id: &str, label: &str, count: usize, edition: &Edition) -> String {
        let id = id_in(id, edition);
        self.figure(
            &id,
            label.to_owned(),
            Some(count as f64),
            Unit::Count,
            Some(edition),
        );
        id
    }

    /// Adds a figure unless one with this identifier, and so this number, is there.
    fn figure(
        &mut self,
        id: &str,
        label: String,
        value: Option<f64>,
        unit: Unit,
        edition: Option<&Edition>,
    ) {
        if self.figures.iter().any(|figure| figure.id == id) {
            return;
        }
        self.figures.push(Figure {
            id: id.to_owned(),
            label,
            value,
            unit,
            decimals: None,
            period: edition
                .and_then(|edition| edition.year)
                .map(|year| year.to_string()),
            basis: Some(format!("list of exhibitors {}", self.list.file)),
            note: None,
            receipt: self.receipt.map(str::to_owned),
        });
    }

    fn say(&mut self, text: String, figures: Vec<String>) {
        self.statements.push(Statement { text, figures });
    }
}

fn id_in(id: &str, edition: &Edition) -> String {
    edition
        .year
        .map_or_else(|| id.to_owned(), |year| format!("{id}_{year}"))
}

fn joined(phrases: &[String]) -> String {
    match phrases {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn caveats(list: &ExhibitorList, editions: &[Edition]) -> Vec<Caveat> {
    let mut texts = vec![
        "A stand at an exhibition is presence, not sales; the list is taken to be complete."
            .to_owned(),
        "Firms are known again by name and country, without regard to case and blanks: another \
         spelling is another firm, and a firm that moved is a new one."
            .to_owned(),
    ];
    if editions.iter().any(|edition| edition.year.is_none()) {
        texts.push("The list has no column `year` and is read as one edition.".to_owned());
    }
    if editions.len() > 1 {
        texts.push("New, returned and gone refer to the editions in this list.".to_owned());
    }
    if !list.duplicates.is_empty() {
        let named = list.duplicates.iter().take(DUPLICATES_NAMED);
        let mut rows: Vec<String> = named
            .map(|row| {
                format!(
                    "line {} ({}, as in line {})",
                    row.line, row.firm, row.first_line
                )
            })
            .collect();
        let more = list.duplicates.len() - rows.len();
        if more > 0 {
            rows.push(format!("{more} more"));
        }
        texts.push(format!(
            "Rows that repeat firm, country and year count once; not counted: {}.",
            rows.join(", ")
        ));
    }
    if !list.ignored_columns.is_empty() {
        texts.push(format!(
            "Columns not used: {}.",
            list.ignored_columns.join(", ")
        ));
    }
    if list.is_synthetic() {
        texts.push("Synthetic data: some countries in the list are invented.".to_owned());
    }
    texts.into_iter().map(|text| Caveat { text }).collect()
}
