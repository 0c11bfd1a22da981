//! A check as an answer, for the renderings that all questions share.

use super::check::{Check, CheckedClaim};
use super::verdict::Verdict;
use crate::answer::{Answer, Caveat, Cell, Column, Figure, Section, Statement, Table, Unit};

/// Verdicts in the order of the summary.
const VERDICTS: [Verdict; 6] = [
    Verdict::Supported,
    Verdict::SupportedByPublishedRateOnly,
    Verdict::Off,
    Verdict::Contradicted,
    Verdict::CannotBeTested,
    Verdict::NotTestable,
];

impl Check {
    /// The check as an answer: how many of each verdict, and a row for each claim.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let counted = VERDICTS.map(|verdict| {
            self.claims
                .iter()
                .filter(|claim| claim.verdict == verdict)
                .count()
        });
        let figures: Vec<Figure> = VERDICTS
            .iter()
            .zip(counted)
            .map(|(verdict, count)| count_figure(*verdict, count))
            .collect();
        let shown: Vec<usize> = (0..VERDICTS.len())
            .filter(|index| counted[*index] > 0)
            .collect();
        let list = shown
            .iter()
            .enumerate()
            .map(|(place, index)| format!("{{{}}} {}", place + 1, VERDICTS[*index].words()));
        let list: Vec<String> = list.collect();
        let statement = match self.claims.len() {
            0 => Statement {
                text: "No statement about trade with a figure was found in this text.".to_owned(),
                figures: Vec::new(),
            },
            _ => Statement {
                text: format!(
                    "{{0}} statements about trade with a figure: {}.",
                    list.join(", ")
                ),
                figures: std::iter::once("claims".to_owned())
                    .chain(shown.iter().map(|index| figures[*index].id.clone()))
                    .collect(),
            },
        };
        let all = Figure {
            id: "claims".to_owned(),
            label: "Statements about trade with a figure".to_owned(),
            ..count_figure(Verdict::Supported, self.claims.len())
        };
        Answer {
            title: self.title.clone(),
            command: self.command.clone(),
            synthetic: self.synthetic,
            sections: vec![Section {
                id: "claims".to_owned(),
                title: "Claims and verdicts".to_owned(),
                statements: vec![statement],
                figures: std::iter::once(all).chain(figures).collect(),
                tables: if self.claims.is_empty() {
                    Vec::new()
                } else {
                    vec![table(&self.claims)]
                },
                caveats: caveats(self),
                ..Section::default()
            }],
            receipts: self.receipts.clone(),
        }
    }
}

fn count_figure(verdict: Verdict, count: usize) -> Figure {
    Figure {
        id: verdict.words().replace(' ', "_"),
        label: format!("Claims: {}", verdict.words()),
        value: Some(count as f64),
        unit: Unit::Count,
        decimals: Some(0),
        period: None,
        basis: None,
        note: None,
        receipt: None,
    }
}

fn caveats(check: &Check) -> Vec<Caveat> {
    let date = match &check.published {
        Some(date) => format!("Words such as \"this year\" and \"in May\" are read as of {date}."),
        None => "The date of publication is not known: words such as \"this year\" are not read. Give it with --published.".to_owned(),
    };
    [
        date.as_str(),
        "A claim is supported when any count that is at hand, rounded as the text is, gives its figure. It is called off or contradicted only against a \
         count of the side that the text names.",
        "A statement that was not understood well enough gets no verdict.",
    ]
    .map(|text| Caveat { text: text.to_owned() })
    .to_vec()
}

fn table(claims: &[CheckedClaim]) -> Table {
    let column = |id: &str, label: &str| Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit: Unit::None,
        decimals: None,
    };
    let text = |text: String| Cell::Text(text);
    Table {
        id: "claims".to_owned(),
        title: "Claims in the order of the text".to_owned(),
        columns: vec![
            column("number", "No."),
            column("text", "The text says"),
            column("verdict", "Verdict"),
            column("why", "Why"),
            column("needs", "What would test it"),
            column("receipts", "Receipts"),
        ],
        rows: claims
            .iter()
            .enumerate()
            .map(|(index, one)| {
                let mut receipts: Vec<&str> = one
                    .evidence
                    .iter()
                    .map(|evidence| evidence.receipt.as_str())
                    .collect();
                receipts.dedup();
                vec![
                    text((index + 1).to_string()),
                    text(one.claim.text.clone()),
                    text(one.verdict.words().to_owned()),
                    text(one.why.clone()),
                    one.needs.clone().map_or(Cell::Gap(()), Cell::Text),
                    text(receipts.join(" ")),
                ]
            })
            .collect(),
        ..Table::default()
    }
}
