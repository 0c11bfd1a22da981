//! A made-up brief that has everything a renderer must cope with.
//!
//! The countries, products and numbers are invented: nothing in this file is a statistic.

#![allow(dead_code, reason = "each test file uses its own part of the fixture")]

use stirstick_market::{
    Answer, Caveat, Cell, Chart, ChartKind, Column, Figure, Missing, Receipt, Section, Series,
    Statement, Table, Unit,
};

const LEDGER: &str = "a1b2c3d4e5f6";
const SUPPLIERS: &str = "0f9e8d7c6b5a";

/// A brief of four sections on invented countries; the third has no data.
pub(crate) fn brief() -> Answer {
    Answer {
        title: "Exports of Quarrel (QMA) to Vermilion (QMB)".to_owned(),
        command: "stirstick brief --market QMB --supplier QMA --years 2016..2023".to_owned(),
        synthetic: true,
        sections: vec![ledger(), suppliers(), outlook(), machines()],
        receipts: vec![
            receipt(LEDGER, "ledger", 8),
            receipt(SUPPLIERS, "flows", 1_204),
        ],
    }
}

/// The same brief as if it were made from real data.
pub(crate) fn brief_of_real_data() -> Answer {
    Answer {
        synthetic: false,
        ..brief()
    }
}

/// One question with one section, as most commands answer.
pub(crate) fn one_section() -> Answer {
    let mut answer = brief_of_real_data();
    answer.sections.truncate(1);
    answer.receipts.truncate(1);
    answer.title = "Trade of Quarrel with Vermilion".to_owned();
    answer
}

fn usd(scale_power10: u8) -> Unit {
    Unit::Money {
        currency: "USD".to_owned(),
        scale_power10,
    }
}

fn figure(id: &str, label: &str, value: Option<f64>, unit: Unit, decimals: Option<u8>) -> Figure {
    Figure {
        id: id.to_owned(),
        label: label.to_owned(),
        value,
        unit,
        decimals,
        period: Some("2023".to_owned()),
        basis: Some("customs of Quarrel, exports FOB and imports CIF".to_owned()),
        note: None,
        receipt: Some(LEDGER.to_owned()),
    }
}

fn ledger() -> Section {
    Section {
        id: "ledger".to_owned(),
        title: "How big the trade is".to_owned(),
        statements: vec![
            statement(
                "Trade between Quarrel and Vermilion grew {0} in 2023, to {1}, past the target of {2} a year early.",
                &["growth", "total", "target"],
            ),
            statement(
                "From January to April 2024 it grew {0}; imports into Quarrel changed by {1}.",
                &["growth_to_date", "change_in_imports"],
            ),
        ],
        figures: vec![
            figure(
                "total",
                "Trade in both directions",
                Some(187.3),
                usd(9),
                Some(1),
            ),
            Figure {
                note: Some("as published; computed from the revised base it is 21.9%".to_owned()),
                ..figure(
                    "growth",
                    "Growth on 2022",
                    Some(22.4),
                    Unit::Percent,
                    Some(1),
                )
            },
            Figure {
                basis: Some("joint declaration of the two governments".to_owned()),
                period: None,
                ..figure("target", "Target for 2024", Some(160.0), usd(9), Some(0))
            },
            Figure {
                period: Some("2024-01..2024-04".to_owned()),
                ..figure(
                    "growth_to_date",
                    "Growth on the same months",
                    Some(3.9),
                    Unit::Percent,
                    Some(1),
                )
            },
            Figure {
                period: Some("2024-01..2024-04".to_owned()),
                ..figure(
                    "change_in_imports",
                    "Change in imports",
                    Some(-0.75),
                    Unit::Percent,
                    Some(2),
                )
            },
            Figure {
                basis: None,
                ..figure(
                    "monthly",
                    "Reports for 2020-02, which were never published",
                    None,
                    usd(9),
                    Some(1),
                )
            },
        ],
        charts: vec![trade_by_year()],
        tables: vec![years()],
        caveats: vec![
            caveat(
                "Exports are FOB and imports CIF; their sum is the total that customs publishes, not a balance.",
            ),
            caveat(
                "The total is that of the customs of Quarrel. The customs of Vermilion published another one.",
            ),
        ],
        missing: None,
    }
}

