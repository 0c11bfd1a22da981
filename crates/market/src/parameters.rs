//! Parameters of a query, in the order in which they are bound.

/// Parameters by name.
pub(crate) struct Parameters(pub(crate) Vec<(&'static str, String)>);

impl Parameters {
    /// Adds one at the end.
    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.push((name, value.to_string()));
        self
    }

    /// What a session takes.
    pub(crate) fn bound(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}
