//! Scripted players as sequences of requests: for tests, for examples of rules, and to try a dashboard.

pub mod healthy;
pub mod script;
