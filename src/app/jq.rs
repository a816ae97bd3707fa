//! A jq expression that payloads are put through before they are shown.

use std::fmt;

use jaq_json::{Val, read};

use crate::rules::jq::{self, Fault, Room};
use crate::wire::json;

/// More outputs than this are not shown.
const MOST: usize = 1000;

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
            let gone = |_| Err("jq cannot do this".to_owned());
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
        let texts: Vec<String> = outputs.iter().map(ToString::to_string).collect();
        Ok(match texts.as_slice() {
            [one] => one.clone(),
            _ => format!("[{}]", texts.join(",")),
        })
    }
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
}
