//! Values are put right in the payload.

use serde_json::Value as Json;

use crate::exchange::Exchange;
use crate::rules::{Finding, Settings, examine};
use crate::schema::{self, Schemas};
use crate::session::Arrival;
use crate::wire::json;

/// An exchange's event with the faults of some rules at some places put right; `None` when that cannot be
/// done. Of a batch only the whole is one event, which is left alone.
pub fn rewrite(
    exchange: &Exchange<'_>,
    faults: &[(String, String)],
    schemas: &Schemas,
    settings: &Settings,
) -> Option<Arrival> {
    let mut body: Json = serde_json::from_slice(&exchange.body)
        .ok()
        .filter(Json::is_object)?;
    let judged = |body: &Json| {
        let text = body.to_string();
        let body = std::borrow::Cow::Owned(text.into_bytes());
        examine(
            &Exchange {
                body,
                ..exchange.clone()
            },
            schemas,
            settings,
        )
    };
    for (rule, path) in faults {
        let still = |body: &Json| {
            let examined = judged(body);
            let same = |finding: &Finding| finding.rule == *rule && finding.path == *path;
            examined.found.iter().any(|found| same(&found.finding))
        };
        let steps = steps(path)?;
        let right = candidates(rule, &body, &steps)
            .into_iter()
            .find_map(|value| {
                let mut changed = body.clone();
                put(&mut changed, &steps, value)?;
                (!still(&changed)).then_some(changed)
            });
        body = right?;
    }
    judged(&body).first
}

/// A step from a value into one that it holds.
enum Step {
    Key(String),
    Item(usize),
}

/// The steps of a `JSONPath` as findings write it.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix(json::path::ROOT)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("['") {
            let (key, after) = after.split_once("']")?;
            steps.push(Step::Key(key.replace("\\'", "'").replace("\\\\", "\\")));
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (item, after) = after.split_once(']')?;
            steps.push(Step::Item(item.parse().ok()?));
            rest = after;
        } else {
            let after = rest.strip_prefix('.')?;
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (key, after) = after.split_at(end);
            steps.push(Step::Key(key.to_owned()));
            rest = after;
        }
    }
    Some(steps)
}

fn get<'a>(root: &'a Json, steps: &[Step]) -> Option<&'a Json> {
    steps.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get(key.as_str()),
        Step::Item(item) => value.get(*item),
    })
}

/// Puts a value in a place, or takes what is there away.
fn put(root: &mut Json, steps: &[Step], value: Option<Json>) -> Option<()> {
    let (last, way) = steps.split_last()?;
    let holder = way.iter().try_fold(root, |value, step| match step {
        Step::Key(key) => value.get_mut(key.as_str()),
        Step::Item(item) => value.get_mut(*item),
    })?;
    match (last, value) {
        (Step::Key(key), Some(value)) => {
            holder.as_object_mut()?.insert(key.clone(), value);
        }
        (Step::Key(key), None) => {
            holder.as_object_mut()?.remove(key);
        }
        (Step::Item(item), Some(value)) => *holder.get_mut(*item)? = value,
        (Step::Item(_), None) => return None,
    }
    Some(())
}

/// Values that numbers depend on: they cannot be made up.
const TELLING: &[&str] = &[
    "ts",
    "playhead",
    "eventType",
    "playerTime",
    "params",
    "media.length",
    "media.contentType",
];

/// What might be right in a place, best first; `None` takes it away.
fn candidates(rule: &str, root: &Json, steps: &[Step]) -> Vec<Option<Json>> {
    let key = match steps.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    let there = get(root, steps);
    match (rule, there) {
        (schema::UNKNOWN_KEY, Some(_)) => vec![None],
        (schema::UNKNOWN_TYPE, Some(Json::String(name))) => {
            let near = schema::meant(name).map(|kind| Some(Json::from(kind.name())));
            near.into_iter().collect()
        }
        (schema::REQUIRED, None) if !TELLING.contains(&key) => {
            // Any value will do, as long as it has the right type.
            vec![
                Some(Json::from("unknown")),
                Some(Json::from(0)),
                Some(Json::from(false)),
            ]
        }
        (schema::TYPE, Some(value)) => retyped(value),
        _ => Vec::new(),
    }
}

/// The same value with another type.
fn retyped(value: &Json) -> Vec<Option<Json>> {
    match value {
        Json::String(text) => {
            let text = text.trim();
            let number: Option<serde_json::Number> = text.parse().ok();
            let whole = text.parse::<f64>().ok().map(f64::round);
            let flag = match text.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => Some(true),
                "false" | "0" | "no" => Some(false),
                _ => None,
            };
            let all = [
                number.map(Json::Number),
                whole.map(Json::from),
                flag.map(Json::from),
            ];
            all.into_iter().flatten().map(Some).collect()
        }
        Json::Number(number) => {
            let rounded = number.as_f64().map(|number| Json::from(number.round()));
            let flag = number.as_f64().map(|number| Json::from(number != 0.0));
            [Some(Json::from(number.to_string())), rounded, flag]
                .into_iter()
                .flatten()
                .map(Some)
                .collect()
        }
        Json::Bool(flag) => vec![Some(Json::from(flag.to_string()))],
        Json::Null => vec![None],
        Json::Array(_) | Json::Object(_) => Vec::new(),
    }
}