fn trade_by_year() -> Chart {
    let series = |name: &str, values: [Option<f64>; 8]| Series {
        name: name.to_owned(),
        values: values.to_vec(),
    };
    Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "trade".to_owned(),
        title: "Exports overtook imports in 2023".to_owned(),
        kind: ChartKind::Line,
        unit: usd(9),
        categories: (2016..=2023).map(|year| year.to_string()).collect(),
        series: vec![
            series(
                "Exports to Vermilion",
                [28.9, 33.2, 37.1, 39.4, 0.0, 52.4, 59.0, 94.8].map(|v| (v > 0.0).then_some(v)),
            ),
            series(
                "Imports from Vermilion",
                [25.2, 32.4, 46.3, 47.8, 45.0, 61.6, 94.1, 92.5].map(Some),
            ),
        ],
        receipt: Some(LEDGER.to_owned()),
        note: Some("No exports were published for 2020.".to_owned()),
    }
}

fn years() -> Table {
    let row = |year: &str, exports: Option<f64>, imports: f64, growth: Option<f64>| {
        vec![
            text(year),
            number(exports),
            number(Some(imports)),
            number(growth),
        ]
    };
    Table {
        id: "by_year".to_owned(),
        title: "Trade of Quarrel with Vermilion, by year".to_owned(),
        columns: vec![
            column("period", "Year", Unit::Period, None),
            column("exports", "Exports", usd(9), Some(1)),
            column("imports", "Imports", usd(9), Some(1)),
            column("growth_pct", "Growth of the sum", Unit::Percent, Some(1)),
        ],
        rows: vec![
            row("2019", Some(39.4), 47.8, Some(4.6)),
            row("2020", None, 45.0, None),
            row("2021", Some(52.4), 61.6, None),
            row("2022", Some(59.0), 94.1, Some(34.3)),
            row("2023", Some(94.8), 92.5, Some(22.4)),
        ],
        receipt: Some(LEDGER.to_owned()),
        note: None,
    }
}

fn suppliers() -> Section {
    Section {
        id: "suppliers".to_owned(),
        title: "Who left, who filled the room".to_owned(),
        statements: vec![statement(
            "Suppliers that left had held {0} of the imports of Vermilion; Quarrel gained {1}.",
            &["share_left", "share_gained"],
        )],
        figures: vec![
            Figure {
                receipt: Some(SUPPLIERS.to_owned()),
                basis: Some("reports of exporters, FOB".to_owned()),
                ..figure(
                    "share_left",
                    "Share of suppliers that left",
                    Some(0.2534),
                    Unit::Share,
                    None,
                )
            },
            Figure {
                receipt: Some(SUPPLIERS.to_owned()),
                basis: Some("reports of exporters, FOB".to_owned()),
                ..figure(
                    "share_gained",
                    "Change of the share of Quarrel",
                    Some(11.8),
                    Unit::PercentagePoints,
                    Some(1),
                )
            },
            Figure {
                receipt: Some(SUPPLIERS.to_owned()),
                basis: None,
                ..figure(
                    "herfindahl",
                    "Concentration of suppliers (Herfindahl index)",
                    Some(0.2071),
                    Unit::Index,
                    None,
                )
            },
        ],
        charts: vec![decomposition(), gains()],
        tables: vec![by_supplier()],
        caveats: vec![
            caveat("A missing flag for restricted goods is not a clearance."),
            caveat("A code is broader than a product."),
        ],
        missing: None,
    }
}

const SECTORS: [&str; 6] = [
    "Machinery for working rubber or plastics or for the manufacture of products from these materials",
    "Machine tools",
    "Road vehicles, their parts and accessories",
    "Electrical apparatus",
    "Pharmaceuticals",
    "Ships",
];

