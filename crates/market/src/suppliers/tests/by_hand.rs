//! Examples worked by hand.

use stirstick_codes::Country;

use super::{assert_close, country, elsewhere, sales, small_market};
use crate::error::Error;
use crate::suppliers::exit::{ExitBasis, exits, leavers};
use crate::suppliers::{Options, Sales, Silence, Trade, analyse};

/// Purchases 200 -> 171, so that everything "should" grow by 171/200 = 0.855.
///
/// Product 01 is 100 -> 96. At constant shares QMA would sell 57.6, QMB 28.8, QMC 9.6; the share
/// terms are -47.6, +51.2, -3.6. Product 02 is 100 -> 75; at constant shares QMA 30, QMB 45; the share
/// terms are -25, +25. QMA fell from 100 to 15, by 85%, and left; QMC fell from 10 to 6 and stayed.
#[test]
fn every_part_of_a_small_market() {
    let found = analyse(&small_market(), &[], &Silence::NoTrade, Options::default()).unwrap();
    let expected = [
        ("QMA", [-14.5, 2.1, 0.0, 0.0, -72.6, 0.0]),
        ("QMB", [-13.05, -3.15, 72.6, 3.6, 0.0, 0.0]),
        ("QMC", [-1.45, 1.05, 0.0, 0.0, 0.0, -3.6]),
    ];
    for (code, parts) in expected {
        let supplier = found.trade.supplier_number(country(code)).unwrap();
        let got = found.change.by_supplier[supplier].as_array();
        for (got, expected) in got.into_iter().zip(parts) {
            assert_close(got, expected, 100.0);
        }
    }
    assert_eq!(found.leavers, [true, false, false]);
    assert_close(found.vacated(), 72.6, 100.0);
    assert_close(found.unfilled(), 0.0, 100.0);
    let total = found.change.total.as_array();
    for (got, expected) in total.into_iter().zip([-29.0, 0.0, 72.6, 3.6, -72.6, -3.6]) {
        assert_close(got, expected, 100.0);
    }
    assert_close(found.change.room_filled(&found.trade, 0, 1), 47.6, 100.0);
    assert_close(found.change.room_filled(&found.trade, 1, 1), 25.0, 100.0);
    assert_close(found.change.room_filled(&found.trade, 1, 2), 0.0, 100.0);
    assert!(found.change.largest_relative_error < 1e-14);
}

#[test]
fn a_product_new_to_the_market_is_product_mix_and_a_vanished_one_has_no_share_term() {
    let rows = [
        sales("QMA", "01", 100.0, 50.0),
        sales("QMB", "02", 0.0, 30.0),
        sales("QMA", "02", 0.0, 10.0),
        sales("QMB", "03", 100.0, 0.0),
    ];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    // M1/M0 = 90/200 = 0.45.
    let parts = found.change.by_supplier[1];
    assert_close(parts.total_growth, -55.0, 100.0);
    assert_close(parts.product_mix, 30.0 - 45.0, 100.0);
    assert_close(parts.share_term(), 0.0, 100.0);
    assert_close(
        found.change.by_supplier[0].product_mix,
        10.0 + (50.0 - 45.0),
        100.0,
    );
    assert_close(found.vacated(), 0.0, 100.0);
}

#[test]
fn a_market_that_bought_nothing_before_has_no_base() {
    let error = Trade::new(&[sales("QMA", "01", 0.0, 5.0)]).unwrap_err();
    assert!(matches!(error, Error::NoBase));
    assert!(matches!(Trade::new(&[]).unwrap_err(), Error::NoBase));
}

#[test]
fn a_market_that_buys_nothing_any_more_lost_everything_to_total_growth() {
    let found = analyse(
        &[sales("QMA", "01", 8.0, 0.0)],
        &[],
        &Silence::NoTrade,
        Options::default(),
    )
    .unwrap();
    let parts = found.change.by_supplier[0];
    assert_close(parts.total_growth, -8.0, 8.0);
    assert_close(parts.share_term(), 0.0, 8.0);
    assert!(found.concentration.to.is_none() && found.margins[0].to.is_none());
}

