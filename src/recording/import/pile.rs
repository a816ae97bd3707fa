//! The calls of a file on their way in: packed, because their order and their sessions are known only at its end.

use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use super::opening::Role;
use crate::exchange::{Exchange, Time};
use crate::recording::store::line_in;
use crate::recording::{Entry, Progress, exchange_line, parse_line};

/// Size of a block of lines before packing, in bytes. Small, because calls of many sessions may lie in one order and
/// be given in another, a block unpacked for each.
const BLOCK: usize = 32 << 10;

/// So many blocks are kept unpacked while calls are given.
const UNPACKED: usize = 256;

/// Calls in the order of the file.
#[derive(Debug)]
pub(super) struct Pile<'a> {
    /// What must be known of each to put them in order.
    pub(super) calls: Vec<Piled>,
    blocks: Vec<Block>,
    /// The block that is being filled.
    open: Vec<u8>,
    in_open: usize,
    /// Ids and hosts, each once.
    names: HashSet<Rc<str>>,
    line: Vec<u8>,
    progress: &'a Progress,
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
    /// Bytes of them unpacked; as many as they are here when they would not be packed.
    length: usize,
    /// How many of them are still to be given.
    left: usize,
}

impl<'a> Pile<'a> {
    /// An empty one.
    pub(super) fn new(progress: &'a Progress) -> Self {
        Pile {
            calls: Vec::new(),
            blocks: Vec::new(),
            open: Vec::new(),
            in_open: 0,
            names: HashSet::new(),
            line: Vec::new(),
            progress,
        }
    }

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
        self.progress.read_entry();
        if self.open.len() > BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        let packed = zstd::bulk::compress(&self.open, 1).ok();
        let packed = packed.filter(|packed| packed.len() < self.open.len());
        self.blocks.push(Block {
            length: self.open.len(),
            packed: packed.unwrap_or_else(|| self.open.clone()).into(),
            left: std::mem::take(&mut self.in_open),
        });
        self.open.clear();
    }

    /// Gives the calls as they are in order now, and lets go of what was given.
    pub(super) fn each(mut self, mut take: impl FnMut(Exchange<'_>, &Piled)) {
        self.close();
        let mut blocks = Shelf::default();
        for piled in &self.calls {
            let Some(block) = self.blocks.get_mut(piled.block) else {
                continue;
            };
            let line = line_in(blocks.text(piled.block, block), piled.offset);
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
                blocks.unpacked.pop_back();
            }
        }
    }
}

/// The blocks that were used last, unpacked; the very last is at the end.
#[derive(Default)]
struct Shelf {
    unpacked: VecDeque<(usize, Vec<u8>)>,
    unpacker: Option<zstd::bulk::Decompressor<'static>>,
}

impl Shelf {
    fn text(&mut self, number: usize, block: &Block) -> &[u8] {
        let known = self
            .unpacked
            .iter()
            .rposition(|(known, _)| *known == number);
        let text = match known.and_then(|place| self.unpacked.remove(place)) {
            Some((_, text)) => text,
            None => self.unpack(block).unwrap_or_default(),
        };
        if self.unpacked.len() == UNPACKED {
            self.unpacked.pop_front();
        }
        self.unpacked.push_back((number, text));
        self.unpacked
            .back()
            .map_or(&[], |(_, text)| text.as_slice())
    }

    fn unpack(&mut self, block: &Block) -> Option<Vec<u8>> {
        if block.packed.len() == block.length {
            return Some(block.packed.to_vec());
        }
        let unpacker = match &mut self.unpacker {
            Some(unpacker) => unpacker,
            none => none.insert(zstd::bulk::Decompressor::new().ok()?),
        };
        unpacker.decompress(&block.packed, block.length).ok()
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
        let progress = Progress::default();
        let mut pile = Pile::new(&progress);
        let body = |number: u64| number.to_string().repeat(1500).into_bytes();
        for number in 0..4000 {
            let exchange = Exchange {
                at: Time(i64::MAX),
                method: "POST".into(),
                body: body(number).into(),
                ..Exchange::default()
            };
            pile.add(exchange, None, Some("https://a.example"));
        }
        assert_eq!(progress.entries(), 4000);
        let blocks = pile.blocks.len();
        assert!(blocks > UNPACKED + 2, "{blocks}");
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
