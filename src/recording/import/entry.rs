//! An entry of an HTTP archive as browsers and proxies write it, read leniently.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::call::{bytes, headers, split, time, word};
use super::opening::sid_in_location;
use super::search::Shape;
use super::time_or;
use super::values::loose;
use crate::exchange::{Exchange, Time};

/// It has a request with an address.
pub(super) const SHAPE: Shape = Shape {
    names: &[(&["url"], 1)],
    through: &["request"],
    items: &[2],
};

/// A call before it is known what the archive is about.
pub(super) struct Call<'a> {
    /// As far as the entry tells.
    pub(super) exchange: Exchange<'a>,
    /// Scheme and host, as `https://a.example`.
    pub(super) origin: String,
    /// The id that the answer named.
    pub(super) location: Option<String>,
    /// When it came is not said.
    pub(super) timeless: bool,
    /// There was a body, but it is not there.
    pub(super) bodiless: bool,
    /// The body is in a file of this name.
    pub(super) attached: Option<String>,
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
    /// In a trace of Playwright this is the entry.
    #[serde(borrow, default)]
    snapshot: Option<&'a RawValue>,
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
    #[serde(borrow, default)]
    body_size: Option<&'a RawValue>,
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
    #[serde(borrow, default, rename = "_file")]
    file: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "_sha1")]
    sha1: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Timings {
    #[serde(default)]
    wait: f64,
}

/// Reads an entry; `before` is when the one before it came.
///
/// # Errors
///
/// When there is no call in it; says why.
pub(super) fn call<'a>(entry: &'a str, before: &mut Time) -> Result<Call<'a>, String> {
    let mut entry: Entry<'a> = serde_json::from_str(entry).map_err(|error| error.to_string())?;
    if entry.request.is_none() {
        entry = loose(entry.snapshot).unwrap_or(entry);
    }
    let request: Request<'a> = loose(entry.request).ok_or("it is without a request")?;
    let response: Response<'a> = loose(entry.response).unwrap_or_default();
    let url = word(request.url).ok_or("its request is without a url")?;
    let (origin, target) = split(&url);
    let headers_sent = headers(request.headers);
    let headers_back = headers(response.headers);
    let redirect = word(response.redirect_url);
    let location = headers_back.get("location").or(redirect.as_deref());
    let body = body(request.post_data);
    let attached = attached(request.post_data).filter(|_| body.is_empty());
    let at = time(entry.started_date_time);
    let told = headers_sent.get("content-length");
    let told = told.and_then(|text| text.trim().parse().ok());
    // Over HTTP/2 the header is missing; -1 stands for what is not known.
    let length: f64 = told.or_else(|| loose(request.body_size)).unwrap_or(0.0);
    let wait = loose(entry.timings).map_or(0.0, |timings: Timings| timings.wait.max(0.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some seconds in µs"
    )]
    let took_us = (wait * 1_000.0) as u64;
    let status = word(response.status).and_then(|status| status.trim().parse().ok());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "beyond the range it saturates"
    )]
    let status = status.map(|status: f64| status as u16);
    Ok(Call {
        timeless: at.is_none(),
        bodiless: body.is_empty() && attached.is_none() && length > 0.0,
        attached,
        location: location.and_then(sid_in_location),
        origin: origin.to_ascii_lowercase(),
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

/// What was sent: as text, in base64, as JSON in place, or taken for a form's fields.
fn body(raw: Option<&RawValue>) -> Cow<'_, [u8]> {
    if raw.is_some_and(|raw| raw.get().starts_with('"')) {
        return bytes(raw).unwrap_or_default();
    }
    let post: PostData<'_> = loose(raw).unwrap_or_default();
    if let Some(json) = post.text.filter(|text| text.get().starts_with(['{', '['])) {
        return Cow::Borrowed(json.get().as_bytes());
    }
    let coded = post.encoding.or(post.own_encoding);
    let coded = word(coded).is_some_and(|coded| coded.eq_ignore_ascii_case("base64"));
    let text = bytes(post.text).unwrap_or_default();
    if coded && let Some(body) = decoded(&text) {
        return Cow::Owned(body);
    }
    if text.is_empty() {
        Cow::Owned(form(post.params))
    } else {
        text
    }
}

/// The name of the file that a body was put into.
fn attached(raw: Option<&RawValue>) -> Option<String> {
    let post: PostData<'_> = loose(raw)?;
    word(post.file.or(post.sha1))
}

/// Base64, which some break into lines or leave without its end.
pub(super) fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    LENIENT.decode(text).ok()
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
