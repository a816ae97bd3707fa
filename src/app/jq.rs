//! A jq expression that payloads are put through before they are shown.

use std::fmt;

use jaq_core::data::JustLut;
use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, unwrap_valr};
use jaq_json::{Val, read};

use crate::wire::json;

/// Filters that reach out of the payload.
const OUTSIDE: &[&str] = &[
    "debug",
    "debug_empty",
    "env",
    "halt",
    "halt_error",
    "input",
    "inputs",
    "stderr",
    "stderr_empty",
];

/// More outputs than this are not shown.
const MOST: usize = 1000;

/// An expression that was read.
pub struct Jq {
    /// As typed.
    pub text: String,
    filter: Filter<JustLut<Val>>,
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
        let inside = |name: &str| !OUTSIDE.contains(&name);
        let defs = jaq_core::defs().chain(jaq_std::defs().filter(|def| inside(def.name)));
        let funs = jaq_core::funs().chain(jaq_std::funs().filter(|fun| inside(fun.0)));
        let arena = Arena::default();
        let file = File {
            code: text,
            path: (),
        };
        let unread = || "this is no jq expression; an example is .params[\"media.id\"]".to_owned();
        let modules = Loader::new(defs.chain(jaq_json::defs()))
            .load(&arena, file)
            .map_err(|_| unread())?;
        let filter = Compiler::default()
            .with_funs(funs.chain(jaq_json::funs()))
            .compile(modules)
            .map_err(|errors| {
                let unknown = errors.into_iter().flat_map(|(_, errors)| errors).next();
                unknown.map_or_else(unread, |(name, kind)| {
                    format!("jq has no {} `{name}`", kind.as_str())
                })
            })?;
        Ok(Jq {
            text: text.to_owned(),
            filter,
        })
    }

    /// What it makes of a payload (or of one item of a batch), as JSON: its output, or a list of its outputs when there
    /// are several.
    ///
    /// # Errors
    ///
    /// When the payload is no JSON, or the expression does not fit it.
    pub fn run(&self, body: &[u8], item: Option<u32>) -> Result<String, String> {
        // Ours bounds how deep a value may lie; the one of jaq does not.
        let whole = json::parse(body).map_err(|_| "the payload is no JSON".to_owned())?;
        let item = item.and_then(|item| whole.as_list()?.get(item as usize));
        let part = item.and_then(|item| serde_json::to_vec(item).ok());
        let input = read::parse_single(part.as_deref().unwrap_or(body));
        let input = input.map_err(|error| error.to_string())?;
        let context = Ctx::<JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let outputs = self.filter.id.run((context, input)).map(unwrap_valr);
        let mut texts = Vec::new();
        for output in outputs.take(MOST) {
            texts.push(output.map_err(|error| error.to_string())?.to_string());
        }
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
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert!(run(".params[", "{}").is_err_and(|why| why.contains("no jq expression")));
        assert!(run("nosuch", "{}").is_err_and(|why| why.contains("`nosuch`")));
        assert!(run("env", "{}").is_err_and(|why| why.contains("`env`")));
        assert!(run(". + 1", "{}").is_err_and(|why| why.contains("cannot")));
        assert!(run(".", "{").is_err_and(|why| why.contains("no JSON")));
    }
}
