//! The layouts that are known, one declaration each.
//!
//! Column names and units are those of the publishers' files. Where a table leaves something unsaid,
//! the layout leaves it unsaid too, and the user is asked for it.

use stirstick_codes::{Currency, Nomenclature, Valuation};

use super::fields::{CountryForm, ProductRule};
use super::layout::{
    Amount, Column, FlowMeaning, FlowWord, Guard, Layout, Role, Rules, SectorWord,
};
use super::options::{Direction, Unit};
use super::source::SourceFormat;

const IMPORT: FlowMeaning = FlowMeaning::Flow(Direction::Import);
const EXPORT: FlowMeaning = FlowMeaning::Flow(Direction::Export);
const PART: FlowMeaning =
    FlowMeaning::Aside("re-exports, re-imports and processing: part of exports or imports");

const fn word(word: &'static str, meaning: FlowMeaning) -> FlowWord {
    FlowWord { word, meaning }
}

/// Words for import and export in tables of any origin.
pub(crate) const COMMON_FLOWS: &[FlowWord] = &[
    word("import", IMPORT),
    word("export", EXPORT),
    word("imports", IMPORT),
    word("exports", EXPORT),
    word("M", IMPORT),
    word("X", EXPORT),
    word("re-import", PART),
    word("re-export", PART),
    word(
        "turnover",
        FlowMeaning::Aside("turnover: imports and exports together"),
    ),
];

/// UN Comtrade's flows: the sub-flows are contained in M and X.
const COMTRADE_FLOWS: &[FlowWord] = &[
    word("M", IMPORT),
    word("X", EXPORT),
    word("RM", PART),
    word("RX", PART),
    word("DX", PART),
    word("FM", PART),
    word("MIP", PART),
    word("MOP", PART),
    word("XIP", PART),
    word("XOP", PART),
];

const LEGACY_FLOWS: &[FlowWord] = &[
    word("1", IMPORT),
    word("2", EXPORT),
    word("3", PART),
    word("4", PART),
];

const WITS_FLOWS: &[FlowWord] = &[word("5", IMPORT), word("6", EXPORT)];

const COMEXT_FLOWS: &[FlowWord] = &[
    word("1", IMPORT),
    word("2", EXPORT),
    word("IMPORT", IMPORT),
    word("EXPORT", EXPORT),
];

const IMF_FLOWS: &[FlowWord] = &[
    word(
        "MG_CIF_USD",
        FlowMeaning::Valued(Direction::Import, Valuation::Cif),
    ),
    word(
        "MG_FOB_USD",
        FlowMeaning::Valued(Direction::Import, Valuation::Fob),
    ),
    word(
        "XG_FOB_USD",
        FlowMeaning::Valued(Direction::Export, Valuation::Fob),
    ),
    word(
        "TBG_USD",
        FlowMeaning::Aside("trade balance: exports less imports"),
    ),
];

const COMTRADE_PARTNER2: Guard = Guard {
    whole: &["0", ""],
    parts: &[],
    reason: "breakdown by second partner: part of the row for all of them",
};
const COMTRADE_CUSTOMS: Guard = Guard {
    whole: &["C00", ""],
    parts: &[],
    reason: "breakdown by customs procedure: part of the row for all of them",
};
const COMTRADE_SUPPLY: Guard = Guard {
    whole: &["0", ""],
    parts: &[],
    reason: "breakdown by mode of supply: part of the row for all of them",
};
const COMTRADE_TRANSPORT: Guard = Guard {
    whole: &["0", ""],
    parts: &[],
    reason: "breakdown by mode of transport: part of the row for all of them",
};
const COMEXT_VALUES: Guard = Guard {
    whole: &["VALUE_IN_EUROS", "VALUE_EUR"],
    parts: &[
        "QUANTITY_IN_100KG",
        "QUANTITY_IN_KG",
        "QUANTITY_KG",
        "SUPPLEMENTARY_QUANTITY",
        "SUP_QUANTITY",
        "QUANTITY_SUPPL_UNIT",
        "VALUE_NAC",
    ],
    reason: "quantity rows: this layout states weights apart from values",
};

