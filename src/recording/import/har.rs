//! HTTP archives (HAR 1.2) as browsers and proxies write them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::Read;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{Damage, Problem};
use super::call::{bytes, headers, time, word};
use super::opening::{Role, assign, sid_in_location};
use super::pile::Pile;
use super::text::Text;
use super::values::{self, Fault, loose};
use super::{Imported, time_or};
use crate::exchange::{Exchange, Time};

/// Addresses of calls that are none of the API's are cut to this length, in bytes: a `data:` one holds a whole picture.
const LONGEST: usize = 2000;

pub(super) fn read<R: Read>(text: &mut Text<R>) -> Imported {
    let mut archive = Archive::default();
    // Some join archives by writing one behind the other.
    while text.next() == Some(b'{') {
        let read = archive.root(text);
        // What is said to be missing at the end of a text that broke off before is no fault of its own.
        if let Err(fault) = read
            && !archive.lost
        {
            archive.rescue(text, fault);
        }
    }
    let Archive {
        program,
        mut pile,
        damage,
        ..
    } = archive;
    // Ties stay in the order of the file.
    pile.calls.sort_by_key(|call| call.at);
    for (seq, call) in (1..).zip(&mut pile.calls) {
        call.seq = seq;
    }
    let base = keep_apart(&mut pile);
    assign(&mut pile);
    Imported {
        program,
        base,
        pile,
        damage,
    }
}

/// A browser's archive holds everything that a page loads. What goes to other hosts than the API's calls keeps its
/// origin, the others lose it. Tells the origin of the API.
fn keep_apart(pile: &mut Pile) -> String {
    let api = pile.calls.iter().filter(|call| call.role != Role::Other);
    let hosts: HashSet<Rc<str>> = api.clone().filter_map(|call| call.origin.clone()).collect();
    let base = api.clone().find_map(|call| call.origin.as_deref());
    let base = base.unwrap_or_default().to_owned();
    for call in &mut pile.calls {
        if call.role != Role::Other
            || call
                .origin
                .as_ref()
                .is_some_and(|origin| hosts.contains(origin))
        {
            call.origin = None;
        }
    }
    base
}

/// The target of a call that is kept apart: its whole address, so that it is not taken for a call that missed.
pub(super) fn apart(origin: &str, target: &str) -> String {
    let mut target = format!("{origin}{target}");
    if target.len() > LONGEST {
        let end = (0..=LONGEST)
            .rev()
            .find(|end| target.is_char_boundary(*end));
        target.truncate(end.unwrap_or(0));
        target.push('…');
    }
    target
}

/// A call before it is known what the archive is about.
struct Call<'a> {
    exchange: Exchange<'a>,
    /// Scheme and host, as `https://a.example`.
    origin: String,
    /// The id that the answer named.
    location: Option<String>,
    /// When it came is not said.
    timeless: bool,
    /// There was a body, but it is not there.
    bodiless: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow, default)]
    started_date_time: Option<&'a RawValue>,
    #[serde(borrow, default)]
    request: Option<&'a RawValue>,
    #[serde(borrow, default)]
    response: Option<&'a RawValue>,
    #[serde(borrow, default)]
    timings: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(borrow, default)]
    method: Option<&'a RawValue>,
    #[serde(borrow, default)]
    url: Option<&'a RawValue>,
    #[serde(borrow, default)]
    headers: Option<&'a RawValue>,
    #[serde(borrow, default)]
    post_data: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct Response<'a> {
    #[serde(borrow, default)]
    status: Option<&'a RawValue>,
    #[serde(borrow, default)]
    headers: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "redirectURL")]
    redirect_url: Option<&'a RawValue>,
}

#[derive(Default, Deserialize)]
struct PostData<'a> {
    #[serde(borrow, default)]
    text: Option<&'a RawValue>,
    #[serde(borrow, default)]
    params: Option<&'a RawValue>,
    #[serde(borrow, default)]
    encoding: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "_encoding")]
    own_encoding: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Timings {
    #[serde(default)]
    wait: f64,
}

