use crate::text::{clipped, text_form};
use crate::{Error, Nomenclature};
use std::fmt;
use std::sync::OnceLock;

const HS2022: &str = include_str!("../tables/hs2022.csv");
const REUSED_HEADINGS: &str = include_str!("../tables/reused_headings.csv");
const EXPECTED: &str =
    "TOTAL, or 1 to 10 letters and digits, for an HS code also with dots (8456.11)";
const LONGEST: usize = 10;

/// A product code as text, such as `84`, `845611` or `TOTAL`.
///
/// Letters are in upper case, leading zeros are kept, and there is no way to get a number out of
/// it. Which list the code belongs to is said by a [`Nomenclature`] beside it. Ordered as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductCode {
    /// Filled up with zero bytes, so that a code sorts just before those that it begins.
    text: [u8; LONGEST],
    length: u8,
}

impl ProductCode {
    /// All goods together.
    pub const TOTAL: ProductCode = ProductCode {
        text: *b"TOTAL\0\0\0\0\0",
        length: 5,
    };

    /// Reads `TOTAL`, or 1 to 10 letters and digits, in any case and with blanks around it.
    ///
    /// Dots are accepted where tariffs write them: after two or four digits, and then after every
    /// two (`84.56`, `8456.11`, `8456.11.10`). Everything else with a dot is refused, among it what a
    /// spreadsheet makes of a code that it takes for a number (`101.0`, `1.01E+05`).
    ///
    /// # Errors
    /// [`Error::Product`] when the text is not such a code.
    pub fn parse(text: &str) -> Result<Self, Error> {
        read(text.trim()).ok_or_else(|| Error::Product {
            got: clipped(text),
            expected: EXPECTED,
        })
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..usize::from(self.length)])
            .expect("every constructor admits ASCII only")
    }

    /// The number of characters, and 0 for the total.
    #[must_use]
    pub fn level(self) -> usize {
        if self.is_total() {
            0
        } else {
            usize::from(self.length)
        }
    }

    /// The code's first `level` characters; the code itself when it has no more than that.
    ///
    /// Codes are cut to two characters at least: below 2 the result is the total.
    #[must_use]
    pub fn truncate(self, level: usize) -> Self {
        if level >= self.level() {
            return self;
        }
        if level < 2 {
            return Self::TOTAL;
        }
        let mut text = [0; LONGEST];
        text[..level].copy_from_slice(&self.text[..level]);
        ProductCode {
            text,
            length: u8::try_from(level).expect("a code is 10 characters at most"),
        }
    }

    /// True for the total of all goods.
    #[must_use]
    pub fn is_total(self) -> bool {
        self == Self::TOTAL
    }

    /// True when this code is `group` or a part of it: `845611` is in `8456`, `84` and `TOTAL`.
    #[must_use]
    pub fn is_in(self, group: ProductCode) -> bool {
        group.is_total() || (!self.is_total() && self.as_str().starts_with(group.as_str()))
    }
}

fn read(text: &str) -> Option<ProductCode> {
    if text.eq_ignore_ascii_case("TOTAL") {
        return Some(ProductCode::TOTAL);
    }
    if text.contains('.') && !is_dotted_code(text) {
        return None;
    }
    let mut code = ProductCode {
        text: [0; LONGEST],
        length: 0,
    };
    for byte in text.bytes().filter(|byte| *byte != b'.') {
        if !byte.is_ascii_alphanumeric() {
            return None;
        }
        *code.text.get_mut(usize::from(code.length))? = byte.to_ascii_uppercase();
        code.length += 1;
    }
    (code.length >= 1).then_some(code)
}

/// True for groups of digits as tariffs write them: two or four, then two each.
fn is_dotted_code(text: &str) -> bool {
    text.split('.').enumerate().all(|(position, group)| {
        group.bytes().all(|byte| byte.is_ascii_digit())
            && (group.len() == 2 || (group.len() == 4 && position == 0))
    })
}

