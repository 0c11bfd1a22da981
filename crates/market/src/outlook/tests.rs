//! Months from published figures, and the outlook of built-in data.