#[test]
fn a_supplier_that_shrank_everywhere_did_not_leave_this_market() {
    let trade = Trade::new(&[
        sales("QMA", "01", 100.0, 40.0),
        sales("QMB", "01", 100.0, 40.0),
        sales("QMC", "01", 100.0, 40.0),
        sales("QMD", "01", 100.0, 120.0),
        sales("QME", "01", 0.0, 9.0),
    ])
    .unwrap();
    let others = [
        elsewhere("QMA", 1000.0, 500.0), // 1 - 0.4/0.5 = 20% against its sales elsewhere.
        elsewhere("QMB", 1000.0, 1000.0), // 60%.
        elsewhere("QMC", 1000.0, 0.0),   // Nothing to compare with: 60% here.
        elsewhere("QMD", 1000.0, 5000.0), // 1 - 1.2/5 = 76%, but its sales here rose.
        elsewhere("QZZ", 1.0, 1.0),      // Does not sell here.
    ];
    let found = exits(&trade, &others).unwrap();
    let falls: Vec<Option<f64>> = found.iter().map(|exit| exit.fall).collect();
    for (fall, expected) in falls.iter().zip([0.2, 0.6, 0.6, 0.76]) {
        assert_close(fall.unwrap(), expected, 1.0);
    }
    assert_eq!(falls[4], None);
    let bases: Vec<ExitBasis> = found.iter().map(|exit| exit.basis).collect();
    use ExitBasis::{AgainstElsewhere, NoBase, ThisMarketOnly};
    let expected = [
        AgainstElsewhere,
        AgainstElsewhere,
        ThisMarketOnly,
        AgainstElsewhere,
        NoBase,
    ];
    assert_eq!(bases, expected);
    assert_eq!(
        leavers(&found, 0.5).unwrap(),
        [false, true, true, false, false]
    );
    assert_eq!(
        leavers(&found, 0.1).unwrap(),
        [true, true, true, false, false]
    );
}

#[test]
fn a_threshold_is_a_share() {
    for value in [-0.1, 1.0, 50.0, f64::NAN] {
        let options = Options {
            exit_threshold: value,
        };
        let error = analyse(&small_market(), &[], &Silence::NoTrade, options).unwrap_err();
        assert!(matches!(error, Error::BadThreshold { .. }), "{value}");
    }
}

#[test]
fn impossible_rows_are_refused() {
    let rows = [sales("QMA", "01", 1.0, 1.0), sales("QMA", "01", 2.0, 2.0)];
    assert!(matches!(
        Trade::new(&rows).unwrap_err(),
        Error::DuplicateSales { .. }
    ));
    for value in [-1.0, f64::NAN, f64::INFINITY] {
        let error = Trade::new(&[sales("QMA", "01", 1.0, value)]).unwrap_err();
        assert!(matches!(
            error,
            Error::BadValue {
                field: "value_to",
                ..
            }
        ));
        let row = Sales {
            quantity_from_t: Some(value),
            ..sales("QMA", "01", 1.0, 1.0)
        };
        let error = Trade::new(&[row]).unwrap_err();
        assert!(matches!(
            error,
            Error::BadValue {
                field: "quantity_from_t",
                ..
            }
        ));
        let error = analyse(
            &small_market(),
            &[elsewhere("QMA", value, 1.0)],
            &Silence::NoTrade,
            Options::default(),
        )
        .unwrap_err();
        assert!(matches!(error, Error::BadElsewhere { .. }));
    }
    let twice = [elsewhere("QMA", 1.0, 1.0), elsewhere("QMA", 1.0, 1.0)];
    let error = analyse(
        &small_market(),
        &twice,
        &Silence::NoTrade,
        Options::default(),
    )
    .unwrap_err();
    assert!(matches!(error, Error::DuplicateElsewhere { .. }));
}

#[test]
fn codes_that_contain_each_other_are_refused() {
    for (broad, narrow) in [("84", "845611"), ("TOTAL", "84"), ("8456", "845690")] {
        let rows = [
            sales("QMA", narrow, 1.0, 1.0),
            sales("QMB", "90", 1.0, 1.0),
            sales("QMA", broad, 1.0, 1.0),
        ];
        match Trade::new(&rows).unwrap_err() {
            Error::OverlappingProducts { broad: found, .. } => assert_eq!(found, broad),
            other => panic!("{other}"),
        }
    }
    let apart = [
        sales("QMA", "8456", 1.0, 1.0),
        sales("QMA", "84571", 1.0, 1.0),
    ];
    assert!(Trade::new(&apart).is_ok());
}

#[test]
fn aggregates_are_left_out_and_counted() {
    let mut rows = small_market();
    rows.push(Sales {
        supplier: Country::WORLD,
        ..sales("QMA", "01", 100.0, 96.0)
    });
    let trade = Trade::new(&rows).unwrap();
    assert_eq!((trade.aggregate_rows(), trade.suppliers().len()), (1, 3));
    assert_close(trade.total_values().0, 200.0, 200.0);
}

fn priced(supplier: &str, value_from: f64, value_to: f64, price: Option<f64>) -> Sales {
    let tonnes = |value: f64| price.filter(|_| value > 0.0).map(|price| value / price);
    Sales {
        quantity_from_t: tonnes(value_from),
        quantity_to_t: tonnes(value_to),
        ..sales(supplier, "01", value_from, value_to)
    }
}

