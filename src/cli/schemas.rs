//! Schemas in place of the built-in ones: from a folder, or from an endpoint that serves its own.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use ureq::Agent;

use super::console::Console;
use crate::output::text::clean;
use crate::schema::{Schemas, nearest};
use crate::wire::EventType;

/// Where an endpoint serves its schemas, below its base.
const PATH: &str = "/api/v1/schemas/";
/// Longest wait for one schema.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longest text of a schema.
const LONGEST: u64 = 4 << 20;
/// Schemas that are fetched at a time.
const TOGETHER: usize = 5;

/// Puts what a folder or a URL holds into the place of the built-in schemas, and says which those are.
///
/// # Errors
///
/// When it cannot be read, holds no schema, or holds what is none; the error names the file or the address.
pub(super) fn load(source: &str, schemas: &mut Schemas, console: &Console) -> anyhow::Result<()> {
    let found = if is_url(source) {
        served(&base(source))?
    } else {
        in_folder(Path::new(source))?
    };
    for schema in &found {
        schemas
            .load(schema.kind, &schema.text)
            .with_context(|| format!("cannot use the schema {}", schema.place))?;
    }
    console.say(&clean(&told(source, &found)));
    Ok(())
}

/// A schema as it was read.
struct Source {
    kind: EventType,
    /// File or address.
    place: String,
    text: String,
}

fn is_url(source: &str) -> bool {
    let scheme = source.get(..8).unwrap_or(source).to_ascii_lowercase();
    scheme.starts_with("http://") || scheme.starts_with("https://")
}

/// What was replaced, and what was not.
fn told(source: &str, found: &[Source]) -> String {
    let loaded: BTreeSet<EventType> = found.iter().map(|schema| schema.kind).collect();
    let names = |wanted: bool| {
        let kinds = EventType::ALL.iter().copied();
        let names: Vec<&str> = kinds
            .filter(|kind| loaded.contains(kind) == wanted)
            .map(EventType::name)
            .collect();
        names.join(", ")
    };
    if loaded.len() == EventType::ALL.len() {
        return format!("schemas of all event types from {source}");
    }
    format!(
        "schemas from {source}: {}; built in stay {}",
        names(true),
        names(false)
    )
}

/// The files `<eventType>.json` of a folder; files whose names begin with a dot are passed over.
fn in_folder(folder: &Path) -> anyhow::Result<Vec<Source>> {
    let shown = folder.display();
    if folder.is_file() {
        bail!("{shown} is a file; give the folder with the files <eventType>.json");
    }
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read the schemas in {shown}"))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry
            .with_context(|| format!("cannot read {shown}"))?
            .path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && !path.is_dir() {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        bail!("{shown} holds no schema; put files like sessionStart.json there");
    }
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let kind = kind_of(&name).map_err(|reason| anyhow!("{}: {reason}", path.display()))?;
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the schema {}", path.display()))?;
        Ok(Source {
            kind,
            place: path.display().to_string(),
            text,
        })
    };
    paths.iter().map(read).collect()
}

/// The event type that a file is named after.
fn kind_of(name: &str) -> Result<EventType, String> {
    let stem = name.split('.').next().unwrap_or_default();
    let known = EventType::parse(stem);
    if let Some(kind) = known.filter(|_| name.strip_prefix(stem) == Some(".json")) {
        return Ok(kind);
    }
    let near = nearest(stem, EventType::ALL.iter().map(|kind| kind.name()));
    Err(match known.map(EventType::name).or(near) {
        Some(near) => {
            format!("no schema of an event type has this name; did you mean {near}.json?")
        }
        None => "no event type has this name; take it out of the folder, which may hold files \
                 <eventType>.json alone (`playscope schema` lists the types)"
            .to_owned(),
    })
}

/// The address below which an endpoint serves its schemas, from any address of it.
fn base(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let base = url.split("/api/v1").next().unwrap_or_default();
    format!("{}{PATH}", base.trim_end_matches('/'))
}

/// What an endpoint serves; a type that it does not know is left out.
fn served(base: &str) -> anyhow::Result<Vec<Source>> {
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .user_agent(concat!("playscope/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut found = Vec::new();
    // The first one alone: where nobody answers, once is enough.
    let (first, rest) = EventType::ALL.split_at(1);
    for kinds in std::iter::once(first).chain(rest.chunks(TOGETHER)) {
        let fetched = thread::scope(|scope| {
            let (agent, fetches) = (&agent, kinds.iter());
            let fetches: Vec<_> = fetches
                .map(|kind| scope.spawn(move || fetch(agent, base, *kind)))
                .collect();
            let joined = fetches.into_iter().map(thread::ScopedJoinHandle::join);
            joined
                .map(|fetched| fetched.unwrap_or_else(|_| Err(anyhow!("cannot fetch from {base}"))))
                .collect::<anyhow::Result<Vec<_>>>()
        });
        found.extend(fetched?.into_iter().flatten());
    }
    if found.is_empty() {
        bail!(
            "{base} serves no schema of any event type; give the base of an endpoint of the Collection API"
        );
    }
    Ok(found)
}

/// One schema; none when the endpoint answers 404.
fn fetch(agent: &Agent, base: &str, kind: EventType) -> anyhow::Result<Option<Source>> {
    let url = format!("{base}{kind}");
    let cannot = || format!("cannot fetch the schema {url}");
    let mut answer = agent.get(&url).call().with_context(cannot)?;
    match answer.status().as_u16() {
        200 => {}
        404 => return Ok(None),
        status => bail!(
            "{}: it is answered {status}; give an address that serves schemas, or a folder",
            cannot()
        ),
    }
    let body = answer.body_mut().with_config().limit(LONGEST);
    Ok(Some(Source {
        kind,
        text: body.read_to_string().with_context(cannot)?,
        place: url,
    }))
}

#[cfg(test)]
mod tests {
    use super::{base, is_url, kind_of};

    #[test]
    fn any_address_of_an_endpoint_leads_to_its_schemas() {
        for url in [
            "https://example.com",
            "https://example.com/",
            "https://example.com/api/v1",
            "https://example.com/api/v1/schemas",
            "https://example.com/api/v1/schemas/",
            "https://example.com/api/v1/schemas/sessionStart?x=1",
        ] {
            assert!(is_url(url));
            assert_eq!(base(url), "https://example.com/api/v1/schemas/");
        }
        assert_eq!(
            base("HTTP://127.0.0.1:8900/lab//api/v1/"),
            "HTTP://127.0.0.1:8900/lab/api/v1/schemas/"
        );
        assert!(!is_url("schemas") && !is_url("C:\\schemas") && !is_url(""));
    }

    #[test]
    fn a_file_is_named_after_its_event_type() {
        assert!(kind_of("adStart.json").is_ok());
        for (name, hint) in [
            ("sesionStart.json", "did you mean sessionStart.json?"),
            ("adStart.schema.json", "did you mean adStart.json?"),
            ("adStart", "did you mean adStart.json?"),
            ("README.md", "no event type has this name"),
        ] {
            let error = kind_of(name).expect_err("an unknown name");
            assert!(error.contains(hint), "{error}");
        }
    }
}
