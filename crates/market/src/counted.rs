//! Counts of things in words.

/// "1 code", "1,234 codes".
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// "1 character", "6 characters".
pub(crate) fn characters(count: usize) -> String {
    counted(count, "character", "characters")
}

/// A whole number with commas between its thousands.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_not_several() {
        assert_eq!(characters(1), "1 character");
        assert_eq!(characters(6), "6 characters");
        assert_eq!(counted(0, "code", "codes"), "0 codes");
        assert_eq!(counted(1_234_567, "code", "codes"), "1,234,567 codes");
        assert_eq!(counted(999, "code", "codes"), "999 codes");
    }
}
