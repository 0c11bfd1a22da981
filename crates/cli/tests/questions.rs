//! The questions from end to end, on what is built in and on real files.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::float_cmp,
    reason = "a test that fails here has failed; it writes its own inputs; printed figures are exact"
)]

mod support;

use serde_json::Value;
use support::{World, cell, figure, shared};

#[test]
fn the_ledger_as_of_a_day_uses_only_what_was_published_by_then() {
    let world = World::new();
    let answer = world.json("ledger RUS CHN --as-of 2024-05-28 --format json");
    assert_eq!(figure(&answer, "total_2023"), 240.1);
    assert_eq!(figure(&answer, "growth_published_2023"), 26.3);
    let base = figure(&answer, "growth_base_2023");
    assert_eq!(base, 190.271);
    let computed = figure(&answer, "growth_computed_2023");
    assert!((computed - 100.0 * (240.1 / base - 1.0)).abs() < 1e-9);
    assert_eq!(figure(&answer, "ytd_total_2024-04"), 75.0);
    let text = world.ok("ledger RUS CHN --as-of 2024-05-28 --format table");
    assert!(
        text.contains("$240.1bn") && text.contains("26.3%"),
        "{text}"
    );
    let unwrapped = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        unwrapped.contains(
            "The target of $200bn for 2024, announced 2018-09-27, was passed in November 2023"
        ),
        "{unwrapped}"
    );
    assert!(
        !text.contains("240.11"),
        "240.11 was published in August 2024"
    );
}

