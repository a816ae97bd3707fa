//! The screen: what the app's state looks like, drawn into a buffer.

pub mod theme;
pub mod widgets;

pub use crate::output::text;
