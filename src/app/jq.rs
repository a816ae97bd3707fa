//! A jq expression that payloads are put through before they are shown.
//!
//! It is run while a frame is made, so it must come to an end: each call of a definition is a step, and there are
//! only so many. What loops or nests without end is stopped with an error, not waited for.

mod fuse;

use std::fmt;

use jaq_core::load::parse::Def;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, unwrap_valr};
use jaq_json::{Val, read};

use crate::wire::json;
use fuse::{Fuse, Fused};

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

/// What the expression as typed is called among the definitions.
const TYPED: &str = "playscope_typed";

/// The generator that is built in runs without steps; this one is written with them. It stands before all others.
const RANGE: &str = "def range($from; $to; $by): def none: {}[] as $none | .;
    def up: if . < $to then ., (. + $by | up) else none end;
    def down: if . > $to then ., (. + $by | down) else none end;
    def on: if . != $to then ., (. + $by | on) else none end;
    $from | if $by > 0 then up else if $by < 0 then down else on end end;";

/// An expression that was read.
pub struct Jq {
    /// As typed.
    pub text: String,
    filter: Filter<Fused>,
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
        let unread = || "this is no jq expression; an example is .params[\"media.id\"]".to_owned();
        let inside = |name: &str| !OUTSIDE.contains(&name);
        let typed = Def {
            name: TYPED,
            args: Vec::new(),
            body: load::parse(text, |parser| parser.term()).ok_or_else(unread)?,
        };
        let range = load::parse(RANGE, |parser| parser.defs()).unwrap_or_default();
        let defs = range
            .into_iter()
            .chain(jaq_core::defs())
            .chain(jaq_std::defs().filter(|def| inside(def.name)))
            .chain(jaq_json::defs())
            .map(beside)
            .chain(std::iter::once(typed))
            .map(fuse::counted);
        let funs = jaq_core::funs()
            .filter(|fun| fun.0 != "range")
            .chain(jaq_std::funs().filter(|fun| inside(fun.0)))
            .chain(jaq_json::funs())
            .chain(fuse::funs());
        let arena = Arena::default();
        let file = File {
            code: TYPED,
            path: (),
        };
        let modules = Loader::new(defs).load(&arena, file).map_err(|_| unread())?;
        let filter = Compiler::default()
            .with_funs(funs)
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
    /// When the payload is no JSON, the expression does not fit it, or it does not come to an end.
    pub fn run(&self, body: &[u8], item: Option<u32>) -> Result<String, String> {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(fuse::STACK);
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
        let fuse = Fuse::new(&self.filter.lut);
        let context = Ctx::<Fused>::new(&fuse, Vars::new([]));
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

/// A definition of the libraries beside those of a text.
fn beside<'s>(def: Def<&'static str>) -> Def<&'s str> {
    def
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