impl fmt::Display for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ProductCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_form!(ProductCode, "a product code as text, such as \"0101\"");

/// The English description of a code of the Harmonized System.
///
/// The embedded list is HS 2022, with chapters (2), headings (4) and subheadings (6). For other
/// revisions it answers for chapters and headings only, because subheadings are renumbered from one
/// revision to the next, and not for the few headings whose number was given to other goods since:
/// 8485 is machine parts in HS 1992 and machines for additive manufacturing in HS 2022. Of the SITC it
/// has the sections. `None` when the list does not have the code, and for other nomenclatures.
#[must_use]
pub fn product_name(nomenclature: Nomenclature, code: ProductCode) -> Option<&'static str> {
    if code.is_total() {
        return Some(if nomenclature == Nomenclature::EBOPS10 {
            "All services"
        } else {
            "All goods"
        });
    }
    if nomenclature.is_standard_international_trade_classification() {
        return sitc_section(code);
    }
    if !nomenclature.is_harmonized_system() || !means_the_same_in_hs2022(nomenclature, code) {
        return None;
    }
    let list = hs2022();
    let at = list.binary_search_by_key(&code, |(code, _)| *code).ok()?;
    Some(&list[at].1)
}

/// Sections have the same subjects in all four revisions; wording of SITC Rev. 4 (United Nations, 2006).
fn sitc_section(code: ProductCode) -> Option<&'static str> {
    Some(match code.as_str() {
        "0" => "Food and live animals",
        "1" => "Beverages and tobacco",
        "2" => "Crude materials, inedible, except fuels",
        "3" => "Mineral fuels, lubricants and related materials",
        "4" => "Animal and vegetable oils, fats and waxes",
        "5" => "Chemicals and related products, n.e.s.",
        "6" => "Manufactured goods classified chiefly by material",
        "7" => "Machinery and transport equipment",
        "8" => "Miscellaneous manufactured articles",
        "9" => "Commodities and transactions not classified elsewhere in the SITC",
        _ => return None,
    })
}

/// True when a code of some revision may be described in the words of HS 2022.
///
/// A list that does not name its revision is held to what is true of all of them.
fn means_the_same_in_hs2022(nomenclature: Nomenclature, code: ProductCode) -> bool {
    let unnamed = matches!(nomenclature, Nomenclature::HS | Nomenclature::CN8);
    nomenclature == Nomenclature::HS22
        || code.level() <= 4
            && !reused_headings().iter().any(|(revision, heading)| {
                *heading == code && (unnamed || *revision == nomenclature)
            })
}

fn reused_headings() -> &'static [(Nomenclature, ProductCode)] {
    static LIST: OnceLock<Vec<(Nomenclature, ProductCode)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(REUSED_HEADINGS.as_bytes());
        let rows = reader.records().map(|row| {
            let row = row.expect("the embedded list of headings is well-formed CSV");
            let revision = Nomenclature::parse(&row[0]).expect("its revisions are HS92 to HS17");
            (revision, read(&row[1]).expect("its headings are digits"))
        });
        rows.collect()
    })
}

