//! Answers of R's `economiccomplexity` on world trade, and published ranks.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;

use common::{Named, Rows, number, real_rows, worst};
use stirstick_complexity::{
    Convention, FitnessOptions, Presence, complexity, country_proximity, fitness,
    product_proximity, revealed_advantage,
};

/// Asked for; R's answers are written with 15 digits, and sums of 785 numbers leave 1e-13 of them.
const TOLERANCE: f64 = 1e-8;

fn presence(table: &Named) -> Presence {
    Presence::at_least(&revealed_advantage(&table.exports), 1.0).unwrap()
}

fn reference(file: &str) -> Rows {
    real_rows(&format!("ec_reference/{file}.csv.gz"))
}

#[test]
fn presence_is_that_of_r() {
    let table = Named::world_trade();
    let found: Vec<(String, String)> = presence(&table)
        .matrix()
        .transposed()
        .cells()
        .map(|cell| {
            (
                table.countries[cell.product].clone(),
                table.products[cell.country].clone(),
            )
        })
        .collect();
    let rows = reference("economiccomplexity_output__balassa_index");
    let mut expected: Vec<(String, String)> = rows
        .iter()
        .filter(|row| row[2] == "1")
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    expected.sort();
    let mut found = found;
    found.sort();
    assert_eq!(found.len(), 31_951);
    assert!(found == expected);
}

#[test]
fn fitness_is_that_of_r() {
    let table = Named::world_trade();
    let found = fitness(&presence(&table), &FitnessOptions::default()).unwrap();
    let sides = [
        ("country", &table.countries, &found.scores.countries),
        ("product", &table.products, &found.scores.products),
    ];
    for (side, names, scores) in sides {
        let rows = reference(&format!(
            "economiccomplexity_output__complexity_measures__complexity_index_{side}"
        ));
        assert_eq!(rows.len(), names.len());
        let pairs = rows.iter().map(|row| {
            (
                scores[names.binary_search(&row[0]).unwrap()],
                number(&row[1]),
            )
        });
        let error = worst(pairs, 0.0);
        println!("fitness by {side}: {error:e}");
        assert!(error < TOLERANCE, "{side}: {error:e}");
    }
}

#[test]
fn proximities_are_those_of_r() {
    let table = Named::world_trade();
    let presence = presence(&table);
    let sides = [
        ("country", &table.countries, country_proximity(&presence)),
        ("product", &table.products, product_proximity(&presence)),
    ];
    for (side, names, proximities) in sides {
        let rows = reference(&format!("proximity_{side}_upper"));
        assert_eq!(rows.len(), names.len() * (names.len() - 1) / 2);
        let at = |name: &String| names.binary_search(name).unwrap();
        let pairs = rows
            .iter()
            .map(|row| (proximities.get(at(&row[0]), at(&row[1])), number(&row[2])));
        // Zeros are exact on both sides.
        let error = worst(pairs, 1e-300);
        println!("proximity by {side}: {error:e}");
        assert!(error < TOLERANCE, "{side}: {error:e}");
    }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| values.iter().filter(|other| *other > value).count() as f64;
    values.iter().map(rank).collect()
}

/// The Atlas of 2019 ranks the same 133 countries by goods and services of several sources; its amounts by heading are
/// here, without the adjustments. Ranks agree, values need not.
#[test]
fn published_ranks_are_near() {
    let mut rows = real_rows("complexity_atlas_hs4/export_country_hs4.csv.gz");
    rows.retain(|row| row[1].len() == 4 && row[1].bytes().all(|digit| digit.is_ascii_digit()));
    let table = Named::new(&rows);
    let presence = presence(&table);
    let indices = complexity(&presence, Convention::Atlas).unwrap();
    let published = real_rows("complexity_atlas_hs4/Country_Complexity_Rankings_1995_-_2019.csv");
    assert_eq!((presence.countries().len(), published.len()), (133, 133));
    // The file has names instead of codes: those that are sure are compared, high, low and between.
    let codes = [
        ("Japan", "JPN"),
        ("Switzerland", "CHE"),
        ("Germany", "DEU"),
        ("South Korea", "KOR"),
        ("Singapore", "SGP"),
        ("Austria", "AUT"),
        ("Sweden", "SWE"),
        ("Hungary", "HUN"),
        ("China", "CHN"),
        ("Italy", "ITA"),
        ("Mexico", "MEX"),
        ("Poland", "POL"),
        ("Spain", "ESP"),
        ("Turkey", "TUR"),
        ("India", "IND"),
        ("Brazil", "BRA"),
        ("Russia", "RUS"),
        ("Egypt", "EGY"),
        ("Vietnam", "VNM"),
        ("Peru", "PER"),
        ("Kenya", "KEN"),
        ("Ghana", "GHA"),
        ("Nigeria", "NGA"),
        ("Angola", "AGO"),
        ("Mongolia", "MNG"),
    ];
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (name, code) in codes {
        let row = published
            .iter()
            .find(|row| row[0] == name)
            .unwrap_or_else(|| panic!("no {name}"));
        ours.push(
            indices.countries[table
                .countries
                .iter()
                .position(|country| country == code)
                .unwrap()],
        );
        theirs.push(-number(&row[1]));
    }
    let (ours, theirs) = (ranks(&ours), ranks(&theirs));
    let differences: f64 = ours
        .iter()
        .zip(&theirs)
        .map(|(one, other)| (one - other).powi(2))
        .sum();
    let count = ours.len() as f64;
    let correlation = 1.0 - 6.0 * differences / (count * (count * count - 1.0));
    println!("rank correlation {correlation}");
    // A sign or an index exchanged gives -1 to 0.5.
    assert!(correlation > 0.95, "{correlation}");
}
