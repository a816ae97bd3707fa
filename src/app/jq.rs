//! A jq expression that payloads are put through before they are shown.

use std::fmt::{self, Write as _};

use jaq_json::{Val, read};

use crate::rules::jq::{self, Fault, Room};
use crate::wire::json;

/// More outputs than this are not shown.
const MOST: usize = 1000;
/// Nor is what is longer, in bytes.
const LONGEST: usize = 32 << 20;

/// An expression that was read.
pub struct Jq {
    /// As typed.
    pub text: String,
    program: jq::Jq,
}

impl fmt::Debug for Jq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Jq").field(&self.text).finish()
    }
}

impl Jq {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// When it is none; the text says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let program = jq::Jq::parse(text, true).map_err(|fault| match fault {
            Fault::Unread(why) => {
                format!("this is no jq expression: {why}; an example is .params[\"media.id\"]")
            }
            Fault::Unknown { kind, name, .. } => format!("jq has no {kind} `{name}`"),
        })?;
        Ok(Jq {
            text: text.to_owned(),
            program,
        })
    }

    /// What it makes of a payload (or of one item of a batch), as JSON: its output, or a list of its outputs when there
    /// are several.
    ///
    /// # Errors
    ///
    /// When the payload is no JSON, the expression does not fit it, or it does not come to an end.
    pub fn run(&self, body: &[u8], item: Option<u32>) -> Result<String, String> {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(jq::STACK);
            let running = thread.spawn_scoped(scope, || self.outputs(body, item));
            let running = running.map_err(|error| format!("cannot run jq now: {error}"))?;
            let gone = |_| Err("jq broke off on this payload: try another expression".to_owned());
            running.join().unwrap_or_else(gone)
        })
    }

    fn outputs(&self, body: &[u8], item: Option<u32>) -> Result<String, String> {
        // Ours bounds how deep a value may lie; the one of jaq does not.
        let whole = json::parse(body).map_err(|_| "the payload is no JSON".to_owned())?;
        let item = item.and_then(|item| whole.as_list()?.get(item as usize));
        let part = item.and_then(|item| serde_json::to_vec(item).ok());
        let input = read::parse_single(part.as_deref().unwrap_or(body));
        let input: Val = input.map_err(|error| error.to_string())?;
        let outputs = self.program.outputs(input, MOST, Room::Large)?;
        let mut shown = Shown(String::new());
        let written = match outputs.as_slice() {
            [one] => write!(shown, "{one}"),
            all => write_list(&mut shown, all),
        };
        match written {
            Ok(()) => Ok(shown.0),
            Err(fmt::Error) => Err("this is more than can be shown: ask for less of it".to_owned()),
        }
    }
}

/// A text that is not to become too long.
struct Shown(String);

impl fmt::Write for Shown {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > LONGEST {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

fn write_list(shown: &mut Shown, all: &[Val]) -> fmt::Result {
    shown.write_str("[")?;
    for (place, output) in all.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        write!(shown, "{comma}{output}")?;
    }
    shown.write_str("]")
}

#[cfg(test)]
mod tests {
    use super::Jq;

    fn run(text: &str, body: &str) -> Result<String, String> {
        Jq::parse(text)?.run(body.as_bytes(), None)
    }

