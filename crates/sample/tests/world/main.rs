//! The world with a story, read back from what it writes.

#![allow(clippy::unwrap_used, reason = "a test that fails here has failed")]

mod common;
mod invented;
mod layouts;
mod reported;
mod story;
