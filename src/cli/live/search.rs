//! Looks through bodies for a text.

use crate::app::search::searchable;
use crate::inspection::Inspection;
use crate::recording::Store;

/// More bodies than this are not read for one search: the screen stands still meanwhile.
const MOST: usize = 200_000;

/// The exchanges whose bodies hold a text (in lower case), in order; and whether all were looked through.
pub(in crate::cli) fn bodies(
    inspection: &Inspection,
    store: &Store,
    text: &str,
) -> (Vec<u64>, bool) {
    let mut seqs = searchable(inspection);
    let mut found: Vec<u64> = seqs
        .by_ref()
        .take(MOST)
        .filter(|seq| {
            let exchange = store.fetch(*seq);
            exchange.is_some_and(|exchange| holds(&exchange.body, text))
        })
        .collect();
    found.reverse();
    (found, seqs.next().is_none())
}

/// A body holds a text, which is in lower case and not empty.
pub(super) fn holds(body: &[u8], text: &str) -> bool {
    !text.is_empty() && String::from_utf8_lossy(body).to_lowercase().contains(text)
}
