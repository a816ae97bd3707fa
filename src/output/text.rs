//! Text made fit for a terminal: hostile characters made visible, lines cut to width, numbers and times told.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::exchange::Time;

/// Combining marks that may follow one character; more are written out.
const MARKS_PER_CHARACTER: usize = 2;

/// Text from the network, safe to show: what would control, reorder or hide is written as `\u{…}`.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = MARKS_PER_CHARACTER;
    let mut previous = '\0';
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if is_presentation(c) && !previous.is_ascii() && !is_presentation(previous) {
            // Asks for the coloured or the plain form of the character before it: nothing is hidden by it.
        } else if is_unsafe(c) {
            escape(c, &mut out);
            marks = MARKS_PER_CHARACTER;
        } else if wide == 0 {
            if marks < MARKS_PER_CHARACTER {
                out.push(c);
                marks += 1;
            } else {
                escape(c, &mut out);
            }
        } else {
            out.push(c);
            marks = 0;
        }
        previous = c;
    }
    Cow::Owned(out)
}

/// Columns that cleaned text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Text cleaned and cut to a width; `ellipsis` says where something is missing.
pub fn cut<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    // One column takes at most four characters: the base, two marks, a wish for its form.
    let enough = text
        .char_indices()
        .nth(columns.saturating_mul(4).saturating_add(4));
    let text = clean(enough.and_then(|(end, _)| text.get(..end)).unwrap_or(text));
    if text.width() <= columns {
        return text;
    }
    let room = columns.saturating_sub(ellipsis.width());
    let mut out = head(&text, room).to_owned();
    if columns >= ellipsis.width() {
        out.push_str(ellipsis);
    }
    Cow::Owned(out)
}

/// The longest start of cleaned text that fits a width.
pub fn head(text: &str, columns: usize) -> &str {
    let (end, _) = fitting(text, columns);
    text.get(..end).unwrap_or_default()
}

/// Cleaned text in lines of at most a width, broken at spaces where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let text = clean(text);
    let mut lines = Vec::new();
    let mut rest = text.as_ref();
    while !rest.is_empty() {
        let (mut end, whole) = fitting(rest, columns);
        if !whole {
            end = break_before(rest, end);
        }
        if end == 0 {
            // A character wider than the line: it goes alone, the drawing cuts it.
            end = rest.chars().next().map_or(rest.len(), char::len_utf8);
        }
        let (line, tail) = rest.split_at(end);
        lines.push(line.trim_end().to_owned());
        rest = tail.trim_start();
    }
    lines
}

/// Where a line that must not go beyond `end` is best broken.
fn break_before(text: &str, end: usize) -> usize {
    let (line, after) = text.split_at(end);
    if after.starts_with(' ') {
        return end;
    }
    match line.rfind(' ') {
        Some(space) if space > 0 => space,
        _ => end,
    }
}

/// The byte where the columns are used up, and whether all fits.
fn fitting(text: &str, columns: usize) -> (usize, bool) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return (at, false);
        }
    }
    (text.len(), true)
}

/// Text padded on the left to a width.
pub fn right(text: &str, columns: usize) -> String {
    let pad = columns.saturating_sub(text.width());
    format!("{:pad$}{text}", "")
}

/// Text padded on the right to a width.
pub fn left(text: &str, columns: usize) -> String {
    let pad = columns.saturating_sub(text.width());
    format!("{text}{:pad$}", "")
}

fn escape(c: char, out: &mut String) {
    let _ = match c {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ => write!(out, "\\u{{{:x}}}", u32::from(c)),
    };
}

fn is_presentation(c: char) -> bool {
    matches!(c, '\u{fe0e}' | '\u{fe0f}')
}

/// Controls, characters that reorder or join what is around them, and those that show nothing at all.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
            | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A duration or position as `m:ss`, from an hour on `h:mm:ss`.
pub fn clock(ms: i64) -> String {
    let sign = if ms <= -1000 { "-" } else { "" };
    let seconds = ms.unsigned_abs() / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{sign}{minutes}:{seconds:02}")
    }
}

/// The same with tenths of a second.
pub fn clock_tenths(ms: i64) -> String {
    let sign = if ms <= -100 { "-" } else { "" };
    let whole = i64::try_from(ms.unsigned_abs()).unwrap_or(i64::MAX);
    format!("{sign}{}.{}", clock(whole), ms.unsigned_abs() / 100 % 10)
}

