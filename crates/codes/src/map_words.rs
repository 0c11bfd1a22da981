use crate::Error;
use crate::text::{text_form, word};
use std::fmt;

/// What a machine's imports tell about the goods that it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Makes these goods and hardly anything else: a loom, a blow moulding machine.
    Specific,
    /// Makes these goods among many: a lathe, a laser, a welding line.
    Broad,
    /// Wears out or changes with what is made: moulds, dies, carbide inserts, refractories.
    Consumable,
    /// Serves every kind of plant: pumps, conveyors, gauges.
    General,
    /// Makes power, steam or infrastructure.
    Utility,
    /// A component or spare part, which goes into goods or into machines.
    Parts,
    /// Makes no goods: household appliances, office and medical equipment.
    Nonproduction,
}

const ROLES: [(Role, &str); 7] = [
    (Role::Specific, "specific"),
    (Role::Broad, "broad"),
    (Role::Consumable, "consumable"),
    (Role::General, "general"),
    (Role::Utility, "utility"),
    (Role::Parts, "parts"),
    (Role::Nonproduction, "nonproduction"),
];
const EXPECTED_ROLE: &str = "specific, broad, consumable, general, utility, parts or nonproduction";

impl Role {
    /// Reads a role by its word, in any case.
    ///
    /// # Errors
    /// [`Error::Word`] for any other word.
    pub fn parse(text: &str) -> Result<Self, Error> {
        word("role of a machine", EXPECTED_ROLE, &ROLES, text)
    }

    /// The word: `specific`, `broad` and so on.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        text_of(&ROLES, self)
    }

    /// Every role in the order of the declaration.
    pub fn all() -> impl Iterator<Item = Role> {
        ROLES.iter().map(|(role, _)| *role)
    }

    /// True for machines whose imports run ahead of a good's being made at home: specific and broad.
    #[must_use]
    pub fn feeds_machine_signal(self) -> bool {
        matches!(self, Role::Specific | Role::Broad)
    }

    /// True for what follows the running of machines: consumables.
    #[must_use]
    pub fn feeds_consumable_signal(self) -> bool {
        self == Role::Consumable
    }

    /// True when a row of this role says nothing without goods.
    #[must_use]
    pub fn needs_goods(self) -> bool {
        self.feeds_machine_signal() || self.feeds_consumable_signal()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

text_form!(Role, "the role of a machine such as \"specific\"");

/// How sure whoever wrote a row of a map was of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Little is known, or the code is a mixture.
    Low,
    /// Likely, or true of a part of the code.
    Medium,
    /// Follows from the description of the code.
    High,
}

const CONFIDENCES: [(Confidence, &str); 3] = [
    (Confidence::Low, "low"),
    (Confidence::Medium, "medium"),
    (Confidence::High, "high"),
];

impl Confidence {
    /// Reads a confidence by its word, in any case.
    ///
    /// # Errors
    /// [`Error::Word`] for any other word.
    pub fn parse(text: &str) -> Result<Self, Error> {
        word("confidence", "high, medium or low", &CONFIDENCES, text)
    }

    /// The word: `high`, `medium` or `low`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        text_of(&CONFIDENCES, self)
    }

    /// The factor in a prior weight: 1.0 for high, 0.6 for medium, 0.3 for low.
    ///
    /// The numbers are a convention and not estimated; they are a start for weights fitted to data.
    #[must_use]
    pub fn factor(self) -> f64 {
        match self {
            Confidence::High => 1.0,
            Confidence::Medium => 0.6,
            Confidence::Low => 0.3,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

text_form!(Confidence, "a confidence such as \"high\"");

fn text_of<T: Copy + PartialEq>(all: &[(T, &'static str)], value: T) -> &'static str {
    all.iter()
        .find(|(other, _)| *other == value)
        .map(|(_, word)| *word)
        .expect("the table has a row for each variant")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for role in Role::all() {
            assert_eq!(Role::parse(role.as_str()).unwrap(), role);
        }
        assert_eq!(Confidence::parse(" High ").unwrap(), Confidence::High);
        assert!(Role::parse("special").is_err());
        assert!(Confidence::Low < Confidence::High);
    }

    #[test]
    fn signals_are_fed_by_the_roles_that_methods_name() {
        let machine: Vec<_> = Role::all().filter(|r| r.feeds_machine_signal()).collect();
        assert_eq!(machine, [Role::Specific, Role::Broad]);
        let consumable: Vec<_> = Role::all()
            .filter(|r| r.feeds_consumable_signal())
            .collect();
        assert_eq!(consumable, [Role::Consumable]);
    }
}
