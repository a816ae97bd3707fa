//! A jq filter that an event is put to.

use std::fmt;
use std::sync::Arc;

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars, compile, unwrap_valr};
use jaq_json::{Map, Val};

use crate::wire::json::{Number, Object, Value};

/// Filters that reach out of the event: an expectation is a function of it alone.
const OUTSIDE: &[&str] = &[
    "debug",
    "debug_empty",
    "env",
    "halt",
    "halt_error",
    "input",
    "inputs",
    "localtime",
    "now",
    "stderr",
    "stderr_empty",
    "strflocaltime",
];

/// Longest text of an error that a filter ends in.
const LONGEST: usize = 120;

/// A jq filter.
#[derive(Clone)]
pub struct Program {
    text: String,
    filter: Arc<Filter<JustLut<Val>>>,
}

impl Program {
    /// Reads a jq filter.
    ///
    /// # Errors
    ///
    /// When it is none; the text says where and why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let inside = |name: &str| !OUTSIDE.contains(&name);
        let defs = jaq_core::defs().chain(jaq_std::defs().filter(|def| inside(def.name)));
        let funs = jaq_core::funs().chain(jaq_std::funs().filter(|fun| inside(fun.0)));
        let arena = Arena::default();
        let file = File {
            code: text,
            path: (),
        };
        let modules = Loader::new(defs.chain(jaq_json::defs()))
            .load(&arena, file)
            .map_err(|errors| {
                first(errors).map_or_else(String::new, |error| unread(text, error))
            })?;
        let filter = Compiler::default()
            .with_funs(funs.chain(jaq_json::funs()))
            .compile(modules)
            .map_err(|errors| {
                let undefined = errors.into_iter().flat_map(|(_, errors)| errors).next();
                undefined.map_or_else(String::new, |(name, kind)| undefined_word(name, &kind))
            })?;
        Ok(Program {
            text: text.to_owned(),
            filter: Arc::new(filter),
        })
    }

    /// The filter as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether its first output is neither `false` nor `null`; without any output it does not hold.
    ///
    /// # Errors
    ///
    /// What the filter itself ends in, as a short text.
    pub(super) fn holds(&self, event: &Val) -> Result<bool, String> {
        let context = Ctx::<JustLut<Val>>::new(&self.filter.lut, Vars::new([]));
        let mut outputs = self
            .filter
            .id
            .run((context, event.clone()))
            .map(unwrap_valr);
        match outputs.next() {
            None => Ok(false),
            Some(Ok(value)) => Ok(!matches!(value, Val::Null | Val::Bool(false))),
            Some(Err(error)) => {
                let told = error.to_string();
                let short = told.chars().filter(|letter| !letter.is_control());
                Err(short.take(LONGEST).collect())
            }
        }
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Program").field(&self.text).finish()
    }
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

fn first(errors: load::Errors<&str, ()>) -> Option<load::Error<&str>> {
    errors.into_iter().map(|(_, error)| error).next()
}

/// What cannot be read, and what should stand there.
fn unread(text: &str, error: load::Error<&str>) -> String {
    let at = |found: &str| {
        let start = load::span(text, found).start;
        match text.get(start..).filter(|rest| !rest.is_empty()) {
            Some(rest) => format!("at `{}`", rest.chars().take(20).collect::<String>()),
            None => "at its end".to_owned(),
        }
    };
    let told = match error {
        load::Error::Io(_) => None,
        load::Error::Lex(errors) => errors
            .into_iter()
            .next()
            .map(|(expected, found)| (expected.as_str().to_owned(), found)),
        load::Error::Parse(errors) => errors
            .into_iter()
            .next()
            .map(|(expected, found)| (expected.as_str().to_owned(), found)),
    };
    match told {
        Some((expected, found)) => format!("expected {expected} {}", at(found)),
        None => "modules cannot be loaded here".to_owned(),
    }
}

fn undefined_word(name: &str, kind: &compile::Undefined) -> String {
    if OUTSIDE.contains(&name) {
        return format!("`{name}` is not known here: only the event itself can be asked");
    }
    format!("there is no {} `{name}`", kind.as_str())
}

/// An event as jq sees it.
pub(super) fn event(root: &Object<'_>) -> Val {
    let members = root
        .iter()
        .map(|(key, value)| (Val::utf8_str(key.to_owned()), value_of(value)));
    Val::obj(members.collect::<Map>())
}

fn value_of(value: &Value<'_>) -> Val {
    match value {
        Value::Null => Val::Null,
        Value::Bool(value) => Val::from(*value),
        Value::Number(Number::Int(value)) => match isize::try_from(*value) {
            Ok(value) => Val::from(value),
            Err(_) => Val::from(Number::Int(*value).as_f64()),
        },
        Value::Number(number) => Val::from(number.as_f64()),
        Value::Text(text) => Val::utf8_str(text.as_ref().to_owned()),
        Value::List(items) => items.iter().map(value_of).collect(),
        Value::Object(object) => event(object),
    }
}

#[cfg(test)]
mod tests {
    use super::{Program, event};
    use crate::wire::json::{Value, parse};

    fn holds(filter: &str, body: &str) -> Result<bool, String> {
        let value = parse(body.as_bytes()).expect("JSON");
        let Value::Object(root) = &value else {
            panic!("no object");
        };
        Program::parse(filter)
            .expect("a filter")
            .holds(&event(root))
    }

    #[test]
    fn a_filter_is_put_to_an_event() {
        let body = r#"{"params":{"media.ad.length":30,"media.ad.name":"a"},"list":[1,2.5],"big":9223372036854775807}"#;
        for (filter, expected) in [
            (".params[\"media.ad.length\"] > 0", true),
            (".params[\"media.ad.length\"] > 30", false),
            (".params | has(\"media.ad.id\")", false),
            (".nothing", false),
            ("empty", false),
            (".list | length == 2 and .[1] == 2.5", true),
            (".params[\"media.ad.name\"] | test(\"^[a-z]$\")", true),
            (".big > 9e18", true),
        ] {
            assert_eq!(holds(filter, body), Ok(expected), "{filter}");
        }
        assert!(holds(".params + 1", body).is_err_and(|error| error.contains("cannot")));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for (filter, reason) in [
            (".params[", "expected"),
            ("nosuch(1)", "there is no filter `nosuch`"),
            ("$x", "there is no variable"),
            ("env.HOME", "`env` is not known here"),
            ("now > 0", "`now` is not known here"),
            ("import \"x\" as x; .", "modules cannot be loaded"),
            ("", "expected"),
        ] {
            let error = Program::parse(filter).expect_err("no filter");
            assert!(error.contains(reason), "{filter}: {error}");
        }
    }
}
