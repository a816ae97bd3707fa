//! The calls of a file on their way in: packed, because their order and their sessions are known only at its end.

use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use super::opening::Role;
use crate::exchange::{Exchange, Time};
use crate::recording::store::{BLOCK, compress, decompress, line_in};
use crate::recording::{Entry, exchange_line, parse_line};

/// So many blocks are kept unpacked while calls are given: they may go to and fro between parts of the file.
const UNPACKED: usize = 16;

/// Calls in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Pile {
    /// What must be known of each to put them in order.
    pub(super) calls: Vec<Piled>,
    blocks: Vec<Block>,
    /// The block that is being filled.
    open: Vec<u8>,
    in_open: usize,
    /// Ids and hosts, each once.
    names: HashSet<Rc<str>>,
    line: Vec<u8>,
}

/// A call in a pile.
#[derive(Debug)]
pub(super) struct Piled {
    /// When it came.
    pub(super) at: Time,
    /// Its number.
    pub(super) seq: u64,
    /// What it does to sessions.
    pub(super) role: Role,
    /// The id that the answer named.
    pub(super) location: Option<Rc<str>>,
    /// The session that it opened or addressed.
    pub(super) sid: Option<Rc<str>>,
    /// Scheme and host, as `https://a.example`, where that is known.
    pub(super) origin: Option<Rc<str>>,
    block: usize,
    offset: usize,
}

/// Lines, packed.
#[derive(Debug)]
struct Block {
    packed: Box<[u8]>,
    /// How many of them are still to be given.
    left: usize,
}

impl Pile {
    /// Adds a call behind the others.
    pub(super) fn add(
        &mut self,
        mut exchange: Exchange<'_>,
        location: Option<&str>,
        origin: Option<&str>,
    ) {
        let piled = Piled {
            // A line cannot say every time, so it is kept outside; the session is not known yet.
            at: std::mem::take(&mut exchange.at),
            seq: self.calls.len() as u64 + 1,
            role: Role::of(&exchange, |sid| name(&mut self.names, sid)),
            location: location.map(|sid| name(&mut self.names, sid)),
            sid: exchange.sid.take().map(|sid| name(&mut self.names, &sid)),
            origin: origin.map(|origin| name(&mut self.names, origin)),
            block: self.blocks.len(),
            offset: self.open.len(),
        };
        self.line.clear();
        exchange_line(&mut self.line, &exchange, false);
        self.open.extend_from_slice(&self.line);
        self.in_open += 1;
        self.calls.push(piled);
        if self.open.len() > BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        let packed = compress(&self.open);
        self.open.clear();
        let left = std::mem::take(&mut self.in_open);
        self.blocks.push(Block { packed, left });
    }

    /// Gives the calls as they are in order now, and lets go of what was given.
    pub(super) fn each(mut self, mut take: impl FnMut(Exchange<'_>, &Piled)) {
        self.close();
        let mut unpacked: VecDeque<(usize, Vec<u8>)> = VecDeque::with_capacity(UNPACKED);
        for piled in &self.calls {
            let Some(block) = self.blocks.get_mut(piled.block) else {
                continue;
            };
            if let Some(place) = unpacked
                .iter()
                .position(|(number, _)| *number == piled.block)
            {
                // The one used last comes first.
                unpacked.swap(0, place);
            } else {
                unpacked.truncate(UNPACKED - 1);
                unpacked.push_front((piled.block, decompress(&block.packed).unwrap_or_default()));
            }
            let text = unpacked.front().map(|(_, text)| text.as_slice());
            let line = line_in(text.unwrap_or_default(), piled.offset);
            if let Some(Ok(Some(Entry::Exchange(exchange)))) = line.map(parse_line) {
                let exchange = Exchange {
                    seq: piled.seq,
                    at: piled.at,
                    sid: piled.sid.as_deref().map(Into::into),
                    ..exchange
                };
                take(exchange, piled);
            }
            block.left -= 1;
            if block.left == 0 {
                block.packed = Box::default();
                unpacked.pop_front();
            }
        }
    }
}

/// A text that many share.
fn name(names: &mut HashSet<Rc<str>>, text: &str) -> Rc<str> {
    if let Some(name) = names.get(text) {
        return Rc::clone(name);
    }
    let name: Rc<str> = text.into();
    names.insert(Rc::clone(&name));
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_come_back_in_any_order_and_are_let_go() {
        let mut pile = Pile::default();
        let body = |number: u64| number.to_string().repeat(500).into_bytes();
        for number in 0..4000 {
            let exchange = Exchange {
                at: Time(i64::MAX),
                method: "POST".into(),
                body: body(number).into(),
                ..Exchange::default()
            };
            pile.add(exchange, None, Some("https://a.example"));
        }
        assert!(pile.blocks.len() > UNPACKED + 2, "{}", pile.blocks.len());
        // To and fro over more parts than are kept unpacked.
        pile.calls.sort_by_key(|call| (call.seq % 40, call.seq));
        let order: Vec<u64> = pile.calls.iter().map(|call| call.seq).collect();
        let mut given = Vec::new();
        pile.each(|exchange, _| {
            assert_eq!(exchange.body, body(exchange.seq - 1), "{}", exchange.seq);
            assert_eq!(exchange.at, Time(i64::MAX));
            given.push(exchange.seq);
        });
        assert_eq!(given, order);
    }
}
