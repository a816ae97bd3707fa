//! JSON that is read byte by byte, from the brace of an object to the one that closes it.

use super::{Place, Shape};

/// Deeper than this nothing is looked for.
const DEEPEST: usize = 1 << 20;

/// Names that are longer tell nothing.
const LONGEST_NAME: usize = 24;

/// A reading that goes on.
pub(super) struct Run {
    state: State,
    /// What is open, the outermost first.
    open: Vec<Level>,
    /// The string is the name of a member.
    naming: bool,
    name: Vec<u8>,
    /// Items that are closed and lie in no other one, in order of their ends.
    pub(super) found: Vec<Place>,
}

/// What became of a reading by one more byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It goes on.
    On,
    /// Its first brace is closed.
    Over,
    /// It is no JSON.
    Broken,
}

/// An array or an object that is open.
struct Level {
    object: bool,
    start: usize,
    /// What it has.
    bits: u8,
    /// The member that is read hands on what it has.
    through: bool,
}

/// What is expected, or read.
#[derive(Clone, Copy)]
enum State {
    /// A name, or the end of the object.
    First,
    /// A name.
    Name,
    Colon,
    Value,
    /// A value, or the end of the array.
    Item,
    /// A comma, or the end.
    After,
    Text,
    Escape,
    /// So many hexadecimal digits.
    Hex(u8),
    Number(Number),
    /// What is left of `true`, `false` or `null`.
    Word(&'static [u8]),
}

/// The last part of a number that was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    E,
    Sign,
    Exponent,
}

impl Run {
    /// Begins behind the brace that stands at `start`.
    pub(super) fn new(start: usize) -> Self {
        Run {
            state: State::First,
            open: vec![Level::new(true, start)],
            naming: false,
            name: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The next byte is one of a string.
    pub(super) fn is_in_text(&self) -> bool {
        matches!(self.state, State::Text)
    }

    /// Reads the byte at a place.
    pub(super) fn step(&mut self, byte: u8, at: usize, shape: &Shape) -> Step {
        let next = match self.state {
            State::Text => self.text(byte, shape),
            State::Escape => match byte {
                b'u' => Some(State::Hex(4)),
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(State::Text),
                _ => None,
            },
            State::Hex(left) if byte.is_ascii_hexdigit() => Some(match left {
                ..=1 => State::Text,
                _ => State::Hex(left - 1),
            }),
            State::Number(number) => match number.next(byte) {
                Some(number) => Some(State::Number(number)),
                None if number.is_whole() => {
                    self.state = State::After;
                    return self.step(byte, at, shape);
                }
                None => None,
            },
            State::Word([next, rest @ ..]) if *next == byte => Some(match rest {
                [] => State::After,
                _ => State::Word(rest),
            }),
            State::Hex(_) | State::Word(_) => None,
            state if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') => Some(state),
            state => match (state, byte) {
                (State::First, b'}') | (State::Item, b']') => return self.close(at, shape),
                (State::After, b'}' | b']') => {
                    let fits = self.open.last().map(|level| level.object) == Some(byte == b'}');
                    return if fits {
                        self.close(at, shape)
                    } else {
                        Step::Broken
                    };
                }
                (State::After, b',') => Some(match self.open.last() {
                    Some(Level { object: true, .. }) => State::Name,
                    _ => State::Value,
                }),
                (State::First | State::Name, b'"') => {
                    self.naming = true;
                    self.name.clear();
                    Some(State::Text)
                }
                (State::Colon, b':') => Some(State::Value),
                (State::Value | State::Item, _) => self.value(byte, at),
                _ => None,
            },
        };
        match next {
            Some(state) => {
                self.state = state;
                Step::On
            }
            None => Step::Broken,
        }
    }

    fn text(&mut self, byte: u8, shape: &Shape) -> Option<State> {
        match byte {
            b'"' if std::mem::take(&mut self.naming) => {
                if let Some(level) = self.open.last_mut() {
                    level.meet(&self.name, shape);
                }
                Some(State::Colon)
            }
            b'"' => Some(State::After),
            b'\\' => {
                // What needs no escape has none.
                self.name.resize(LONGEST_NAME, 0);
                Some(State::Escape)
            }
            ..0x20 => None,
            _ => {
                if self.naming && self.name.len() < LONGEST_NAME {
                    self.name.push(byte);
                }
                Some(State::Text)
            }
        }
    }

    fn value(&mut self, byte: u8, at: usize) -> Option<State> {
        Some(match byte {
            b'{' | b'[' if self.open.len() < DEEPEST => {
                let object = byte == b'{';
                self.open.push(Level::new(object, at));
                if object { State::First } else { State::Item }
            }
            b'"' => State::Text,
            b't' => State::Word(b"rue"),
            b'f' => State::Word(b"alse"),
            b'n' => State::Word(b"ull"),
            b'-' => State::Number(Number::Minus),
            b'0' => State::Number(Number::Zero),
            b'1'..=b'9' => State::Number(Number::Whole),
            _ => return None,
        })
    }

    /// What was opened last ends here.
    fn close(&mut self, at: usize, shape: &Shape) -> Step {
        let Some(level) = self.open.pop() else {
            return Step::Broken;
        };
        if level.object && shape.items.iter().any(|all| level.bits & all == *all) {
            // What lies in it belongs to it.
            while self
                .found
                .pop_if(|inner| inner.start > level.start)
                .is_some()
            {}
            self.found.push(Place {
                start: level.start,
                end: at + 1,
            });
        }
        self.state = State::After;
        match self.open.last_mut() {
            Some(outer) => {
                if outer.through && level.object {
                    outer.bits |= level.bits << 1;
                }
                Step::On
            }
            None => Step::Over,
        }
    }
}

impl Level {
    fn new(object: bool, start: usize) -> Self {
        Level {
            object,
            start,
            bits: 0,
            through: false,
        }
    }

    /// It has a member of this name.
    fn meet(&mut self, name: &[u8], shape: &Shape) {
        let is_in = |names: &[&str]| names.iter().any(|known| known.as_bytes() == name);
        let known = shape.names.iter().find(|(names, _)| is_in(names));
        self.bits |= known.map_or(0, |(_, bits)| *bits);
        self.through = is_in(shape.through);
    }
}

impl Number {
    /// What it is with one more byte; `None` when that is none of it.
    fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Number::Minus, b'0') => Some(Number::Zero),
            (Number::Minus, b'1'..=b'9') | (Number::Whole, b'0'..=b'9') => Some(Number::Whole),
            (Number::Zero | Number::Whole, b'.') => Some(Number::Point),
            (Number::Point | Number::Fraction, b'0'..=b'9') => Some(Number::Fraction),
            (Number::Zero | Number::Whole | Number::Fraction, b'e' | b'E') => Some(Number::E),
            (Number::E, b'+' | b'-') => Some(Number::Sign),
            (Number::E | Number::Sign | Number::Exponent, b'0'..=b'9') => Some(Number::Exponent),
            _ => None,
        }
    }

    /// It may end here.
    fn is_whole(self) -> bool {
        matches!(
            self,
            Number::Zero | Number::Whole | Number::Fraction | Number::Exponent
        )
    }
}