const fn amount(unit: Unit) -> Role {
    Role::Value(Amount {
        unit: Some(unit),
        direction: None,
    })
}

const fn directed(unit: Unit, direction: Direction) -> Role {
    Role::Value(Amount {
        unit: Some(unit),
        direction: Some(direction),
    })
}

fn hs_codes() -> Role {
    Role::Product(ProductRule::default())
}

/// Columns beside those that are read, whose content repeats or describes them.
fn beside(names: &[&'static str]) -> Vec<Column> {
    let described = names.iter();
    described
        .map(|name| Column::may(name, Role::Ignored))
        .collect()
}

/// Every layout but those of BACI and JSON, in the order in which they are tried.
pub(crate) fn all() -> Vec<Layout> {
    vec![
        stirstick(),
        comtrade_plus(),
        comtrade_legacy(),
        comtrade_brief(),
        wits(),
        comext_sdmx(),
        comext_bulk_since_2024(),
        comext_bulk_until_2023(),
        comext_tidy_by_code(),
        comext_tidy_cn8(),
        imf_imts(),
        russia_hs2(),
        partner_totals(),
        china_g20(),
        china_gacc(),
        unctad_sitc1(),
        comtrade_totals(),
        bilateral_totals(),
    ]
}

/// The layout of this program's own tables, as CSV or Parquet.
fn stirstick() -> Layout {
    let code = CountryForm::Code;
    Layout {
        format: SourceFormat::Stirstick,
        columns: [
            vec![
                Column::must("period", Role::Period),
                Column::must("frequency", Role::Frequency),
                Column::must("exporter", Role::Exporter(code)),
                Column::must("importer", Role::Importer(code)),
                Column::must("product", hs_codes()),
                Column::must("nomenclature", Role::Nomenclature),
                Column::must(
                    "value",
                    Role::Value(Amount {
                        unit: Some(Unit::USD),
                        direction: None,
                    }),
                ),
                Column::must("currency", Role::Currency),
                Column::must("valuation", Role::Valuation),
                Column::must("quantity_t", Role::Quantity { tonnes_power: 0 }),
                Column::must("reported_by", Role::ReportedBy),
            ],
            beside(&["source_file", "source_row"]),
        ]
        .concat(),
        rules: Rules {
            closed: true,
            ..Rules::default()
        },
    }
}

/// UN Comtrade since 2022: web download, API and the R package comtradr, whose names have underscores.
pub(crate) fn comtrade_plus() -> Layout {
    let (number, code) = (CountryForm::Number, CountryForm::Code);
    Layout {
        format: SourceFormat::ComtradePlus,
        columns: vec![
            Column::must("typeCode", Role::Ignored).or("type_code"),
            Column::must("freqCode", Role::Frequency).or("freq_code"),
            Column::must("period", Role::Period),
            Column::must("reporterCode", Role::Reporter(number)).or("reporter_code"),
            Column::may("reporterISO", Role::Reporter(code)).or("reporter_iso"),
            Column::must("flowCode", Role::Flow(COMTRADE_FLOWS)).or("flow_code"),
            Column::may("flowDesc", Role::FlowText(COMMON_FLOWS)).or("flow_desc"),
            Column::must("partnerCode", Role::Partner(number)).or("partner_code"),
            Column::may("partnerISO", Role::Partner(code)).or("partner_iso"),
            Column::must("partner2Code", Role::Whole(COMTRADE_PARTNER2)).or("partner2code"),
            Column::must("classificationCode", Role::Nomenclature).or("classification_code"),
            Column::must("cmdCode", hs_codes()).or("cmd_code"),
            Column::may("cmdDesc", Role::ProductText).or("cmd_desc"),
            Column::may("aggrLevel", Role::CodeLevel).or("aggr_level"),
            Column::must("customsCode", Role::Whole(COMTRADE_CUSTOMS)).or("customs_code"),
            Column::must("mosCode", Role::Whole(COMTRADE_SUPPLY)).or("mos_code"),
            Column::must("motCode", Role::Whole(COMTRADE_TRANSPORT)).or("mot_code"),
            Column::must("netWgt", Role::Quantity { tonnes_power: -3 }).or("net_wgt"),
            Column::may("cifvalue", Role::CifValue),
            Column::may("fobvalue", Role::FobValue),
            Column::must("primaryValue", amount(Unit::USD)).or("primary_value"),
        ],
        rules: Rules {
            customs_valuation: true,
            trailing_cell: Some(&["isAggregate", "is_aggregate"]),
            ends_with_newline: true,
            zero_weight_is_unknown: true,
            ..Rules::default()
        },
    }
}

fn comtrade_legacy() -> Layout {
    let (number, code) = (CountryForm::Number, CountryForm::Code);
    Layout {
        format: SourceFormat::ComtradeLegacy,
        columns: vec![
            Column::must("Classification", Role::Nomenclature),
            Column::must("Period", Role::Period),
            Column::must("Trade Flow Code", Role::Flow(LEGACY_FLOWS)),
            Column::may("Trade Flow", Role::FlowText(COMMON_FLOWS)),
            Column::must("Reporter Code", Role::Reporter(number)),
            Column::may("Reporter ISO", Role::Reporter(code)),
            Column::must("Partner Code", Role::Partner(number)),
            Column::may("Partner ISO", Role::Partner(code)),
            Column::must("2nd Partner Code", Role::Whole(COMTRADE_PARTNER2)),
            Column::must("Customs Proc. Code", Role::Whole(COMTRADE_CUSTOMS)),
            Column::must("Mode of Transport Code", Role::Whole(COMTRADE_TRANSPORT)),
            Column::must("Commodity Code", hs_codes()),
            Column::may("Commodity", Role::ProductText),
            Column::may("Aggregate Level", Role::CodeLevel),
            Column::must("Netweight (kg)", Role::Quantity { tonnes_power: -3 }),
            Column::must("Trade Value (US$)", amount(Unit::USD)),
            Column::may("CIF Trade Value (US$)", Role::CifValue),
            Column::may("FOB Trade Value (US$)", Role::FobValue),
        ],
        rules: Rules {
            customs_valuation: true,
            ends_with_newline: true,
            zero_weight_is_unknown: true,
            ..Rules::default()
        },
    }
}

/// A selection of comtradr's columns without the classification: HS as reported.
fn comtrade_brief() -> Layout {
    Layout {
        format: SourceFormat::ComtradeBrief,
        columns: [
            vec![
                Column::must("reporter_iso", Role::Reporter(CountryForm::Code)),
                Column::must("flow_desc", Role::Flow(COMMON_FLOWS)),
                Column::must("partner_iso", Role::Partner(CountryForm::Code)),
                Column::must("cmd_code", hs_codes()),
                Column::may("cmd_desc", Role::ProductText),
                Column::must("primary_value", amount(Unit::USD)),
                Column::must("ref_year", Role::Year),
            ],
            beside(&["reporter_desc", "partner_desc"]),
        ]
        .concat(),
        rules: Rules {
            nomenclature: Nomenclature::HS,
            customs_valuation: true,
            closed: true,
            ..Rules::default()
        },
    }
}

/// WITS pads its word for the total: `" Total"`.
fn wits() -> Layout {
    let padded = ProductRule {
        padded: true,
        ..ProductRule::default()
    };
    Layout {
        format: SourceFormat::Wits,
        columns: [
            vec![
                Column::must("Nomenclature", Role::Nomenclature),
                Column::must("ReporterISO3", Role::Reporter(CountryForm::Code)),
                Column::must("ProductCode", Role::Product(padded)),
                Column::must("PartnerISO3", Role::Partner(CountryForm::Code)),
                Column::must("Year", Role::Year),
                Column::must("TradeFlowCode", Role::Flow(WITS_FLOWS)),
                Column::may("TradeFlowName", Role::FlowText(COMMON_FLOWS)),
                Column::must("TradeValue in 1000 USD", amount(Unit::KUSD)),
            ],
            beside(&["ReporterName", "PartnerName"]),
        ]
        .concat(),
        rules: Rules {
            customs_valuation: true,
            closed: true,
            ..Rules::default()
        },
    }
}

fn comext_rules(nomenclature: Nomenclature) -> Rules {
    Rules {
        nomenclature,
        customs_valuation: true,
        zero_weight_is_unknown: true,
        ..Rules::default()
    }
}

/// Columns of SDMX-CSV beside the dimensions; a further dimension would split the flows.
const SDMX_ATTRIBUTES: &[&str] = &[
    "DATAFLOW",
    "STRUCTURE",
    "STRUCTURE_ID",
    "STRUCTURE_NAME",
    "ACTION",
    "LAST UPDATE",
    "OBS_FLAG",
    "CONF_STATUS",
];

/// Eurostat's API as CSV. Weights come as rows of their own and are set aside.
fn comext_sdmx() -> Layout {
    Layout {
        format: SourceFormat::ComextSdmx,
        columns: [
            vec![
                Column::must("freq", Role::Frequency),
                Column::must("reporter", Role::Reporter(CountryForm::Code)),
                Column::must("partner", Role::Partner(CountryForm::Code)),
                Column::must("product", hs_codes()),
                Column::must("flow", Role::Flow(COMEXT_FLOWS)),
                Column::must("indicators", Role::Whole(COMEXT_VALUES)),
                Column::must("TIME_PERIOD", Role::Period),
                Column::must("OBS_VALUE", amount(Unit::EUR)),
            ],
            beside(SDMX_ATTRIBUTES),
        ]
        .concat(),
        rules: Rules {
            closed: true,
            ..comext_rules(Nomenclature::CN8)
        },
    }
}

/// Amounts of bulk files in other units, by the names of both forms.
fn other_amounts() -> Vec<Column> {
    let names = ["VALUE_NAC", "QUANTITY_SUPPL_UNIT", "SUP_QUANTITY"];
    let columns = names.iter();
    columns
        .map(|name| Column::may(name, Role::Measure))
        .collect()
}

/// Bulk files state a flow once for each statistical procedure; the parts follow each other.
fn comext_bulk_since_2024() -> Layout {
    Layout {
        format: SourceFormat::ComextBulk,
        columns: [
            vec![
                Column::must("REPORTER", Role::Reporter(CountryForm::Code)),
                Column::must("PARTNER", Role::Partner(CountryForm::Code)),
                Column::must("PRODUCT_NC", hs_codes()),
                Column::must("FLOW", Role::Flow(COMEXT_FLOWS)),
                Column::must("PERIOD", Role::Period),
                Column::must("VALUE_EUR", amount(Unit::EUR)),
                Column::must("QUANTITY_KG", Role::Quantity { tonnes_power: -3 }),
            ],
            other_amounts(),
        ]
        .concat(),
        rules: Rules {
            joins_parts: true,
            ..comext_rules(Nomenclature::CN8)
        },
    }
}

fn comext_bulk_until_2023() -> Layout {
    Layout {
        format: SourceFormat::ComextBulk,
        columns: [
            vec![
                Column::must("DECLARANT_ISO", Role::Reporter(CountryForm::Code)),
                Column::must("PARTNER_ISO", Role::Partner(CountryForm::Code)),
                Column::must("PRODUCT_NC", hs_codes()),
                Column::must("FLOW", Role::Flow(COMEXT_FLOWS)),
                Column::must("PERIOD", Role::Period),
                Column::must("VALUE_IN_EUROS", amount(Unit::EUR)),
                Column::must("QUANTITY_IN_KG", Role::Quantity { tonnes_power: -3 }),
            ],
            other_amounts(),
        ]
        .concat(),
        rules: Rules {
            joins_parts: true,
            ..comext_rules(Nomenclature::CN8)
        },
    }
}

fn comext_tidy_by_code() -> Layout {
    Layout {
        format: SourceFormat::ComextTidy,
        columns: vec![
            Column::must("month", Role::Period),
            Column::must("reporter_iso3", Role::Reporter(CountryForm::Code)),
            Column::must("partner_iso3", Role::Partner(CountryForm::Code)),
            Column::must("code", hs_codes()),
            Column::must("flow", Role::Flow(COMEXT_FLOWS)),
            Column::must("value_eur", amount(Unit::EUR)),
        ],
        rules: Rules {
            closed: true,
            ..comext_rules(Nomenclature::CN8)
        },
    }
}

/// Exports only, which the table has no column for.
fn comext_tidy_cn8() -> Layout {
    Layout {
        format: SourceFormat::ComextTidy,
        columns: vec![
            Column::must("month", Role::Period),
            Column::must("reporter_iso3", Role::Reporter(CountryForm::Code)),
            Column::must("partner_iso3", Role::Partner(CountryForm::Code)),
            Column::must("cn8", hs_codes()),
            Column::must("value_eur", amount(Unit::EUR)),
        ],
        rules: Rules {
            direction: Some(Direction::Export),
            closed: true,
            ..comext_rules(Nomenclature::CN8)
        },
    }
}

/// The IMF's wide table: a column for each period, the scale in a column of its own.
fn imf_imts() -> Layout {
    Layout {
        format: SourceFormat::ImfImts,
        columns: vec![
            Column::must("SERIES_CODE", Role::Ignored),
            Column::must("COUNTRY.ID", Role::Reporter(CountryForm::Code)),
            Column::must("INDICATOR.ID", Role::Flow(IMF_FLOWS)),
            Column::must("COUNTERPART_COUNTRY.ID", Role::Partner(CountryForm::Code)),
            Column::must("FREQUENCY.ID", Role::Frequency),
            Column::must("SCALE.ID", Role::Scale),
        ],
        rules: Rules {
            mixes_estimates: true,
            wide: true,
            aggregates_aside: true,
            ..Rules::default()
        },
    }
}

/// Russia by partner and chapter. The table lost the leading zeros of chapters 1 to 9.
fn russia_hs2() -> Layout {
    let chapters = ProductRule {
        restore_width: Some(2),
        lengths: &[2],
        ..ProductRule::default()
    };
    Layout {
        format: SourceFormat::RussiaHs2,
        columns: vec![
            Column::must("year", Role::Year),
            Column::must("reporter", Role::Reporter(CountryForm::Number)),
            Column::must("partner", Role::Partner(CountryForm::Number)),
            Column::must("flow", Role::Flow(COMMON_FLOWS)),
            Column::must("hs2", Role::Product(chapters)),
            Column::must("value_usd", amount(Unit::USD)),
            Column::may("pct", Role::Ignored),
        ],
        rules: Rules {
            nomenclature: Nomenclature::HS,
            customs_valuation: true,
            closed: true,
            ..Rules::default()
        },
    }
}

/// Totals by partner; the reporter is not in the table.
fn partner_totals() -> Layout {
    Layout {
        format: SourceFormat::PartnerTotals,
        columns: vec![
            Column::must("continent", Role::Ignored),
            Column::must("iso", Role::Partner(CountryForm::Code)),
            Column::must("country", Role::Ignored),
            Column::must("year", Role::Year),
            Column::must("flow", Role::Flow(COMMON_FLOWS)),
            Column::must("value", amount(Unit::USD)),
            Column::must("pct", Role::Ignored),
        ],
        rules: Rules {
            nomenclature: Nomenclature::HS,
            customs_valuation: true,
            closed: true,
            ..Rules::default()
        },
    }
}

fn china_g20() -> Layout {
    Layout {
        format: SourceFormat::ChinaG20,
        columns: vec![
            Column::must("country_iso3_code", Role::Reporter(CountryForm::Code)),
            Column::may("country_id", Role::Reporter(CountryForm::Number)),
            Column::must("partner_iso3_code", Role::Partner(CountryForm::Code)),
            Column::may("partner_country_id", Role::Partner(CountryForm::Number)),
            Column::must("year", Role::Year),
            Column::must("export_value", directed(Unit::USD, Direction::Export)),
            Column::must("import_value", directed(Unit::USD, Direction::Import)),
            Column::may("balanca_comercial", Role::Ignored),
        ],
        rules: Rules {
            customs_valuation: true,
            closed: true,
            ..Rules::default()
        },
    }
}

/// China's customs; the year is in the title of the table only, and regions stand among countries.
fn china_gacc() -> Layout {
    let unit = Unit {
        currency: Currency::CNY,
        power: 4,
    };
    Layout {
        format: SourceFormat::ChinaGacc,
        columns: [
            vec![
                Column::must("month", Role::Month),
                Column::must("partner", Role::Partner(CountryForm::Name)),
                Column::must("exports_10k_cny", directed(unit, Direction::Export)),
                Column::must("imports_10k_cny", directed(unit, Direction::Import)),
                Column::must("exports_cum_10k_cny", Role::Ignored),
            ],
            beside(&["order", "imports_cum_10k_cny", "source"]),
        ]
        .concat(),
        rules: Rules {
            reporter: Some("CHN"),
            customs_valuation: true,
            aggregates_aside: true,
            closed: true,
            ..Rules::default()
        },
    }
}

/// UNCTAD's matrix: names without blanks, sections of SITC as words.
fn unctad_sitc1() -> Layout {
    const fn sector(word: &'static str, code: &'static str) -> SectorWord {
        SectorWord { word, code }
    }
    const SECTORS: &[SectorWord] = &[
        sector("All", "TOTAL"),
        sector("SITC0_Food", "0"),
        sector("SITC1_BevTobacco", "1"),
        sector("SITC2_Crude", "2"),
        sector("SITC3_MineralFuels", "3"),
        sector("SITC4_AnimalVegOils", "4"),
        sector("SITC5_Chemicals", "5"),
        sector("SITC6_Manuf", "6"),
        sector("SITC7_Machinery", "7"),
        sector("SITC8_Misc", "8"),
        sector("SITC9_Commodities", "9"),
    ];
    Layout {
        format: SourceFormat::UnctadSitc1,
        columns: vec![
            Column::must("exporter", Role::Exporter(CountryForm::Joined)),
            Column::must("importer", Role::Importer(CountryForm::Joined)),
            Column::must("year", Role::Year),
            Column::must("sector", Role::Sector(SECTORS)),
            Column::must("value", amount(Unit::KUSD)),
        ],
        rules: Rules {
            nomenclature: Nomenclature::SITC3,
            // UNCTAD has 22 of them in 1995 and 2005, all of France.
            own_goods: true,
            closed: true,
            ..Rules::default()
        },
    }
}

/// Four columns that say neither direction nor unit.
fn comtrade_totals() -> Layout {
    Layout {
        format: SourceFormat::ComtradeTotals,
        columns: vec![
            Column::must("date", Role::NewYear),
            Column::must(
                "value",
                Role::Value(Amount {
                    unit: None,
                    direction: None,
                }),
            ),
            Column::must("reporter", Role::Reporter(CountryForm::Any)),
            Column::must("partner", Role::Partner(CountryForm::Any)),
        ],
        rules: Rules {
            customs_valuation: true,
            closed: true,
            ..Rules::default()
        },
    }
}

/// Three columns that say neither period nor unit.
fn bilateral_totals() -> Layout {
    Layout {
        format: SourceFormat::BilateralTotals,
        columns: vec![
            Column::must("exporter", Role::Exporter(CountryForm::Any)),
            Column::must("importer", Role::Importer(CountryForm::Any)),
            Column::must(
                "value",
                Role::Value(Amount {
                    unit: None,
                    direction: None,
                }),
            ),
        ],
        rules: Rules {
            closed: true,
            ..Rules::default()
        },
    }
}
