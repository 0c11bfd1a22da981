//! Scratch.
use stirstick_claims::{claims, read};
#[test]
fn try_it() {
    let Ok(text) = std::env::var("TEXT") else {
        return;
    };
    let date = std::env::var("DATE").unwrap_or("2024-05-28".into());
    let d = read(text.as_bytes()).unwrap();
    for c in claims(&d, date.parse().ok()) {
        let v = serde_json::to_value(&c).unwrap();
        println!(
            "{:?} {} {:?} {} {:?} {:?}>{:?} {:?} goods={} p={:?} c={:?} approx={} ann={} [{}] conf={} ",
            c.kind,
            c.value,
            c.value_high,
            c.unit,
            c.direction,
            c.reporter,
            c.partner,
            c.pair,
            c.goods,
            c.period,
            c.comparison_period,
            c.approx,
            c.annualised,
            d.text()
                .chars()
                .skip(c.figure.start)
                .take(c.figure.end - c.figure.start)
                .collect::<String>(),
            v["confidence"]
        );
    }
}