fn decomposition() -> Chart {
    let series = |name: &str, values: [Option<f64>; 6]| Series {
        name: name.to_owned(),
        values: values.to_vec(),
    };
    Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "decomposition".to_owned(),
        title: "Most of the gain is room that others vacated".to_owned(),
        kind: ChartKind::StackedBar,
        unit: usd(0),
        categories: SECTORS.iter().map(|&name| name.to_owned()).collect(),
        series: vec![
            series(
                "Market growth",
                [
                    Some(310e6),
                    Some(-820e6),
                    Some(-2_140e6),
                    Some(405e6),
                    Some(120e6),
                    None,
                ],
            ),
            series(
                "Room vacated by suppliers that left",
                [
                    Some(1_240e6),
                    Some(1_910e6),
                    Some(5_320e6),
                    Some(980e6),
                    Some(85e6),
                    None,
                ],
            ),
            series(
                "Won from suppliers that stayed",
                [
                    Some(220e6),
                    Some(340e6),
                    Some(760e6),
                    Some(-260e6),
                    Some(-140e6),
                    None,
                ],
            ),
        ],
        receipt: Some(SUPPLIERS.to_owned()),
        note: Some(
            "The three parts sum to the change of imports from Quarrel, 2021 to 2023.".to_owned(),
        ),
    }
}

fn gains() -> Chart {
    Chart {
        bands: Vec::new(),
        marks: Vec::new(),
        id: "gains".to_owned(),
        title: "Shares before and after".to_owned(),
        kind: ChartKind::Bar,
        unit: Unit::Share,
        categories: ["Quarrel", "Tessellate", "Umber", "Ochre"]
            .map(str::to_owned)
            .to_vec(),
        series: vec![
            Series {
                name: "2021".to_owned(),
                values: vec![Some(0.254), Some(0.181), Some(0.092), Some(0.02)],
            },
            Series {
                name: "2023".to_owned(),
                values: vec![Some(0.372), Some(0.012), None, Some(0.043)],
            },
        ],
        receipt: Some(SUPPLIERS.to_owned()),
        note: None,
    }
}

fn by_supplier() -> Table {
    let row = |code: &str,
               name: &str,
               status: &str,
               from: f64,
               to: Option<f64>,
               share: f64,
               change: Option<f64>| {
        vec![
            text(code),
            text(name),
            text(status),
            number(Some(from)),
            number(to),
            number(Some(share)),
            number(change),
            number(Some(12.0)),
            text(if code == "QMC" {
                "tier 1; list of 2024-02-23; invented source"
            } else {
                ""
            }),
        ]
    };
    Table {
        id: "by_supplier".to_owned(),
        title: "Imports of Vermilion by supplier, 2021 and 2023".to_owned(),
        columns: vec![
            column("supplier", "Code", Unit::None, None),
            column("supplier_name", "Supplier", Unit::None, None),
            column("status", "What happened", Unit::None, None),
            column("imports_from", "Imports 2021", usd(0), None),
            column("imports_to", "Imports 2023", usd(0), None),
            column("share_to", "Share 2023", Unit::Share, None),
            column(
                "share_change",
                "Change of share",
                Unit::PercentagePoints,
                Some(1),
            ),
            column("products", "Products", Unit::Count, None),
            column("restricted_tier", "Restricted goods", Unit::None, None),
        ],
        rows: vec![
            row(
                "QMA",
                "Quarrel",
                "entered and grew",
                61.6e9,
                Some(92.5e9),
                0.372,
                Some(11.8),
            ),
            row(
                "QMC",
                "Tessellate, Federated Islands and Dependencies of",
                "left",
                43.9e9,
                Some(2.98e9),
                0.012,
                Some(-16.9),
            ),
            row("QMD", "Umber", "left", 22.3e9, None, 0.0, None),
            row(
                "QME",
                "Ochre",
                "grew",
                4.8e9,
                Some(10.7e9),
                0.043,
                Some(2.3),
            ),
            row(
                "QMF",
                "Sienna | Sepia",
                "stayed",
                1.2e9,
                Some(30e6),
                0.000_1,
                Some(-0.5),
            ),
        ],
        receipt: Some(SUPPLIERS.to_owned()),
        note: Some("Imports are mirrored from exporters' reports, FOB. HS 2017.".to_owned()),
    }
}

