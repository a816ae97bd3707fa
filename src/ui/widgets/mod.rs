//! Pieces that screens are made of: each draws borrowed state into an area and decides nothing.

pub mod chart;
pub mod gauge;
pub mod json_tree;
pub mod list;
mod pen;
pub mod scrollbar;
pub mod sparkline;
pub mod timeline;

pub use pen::Pen;
