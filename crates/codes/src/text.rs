//! What the text forms of all types share: reading, clipping for an error, serialising.

use crate::Error;

/// How much of an unreadable text an error keeps, in characters.
///
/// Long enough for the longest name in the country table (76), short enough that a whole line
/// passed by mistake stays readable.
const CLIP_CHARS: usize = 80;

/// Copies what was read into an error, cut to a length that can be shown.
pub(crate) fn clipped(text: &str) -> String {
    match text.char_indices().nth(CLIP_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Copies `text` in upper case into a fixed buffer and returns the part that was used.
///
/// `None` when it is longer than the buffer or not ASCII: such a text is no code.
pub(crate) fn upper<'b>(text: &str, buffer: &'b mut [u8]) -> Option<&'b str> {
    let used = buffer.get_mut(..text.len())?;
    used.copy_from_slice(text.as_bytes());
    used.make_ascii_uppercase();
    std::str::from_utf8(used)
        .ok()
        .filter(|text| text.is_ascii())
}

/// Finds a word of a closed list by its text form, in any case.
pub(crate) fn word<T: Copy>(
    what: &'static str,
    expected: &'static str,
    all: &[(T, &str)],
    text: &str,
) -> Result<T, Error> {
    let wanted = text.trim();
    all.iter()
        .find(|(_, word)| word.eq_ignore_ascii_case(wanted))
        .map(|(value, _)| *value)
        .ok_or_else(|| Error::Word {
            what,
            got: clipped(text),
            expected,
        })
}

/// Gives a type with `parse` and `Display` the traits of a text form: `FromStr`, and serde as text.
macro_rules! text_form {
    ($type:ty, $expecting:literal) => {
        impl std::str::FromStr for $type {
            type Err = crate::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        <$type>::parse(text).map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Visitor)
            }
        }
    };
}
pub(crate) use text_form;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let long = "é".repeat(200);
        assert_eq!(clipped(&long).chars().count(), CLIP_CHARS + 1);
        assert_eq!(clipped("short"), "short");
    }

    #[test]
    fn upper_refuses_what_does_not_fit_or_is_not_ascii() {
        assert_eq!(upper("rus", &mut [0; 3]), Some("RUS"));
        assert_eq!(upper("ruse", &mut [0; 3]), None);
        assert_eq!(upper("é", &mut [0; 3]), None);
    }
}
