//! The program as scripts see it: what the commands print, where, and how they exit.

mod commands;
mod reading;
mod readme;
#[cfg(unix)]
mod serving;
pub(crate) mod support;
