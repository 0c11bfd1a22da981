use super::*;
use crate::Revisions;

fn code(text: &str) -> ProductCode {
    ProductCode::parse(text).unwrap()
}

fn inputs(nomenclature: Nomenclature, good: &str) -> Vec<ProductCode> {
    let links = InputMap::embedded().inputs_for(nomenclature, code(good));
    links.into_iter().flat_map(|link| link.inputs).collect()
}

#[test]
fn every_embedded_row_is_sound() {
    let map = InputMap::embedded();
    assert_eq!(map.rows().len(), 136);
    for row in map.rows() {
        assert!(
            !row.label.is_empty() && !row.inputs.is_empty(),
            "{}",
            row.good
        );
        assert!(
            has_newest_meaning(Nomenclature::HS22, row.good),
            "{}",
            row.good
        );
        for input in &row.inputs {
            assert!(!meets(*input, row.good), "{} from itself", row.good);
            let together = Revisions::ALL.iter().any(|revision| {
                has_newest_meaning(revision, *input) && has_newest_meaning(revision, row.good)
            });
            assert!(together, "{} and {input}", row.good);
        }
        assert!(row.weight() > 0.0 && row.weight() <= 1.0, "{}", row.good);
    }
}

#[test]
fn chains_lead_to_their_inputs() {
    use Nomenclature::{HS02, HS12, HS22};
    assert!(inputs(HS22, "9403").contains(&code("4410")));
    assert!(inputs(HS22, "940330").contains(&code("4410")));
    assert!(inputs(HS22, "4421").contains(&code("4407")));
    assert!(inputs(HS22, "392410").contains(&code("3902")));
    assert!(inputs(HS22, "8517").contains(&code("8524")));
    assert!(
        !inputs(HS02, "8517").contains(&code("8524")),
        "recorded media then"
    );
    assert!(
        !inputs(HS12, "8517").contains(&code("8524")),
        "not there then"
    );
    assert!(inputs(HS22, "0101").is_empty());
    assert!(inputs(HS12, "442199").is_empty(), "of HS 2017");
}

#[test]
fn a_group_has_the_rows_of_its_parts() {
    let links = InputMap::embedded().inputs_for(Nomenclature::HS22, code("94"));
    let goods: Vec<_> = links.iter().map(|link| link.row.good).collect();
    assert_eq!(goods, ["9401", "9403", "9404"].map(code));
}

#[test]
fn both_directions_agree_in_every_revision() {
    let map = InputMap::embedded();
    for nomenclature in Revisions::ALL.iter().chain([Nomenclature::HS]) {
        for row in map.rows() {
            let forward = inputs(nomenclature, row.good.as_str());
            for input in &row.inputs {
                let back = map.goods_from(nomenclature, *input);
                let back = back.iter().any(|link| link.row == row);
                assert_eq!(
                    back,
                    forward.contains(input),
                    "{nomenclature} {} {input}",
                    row.good
                );
            }
        }
    }
}

#[test]
fn the_finest_row_of_a_good_wins() {
    let map = InputMap::parse(
        "good,inputs,confidence,weight\n94,44,low,\n9403,4410;4411,high,0.25\n940330,7326,high,\n",
    )
    .unwrap();
    let of = |text| map.of_good(Nomenclature::HS22, code(text)).unwrap().good;
    assert_eq!(of("940330"), code("940330"));
    assert_eq!(of("940340"), code("9403"));
    assert_eq!(of("9401"), code("94"));
    let desks = map.of_good(Nomenclature::HS22, code("9403")).unwrap();
    assert!((desks.weight() - 0.25).abs() < 1e-15);
    assert_eq!(map.inputs_for(Nomenclature::HS22, code("9403")).len(), 2);
}

#[test]
fn errors_name_the_place_and_the_remedy() {
    let message = |text: &str| InputMap::parse(text).unwrap_err().to_string();
    assert_eq!(
        message("good,inputs,confidence\n9403,4410,high\n9403,4411,high\n"),
        "input map, line 3, column good: \"9403\" has a row already in line 2: merge the two"
    );
    assert_eq!(
        message("good,inputs,confidence\n9403,9403,high\n"),
        "input map, line 2, column inputs: \"9403\" holds 9403 itself or a part of it: name the \
         headings that are meant"
    );
    assert_eq!(
        message("good,inputs,confidence\n9403,,high\n"),
        "input map, line 2, column inputs: the cell is empty: fill it in or remove the row"
    );
}
