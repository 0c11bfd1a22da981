use super::*;
use crate::map_table::meets;

fn code(text: &str) -> ProductCode {
    ProductCode::parse(text).unwrap()
}

fn codes(links: &[Link<'_>]) -> Vec<&'static str> {
    let embedded = MachineMap::embedded().rows();
    links
        .iter()
        .map(|link| {
            let row = embedded.iter().find(|row| *row == link.machine).unwrap();
            row.code.as_str()
        })
        .collect()
}

fn reaches(nomenclature: Nomenclature, good: &str, level: usize, machine: &str) -> bool {
    let links = MachineMap::embedded().machines_for(nomenclature, code(good), level);
    links.iter().any(|link| link.machine.code == code(machine))
}

fn label(nomenclature: Nomenclature, machine: &str) -> Option<&'static str> {
    MachineMap::embedded().label_of(nomenclature, code(machine))
}

/// What every row of the embedded map has to keep to beyond what the reader refuses.
#[test]
fn every_embedded_row_is_sound() {
    let map = MachineMap::embedded();
    for machine in map.rows() {
        let at = machine.code;
        assert!(!machine.label.is_empty(), "{at}");
        for revision in machine.revisions.iter() {
            assert!(exists(revision, at), "{at} {revision}");
        }
        let heading = map.rows().iter().any(|row| row.code == at.truncate(4));
        assert!(
            heading,
            "{at}: data of four digits need a row of the heading"
        );
        for good in &machine.goods {
            let together = machine
                .revisions
                .iter()
                .any(|revision| has_newest_meaning(revision, *good));
            assert!(together, "{at} and {good} share no revision");
            assert!(!meets(*good, at), "{at} makes itself");
        }
        assert!(
            machine.role.needs_goods() <= !machine.goods.is_empty(),
            "{at}"
        );
        assert!((0.0..=1.0).contains(&machine.weight()), "{at}");
    }
    assert_eq!(
        map,
        &MachineMap::parse(MachineMap::embedded_text()).unwrap()
    );
}

#[test]
fn the_embedded_map_has_its_rows_of_each_role() {
    let count = |role| {
        let rows = MachineMap::embedded().rows().iter();
        rows.filter(|row| row.role == role).count()
    };
    let counts: Vec<_> = Role::all().map(count).collect();
    assert_eq!(counts, [162, 67, 29, 19, 10, 71, 51]);
}

#[test]
fn lasers_have_the_number_of_their_revision() {
    use Nomenclature::{HS, HS12, HS17, HS22, HS92};
    assert!(label(HS12, "845610").unwrap().starts_with("Laser"));
    assert_eq!(label(HS12, "845611"), None);
    assert!(label(HS17, "845611").unwrap().starts_with("Laser"));
    assert_eq!(label(HS17, "845610"), None);
    for revision in [HS17, HS22] {
        assert!(reaches(revision, "7326", 6, "845611"));
        assert!(!reaches(revision, "7326", 6, "845610"));
    }
    for revision in [HS92, HS12] {
        assert!(reaches(revision, "7326", 6, "845610"));
        assert!(!reaches(revision, "7326", 6, "845611"));
    }
    assert!(reaches(HS, "7326", 6, "845610") && reaches(HS, "7326", 6, "845611"));
}

#[test]
fn a_number_that_was_given_away_matches_only_with_its_meaning() {
    use Nomenclature::{CN8, HS, HS02, HS07, HS22, HS92, SITC4};
    for revision in [HS92, HS02, HS07, HS, CN8, SITC4] {
        assert_eq!(label(revision, "8485"), None, "{revision}");
        assert_eq!(label(revision, "848510"), None, "{revision}");
        assert!(!reaches(revision, "9021", 4, "8485"), "{revision}");
    }
    assert!(label(HS22, "8485").unwrap().starts_with("Additive"));
    assert!(reaches(HS22, "9021", 4, "8485"));
    assert!(reaches(HS22, "9021", 6, "848510"));
    assert_eq!(
        label(HS02, "844319"),
        Some("Offset presses, other (until HS2002)")
    );
    assert!(
        label(HS07, "844319")
            .unwrap()
            .starts_with("Printing machinery")
    );
    assert_eq!(label(HS, "844319"), None, "as reported, it may be either");
}

#[test]
fn a_code_is_absent_before_it_was_made() {
    use Nomenclature::{HS02, HS07, HS17, HS22};
    assert_eq!(label(HS02, "8486"), None);
    assert!(!reaches(HS02, "8542", 4, "8486"));
    assert!(reaches(HS07, "8542", 4, "8486"));
    assert!(reaches(HS02, "8542", 6, "901041"), "its predecessor");
    assert!(!reaches(HS07, "8542", 6, "901041"));
    assert_eq!(label(HS17, "842870"), None);
    assert!(label(HS22, "842870").unwrap().contains("robots"));
    assert!(reaches(HS22, "8708", 6, "842870"));
    assert!(!reaches(HS17, "8708", 6, "842870"));
    assert!(reaches(HS17, "8708", 6, "847950"));
}

#[test]
fn a_good_means_what_it_means_in_its_newest_revision() {
    use Nomenclature::{HS, HS02, HS12, HS22};
    let map = MachineMap::embedded();
    assert!(reaches(HS22, "852411", 6, "848630"), "display modules");
    assert!(!reaches(HS02, "852410", 6, "848630"), "gramophone records");
    assert!(!reaches(HS, "8524", 4, "8486"), "either");
    assert!(
        map.machines_for(HS12, code("442199"), 6).is_empty(),
        "of HS 2017"
    );
    assert!(map.machines_for(HS22, code("9999AA"), 6).is_empty());
    assert!(map.machines_for(HS22, ProductCode::TOTAL, 6).is_empty());
}

#[test]
fn the_stir_stick_reaches_its_machines() {
    use Nomenclature::{HS02, HS12, HS22};
    for good in ["4421", "442191", "442199"] {
        assert!(
            reaches(HS22, good, 6, "846596"),
            "{good}: splitting and slicing"
        );
        assert!(reaches(HS22, good, 6, "845611"), "{good}: laser");
        assert!(reaches(HS22, good, 4, "8465"), "{good}");
        assert!(!reaches(HS22, good, 6, "846410"), "{good}: stone saws");
    }
    assert!(reaches(HS12, "442190", 6, "846596"));
    assert!(reaches(HS22, "392410", 6, "847710"));
    assert!(reaches(HS22, "392410", 6, "848071"));
    assert!(
        reaches(HS22, "39241000", 6, "847710"),
        "CN codes have the goods of their subheading"
    );
    assert!(reaches(HS22, "482369", 6, "844180"));
    assert!(reaches(HS22, "482369", 6, "844140"));
    assert!(reaches(HS22, "482369", 4, "8441"));
    assert!(reaches(HS02, "482360", 6, "844140"), "cups before HS 2007");
}

#[test]
fn the_finest_row_wins_and_the_level_of_the_data_decides() {
    let map = MachineMap::embedded();
    let revision = Nomenclature::HS22;
    let loom = map.of_machine(revision, code("844610")).unwrap();
    assert_eq!(loom.code, code("8446"), "no row of its own");
    assert_eq!(
        map.data_codes(revision, loom, 6),
        ["844610", "844629"].map(code),
        "the others have rows"
    );
    assert_eq!(map.data_codes(revision, loom, 4), [code("8446")]);
    assert!(map.data_codes(revision, loom, 2).is_empty());
    let at_four = map.machines_for(revision, code("5208"), 4);
    assert!(at_four.iter().all(|link| link.machine.code.level() == 4));
    assert!(codes(&at_four).contains(&"8446"));
    let at_six = map.machines_for(revision, code("5208"), 6);
    assert!(codes(&at_six).contains(&"8446") && codes(&at_six).contains(&"844630"));
    assert_eq!(
        map.of_machine(revision, code("84463000")).unwrap().code,
        code("844630")
    );
    assert_eq!(map.of_machine(revision, code("84")), None);
    let dishwasher = map.of_machine(revision, code("842211")).unwrap();
    assert_eq!(dishwasher.role, Role::Nonproduction);
}

#[test]
fn a_group_of_goods_has_the_machines_of_its_parts() {
    let map = MachineMap::embedded();
    let links = map.machines_for(Nomenclature::HS22, code("44"), 6);
    let sticks = links
        .iter()
        .find(|link| link.machine.code == code("846596"))
        .unwrap();
    assert!(sticks.good_is_broader);
    assert_eq!(sticks.goods, ["4408", "4421", "4419", "4401"].map(code));
    let narrow = map.machines_for(Nomenclature::HS22, code("442199"), 6);
    assert!(narrow.iter().all(|link| !link.good_is_broader));
}

#[test]
fn weights_follow_the_formula() {
    let of = |text: &str| {
        MachineMap::embedded()
            .of_machine(Nomenclature::HS22, code(text))
            .unwrap()
    };
    assert!(
        (of("846596").weight() - 0.5).abs() < 1e-15,
        "high, 4 headings"
    );
    assert!(
        (of("847730").weight() - 1.0).abs() < 1e-15,
        "two subheadings of one heading"
    );
    let tannery = of("845310");
    assert_eq!(tannery.heading_count, 6);
    assert!((tannery.weight() - 6.0_f64.powf(-0.5)).abs() < 1e-15);
}

#[test]
fn machines_for_and_goods_of_agree_in_every_revision() {
    let map = MachineMap::embedded();
    let goods: BTreeSet<_> = map.rows().iter().flat_map(|row| &row.goods).collect();
    let named = Revisions::ALL.iter();
    for nomenclature in named.chain([Nomenclature::HS, Nomenclature::CN8]) {
        for level in [4, 6] {
            let speaks = map.rows().iter().map(|machine| {
                let own = map.data_codes(nomenclature, machine, level);
                own.first()
                    .map_or_else(Vec::new, |own| map.goods_of(nomenclature, *own))
            });
            let speaks: Vec<_> = speaks.collect();
            for good in &goods {
                let links = map.machines_for(nomenclature, **good, level);
                for (machine, made) in map.rows().iter().zip(&speaks) {
                    let linked = links
                        .iter()
                        .any(|link| link.machine == machine && link.goods.contains(good));
                    assert_eq!(
                        linked,
                        made.contains(good),
                        "{nomenclature} {level} {} {good}",
                        machine.code
                    );
                }
            }
        }
    }
}
