//! HTTP archives (HAR 1.2) as browsers and proxies write them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::super::{Damage, Problem};
use super::call::{bytes, headers, time, word};
use super::opening::{Place, assign, sid_in_location};
use super::values::{Lines, broken, loose, offset};
use super::{Imported, time_or};
use crate::exchange::{Exchange, Time};

/// Addresses of calls that are none of the API's are cut to this length, in bytes: a `data:` one holds a whole picture.
const LONGEST: usize = 2000;

pub(super) fn read(text: &str) -> Imported<'_> {
    let mut archive = Archive::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let mut damage = Vec::new();
    if let Err(error) = json.deserialize_map(Root(&mut archive)) {
        damage.push(Damage {
            line: (error.line() as u64).max(1),
            problem: broken(&error),
        });
    }
    let mut calls = Vec::with_capacity(archive.entries.len());
    let mut lines = Lines::new(text);
    let mut before = Time::default();
    for entry in archive.entries {
        let line = lines.at(offset(text, entry.get()));
        let mut told = |problem| damage.push(Damage { line, problem });
        match call(entry, &mut before) {
            Ok(call) => {
                let assumed = call.assumed.iter();
                assumed.for_each(|what| told(Problem::Assumed((*what).to_owned())));
                calls.push(call);
            }
            Err(reason) => told(Problem::Skipped(reason)),
        }
    }
    // Ties stay in the order of the file.
    calls.sort_by_key(|call| call.exchange.at);
    keep_apart(&mut calls);
    let base = calls
        .iter()
        .find(|call| call.is_api())
        .map(|call| call.origin.clone());
    let locations: Vec<Option<String>> =
        calls.iter_mut().map(|call| call.location.take()).collect();
    let mut exchanges: Vec<Exchange<'_>> = (1..)
        .zip(calls)
        .map(|(seq, call)| Exchange {
            seq,
            ..call.exchange
        })
        .collect();
    assign(&mut exchanges, &locations);
    Imported {
        program: archive.program,
        base: base.unwrap_or_default(),
        exchanges,
        damage,
    }
}

/// A call before it is known what the archive is about.
struct Call<'a> {
    exchange: Exchange<'a>,
    /// Scheme and host, as `https://a.example`.
    origin: String,
    /// The id that the answer named.
    location: Option<String>,
    /// What was missing.
    assumed: Vec<&'static str>,
}

impl Call<'_> {
    fn is_api(&self) -> bool {
        Place::of(&self.exchange.target).is_some()
    }
}

/// A browser's archive holds everything that a page loads. What goes to other hosts than the API's calls keeps its
/// whole address, so that it is not taken for a call that missed.
fn keep_apart(calls: &mut [Call<'_>]) {
    let api = calls.iter().filter(|call| call.is_api());
    let hosts: HashSet<String> = api.map(|call| call.origin.clone()).collect();
    for call in calls {
        if !call.is_api() && !hosts.contains(&call.origin) {
            let mut target = format!("{}{}", call.origin, call.exchange.target);
            if target.len() > LONGEST {
                let end = (0..=LONGEST)
                    .rev()
                    .find(|end| target.is_char_boundary(*end));
                target.truncate(end.unwrap_or(0));
                target.push('…');
            }
            call.exchange.target = Cow::Owned(target);
        }
    }
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

fn call<'a>(entry: &'a RawValue, before: &mut Time) -> Result<Call<'a>, String> {
    let entry: Entry<'a> =
        serde_json::from_str(entry.get()).map_err(|error| format!("an entry: {error}"))?;
    let request: Request<'a> = loose(entry.request).ok_or("an entry without a request")?;
    let response: Response<'a> = loose(entry.response).unwrap_or_default();
    let url = word(request.url).ok_or("a request without a url")?;
    let (origin, target) = split(&url);
    let headers_sent = headers(request.headers);
    let headers_back = headers(response.headers);
    let redirect = word(response.redirect_url);
    let location = headers_back.get("location").or(redirect.as_deref());
    let body = body(request.post_data);
    let at = time(entry.started_date_time);
    let mut assumed = Vec::new();
    if at.is_none() {
        assumed.push("without a startedDateTime: it is taken to have come with the call before it");
    }
    let length: u64 = headers_sent
        .get("content-length")
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0);
    if body.is_empty() && length > 0 {
        assumed.push("its body was not kept: it is judged as an empty one");
    }
    let wait = loose(entry.timings).map_or(0.0, |timings: Timings| timings.wait.max(0.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some seconds in µs"
    )]
    let took_us = (wait * 1_000.0) as u64;
    let status = word(response.status).and_then(|status| status.trim().parse().ok());
    Ok(Call {
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
        assumed,
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
struct Archive<'a> {
    program: String,
    entries: Vec<&'a RawValue>,
}

/// The object around everything.
struct Root<'a, 'b>(&'b mut Archive<'a>);

impl<'a> Visitor<'a> for Root<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the member log")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "log" {
                map.next_value_seed(Log(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The log.
struct Log<'a, 'b>(&'b mut Archive<'a>);

impl<'a> DeserializeSeed<'a> for Log<'a, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Log<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the member entries")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        #[derive(Deserialize)]
        struct Program {
            name: String,
            #[serde(default)]
            version: String,
        }
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "entries" => map.next_value_seed(Entries(self.0))?,
                // Of a browser and the tool in it, the browser says more.
                "creator" | "browser" => {
                    if let Some(program) = loose::<Program>(Some(map.next_value()?)) {
                        let text = format!("{} {}", program.name, program.version);
                        text.trim_end().clone_into(&mut self.0.program);
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The calls; those before an error are kept.
struct Entries<'a, 'b>(&'b mut Archive<'a>);

impl<'a> DeserializeSeed<'a> for Entries<'a, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'a> Visitor<'a> for Entries<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of entries")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(entry) = seq.next_element()? {
            self.0.entries.push(entry);
        }
        Ok(())
    }
}