/// A difference in seconds with its sign: `+4.6 s`, `0 s`; from a minute on as a clock.
pub fn difference(ms: i64) -> String {
    if ms.abs() < 50 {
        return "0 s".to_owned();
    }
    let sign = if ms < 0 { "-" } else { "+" };
    let tenths = (ms.unsigned_abs() + 50) / 100;
    if tenths < 1000 {
        format!("{sign}{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!(
            "{sign}{}",
            clock(i64::try_from(ms.unsigned_abs()).unwrap_or(i64::MAX))
        )
    }
}

/// A length of time for a label: `0.4 s`, `8 s`, `3:10`.
pub fn duration(ms: i64) -> String {
    let size = ms.unsigned_abs();
    let tenths = size.saturating_add(50) / 100;
    match size {
        0 => "0 s".to_owned(),
        1..100 => format!("{ms} ms"),
        // Tenths that are zero, or of a long time, say nothing.
        100..9_950 if !tenths.is_multiple_of(10) => format!("{}.{} s", tenths / 10, tenths % 10),
        100..59_500 => format!("{} s", (size + 500) / 1000),
        _ => clock(ms),
    }
}

/// How long ago, in the largest unit that says enough: `4 s ago`, `2 min ago`, `3 h ago`, `5 d ago`.
pub fn ago(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0 => "now".to_owned(),
        1..60 => format!("{seconds} s ago"),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..86_400 => format!("{} h ago", seconds / 3600),
        _ => format!("{} d ago", seconds / 86_400),
    }
}

/// What is left of a time: `3 s` below a minute, then `8:12`; a started second counts.
pub fn countdown(ms: i64) -> String {
    let seconds = (ms.max(0) / 1000).saturating_add(i64::from(ms > 0 && ms % 1000 > 0));
    if seconds < 60 {
        format!("{seconds} s")
    } else {
        clock(seconds.saturating_mul(1000))
    }
}

/// A size: `212 bytes`, `8.4 kB`, `1.2 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => scaled(bytes, 1000, "kB"),
        1_000_000..1_000_000_000 => scaled(bytes, 1_000_000, "MB"),
        _ => scaled(bytes, 1_000_000_000, "GB"),
    }
}

fn scaled(value: u64, unit: u64, name: &str) -> String {
    let tenths = (u128::from(value) * 10 + u128::from(unit) / 2) / u128::from(unit);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// A rate: `3.2 Mbit/s`.
pub fn rate(bits_per_second: f64) -> String {
    match bits_per_second.abs() {
        ..1e3 => format!("{bits_per_second:.0} bit/s"),
        1e3..1e6 => format!("{:.0} kbit/s", bits_per_second / 1e3),
        1e6..1e9 => format!("{:.1} Mbit/s", bits_per_second / 1e6),
        _ => format!("{:.1} Gbit/s", bits_per_second / 1e9),
    }
}

/// A whole number in groups of three: `4 812`.
pub fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// A count with its noun: `1 event`, `4 812 events`.
pub fn counted(value: u64, noun: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(value))
}

/// An id cut to 8 characters.
pub fn short_id(id: &str, ellipsis: &str) -> String {
    let id = clean(id);
    let mut chars = id.chars();
    let start: String = chars.by_ref().take(8).collect();
    if chars.next().is_some() {
        start + ellipsis
    } else {
        start
    }
}

/// Time of the day with milliseconds, at an offset from UTC in seconds.
pub fn time_of_day(time: Time, offset: i32) -> String {
    shifted(time, offset).format("%H:%M:%S%.3f").to_string()
}

/// Time of the day to the second.
pub fn time_of_day_short(time: Time, offset: i32) -> String {
    shifted(time, offset).format("%H:%M:%S").to_string()
}

/// Day and time of the day with milliseconds.
pub fn date_time(time: Time, offset: i32) -> String {
    shifted(time, offset)
        .format("%Y-%m-%d %H:%M:%S%.3f")
        .to_string()
}

fn shifted(time: Time, offset: i32) -> chrono::DateTime<chrono::Utc> {
    Time(time.0.saturating_add(i64::from(offset) * 1_000_000)).utc()
}