pub(crate) fn hs2022() -> &'static [(ProductCode, Box<str>)] {
    static LIST: OnceLock<Vec<(ProductCode, Box<str>)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(HS2022.as_bytes());
        let rows = reader.records().map(|row| {
            let row = row.expect("the embedded list of goods is well-formed CSV");
            (read(&row[0]).expect("its codes are digits"), row[1].into())
        });
        let mut list: Vec<_> = rows.collect();
        list.sort_unstable_by_key(|(code, _)| *code);
        list
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProductCode {
        ProductCode::parse(text).unwrap()
    }

    #[test]
    fn codes_are_text_with_their_zeros() {
        assert_eq!(code("0101").as_str(), "0101");
        assert_eq!(code(" 01 ").to_string(), "01");
        assert_eq!(code("9999aa").as_str(), "9999AA");
        for total in ["TOTAL", " Total", "total "] {
            assert_eq!(code(total), ProductCode::TOTAL);
        }
    }

    #[test]
    fn dots_are_read_where_tariffs_write_them() {
        assert_eq!(code("8456.11"), code("845611"));
        assert_eq!(code("84.56"), code("8456"));
        assert_eq!(code("8456.11.10"), code("84561110"));
        for text in [
            "101.0", "1.01E+05", "845611.0", "84.5", ".8456", "8456.", "8456..11", "AB.CD",
        ] {
            assert!(ProductCode::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused_with_the_text() {
        for text in [
            "",
            " ",
            "84 56",
            "84-56",
            "12345678901",
            "1.01E+05",
            "84\u{660}6",
            "é1",
        ] {
            let error = ProductCode::parse(text).unwrap_err();
            assert!(
                error.to_string().contains("is not a product code"),
                "{error}"
            );
        }
    }

    #[test]
    fn levels_and_truncation() {
        let good = code("84561110");
        assert_eq!(good.level(), 8);
        assert_eq!(good.truncate(6), code("845611"));
        assert_eq!(good.truncate(2), code("84"));
        assert_eq!(good.truncate(9), good);
        assert_eq!(good.truncate(1), ProductCode::TOTAL);
        assert_eq!(ProductCode::TOTAL.level(), 0);
        assert_eq!(ProductCode::TOTAL.truncate(2), ProductCode::TOTAL);
    }

    #[test]
    fn one_digit_is_a_section_of_the_sitc_and_nothing_of_the_hs() {
        let machinery = code("7");
        assert_eq!(machinery.level(), 1);
        assert_eq!(machinery.truncate(2), machinery);
        assert_eq!(
            product_name(Nomenclature::SITC3, machinery),
            Some("Machinery and transport equipment")
        );
        assert_eq!(product_name(Nomenclature::SITC3, code("78")), None);
        assert_eq!(product_name(Nomenclature::HS22, machinery), None);
        assert_ne!(machinery, code("07"));
    }

    #[test]
    fn a_code_is_in_its_groups() {
        let good = code("845611");
        for group in ["TOTAL", "84", "8456", "845611"] {
            assert!(good.is_in(code(group)), "{group}");
        }
        assert!(!good.is_in(code("8457")));
        assert!(!code("84").is_in(good));
        assert!(!ProductCode::TOTAL.is_in(code("TO")));
    }

    #[test]
    fn order_is_that_of_the_text() {
        let mut codes = ["8456", "TOTAL", "84", "0101", "845611", "9999AA"].map(code);
        codes.sort_unstable();
        assert_eq!(
            codes,
            ["0101", "84", "8456", "845611", "9999AA", "TOTAL"].map(code)
        );
    }

    #[test]
    fn names_come_from_hs_2022() {
        let name = |nomenclature, text| product_name(nomenclature, code(text));
        assert_eq!(name(Nomenclature::HS22, "01"), Some("Animals; live"));
        assert!(name(Nomenclature::HS22, "845611").is_some_and(|name| name.contains("laser")));
        assert_eq!(name(Nomenclature::HS22, "TOTAL"), Some("All goods"));
        assert_eq!(name(Nomenclature::HS22, "9999AA"), None);
        assert_eq!(hs2022().len(), 97 + 1229 + 5613);
    }

    #[test]
    fn other_revisions_have_names_only_where_the_number_means_the_same() {
        let name = |nomenclature, text| product_name(nomenclature, code(text));
        assert_eq!(name(Nomenclature::HS92, "01"), Some("Animals; live"));
        assert_eq!(name(Nomenclature::HS17, "845611"), None);
        assert_eq!(
            name(Nomenclature::HS22, "8485"),
            Some("Machines for additive manufacturing")
        );
        assert_eq!(name(Nomenclature::HS92, "8485"), None);
        assert_eq!(name(Nomenclature::HS, "8524"), None);
        assert!(name(Nomenclature::HS07, "8524").is_some());
        assert_eq!(name(Nomenclature::SITC4, "01"), None);
    }
}
