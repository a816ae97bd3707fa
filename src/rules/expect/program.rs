//! A jq filter that an event is put to.

use std::fmt;
use std::sync::Arc;

use jaq_json::{Map, Val};

use crate::rules::jq::{Fault, Jq, Room};
use crate::wire::json::{Number, Object, Value};

/// Longest text of an error that a filter ends in.
const LONGEST: usize = 120;

/// A jq filter.
#[derive(Clone)]
pub struct Program {
    text: String,
    filter: Arc<Jq>,
}

impl Program {
    /// Reads a jq filter.
    ///
    /// # Errors
    ///
    /// When it is none; the text says where and why.
    pub fn parse(text: &str) -> Result<Self, String> {
        // An expectation is a function of the event alone: it may not ask for the clock.
        let filter = Jq::parse(text, false).map_err(|fault| match fault {
            Fault::Unread(why) => why,
            Fault::Unknown {
                name,
                outside: true,
                ..
            } => format!("`{name}` is not known here: only the event itself can be asked"),
            Fault::Unknown { kind, name, .. } => format!("there is no {kind} `{name}`"),
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
        let outputs = self.filter.outputs(event.clone(), 1, Room::Small);
        match outputs.as_deref() {
            Ok([]) => Ok(false),
            Ok([value, ..]) => Ok(!matches!(value, Val::Null | Val::Bool(false))),
            Err(told) => {
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
    fn a_filter_that_does_not_end_is_stopped() {
        for filter in [
            "last(repeat(.))",
            "def f: f; f",
            "def f: 1 + f; f",
            "def f: [f]; f",
            "reduce range(1e9) as $i (0; . + 1)",
            "[recurse([.])] | length > 0",
        ] {
            let said = holds(filter, "{}");
            let stopped = said.as_ref().is_err_and(|why| why.contains("stopped"));
            assert!(stopped, "{filter}: {said:?}");
        }
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
