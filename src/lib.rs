//! playscope: a terminal inspector for streaming-media tracking.
//!
//! Everything the program shows is a pure function of the exchanges it recorded. Live capture, recordings,
//! checks, screenshots and tests enter through one door, [`inspection::Inspection::push`].
//!
//! ```text
//! HTTP ─▶ capture ─ endpoint decides the answer ─▶ Exchange ─ recorded, then answered
//!                                                     │
//! recording ─▶ recording::read ───────────────────────┤
//!                                                     ▼
//!                          Inspection::push   decode → schema → session → rules
//!                                                     │
//!                              ┌──────────────────────┴─────────────┐
//!                              ▼                                    ▼
//!                  App ─▶ ui::draw ─▶ terminal | SVG       output::{text, json, …}
//! ```
//!
//! Each module is a room with one job; which room may import which is written, and checked, in
//! `tests/architecture.rs`.

pub mod app;
pub mod capture;
pub mod cli;
pub mod endpoint;
pub mod exchange;
pub mod inspection;
pub mod output;
pub mod recording;
pub mod rules;
pub mod schema;
pub mod session;
pub mod simulate;
pub mod terminal;
pub mod ui;
pub mod wire;
