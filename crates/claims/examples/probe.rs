use std::io::Read;
fn main() {
    let mut s = String::new();
    std::io::stdin().read_to_string(&mut s).unwrap();
    for block in s.split("\n%%\n") {
        let (date, text) = block.split_once('\n').unwrap();
        let d = stirstick_claims::read(text.as_bytes()).unwrap();
        println!("## {}", text.chars().take(150).collect::<String>());
        for c in stirstick_claims::claims(&d, date.trim().parse().ok()) {
            let v = serde_json::to_value(&c).unwrap();
            println!(
                "  {:?} {} {}{} | {} {} {} {} | {} | {} | {} {} {} | {} | {}",
                c.kind,
                c.value,
                c.unit,
                v["value_high"],
                v["direction"],
                v["reporter"],
                v["partner"],
                v["pair"],
                c.goods,
                v["period"],
                v["comparison_period"],
                v["hedge"],
                if c.annualised { "ann" } else { "" },
                c.text,
                v["unsure"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|u| format!("{}:{}", u["field"], u["reason"]))
                    .collect::<Vec<_>>()
                    .join(",")
            );
        }
    }
}
