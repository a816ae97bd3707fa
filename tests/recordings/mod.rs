//! Recordings: what is written, what is read back, and what becomes of damage.

mod damage;
mod flavours;
mod follow;
mod hostile;
mod import;
mod joined;
mod lanes;
mod logs;
mod round_trip;
mod writer;

use std::io::Cursor;

use playscope::exchange::{Exchange, Headers, Time};
use playscope::recording::{self, Damage, Entry, Loaded};

/// Reads a text as a recording, giving its entries as they print.
fn read(text: impl AsRef<[u8]>) -> (Vec<String>, Vec<Damage>) {
    let (entries, loaded) = load(text);
    (entries, loaded.damage)
}

fn load(text: impl AsRef<[u8]>) -> (Vec<String>, Loaded) {
    let mut entries = Vec::new();
    let taken = |entry: Entry<'_>| entries.push(format!("{entry:?}"));
    let loaded = recording::load_from(Cursor::new(text.as_ref().to_vec()), taken).unwrap();
    (entries, loaded)
}

/// Reads a text as any file that is understood, giving its calls and what is told of its damage.
fn exchanges_of(text: impl AsRef<[u8]>) -> (Vec<Exchange<'static>>, Vec<String>) {
    let mut exchanges = Vec::new();
    let loaded = recording::load_from(Cursor::new(text.as_ref().to_vec()), |entry| {
        if let Entry::Exchange(exchange) = entry {
            exchanges.push(exchange.into_owned());
        }
    });
    let damage = loaded.unwrap().damage;
    (exchanges, damage.iter().map(ToString::to_string).collect())
}

/// An exchange with something in every member.
fn exchange(seq: u64, body: &[u8]) -> Exchange<'static> {
    let headers = [("host", "a.example"), ("x-odd", "tab\tquote\" ü \u{7f}")];
    Exchange {
        seq,
        at: Time(1_768_507_200_123_456),
        peer: "10.0.0.7:5000".into(),
        method: "POST".into(),
        target: "/api/v1/sessions?\"x\"".into(),
        headers: Headers(
            headers
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
        ),
        body: body.to_vec().into(),
        status: 201,
        sid: Some("a".repeat(64).into()),
        took_us: 81,
    }
}

fn line(exchange: &Exchange<'_>, valid_json: bool) -> Vec<u8> {
    let mut line = Vec::new();
    recording::exchange_line(&mut line, exchange, valid_json);
    line
}
