//! The program as scripts see it: what the commands print, where, and how they exit.

mod commands;
mod comparing;
#[cfg(unix)]
mod expect;
mod exporting;
mod https;
mod importing;
mod reading;
mod readme;
#[cfg(unix)]
mod replaying;
#[cfg(unix)]
mod schemas;
#[cfg(unix)]
mod serving;
pub(crate) mod support;
#[cfg(target_os = "linux")]
mod trouble;
