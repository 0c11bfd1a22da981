//! Verdicts on the worked example.
