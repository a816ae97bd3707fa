//! Forms that are known by sight only, each with the way to one that is read.

use std::fmt;

/// A form that is named and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// mitmproxy's flows (tnetstrings).
    Mitmproxy,
    /// A session of Charles: JSON, XML, or Java's own.
    Charles,
    /// A ZIP archive; Charles and Fiddler save some sessions so.
    Zip,
    /// Packets as they were on the wire.
    Packets,
    /// Text in UTF-16.
    Utf16,
    /// Calls saved from Burp (XML).
    Burp,
    /// A page of HTML.
    Html,
    /// Chrome's log of its network, below its calls.
    NetLog,
    /// Requests that wait in Postman to be sent.
    Postman,
    /// Requests that wait in Insomnia to be sent.
    Insomnia,
    /// Events of another dialect.
    MediaEdge,
    /// Lines of another log, as text in members of this name.
    Lines(&'static str),
}

impl fmt::Display for Foreign {
    /// Goes on after the name of the file: what it is, and what to do.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Foreign::Lines(name) => {
                return write!(
                    f,
                    "keeps the lines of another log as text in its members `{name}`; take them out first: \
                     jq -r '.. | .{name}? // empty' FILE | playscope check -"
                );
            }
            Foreign::Mitmproxy => {
                "is a flow file of mitmproxy; make a HAR of it: mitmdump -nr FILE --set hardump=calls.har"
            }
            Foreign::Charles => {
                "is a session of Charles; save it there as HAR: File > Export Session..., HTTP Archive (.har), \
                 or run: charles convert FILE calls.har"
            }
            Foreign::Zip => {
                "is a ZIP archive; unpack it first, or if it is a proxy's session (Charles, Fiddler), export it there \
                 as HAR (HTTP Archive)"
            }
            Foreign::Packets => {
                "holds network packets; their calls are encrypted or in pieces: capture with a proxy and save HAR"
            }
            Foreign::Utf16 => {
                "is text in UTF-16; convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE"
            }
            Foreign::Burp => {
                "holds calls saved from Burp as XML; save them as HAR with a browser or another proxy \
                 (mitmproxy, Charles, Proxyman), or let the player send to playscope itself"
            }
            Foreign::Html => {
                "is a page of HTML, not what it links to; save the calls as HAR (network panel > Export HAR)"
            }
            Foreign::NetLog => {
                "is a net log of Chrome, which has no bodies; save HAR in its network panel (Export HAR)"
            }
            Foreign::Postman => {
                "is a collection of Postman: requests to be sent, not calls that were made; let Postman send them to \
                 playscope, or save calls as HAR with a browser or a proxy"
            }
            Foreign::Insomnia => {
                "is an export of Insomnia: requests to be sent, not calls that were made; export them there as HAR, \
                 or let Insomnia send them to playscope"
            }
            Foreign::MediaEdge => {
                "holds events of the Media Edge API (XDM), another dialect, which is not judged; turn on the Media \
                 Collection API in the player's tracking library and record that"
            }
        })
    }
}

impl std::error::Error for Foreign {}

impl Foreign {
    /// Knows it by its first bytes.
    pub(super) fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(Foreign::Utf16),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Some(Foreign::Zip),
            // Java's serialised objects.
            [0xac, 0xed, 0, 5, ..] => Some(Foreign::Charles),
            [0xd4, 0xc3, 0xb2, 0xa1, ..]
            | [0x4d, 0x3c, 0xb2, 0xa1, ..]
            | [0xa1, 0xb2, 0xc3, 0xd4, ..]
            | [0x0a, 0x0d, 0x0d, 0x0a, ..] => Some(Foreign::Packets),
            _ if is_tnetstring(start) => Some(Foreign::Mitmproxy),
            _ if start.trim_ascii_start().starts_with(b"<") => {
                let head = start.get(..start.len().min(4096)).unwrap_or(start);
                let known = [
                    ("charles-session", Foreign::Charles),
                    ("<items burpVersion", Foreign::Burp),
                    ("<!DOCTYPE html", Foreign::Html),
                    ("<!doctype html", Foreign::Html),
                    ("<html", Foreign::Html),
                ];
                let holds = |word: &str| memchr::memmem::find(head, word.as_bytes()).is_some();
                let told = known.iter().find(|(word, _)| holds(word));
                told.map(|(_, foreign)| *foreign)
            }
            _ => None,
        }
    }
}

/// `<length>:<text><type>`: mitmproxy writes one dictionary for each flow.
fn is_tnetstring(start: &[u8]) -> bool {
    let digits = start
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let after = start.get(digits..).unwrap_or_default();
    let Some(inner) = after
        .strip_prefix(b":")
        .filter(|_| (1..=12).contains(&digits))
    else {
        return false;
    };
    // Its first key is a string again.
    inner.first().is_some_and(u8::is_ascii_digit)
}