#[test]
fn a_brief_needs_no_set_up_and_names_its_sections() {
    let world = World::new();
    let text = world.ok("brief RUS --supplier CHN");
    for part in [
        "The ledger",
        "Outlook for 20",
        "Suppliers of all goods to Russia",
        "What this rests on",
        "Receipts",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let answer = world.json("brief RUS --supplier CHN --format json");
    let ids: Vec<&Value> = answer["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["id"])
        .collect();
    assert_eq!(
        ids,
        ["ledger", "outlook", "suppliers", "potential", "rests_on"]
    );
}

#[test]
fn a_brief_without_data_says_which_command_gets_it() {
    let world = World::new();
    let text = world.ok("brief BRA --supplier ARG");
    assert!(text.contains("stirstick data import"), "{text}");
}

#[test]
fn the_html_brief_is_one_file_that_asks_for_nothing() {
    let world = World::new();
    world.ok("brief RUS --supplier CHN --out brief.html");
    let html = std::fs::read_to_string(world.path("brief.html")).unwrap();
    for request in [
        "<script",
        "<link rel=\"stylesheet\"",
        "@import",
        "url(http",
        "<iframe",
        "src=\"http",
        "srcset",
    ] {
        assert!(!html.contains(request), "the page must not hold {request}");
    }
    assert!(html.contains("<svg") && html.contains("<table"));
}

/// Numbers of one row of the suppliers' table.
fn parts(answer: &Value, supplier: &str) -> Vec<f64> {
    [
        "change",
        "total_growth",
        "product_mix",
        "room_vacated",
        "won_from_stayers",
        "left",
        "lost_to_others",
    ]
    .iter()
    .map(|column| {
        cell(answer, "by_supplier", ("supplier", supplier), column)
            .as_f64()
            .unwrap_or(0.0)
    })
    .collect()
}

#[test]
fn the_parts_of_every_suppliers_change_sum_to_it() {
    let world = World::new();
    let file = shared("comtrade_eu_imports_hs4_2018_2022/eu27_imports_by_partner_hs4.csv.gz");
    world.run([
        "data".as_ref(),
        "import".as_ref(),
        file.as_os_str(),
        "--as".as_ref(),
        "wood".as_ref(),
    ]);
    let answer = world.json(
        "suppliers DEU --data wood --product 44 --from 2021 --to 2022 --supplier RUS --format json",
    );
    let mut total = 0.0;
    for supplier in ["RUS", "POL", "CHN", "BLR", "UKR", "AUT"] {
        let parts = parts(&answer, supplier);
        let sum: f64 = parts[1..].iter().sum();
        let size = parts
            .iter()
            .fold(0.0_f64, |size, part| size.max(part.abs()));
        assert!(
            (parts[0] - sum).abs() <= 1e-9 * size,
            "{supplier}: {parts:?}"
        );
        total += parts[0];
    }
    assert!(total.is_finite());
    assert!(
        parts(&answer, "RUS")[0] < 0.0,
        "Russia's sales of wood to Germany fell in 2022"
    );
}

#[test]
fn some_goods_are_not_called_all_goods() {
    let world = World::new();
    let header = "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by\n";
    let mut rows = header.to_owned();
    for year in [2020, 2021] {
        // As many chapters as the goods under the European Union's export restrictions have.
        for chapter in 1..=63 {
            for seller in ["DEU", "POL"] {
                rows.push_str(&format!(
                    "{year},A,{seller},RUS,{chapter:02}01,HS22,10,EUR,fob,,exporter\n"
                ));
            }
        }
    }
    let totals = |value: u32| {
        let lines = [2020, 2021].into_iter().flat_map(|year| {
            ["DEU", "POL"].map(|seller| {
                format!("{year},A,{seller},RUS,TOTAL,HS22,{value},EUR,fob,,exporter\n")
            })
        });
        lines.collect::<String>()
    };
    for (name, total, is_all, caveat) in [
        ("some", String::new(), false, "63 of 96 chapters"),
        ("most", totals(700), false, "hold 90.0% of the totals"),
        ("whole", totals(630), true, "hold 100.0% of the totals"),
    ] {
        world.write("goods.csv", &format!("{rows}{total}"));
        world.ok(&format!("data import goods.csv --as {name}"));
        let line = format!("suppliers RUS --from 2020 --to 2021 --data {name} --format md");
        let text = world.ok(&line);
        assert_eq!(text.contains("ales of all goods"), is_all, "{text}");
        assert!(text.contains(caveat), "{text}");
    }
}

#[test]
fn a_receipt_asks_again_and_finds_the_same() {
    let world = World::new();
    let answer = world.json("suppliers RUS --from 2021 --to 2023 --format json");
    let id = answer["receipts"][0]["id"].as_str().unwrap().to_owned();
    let again = world.json(&format!("receipt {id} --format json"));
    assert_eq!(figure(&again, "same"), 1.0);
    assert_eq!(again["receipts"][0], answer["receipts"][0]);
    let text = world.ok(&format!("receipt {id}"));
    assert!(text.contains("the hashes are equal"), "{text}");
    let (code, message) = world.fails("receipt 000000000000");
    assert_eq!(code, 2);
    assert!(message.contains("no receipt"), "{message}");
}

#[test]
fn a_receipt_can_be_read_from_a_saved_answer_and_a_changed_one_is_told() {
    let world = World::new();
    world.ok("suppliers RUS --from 2021 --to 2023 --out answer.json");
    let other = World::new();
    let path = world.path("answer.json");
    let mut answer: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let id = answer["receipts"][0]["id"].as_str().unwrap().to_owned();
    let found = other.run(["receipt", &id, "--from", path.to_str().unwrap()]);
    assert!(found.status.success());
    answer["receipts"][0]["result_hash"] = "0".repeat(64).into();
    std::fs::write(&path, answer.to_string()).unwrap();
    let changed = other.run(["receipt", &id, "--from", path.to_str().unwrap()]);
    assert_eq!(changed.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&changed.stderr).contains("other rows"));
}

#[test]
fn formats_hold_the_same_numbers() {
    let world = World::new();
    let line = "suppliers RUS --from 2021 --to 2023";
    let answer = world.json(&format!("{line} --format json"));
    let csv = world.ok(&format!("{line} --format csv"));
    let china = csv
        .lines()
        .find(|row| row.starts_with("CHN,"))
        .expect("a row for China");
    let value_to = cell(&answer, "by_supplier", ("supplier", "CHN"), "value_to")
        .as_f64()
        .unwrap();
    assert!(
        china.split(',').any(|cell| cell.parse() == Ok(value_to)),
        "{china}"
    );
    assert!(world.ok(&format!("{line} --format md")).contains("| --- |") || csv.contains("CHN"));
    world.ok(&format!("{line} --out suppliers.parquet"));
    let bytes = std::fs::read(world.path("suppliers.parquet")).unwrap();
    assert_eq!(&bytes[..4], b"PAR1");
    let (code, message) = world.fails(&format!("{line} --format csv --table nonsense"));
    assert_eq!(code, 2);
    assert!(
        message.contains("by_supplier"),
        "the message lists the tables: {message}"
    );
}

#[test]
fn an_exhibitor_list_is_counted() {
    let world = World::new();
    world.write(
        "expo.csv",
        "firm,country,year\nAlpha,China,2023\nBeta,CHN,2024\nAlpha,China,2024\nGamma,India,2024\nDelta,Russia,2024\n",
    );
    let answer = world.json("expo expo.csv --format json");
    assert!(
        !answer["sections"][0]["tables"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let id = answer["receipts"][0]["id"].as_str().unwrap();
    world.write("answer.json", &answer.to_string());
    for line in [
        format!("receipt {id}"),
        format!("receipt {id} --from answer.json"),
    ] {
        let (code, message) = world.fails(&line);
        assert_eq!(code, 2, "{message}");
        assert!(message.contains("stirstick expo expo.csv"), "{message}");
    }
    let mut hostile = answer.clone();
    hostile["receipts"][0]["query"] = "stirstick expo x; reboot".into();
    hostile["receipts"][0]["dataset"] = "x; reboot".into();
    world.write("answer.json", &hostile.to_string());
    let (_, message) = world.fails(&format!("receipt {id} --from answer.json"));
    assert!(message.contains("stirstick expo 'x; reboot'"), "{message}");
    world.write("bad.csv", "firm,country\nAlpha,Atlantis\n");
    let (code, message) = world.fails("expo bad.csv");
    assert_eq!(code, 3);
    assert!(
        message.contains("line 2") && message.contains("Atlantis"),
        "{message}"
    );
}

#[test]
fn a_question_that_the_data_cannot_answer_says_what_there_is() {
    let world = World::new();
    let (code, message) = world.fails("suppliers RUS --from 1990 --to 1995");
    assert_eq!(code, 3);
    assert!(
        message.contains("2016") && message.contains("2024"),
        "{message}"
    );
    let (code, message) = world.fails("suppliers RUS --product 8456");
    assert_eq!(code, 3);
    assert!(message.contains("totals"), "{message}");
    for line in [
        "suppliers RUS --from 2021 --to 2023 --product 87",
        "suppliers RUS --from 1990 --to 1995",
        "suppliers RUS --to 2023 --level 6",
        "suppliers KAZ",
        "suppliers BRA",
    ] {
        let (code, message) = world.fails(line);
        assert_eq!(code, 3, "{message}");
        let import = "stirstick data import BACI_HS22_V202501.zip --as baci";
        assert!(message.contains(import), "{line}: {message}");
        assert!(!message.contains("0 characters"), "{line}: {message}");
    }
    let (_, message) = world.fails("suppliers RUS --product 87");
    assert!(
        message.contains("partner_trade holds totals only"),
        "{message}"
    );
    let (_, message) = world.fails("suppliers RUS --from 1990 --to 1995");
    assert!(
        message.contains("the years 2016 to 2024, in totals"),
        "{message}"
    );
    let text = world.ok("brief KAZ --supplier CHN --format md");
    assert!(!text.contains("FILE..."), "{text}");
    let (code, message) = world.fails("ledger Rusia CHN");
    assert_eq!(code, 2);
    assert!(
        message.contains("Russia"),
        "the nearest name is suggested: {message}"
    );
}

#[test]
fn synthetic_data_is_labelled_in_every_format() {
    let world = World::new();
    world.ok("sample --out world --seed 3");
    world.ok("data import world/BACI_HS22_V209901_synthetic.zip --as world");
    for format in ["table", "md", "html", "json", "csv"] {
        let text = world.ok(&format!(
            "suppliers QMD --from 2021 --to 2023 --format {format}"
        ));
        assert!(text.to_lowercase().contains("synthetic"), "{format}");
    }
    for (format, mark) in [("table", " yes "), ("csv", ",yes,")] {
        let listed = world.ok(&format!("data list --format {format}"));
        let row = |name: &str| listed.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(row("world").contains(mark), "{listed}");
        assert!(!row("partner_trade").contains(mark), "{listed}");
        let shown = world.ok(&format!("data show world --format {format}"));
        assert!(shown.to_lowercase().contains("synthetic"), "{shown}");
    }
    let listed = world.json("data list --format json");
    assert_eq!(
        cell(&listed, "datasets", ("name", "world"), "synthetic"),
        "yes"
    );
    for table in ["world", "WORLD", "World_Goods", "world_pairs"] {
        let rows = world.ok(&format!("sql SELECT(count(*))FROM({table}) --format json"));
        assert!(rows.contains("\"synthetic\": true"), "{table}: {rows}");
    }
}

#[test]
fn the_receipt_that_the_documents_show_is_that_of_the_built_in_ledger() {
    let world = World::new();
    let answer = world.json("ledger RUS CHN --format json");
    let ids: Vec<&str> = answer["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| receipt["id"].as_str().unwrap())
        .collect();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for document in ["README.md", "docs/guide.md"] {
        let text = std::fs::read_to_string(root.join(document)).unwrap();
        let shown: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("stirstick receipt "))
            .filter_map(|line| line.split(' ').next())
            .collect();
        assert!(!shown.is_empty(), "{document}");
        for id in shown {
            assert!(
                ids.iter().any(|known| known.starts_with(id)),
                "{document}: {id}"
            );
        }
    }
}

#[test]
fn the_same_months_of_two_years_are_compared() {
    let world = World::new();
    let mut lines = vec![
        "period,frequency,exporter,importer,product,nomenclature,value,currency,valuation,quantity_t,reported_by"
            .to_owned(),
    ];
    for (year, china) in [(2023, 10), (2024, 30)] {
        for month in 1..=4 {
            for (seller, value) in [("CHN", china * month), ("DEU", 5)] {
                lines.push(format!(
                    "{year}-{month:02},M,{seller},FRA,TOTAL,unstated,{value},USD,cif,,importer"
                ));
            }
        }
    }
    std::fs::write(world.path("months.csv"), lines.join("\n")).unwrap();
    world.ok("data import months.csv --as months");
    for periods in [
        "--from 2023-01..2023-03 --to 2024-01..2024-03",
        "--to 2024-Q1",
    ] {
        let answer = world.json(&format!(
            "suppliers FRA --supplier CHN {periods} --format json"
        ));
        let of_china = |column| {
            let found = cell(&answer, "by_supplier", ("supplier", "CHN"), column);
            found.as_f64().unwrap()
        };
        let values = (of_china("value_from"), of_china("value_to"));
        assert_eq!(values, (60.0, 180.0), "{periods}");
    }
    let (code, message) =
        world.fails("suppliers FRA --from 2023-01..2023-02 --to 2024-01..2024-03");
    assert_eq!(code, 2);
    assert!(message.contains("2 months"), "{message}");
    let (code, message) =
        world.fails("suppliers FRA --from 2023-01..2023-04 --to 2023-04..2023-07");
    assert_eq!(code, 2);
    assert!(message.contains("does not come after"), "{message}");
    let (code, message) = world.fails("suppliers FRA --to 2024-01..2024-05");
    assert_eq!(code, 3);
    assert!(message.contains("2024-01..2024-05"), "{message}");
}

/// What the article said in May 2024, beside what the year came to.
#[test]
fn the_outlook_as_of_a_day_knows_four_months_and_tells_the_outcome_beside() {
    let world = World::new();
    let answer = world.json("outlook RUS CHN --as-of 2024-05-28 --target 240bn --format json");
    let (low, high) = (
        figure(&answer, "total_low_80"),
        figure(&answer, "total_high_80"),
    );
    let outcome = figure(&answer, "total_came_to");
    assert_eq!(outcome, 244.819);
    assert!(low < outcome && outcome < high, "{low} to {high}");
    let forecast = figure(&answer, "total_forecast");
    assert!((forecast / 244.819 - 1.0).abs() < 0.05, "{forecast}");
    let miss = figure(&answer, "total_miss");
    assert!((miss - 100.0 * (forecast / outcome - 1.0)).abs() < 1e-9);
    let text = world.ok("outlook RUS CHN --as-of 2024-05-28 --target 240bn --format table");
    assert!(text.contains("With 4 months of 2024 known"), "{text}");
    assert!(text.contains("asked for"), "{text}");
}

#[test]
fn the_outlook_of_a_dataset_is_told_by_its_months() {
    let world = World::new();
    let months = shared("eu_exports_cn8_monthly_russia/eu27_trade_total_hs27_monthly.csv");
    world.ok(&format!(
        "data import {} --as eu_months --nomenclature HS22 --columns \
         period=month,reporter=reporter_iso3,partner=partner_iso3,flow=flow,product=code,value=value_eur:EUR",
        months.display()
    ));
    let answer = world.json("outlook RUS DEU --as-of 2021-07-15 --format json");
    assert_eq!(
        answer["sections"][0]["title"],
        "Outlook for 2021 (eu_months)"
    );
    let (forecast, outcome) = (
        figure(&answer, "to_market_forecast"),
        figure(&answer, "to_market_came_to"),
    );
    assert!((outcome / 26.67e9 - 1.0).abs() < 0.02, "{outcome}");
    assert!((forecast / outcome - 1.0).abs() < 0.15, "{forecast}");
}

#[test]
fn an_outlook_without_months_says_what_is_missing() {
    let world = World::new();
    for question in [
        "outlook DEU FRA --format table",
        "outlook RUS CHN --as-of 2010-01-01 --format table",
    ] {
        let text = world.ok(question);
        assert!(text.contains("No data: months of the trade"), "{text}");
    }
}

#[test]
fn a_target_that_is_no_amount_is_refused() {
    let world = World::new();
    let (code, message) = world.fails("outlook RUS CHN --target lots");
    assert_eq!(code, 2);
    assert!(
        message.contains("`lots`") && message.contains("240bn"),
        "{message}"
    );
}

#[test]
fn pictures_of_an_outlook_are_files_of_their_kind() {
    let world = World::new();
    world.ok("outlook RUS CHN --as-of 2024-05-28 --out o.svg");
    let svg = std::fs::read_to_string(world.path("o.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && svg.contains("What 2024 may come to"));
    for left in ["var(--", "currentColor", "<script", "http://", "https://"] {
        let rest = svg.replacen("http://www.w3.org/2000/svg", "", 1);
        assert!(!rest.contains(left), "{left}");
    }
    world.ok("outlook RUS CHN --as-of 2024-05-28 --table misses --out o.png");
    let png = std::fs::read(world.path("o.png")).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let (code, message) = world.fails("outlook RUS CHN --table nothing --out o.png");
    assert_eq!(code, 2);
    assert!(message.contains("fan_total"), "{message}");
}

#[test]
fn a_backtest_of_few_pairs_shows_the_table_that_the_program_carries() {
    let world = World::new();
    let text = world.ok("outlook --backtest --format table");
    assert!(text.contains("Fewer than 10 pairs"), "{text}");
    assert!(
        text.contains("With 11 of 11 numbers of months known"),
        "{text}"
    );
}