    #[test]
    fn an_expression_makes_json_of_a_payload() {
        let body = r#"{"params":{"media.id":"a","media.length":30}}"#;
        assert_eq!(
            run(r#".params["media.length"] + 1"#, body).as_deref(),
            Ok("31")
        );
        assert_eq!(
            run(".params | keys", body).as_deref(),
            Ok(r#"["media.id","media.length"]"#)
        );
        assert_eq!(run(".params[]", body).as_deref(), Ok(r#"["a",30]"#));
        assert_eq!(run("empty", body).as_deref(), Ok("[]"));
        assert_eq!(run("[range(3)]", body).as_deref(), Ok("[0,1,2]"));
        assert_eq!(run("[range(3; 0; -2)]", body).as_deref(), Ok("[3,1]"));
        assert_eq!(
            run("def twice: . * 2; .params[\"media.length\"] | twice", body).as_deref(),
            Ok("60")
        );
        let changed = run(".params |= map_values(select(. == \"a\"))", body);
        assert_eq!(changed.as_deref(), Ok(r#"{"params":{"media.id":"a"}}"#));
        assert_eq!(run("[paths] | length", body).as_deref(), Ok("3"));
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert!(run(".params[", "{}").is_err_and(|why| why.contains("no jq expression")));
        assert!(run("nosuch", "{}").is_err_and(|why| why.contains("`nosuch`")));
        assert!(run("env", "{}").is_err_and(|why| why.contains("`env`")));
        assert!(run(". + 1", "{}").is_err_and(|why| why.contains("cannot")));
        assert!(run(".", "{").is_err_and(|why| why.contains("no JSON")));
    }

    #[test]
    fn what_never_ends_is_stopped() {
        for text in [
            "last(repeat(.))",
            "last(range(1e18))",
            "last(range(0; 1; 0))",
            "def f: f; f",
            "def f: (try f), f; last(f)",
            "def f(g): if g then ., f(g) else . end; last(f(true))",
            "def f: 1 + f; f",
            "def f: [f]; f",
            "[recurse([.])] | length",
            "until(false; .)",
            "reduce range(1e9) as $i (0; . + 1)",
            "path(def f: .a | f; f)",
            "(def f: ., f; f) |= 1",
        ] {
            let said = run(text, "{}");
            assert!(
                said.as_ref().is_err_and(|why| why.contains("stopped")),
                "{text}: {said:?}"
            );
        }
    }

    #[test]
    fn what_takes_too_much_memory_is_stopped() {
        for text in [
            r#""a" * 1000000000000"#,
            r#"1e5 as $n | "abc" | . * 1000000000"#,
            r#""ab" | . *= 100000000000"#,
            r#"reduce range(60) as $i ("a"; . + .)"#,
            r#"reduce range(60) as $i ("a"; "\(.)\(.)")"#,
            "reduce range(60) as $i ([0]; . + .)",
            "reduce range(60) as $i ([0]; [.[], .[]])",
            "reduce range(60) as $i (0; [., .]) | tojson",
            "reduce range(60) as $i (0; {a: ., b: .})",
            r#"reduce range(60) as $i ("\""; tojson)"#,
            "reduce range(60) as $i (3; . * .) | tojson",
            "reduce range(60) as $i ([0]; . += .)",
            "[range(500)] as $all | [$all[] as $a | $all[] as $b | $all[] as $c | 0] | length",
            "[range(500)] as $all | [0, 1] | sort_by($all[] as $a | $all[] as $b | $all[])",
        ] {
            let said = run(text, "{}");
            assert!(
                said.as_ref().is_err_and(|why| why.contains("stopped")),
                "{text}: {}",
                said.map_or_else(|why| why, |made| made.len().to_string())
            );
        }
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(1 << 20));
        let said = run("range(1000) as $n | .", &long);
        assert!(said.is_err_and(|why| why.contains("more than can be shown")));
    }

    #[test]
    fn what_is_weighed_is_what_it_was() {
        let body = r#"{"a":[3,1,2],"n":"x","o":{"k":{"d":1}}}"#;
        for (text, expected) in [
            ("[(1, 2) * (3, 4)]", "[3,4,6,8]"),
            ("[(1, 2) + (10, 20)]", "[11,21,12,22]"),
            (".a | map(. * 2) | add", "12"),
            (".n * 3, (.n | . * 0)", r#"["xxx",null]"#),
            (".o * {k: {e: 2}}", r#"{"k":{"d":1,"e":2}}"#),
            (".a | sort_by(-.)", "[3,2,1]"),
            (".a[1] += 5 | .a", "[3,6,2]"),
            (".a[1] *= 7 | .a", "[3,7,2]"),
            (
                "(.a[], .o.k.d) |= . + 1",
                r#"{"a":[4,2,3],"n":"x","o":{"k":{"d":2}}}"#,
            ),
            (r#"{"\(.n)y": 1, n}"#, r#"{"xy":1,"n":"x"}"#),
            (r#"@base64 "\(.n)", (.n | @json)"#, r#"["eA==","\"x\""]"#),
            ("[paths] | length", "8"),
            (".a | group_by(. > 1) | map(length)", "[1,2]"),
            ("12345678901234567890 * 10", "123456789012345678900"),
            ("to_entries | map(.key) | join(\"-\")", "\"a-n-o\""),
            (
                ".. |= (numbers |= . + 1)",
                r#"{"a":[4,2,3],"n":"x","o":{"k":{"d":2}}}"#,
            ),
        ] {
            assert_eq!(run(text, body).as_deref(), Ok(expected), "{text}");
        }
    }
}
