//! Calls written as commands that a shell runs.

use std::fmt::Write as _;

use crate::exchange::Exchange;

/// A call as a curl command, to an address. The body goes along byte for byte when it is text.
pub fn curl(base: &str, exchange: &Exchange<'_>) -> String {
    let mut text = format!("curl -i -X {}", quote(&exchange.method));
    let url = format!("{}{}", base.trim_end_matches('/'), exchange.target);
    let _ = write!(text, " {}", quote(&url));
    for (name, value) in &exchange.headers.0 {
        // curl sets these itself.
        if !matches!(
            name.as_ref(),
            "host" | "content-length" | "connection" | "accept-encoding"
        ) {
            let _ = write!(text, " \\\n  -H {}", quote(&format!("{name}: {value}")));
        }
    }
    if !exchange.body.is_empty() {
        let body = String::from_utf8_lossy(&exchange.body);
        let _ = write!(text, " \\\n  --data-binary {}", quote(&body));
    }
    text
}

/// A curl command that opens a session at an address.
pub fn test(base: &str, now_ms: i64) -> String {
    let body = format!(
        concat!(
            r#"{{"playerTime":{{"playhead":0,"ts":{}}},"eventType":"sessionStart","params":{{"#,
            r#""analytics.trackingServer":"example.sc.omtrdc.net","analytics.reportSuite":"test","#,
            r#""visitor.marketingCloudOrgId":"0123456789ABCDEF01234567@AdobeOrg","#,
            r#""analytics.visitorId":"playscope-test","media.id":"test","media.name":"Test","#,
            r#""media.length":600,"media.contentType":"vod","media.streamType":"video","#,
            r#""media.playerName":"curl","media.channel":"test"}}}}"#
        ),
        now_ms
    );
    let url = format!("{}/api/v1/sessions", base.trim_end_matches('/'));
    format!(
        "curl -i {} \\\n  -H 'content-type: application/json' \\\n  --data-binary {}",
        quote(&url),
        quote(&body)
    )
}

/// A word that a POSIX shell reads as exactly this text. Control characters other than line breaks and tabs
/// are written as escapes, so that pasting the command cannot do anything else.
fn quote(text: &str) -> String {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(harmless) {
        return text.to_owned();
    }
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        let mut quoted = String::from("$'");
        for c in text.chars() {
            match c {
                '\'' => quoted.push_str("\\'"),
                '\\' => quoted.push_str("\\\\"),
                c if c.is_control() => {
                    let mut bytes = [0; 4];
                    for byte in c.encode_utf8(&mut bytes).bytes() {
                        let _ = write!(quoted, "\\x{byte:02x}");
                    }
                }
                c => quoted.push(c),
            }
        }
        quoted.push('\'');
        return quoted;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell() {
        assert_eq!(quote("POST"), "POST");
        assert_eq!(quote(""), "''");
        assert_eq!(quote("it's {x}"), r"'it'\''s {x}'");
        assert_eq!(quote("a\u{1b}[2J'"), r"$'a\x1b[2J\''");
    }

    #[test]
    fn the_test_command_holds_json() {
        let text = test("http://127.0.0.1:8900/", 5);
        let body = text
            .rsplit_once("--data-binary '")
            .unwrap()
            .1
            .trim_end_matches('\'');
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(value["playerTime"]["ts"], 5);
        assert!(text.contains(" http://127.0.0.1:8900/api/v1/sessions "));
    }
}
