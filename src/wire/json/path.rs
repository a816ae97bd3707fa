//! `JSONPath`, as findings name a place.

use std::fmt::Write as _;

/// The root of an event.
pub const ROOT: &str = "$";

/// The path of an object's member: `$.params`, `$.params['media.length']`.
pub fn member(parent: &str, key: &str) -> String {
    let mut path = String::with_capacity(parent.len() + key.len() + 4);
    path.push_str(parent);
    let plain = key
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && key
            .bytes()
            .next()
            .is_some_and(|first| !first.is_ascii_digit());
    if plain {
        path.push('.');
        path.push_str(key);
        return path;
    }
    path.push_str("['");
    for letter in key.chars() {
        match letter {
            '\'' | '\\' => path.extend(['\\', letter]),
            _ if letter.is_control() => {
                let _ = write!(path, "\\u{:04x}", u32::from(letter));
            }
            _ => path.push(letter),
        }
    }
    path.push_str("']");
    path
}

/// The path of an array's item: `$.params.statesStart[0]`.
pub fn item(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}
