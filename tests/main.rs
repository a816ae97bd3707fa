//! Every test of playscope in one binary: one link, one run.
#![allow(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]

mod architecture;
mod capture;
mod cli;
mod mending;
mod properties_session;
mod recordings;
mod rules_course;
mod rules_event;
mod rules_expect;
mod schemas;
mod screens;
mod screenshots;
mod sessions;
mod simulate;
mod terminal;
mod themes;
mod widgets;
mod wire;
