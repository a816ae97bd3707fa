//! The payloads of events, fetched when they are compared.

use serde_json::value::RawValue;

use super::{Leaf, Options, What, payload};
use crate::exchange::Exchange;
use crate::session::Arrival;
use crate::wire::json::parse;

/// Fetches the exchange of a number.
pub type Fetch<'a> = dyn Fn(u64) -> Option<Exchange<'static>> + 'a;

/// The payloads of one capture; of a batch all items are kept until another call is wanted.
#[derive(Debug, Default)]
pub struct Bodies {
    batch: Option<(u64, Vec<Box<RawValue>>)>,
}

impl Bodies {
    /// The payload of an event; `None` when it cannot be read again.
    pub fn get(&mut self, fetch: &Fetch<'_>, arrival: &Arrival) -> Option<Vec<u8>> {
        let Some(item) = arrival.item else {
            return Some(fetch(arrival.seq)?.body.into_owned());
        };
        if self
            .batch
            .as_ref()
            .is_none_or(|(seq, _)| *seq != arrival.seq)
        {
            let exchange = fetch(arrival.seq)?;
            let items = serde_json::from_slice(&exchange.body).unwrap_or_default();
            self.batch = Some((arrival.seq, items));
        }
        let (_, items) = self.batch.as_ref()?;
        Some(items.get(item as usize)?.get().as_bytes().to_vec())
    }
}

/// What differs between two payloads, or with `only` unset all that they hold. What is no JSON is compared byte by byte.
pub fn between(a: &[u8], b: &[u8], options: &Options, only: bool) -> Vec<Leaf> {
    match (parse(a), parse(b)) {
        (Ok(a), Ok(b)) => payload::compare(&a, &b, options, only),
        _ if a == b => Vec::new(),
        _ => vec![Leaf {
            path: "$".to_owned(),
            what: What::Changed,
            a: Some(String::from_utf8_lossy(a).into()),
            b: Some(String::from_utf8_lossy(b).into()),
        }],
    }
}