/// Prices 1, 3, 10, 10: strictly cheaper suppliers 0, 1, 2, 2 of 4, segments 0, 0, 1, 1. QMA vacates
/// 40 in segment 1, where only QMB gained, and only 10; the 30 that QMC gained are of another segment.
#[test]
fn only_suppliers_at_a_like_price_fill_the_room() {
    let rows = [
        priced("QMA", 40.0, 0.0, Some(10.0)),
        priced("QMB", 20.0, 30.0, Some(10.0)),
        priced("QMC", 20.0, 50.0, Some(1.0)),
        priced("QMD", 20.0, 20.0, Some(3.0)),
    ];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    let segmented = &found.segmented;
    for (got, expected) in segmented.by_supplier.iter().zip([0.0, 10.0, 0.0, 0.0]) {
        assert_close(*got, expected, 40.0);
    }
    assert_close(segmented.filled, 10.0, 40.0);
    assert_close(segmented.unfilled, 30.0, 40.0);
    assert_eq!(segmented.segmented_share, Some(1.0));
    let (low, high) = found.room_range(2).unwrap();
    assert_close(low, 0.0, 30.0);
    assert_close(high, 30.0, 30.0);
    assert_close(found.quantity_coverage(), 1.0, 1.0);
}

#[test]
fn room_of_a_leaver_without_a_price_goes_to_whatever_gains_remain() {
    let rows = [
        priced("QMA", 40.0, 0.0, Some(10.0)),
        priced("QMB", 20.0, 30.0, Some(10.0)),
        priced("QMC", 15.0, 45.0, Some(1.0)),
        priced("QMD", 20.0, 20.0, Some(3.0)),
        priced("QME", 5.0, 0.0, None),
        priced("QMF", 0.0, 5.0, None),
    ];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    // Segment 1 gives QMB all of its 10. Gains of 35 remain (QMC 30, QMF 5) for the 5 of QME.
    for (got, expected) in found.segmented.by_supplier.iter().zip([
        0.0,
        10.0,
        5.0 * 30.0 / 35.0,
        0.0,
        0.0,
        5.0 * 5.0 / 35.0,
    ]) {
        assert_close(*got, expected, 40.0);
    }
    assert_close(
        found.segmented.filled + found.segmented.unfilled,
        45.0,
        45.0,
    );
}

#[test]
fn without_enough_quantities_there_is_no_range() {
    let rows = [
        priced("QMA", 40.0, 0.0, None),
        priced("QMB", 20.0, 30.0, Some(10.0)),
        priced("QMC", 20.0, 50.0, Some(1.0)),
        priced("QMD", 20.0, 20.0, Some(3.0)),
    ];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    assert_eq!(found.segmented.segmented_share, Some(0.0));
    assert_eq!(found.room_range(1), None);
    assert_close(found.segmented.filled, 40.0, 40.0);
}

/// QMA sells 01 in a market of 100 and 02 in one of 100: all of it, half of that. QMC sells 01 only:
/// XM = 100/200, IM = 10/100.
#[test]
fn margins_of_a_small_market() {
    let found = analyse(&small_market(), &[], &Silence::NoTrade, Options::default()).unwrap();
    let before = found.margins[0].from.unwrap();
    assert_close(before.extensive, 1.0, 1.0);
    assert_close(before.intensive.unwrap(), 0.5, 1.0);
    let before = found.margins[2].from.unwrap();
    assert_close(before.extensive, 0.5, 1.0);
    assert_close(before.intensive.unwrap(), 0.1, 1.0);
    assert_close(before.share, 0.05, 1.0);
    let rows = [
        sales("QMA", "01", 5.0, 7.0),
        sales("QMA", "02", 3.0, 0.0),
        sales("QMA", "03", 0.0, 4.0),
        sales("QMA", "04", 0.0, 1.0),
    ];
    let lines = analyse(&rows, &[], &Silence::NoTrade, Options::default())
        .unwrap()
        .margins[0];
    assert_eq!(
        (
            lines.entered_lines,
            lines.exited_lines,
            lines.continued_lines
        ),
        (2, 1, 1)
    );
    assert_close(lines.entered, 5.0, 5.0);
    assert_close(lines.exited, -3.0, 5.0);
    assert_close(lines.continued, 2.0, 5.0);
    assert_close(lines.extensive_change(), 2.0, 5.0);
}

#[test]
fn a_lower_threshold_counts_more_leavers() {
    let rows = [
        sales("QMA", "01", 100.0, 35.0), // falls by 65%
        sales("QMB", "01", 50.0, 27.5),  // by 45%
        sales("QMC", "01", 100.0, 187.5),
    ];
    let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
    let counts: Vec<usize> = found
        .sensitivity
        .iter()
        .map(|result| result.leavers.len())
        .collect();
    assert_eq!(counts, [2, 2, 1, 1, 0]);
    // Purchases are 250 in both periods: QMA lost 65, QMB 22.5, QMC gained all of it.
    let vacated: Vec<f64> = found
        .sensitivity
        .iter()
        .map(|result| result.vacated)
        .collect();
    for (got, expected) in vacated.into_iter().zip([87.5, 87.5, 65.0, 65.0, 0.0]) {
        assert_close(got, expected, 100.0);
    }
    assert_close(found.sensitivity[2].room_by_supplier[2], 65.0, 100.0);
    assert_eq!(found.sensitivity[0].leavers, [0, 1]);
}