fn call<'a>(entry: &'a str, before: &mut Time) -> Result<Call<'a>, String> {
    let entry: Entry<'a> = serde_json::from_str(entry).map_err(|error| error.to_string())?;
    let request: Request<'a> = loose(entry.request).ok_or("it is without a request")?;
    let response: Response<'a> = loose(entry.response).unwrap_or_default();
    let url = word(request.url).ok_or("its request is without a url")?;
    let (origin, target) = split(&url);
    let headers_sent = headers(request.headers);
    let headers_back = headers(response.headers);
    let redirect = word(response.redirect_url);
    let location = headers_back.get("location").or(redirect.as_deref());
    let body = body(request.post_data);
    let at = time(entry.started_date_time);
    let length: u64 = headers_sent
        .get("content-length")
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0);
    let wait = loose(entry.timings).map_or(0.0, |timings: Timings| timings.wait.max(0.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some seconds in µs"
    )]
    let took_us = (wait * 1_000.0) as u64;
    let status = word(response.status).and_then(|status| status.trim().parse().ok());
    Ok(Call {
        timeless: at.is_none(),
        bodiless: body.is_empty() && length > 0,
        location: location.and_then(sid_in_location),
        origin: origin.to_owned(),
        exchange: Exchange {
            at: time_or(at, before),
            method: Cow::Owned(
                word(request.method)
                    .unwrap_or_else(|| "GET".to_owned())
                    .to_ascii_uppercase(),
            ),
            target: Cow::Owned(target.to_owned()),
            headers: headers_sent,
            body,
            // No answer came, or none was kept.
            status: status.unwrap_or(0),
            took_us,
            ..Exchange::default()
        },
    })
}

/// Scheme and host, and the rest of an address.
fn split(url: &str) -> (&str, &str) {
    let Some(start) = url.find("://").map(|place| place + 3) else {
        return ("", url);
    };
    let rest = url.get(start..).unwrap_or_default();
    let end = start + rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (origin, target) = url.split_at_checked(end).unwrap_or((url, ""));
    (origin, if target.is_empty() { "/" } else { target })
}

/// What was sent: as text, in base64, or taken for a form's fields.
fn body(raw: Option<&RawValue>) -> Cow<'_, [u8]> {
    let post: PostData<'_> = loose(raw).unwrap_or_default();
    let coded = post.encoding.or(post.own_encoding);
    let coded = word(coded).is_some_and(|coded| coded.eq_ignore_ascii_case("base64"));
    let text = bytes(post.text).unwrap_or_default();
    if coded && let Ok(body) = BASE64.decode(&*text) {
        return Cow::Owned(body);
    }
    if text.is_empty() {
        Cow::Owned(form(post.params))
    } else {
        text
    }
}

/// JSON that was sent as a form (as curl does) is kept by some as the name of a field without a value.
fn form(raw: Option<&RawValue>) -> Vec<u8> {
    #[derive(Deserialize)]
    struct Field<'a> {
        #[serde(borrow, default)]
        name: Option<&'a RawValue>,
        #[serde(borrow, default)]
        value: Option<&'a RawValue>,
    }
    let fields: Vec<Field<'_>> = loose(raw).unwrap_or_default();
    let fields = fields.iter().map(|field| {
        let (name, value) = (word(field.name), word(field.value).unwrap_or_default());
        let name = name.unwrap_or_default();
        if value.is_empty() {
            name
        } else {
            format!("{name}={value}")
        }
    });
    fields.collect::<Vec<_>>().join("&").into_bytes()
}

/// What is taken from the archive, as far as it can be read.
#[derive(Default)]
struct Archive {
    program: String,
    pile: Pile,
    /// Entries so far.
    entries: u64,
    /// When the call before came.
    before: Time,
    /// There was an end before the end.
    lost: bool,
    damage: Vec<Damage>,
}

impl Archive {
    /// The object around everything.
    fn root<R: Read>(&mut self, text: &mut Text<R>) -> Result<(), Fault> {
        text.pass(1);
        while let Some(name) = name(text)? {
            if name == "log" && text.next() == Some(b'{') {
                self.log(text)?;
            } else {
                value(text, |_| {})?;
            }
            comma(text)?;
        }
        Ok(())
    }

