//! The vocabulary of the Streaming Media Collection API, and decoding into it.

pub mod dialect;
pub mod event;
mod event_type;
pub mod json;
pub mod route;

pub use event::Event;
pub use event_type::EventType;
pub use route::Route;
