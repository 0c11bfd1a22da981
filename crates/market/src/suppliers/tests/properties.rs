//! What must hold for any market.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{assert_close, country, sales};
use crate::suppliers::change::{Change, decompose, share_terms};
use crate::suppliers::concentration::concentration;
use crate::suppliers::exit::THRESHOLDS;
use crate::suppliers::{Elsewhere, Options, Sales, Silence, Trade, analyse};

const SUPPLIERS: [&str; 6] = ["QMA", "QMB", "QMC", "QMD", "QME", "QMF"];
const PRODUCTS: [&str; 5] = ["0101", "0203", "3926", "8456", "9999"];

/// A value over nine powers of ten, zero for one cell in four.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 3 => (0.0..9.0_f64).prop_map(|power| 10.0_f64.powf(power))]
}

fn quantity() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![1 => Just(None), 1 => Just(Some(0.0)), 3 => (0.1..1e6_f64).prop_map(Some)]
}

/// Cells of up to six suppliers and five products, with trade in the first period.
fn market() -> impl Strategy<Value = Vec<Sales>> {
    let cell = (
        0..SUPPLIERS.len(),
        0..PRODUCTS.len(),
        value(),
        value(),
        quantity(),
        quantity(),
    );
    prop::collection::vec(cell, 1..30)
        .prop_map(|cells| {
            let cells: BTreeMap<_, _> = cells
                .into_iter()
                .map(|(i, k, x0, x1, q0, q1)| ((i, k), (x0, x1, q0, q1)))
                .collect();
            let row = |((i, k), (x0, x1, q0, q1)): ((usize, usize), _)| Sales {
                quantity_from_t: q0,
                quantity_to_t: q1,
                ..sales(SUPPLIERS[i], PRODUCTS[k], x0, x1)
            };
            cells.into_iter().map(row).collect::<Vec<_>>()
        })
        .prop_filter("trade in the first period", |rows| {
            rows.iter().any(|row| row.value_from > 0.0)
        })
}

fn elsewhere() -> impl Strategy<Value = Vec<Elsewhere>> {
    prop::collection::vec(prop::option::of((value(), value())), SUPPLIERS.len()).prop_map(
        |values| {
            let known = SUPPLIERS
                .iter()
                .zip(values)
                .filter_map(|(code, value)| Some((*code, value?)));
            known
                .map(|(code, (from, to))| super::elsewhere(code, from, to))
                .collect()
        },
    )
}

fn scale(trade: &Trade) -> f64 {
    let (from, to) = trade.total_values();
    // Parts can exceed both totals when one product grows a thousandfold while others shrink.
    let grown = |product: usize| {
        let (market_from, market_to) = trade.product_values(product);
        market_to.max(market_from * (to / from))
    };
    (0..trade.products().len()).map(grown).sum::<f64>() + from + to
}

fn assert_same_parts(left: &Change, right: &Change, factor: f64, scale: f64) {
    for (left, right) in left.by_supplier.iter().zip(&right.by_supplier) {
        for (left, right) in left.as_array().into_iter().zip(right.as_array()) {
            assert_close(left * factor, right, scale * factor);
        }
    }
}