    fn log<R: Read>(&mut self, text: &mut Text<R>) -> Result<(), Fault> {
        text.pass(1);
        while let Some(name) = name(text)? {
            match name.as_str() {
                "entries" if text.next() == Some(b'[') => {
                    let mut damage = Vec::new();
                    let take = |line, entry: &str| self.take(line, entry);
                    let ended = values::items(text, &mut damage, is_entry, take);
                    self.lost |= !ended;
                    self.damage.extend(damage);
                }
                // Of a browser and the tool in it, the browser says more.
                "creator" | "browser" => value(text, |text| self.made_by(text))?,
                _ => value(text, |_| {})?,
            }
            comma(text)?;
        }
        Ok(())
    }

    fn made_by(&mut self, text: &str) {
        #[derive(Deserialize)]
        struct Program {
            name: String,
            #[serde(default)]
            version: String,
        }
        if let Ok(Program { name, version }) = serde_json::from_str(text) {
            let program = format!("{name} {version}");
            program.trim_end().clone_into(&mut self.program);
        }
    }

    /// Takes the entries behind a fault in what is around them.
    fn rescue<R: Read>(&mut self, text: &mut Text<R>, fault: Fault) {
        let mut damage = Vec::new();
        if fault.survive(text, &mut damage, is_entry) {
            let take = |line, entry: &str| self.take(line, entry);
            values::rest(text, &mut damage, is_entry, take);
        }
        self.damage.extend(damage);
    }

    fn take(&mut self, line: u64, entry: &str) {
        self.entries += 1;
        let number = self.entries;
        let mut told = |problem| self.damage.push(Damage { line, problem });
        match call(entry, &mut self.before) {
            Ok(call) => {
                if call.timeless {
                    told(Problem::Assumed(format!(
                        "entry {number} is without a startedDateTime: it is taken to have come with the one before it"
                    )));
                }
                if call.bodiless {
                    told(Problem::Assumed(format!(
                        "the body of entry {number} was not kept: it is judged as an empty one"
                    )));
                }
                let (location, origin) = (call.location.as_deref(), &*call.origin);
                self.pile.add(call.exchange, location, Some(origin));
            }
            Err(reason) => told(Problem::Skipped(format!("entry {number}: {reason}"))),
        }
    }
}

/// The next name of an object's members; `None` at its end, behind which it goes.
fn name<R: Read>(text: &mut Text<R>) -> Result<Option<String>, Fault> {
    match text.next() {
        Some(b'}') => {
            text.pass(1);
            return Ok(None);
        }
        Some(b'"') => {}
        Some(_) => return Err(Fault::new(text, "expected a name in quotes or `}`")),
        None => return Err(Fault::cut_off(text)),
    }
    let mut name = String::new();
    value(text, |text| {
        name = serde_json::from_str(text).unwrap_or_default();
    })?;
    match text.next() {
        Some(b':') => {
            text.pass(1);
            Ok(Some(name))
        }
        Some(_) => Err(Fault::new(text, "expected `:`")),
        None => Err(Fault::cut_off(text)),
    }
}

/// Gives the value that stands next, and goes behind it.
fn value<R: Read>(text: &mut Text<R>, take: impl FnOnce(&str)) -> Result<(), Fault> {
    if text.next().is_none() {
        return Err(Fault::cut_off(text));
    }
    let length = text.value().map_err(|error| Fault::of(text, &error))?;
    take(text.get(length));
    text.pass(length);
    Ok(())
}

/// Goes behind the comma between two members.
fn comma<R: Read>(text: &mut Text<R>) -> Result<(), Fault> {
    match text.next() {
        Some(b',') => text.pass(1),
        Some(b'}') => {}
        Some(_) => return Err(Fault::new(text, "expected `,` or `}`")),
        None => return Err(Fault::cut_off(text)),
    }
    Ok(())
}

/// It has a request with an address.
fn is_entry(text: &str) -> bool {
    let entry: Option<Entry<'_>> = serde_json::from_str(text).ok();
    let request: Option<Request<'_>> = entry.and_then(|entry| loose(entry.request));
    request.is_some_and(|request| request.url.is_some())
}