fn outlook() -> Section {
    Section {
        id: "outlook".to_owned(),
        title: "What the year will come to".to_owned(),
        missing: Some(Missing {
            what: "Monthly trade of Quarrel for at least 36 months.".to_owned(),
            command: "stirstick fetch monthly --reporter QMA".to_owned(),
        }),
        ..Section::default()
    }
}

fn machines() -> Section {
    let codes = ["8477", "8456", "8480", "8462", "0101", "=SUM(A1)"];
    let rows = codes.iter().enumerate().map(|(index, code)| {
        let place = f64::from(u32::try_from(index).expect("six rows"));
        vec![
            text(code),
            text(SECTORS[index]),
            number(Some(12_345.6 / (place + 1.0))),
            number((index != 3).then_some(-1.5 * place)),
        ]
    });
    Section {
        id: "machines".to_owned(),
        title: "Which machines gain".to_owned(),
        statements: vec![statement(
            "Codes are of HS 2017, with their leading zeros.",
            &[],
        )],
        charts: vec![Chart {
            bands: Vec::new(),
            marks: Vec::new(),
            id: "top".to_owned(),
            title: "Machines imported, by product".to_owned(),
            kind: ChartKind::Bar,
            unit: Unit::Tonnes,
            categories: SECTORS[..4].iter().map(|&name| name.to_owned()).collect(),
            series: vec![Series {
                name: "2023".to_owned(),
                values: vec![Some(12_345.6), Some(6_172.8), None, Some(-310.0)],
            }],
            receipt: Some(SUPPLIERS.to_owned()),
            note: None,
        }],
        tables: vec![Table {
            id: "products".to_owned(),
            title: "Machines imported".to_owned(),
            columns: vec![
                column("product", "HS 2017", Unit::None, None),
                column("name", "Description", Unit::None, None),
                column("quantity_t", "Quantity", Unit::Tonnes, Some(1)),
                column("growth_pct", "Growth", Unit::Percent, Some(1)),
            ],
            rows: rows.collect(),
            receipt: Some(SUPPLIERS.to_owned()),
            note: None,
        }],
        caveats: vec![caveat(
            "Machine imports alone do not prove that a market makes a good itself.",
        )],
        ..Section::default()
    }
}

fn receipt(id: &str, dataset: &str, rows: u64) -> Receipt {
    Receipt {
        id: id.to_owned(),
        dataset: dataset.to_owned(),
        release: "2024-05-31".to_owned(),
        release_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        query: format!(
            "SELECT period, SUM(value) AS value\nFROM {dataset}\nWHERE importer = $market\n  AND period <= $last AND value > 0\nGROUP BY period\nORDER BY period"
        ),
        parameters: vec![
            ("market".to_owned(), "QMB".to_owned()),
            ("last".to_owned(), "2023".to_owned()),
        ],
        rows,
        result_hash: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".to_owned(),
        sources: vec![
            "Invented statistics, https://example.org/statistics?year=2023&lang=en".to_owned(),
        ],
        engine: "stirstick 0.1.0".to_owned(),
    }
}

fn statement(text: &str, figures: &[&str]) -> Statement {
    Statement {
        text: text.to_owned(),
        figures: figures.iter().map(|&id| id.to_owned()).collect(),
    }
}

fn caveat(text: &str) -> Caveat {
    Caveat {
        text: text.to_owned(),
    }
}

fn column(id: &str, label: &str, unit: Unit, decimals: Option<u8>) -> Column {
    Column {
        id: id.to_owned(),
        label: label.to_owned(),
        unit,
        decimals,
    }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Gap(()), Cell::Number)
}
