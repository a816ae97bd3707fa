//! The capture with real sockets: answers, limits, misbehaving clients, and what is recorded of them.

mod answers;
mod clients;
mod disk;
mod endpoint;
mod limits;
mod support;