proptest! {
    #[test]
    fn parts_sum_to_the_change(rows in market(), others in elsewhere()) {
        let found = analyse(&rows, &others, &Silence::NoTrade, Options::default()).unwrap();
        prop_assert!(found.change.largest_relative_error < 1e-9);
        let size = scale(&found.trade);
        for (supplier, parts) in found.change.by_supplier.iter().enumerate() {
            let (from, to) = found.trade.supplier_values(supplier);
            assert_close(parts.sum(), to - from, size);
            prop_assert!(parts.room_vacated >= 0.0 && parts.won_from_stayers >= 0.0);
            prop_assert!(parts.left <= 0.0 && parts.lost_to_others <= 0.0);
        }
        for (product, parts) in found.change.by_product.iter().enumerate() {
            let (from, to) = found.trade.product_values(product);
            assert_close(parts.sum(), to - from, size);
            assert_close(parts.share_term(), 0.0, size);
        }
        let (from, to) = found.trade.total_values();
        assert_close(found.change.total.sum(), to - from, size);
        assert_close(found.change.total.product_mix, 0.0, size);
        assert_close(found.change.total.share_term(), 0.0, size);
    }

    #[test]
    fn all_vacated_room_is_filled_by_gains(rows in market(), others in elsewhere()) {
        let found = analyse(&rows, &others, &Silence::NoTrade, Options::default()).unwrap();
        for (product, room) in found.change.rooms.iter().enumerate() {
            let (from, to) = found.trade.product_values(product);
            assert_close(room.gains, room.losses, from.max(to));
            assert_close(room.unfilled(), 0.0, from.max(to));
        }
        let size = scale(&found.trade);
        assert_close(found.change.total.room_vacated, found.vacated(), size);
        assert_close(-found.change.total.left, found.vacated(), size);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, shuffled) in market().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        others in elsewhere(),
    ) {
        let left = analyse(&rows, &others, &Silence::NoTrade, Options::default()).unwrap();
        let right = analyse(&shuffled, &others, &Silence::NoTrade, Options::default()).unwrap();
        prop_assert_eq!(left, right);
    }

    #[test]
    fn scaling_all_values_scales_all_parts(rows in market(), factor in 0.001..1000.0_f64) {
        let scaled: Vec<Sales> = rows
            .iter()
            .map(|row| Sales {
                value_from: row.value_from * factor,
                value_to: row.value_to * factor,
                ..*row
            })
            .collect();
        let trade = Trade::new(&rows).unwrap();
        let leavers: Vec<bool> = (0..trade.suppliers().len()).map(|i| i % 2 == 0).collect();
        let left = decompose(&trade, &leavers);
        let right = decompose(&Trade::new(&scaled).unwrap(), &leavers);
        assert_same_parts(&left, &right, factor, scale(&trade));
    }

    #[test]
    fn the_names_of_products_do_not_matter(
        rows in market(),
        order in Just(PRODUCTS.to_vec()).prop_shuffle(),
    ) {
        let renamed: Vec<Sales> = rows
            .iter()
            .map(|row| {
                let place = PRODUCTS.iter().position(|code| *code == row.product.as_str()).unwrap();
                Sales { product: sales("QMA", order[place], 0.0, 0.0).product, ..*row }
            })
            .collect();
        let trade = Trade::new(&rows).unwrap();
        let leavers: Vec<bool> = (0..trade.suppliers().len()).map(|i| i % 2 == 0).collect();
        let left = decompose(&trade, &leavers);
        let right = decompose(&Trade::new(&renamed).unwrap(), &leavers);
        assert_same_parts(&left, &right, 1.0, scale(&trade));
    }

    /// Change, growth, mix and share term of two suppliers add up to those of the two as one. What
    /// the stayers vacate does not exist, so merging stayers leaves the vacated room as it was; a
    /// merged leaver vacates at most what the two did, because gains of one offset losses of the
    /// other.
    #[test]
    fn two_suppliers_as_one_have_the_sum_of_their_parts(rows in market(), left in any::<bool>()) {
        let (first, second) = (country("QMA"), country("QMB"));
        let mut merged: BTreeMap<_, Sales> = BTreeMap::new();
        for row in &rows {
            let supplier = if row.supplier == second { first } else { row.supplier };
            merged
                .entry((supplier, row.product))
                .and_modify(|sum| {
                    sum.value_from += row.value_from;
                    sum.value_to += row.value_to;
                })
                .or_insert(Sales { supplier, ..*row });
        }
        let apart = Trade::new(&rows).unwrap();
        let together = Trade::new(&merged.into_values().collect::<Vec<_>>()).unwrap();
        let mark = |trade: &Trade| -> Vec<bool> {
            let status = |&code| if code == first || code == second { left } else { code == country("QMC") };
            trade.suppliers().iter().map(status).collect()
        };
        let before = decompose(&apart, &mark(&apart));
        let after = decompose(&together, &mark(&together));
        let size = scale(&apart);
        let of = |trade: &Trade, change: &Change, code| {
            let parts = trade.supplier_number(code).map(|number| change.by_supplier[number]);
            parts.unwrap_or_default()
        };
        let (one, two) = (of(&apart, &before, first), of(&apart, &before, second));
        let sum = of(&together, &after, first);
        assert_close(sum.total_growth, one.total_growth + two.total_growth, size);
        assert_close(sum.product_mix, one.product_mix + two.product_mix, size);
        assert_close(sum.share_term(), one.share_term() + two.share_term(), size);
        assert_close(sum.sum(), one.sum() + two.sum(), size);
        let vacated = |change: &Change| change.rooms.iter().map(|room| room.vacated).sum::<f64>();
        if left {
            prop_assert!(vacated(&after) <= vacated(&before) + 1e-12 * size);
        } else {
            assert_close(vacated(&after), vacated(&before), size);
        }
    }

    #[test]
    fn a_supplier_with_a_constant_share_has_no_share_term(rows in market(), share in 0.01..0.99_f64) {
        let others = Trade::new(&rows).unwrap();
        let odds = share / (1.0 - share);
        let mut rows = rows;
        for product in 0..others.products().len() {
            let (from, to) = others.product_values(product);
            let code = others.products()[product];
            rows.push(sales("QZZ", code.as_str(), odds * from, odds * to));
        }
        let trade = Trade::new(&rows).unwrap();
        let terms = share_terms(&trade);
        let supplier = trade.supplier_number(country("QZZ")).unwrap();
        for product in 0..trade.products().len() {
            let cell = trade.cell_number(product, supplier).unwrap();
            assert_close(terms[cell], 0.0, trade.product_values(product).1.max(1e-300));
        }
    }

    #[test]
    fn without_leavers_nothing_is_vacated(rows in market()) {
        let trade = Trade::new(&rows).unwrap();
        let found = decompose(&trade, &vec![false; trade.suppliers().len()]);
        prop_assert!(found.rooms.iter().all(|room| room.vacated == 0.0));
        prop_assert!(found.by_supplier.iter().all(|parts| parts.room_vacated == 0.0 && parts.left == 0.0));
    }

    #[test]
    fn when_all_losers_left_all_gains_are_vacated_room(rows in market()) {
        let trade = Trade::new(&rows).unwrap();
        let found = decompose(&trade, &vec![true; trade.suppliers().len()]);
        assert_close(found.total.won_from_stayers, 0.0, scale(&trade));
        assert_close(found.total.lost_to_others, 0.0, scale(&trade));
    }

    #[test]
    fn room_within_price_segments_never_exceeds_gains_or_what_was_vacated(
        rows in market(),
        others in elsewhere(),
    ) {
        let found = analyse(&rows, &others, &Silence::NoTrade, Options::default()).unwrap();
        let segmented = &found.segmented;
        let size = scale(&found.trade);
        assert_close(segmented.filled + segmented.unfilled, found.vacated(), size);
        assert_close(segmented.by_supplier.iter().sum(), segmented.filled, size);
        prop_assert!(segmented.unfilled >= -1e-12 * size);
        for (supplier, room) in segmented.by_supplier.iter().enumerate() {
            let parts = found.change.by_supplier[supplier];
            let gain = parts.room_vacated + parts.won_from_stayers;
            prop_assert!(*room >= 0.0 && *room <= gain + 1e-12 * size);
        }
    }

    #[test]
    fn a_higher_threshold_never_adds_leavers(rows in market(), others in elsewhere()) {
        let found = analyse(&rows, &others, &Silence::NoTrade, Options::default()).unwrap();
        prop_assert_eq!(found.sensitivity.len(), THRESHOLDS.len());
        for pair in found.sensitivity.windows(2) {
            prop_assert!(pair[1].leavers.iter().all(|supplier| pair[0].leavers.contains(supplier)));
            prop_assert!(pair[1].vacated <= pair[0].vacated);
        }
        let at_default = &found.sensitivity[2];
        let parts = &found.change.by_supplier;
        for (room, parts) in at_default.room_by_supplier.iter().zip(parts) {
            assert_close(*room, parts.room_vacated, scale(&found.trade));
        }
    }

    #[test]
    fn concentration_stays_within_its_bounds(amounts in prop::collection::vec(value(), 0..40)) {
        let sellers = amounts.iter().filter(|amount| **amount > 0.0).count();
        match concentration(amounts.iter().copied()) {
            None => prop_assert_eq!(sellers, 0),
            Some(found) => {
                prop_assert_eq!(found.units, sellers);
                let even = 1.0 / sellers as f64;
                prop_assert!(found.herfindahl >= even - 1e-12 && found.herfindahl <= 1.0 + 1e-12);
                prop_assert!(found.normalised.is_none_or(|index| (0.0..=1.0 + 1e-12).contains(&index)));
                prop_assert!(found.top_1 <= found.top_3 && found.top_3 <= 1.0 + 1e-12);
                prop_assert!(found.herfindahl <= found.top_1 + 1e-12);
            }
        }
    }

    #[test]
    fn margins_multiply_to_shares_and_lines_add_to_changes(rows in market()) {
        let found = analyse(&rows, &[], &Silence::NoTrade, Options::default()).unwrap();
        let mut shares = 0.0;
        for (supplier, margins) in found.margins.iter().enumerate() {
            let (from, to) = found.trade.supplier_values(supplier);
            let before = margins.from.unwrap();
            assert_close(before.extensive * before.intensive.unwrap_or(0.0), before.share, 1.0);
            shares += before.share;
            if let Some(after) = margins.to {
                assert_close(after.extensive * after.intensive.unwrap_or(0.0), after.share, 1.0);
                prop_assert_eq!(after.lines, margins.entered_lines + margins.continued_lines);
            }
            prop_assert_eq!(before.lines, margins.exited_lines + margins.continued_lines);
            assert_close(margins.extensive_change() + margins.continued, to - from, from + to);
        }
        assert_close(shares, 1.0, 1.0);
    }
}
