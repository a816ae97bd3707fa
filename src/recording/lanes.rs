//! Works on the chunks of a text on all cores, and takes the results in the order of the text.
//!
//! Each lane is a thread that does everything with a chunk by itself: it reads the next one, parses it, works on its
//! lines, waits until all chunks before it are taken, and has its own taken. So what a chunk needs stays in the cache
//! of one core, no more chunks are in memory than there are lanes, and the one part of the work that has to be done in
//! order goes on beside the others.

use std::io::Read;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::chunks::{Chunk, Chunks};
use super::read::Line;

/// Gives every line of a text, in order, with what was made of it on any of the cores.
pub(super) fn in_order<T>(
    source: impl Read + Send,
    work: impl Fn(&mut Line<'_>) -> T + Sync,
    take: impl FnMut(Line<'_>, T) + Send,
) {
    let lanes = thread::available_parallelism().map_or(1, usize::from);
    let source = Mutex::new((0, Chunks::new(source)));
    let turns = Turns {
        state: Mutex::new(Turn {
            number: 0,
            take,
            given_up: false,
        }),
        moved: Condvar::new(),
    };
    let lane = || run(&source, &work, &turns);
    thread::scope(|scope| {
        for _ in 1..lanes {
            scope.spawn(lane);
        }
        lane();
    });
}

/// Makes sure that chunks are taken in order.
struct Turns<F> {
    state: Mutex<Turn<F>>,
    moved: Condvar,
}

struct Turn<F> {
    /// The chunk that is to be taken next.
    number: usize,
    take: F,
    /// A lane broke down: there is nothing to wait for any more.
    given_up: bool,
}

fn run<T, F: FnMut(Line<'_>, T)>(
    source: &Mutex<(usize, Chunks<impl Read>)>,
    work: &(impl Fn(&mut Line<'_>) -> T + Sync),
    turns: &Turns<F>,
) {
    let _lane = Lane(turns);
    let mut text = Vec::new();
    while let Some((number, chunk)) = next(source, &mut text) {
        let mut lines = chunk.lines(&text);
        let done: Vec<T> = lines.iter_mut().map(work).collect();
        let state = turns.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |turn: &mut Turn<F>| turn.number != number && !turn.given_up;
        let turn = turns.moved.wait_while(state, waiting);
        let mut turn = turn.unwrap_or_else(PoisonError::into_inner);
        if turn.given_up {
            return;
        }
        for (line, done) in lines.into_iter().zip(done) {
            (turn.take)(line, done);
        }
        turn.number += 1;
        drop(turn);
        turns.moved.notify_all();
    }
}

fn next(source: &Mutex<(usize, Chunks<impl Read>)>, text: &mut Vec<u8>) -> Option<(usize, Chunk)> {
    let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
    let (number, chunks) = &mut *source;
    let chunk = chunks.next(text)?;
    *number += 1;
    Some((*number - 1, chunk))
}

/// While a lane runs; one that breaks down lets the others go.
struct Lane<'a, F>(&'a Turns<F>);

impl<F> Drop for Lane<'_, F> {
    fn drop(&mut self) {
        if thread::panicking() {
            let state = self.0.state.lock();
            state.unwrap_or_else(PoisonError::into_inner).given_up = true;
            self.0.moved.notify_all();
        }
    }
}
