//! Which columns the lists of sessions and events show, and columns of values that only payloads hold.

use std::collections::BTreeMap;

use crate::exchange::Exchange;
use crate::inspection::Inspection;
use crate::output::text::clean;
use crate::wire::json::{self, Value};

use super::action::{Effect, Message, Pane};
use super::menu::{Kind, Row};
use super::{App, Jq};

/// The columns of events that can be left out: name, and what it tells.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("call", "number of the call"),
    ("playhead", "playhead, in seconds"),
    ("delta", "time since the event before"),
    ("arrival", "how long after its ts the event came"),
    ("answer", "status that the call was answered with"),
];

/// A list shows no more columns of values than this.
const MOST: usize = 6;
/// A value is cut to so many characters.
const LONGEST: usize = 60;
/// Values of so many rows are kept.
const ROWS: usize = 4096;
/// The parts of an event that hold values by key.
const HOLDERS: [&str; 4] = ["params", "customMetadata", "qoeData", "playerTime"];

/// A column of values from payloads.
#[derive(Debug)]
pub struct Column {
    /// A dotted key, or a jq expression that begins with a dot.
    pub text: String,
    jq: Option<Jq>,
}

impl Column {
    /// Reads what is typed for a column.
    ///
    /// # Errors
    ///
    /// When it is a jq expression that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let jq = text.starts_with('.').then(|| Jq::parse(text)).transpose()?;
        Ok(Column {
            text: text.to_owned(),
            jq,
        })
    }

    /// Its heading: the last part of the key.
    pub fn heading(&self) -> &str {
        let part = self.text.rsplit(['.', '[', '"', '|']).find(|part| {
            let part = part.trim_matches([']', ' ']);
            !part.is_empty()
        });
        part.map_or(&self.text, |part| part.trim_matches([']', ' ']))
    }

    /// Its value in a payload, or in an item of a batch; nothing when it has none.
    fn value(&self, body: &[u8], item: Option<u32>) -> String {
        let found = match &self.jq {
            Some(jq) => jq.run(body, item).unwrap_or_default(),
            None => self.member(body, item).unwrap_or_default(),
        };
        let bare = found
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let short: String = bare.unwrap_or(&found).chars().take(LONGEST).collect();
        clean(&short).into_owned()
    }

    fn member(&self, body: &[u8], item: Option<u32>) -> Option<String> {
        let root = json::parse(body).ok()?;
        let event = match item {
            Some(item) => root.as_list()?.get(item as usize)?,
            None => &root,
        };
        let (holder, key) = match self.text.split_once('.') {
            Some((holder, key)) if HOLDERS.contains(&holder) => (Some(holder), key),
            _ => (None, self.text.as_str()),
        };
        let found = match holder {
            Some(holder) => member(member(event, holder)?, key),
            None => member(event, key).or_else(|| {
                let held = HOLDERS.iter().filter_map(|holder| member(event, holder));
                held.into_iter().find_map(|holder| member(holder, key))
            }),
        };
        match found? {
            Value::Text(text) => Some(text.to_string()),
            other => serde_json::to_string(other).ok(),
        }
    }
}

fn member<'a, 'b>(value: &'b Value<'a>, key: &str) -> Option<&'b Value<'a>> {
    let Value::Object(object) = value else {
        return None;
    };
    // Of a key that is given twice the last one counts.
    let mut members = object.0.iter().rev();
    members
        .find(|(name, _)| name == key)
        .map(|(_, value)| value)
}

/// The columns of values in force, and the values of the rows that were on the screen.
#[derive(Debug, Default)]
pub struct Columns {
    /// Of the events.
    pub events: Vec<Column>,
    /// Of the sessions: values of what opened them.
    pub sessions: Vec<Column>,
    values: BTreeMap<Cell, Vec<String>>,
    wanted: Vec<Cell>,
}

/// A row: whether of a session, its exchange, and the item of a batch.
type Cell = (bool, u64, Option<u32>);

impl Columns {
    /// The values of a row of the events.
    pub fn of_event(&self, seq: u64, item: Option<u32>) -> &[String] {
        self.values
            .get(&(false, seq, item))
            .map_or(&[], Vec::as_slice)
    }

    /// The values of a session, by what opened it.
    pub fn of_session(&self, seq: u64, item: Option<u32>) -> &[String] {
        self.values
            .get(&(true, seq, item))
            .map_or(&[], Vec::as_slice)
    }
}

impl App {
    /// Takes the remembered columns into force; those that cannot be read are left out.
    pub fn take_columns(&mut self) {
        let read = |texts: &Vec<String>| {
            let columns = texts.iter().filter_map(|text| Column::parse(text).ok());
            columns.take(MOST).collect()
        };
        self.columns = Columns {
            events: read(&self.kept.columns),
            sessions: read(&self.kept.session_columns),
            ..Columns::default()
        };
    }

    /// Asks for the payloads that the rows on the screen have values of; to be called when the screen is laid out.
    pub fn want_cells(&mut self, inspection: &Inspection) -> Vec<Effect> {
        let columns = &self.columns;
        let mut cells: Vec<Cell> = Vec::new();
        if !columns.events.is_empty()
            && let Some(watched) = self.watched(inspection)
        {
            let arrivals = watched.session().arrivals();
            let rows = self.lists.events.visible();
            let shown = rows.filter_map(|row| arrivals.get(self.filter.arrival(row)?));
            cells.extend(shown.map(|arrival| (false, arrival.seq, arrival.item)));
        }
        if !columns.sessions.is_empty() {
            let rows = self.lists.sessions.visible();
            let sessions = rows.filter_map(|row| {
                let session = inspection.sessions().get(self.order.session(row)?)?;
                Some(session.glance().facts.opened_by)
            });
            cells.extend(sessions.map(|(seq, item)| (true, seq, item)));
        }
        cells.retain(|cell| !columns.values.contains_key(cell));
        if columns.values.len() + cells.len() > ROWS {
            self.columns.values.clear();
        }
        let mut seqs: Vec<u64> = cells.iter().map(|(_, seq, _)| *seq).collect();
        seqs.sort_unstable();
        seqs.dedup();
        self.columns.wanted = cells;
        seqs.into_iter().map(Effect::Peek).collect()
    }

    /// Takes a payload that was asked for.
    pub(super) fn peeked(&mut self, seq: u64, exchange: Option<&Exchange<'_>>) {
        let mut wanted = std::mem::take(&mut self.columns.wanted);
        wanted.retain(|cell| {
            if cell.1 != seq {
                return true;
            }
            let columns = if cell.0 {
                &self.columns.sessions
            } else {
                &self.columns.events
            };
            let value = |column: &Column| {
                exchange.map_or_else(String::new, |call| column.value(&call.body, cell.2))
            };
            let values = columns.iter().map(value).collect();
            self.columns.values.insert(*cell, values);
            false
        });
        self.columns.wanted = wanted;
    }

    /// The columns to choose from, and what is typed as one more.
    pub(super) fn column_rows(&self, query: &str) -> Vec<Row> {
        let sessions = self.focus == Pane::Sessions;
        let mut rows = Vec::new();
        if !sessions {
            rows.extend(BUILT_IN.iter().map(|(name, about)| Row::Column {
                name: (*name).to_owned(),
                about,
                shown: !self.kept.hidden.contains(*name),
            }));
        }
        rows.extend(self.kept_columns().iter().map(|text| Row::Column {
            name: text.clone(),
            about: "",
            shown: true,
        }));
        let typed = query.trim();
        let known = rows
            .iter()
            .any(|row| matches!(row, Row::Column { name, .. } if name == typed));
        let near = |row: &Row| matches!(row, Row::Column { name, .. } if name.contains(typed));
        rows.retain(near);
        if !typed.is_empty() && !known {
            rows.push(Row::Column {
                name: typed.to_owned(),
                about: "a column of this value of the payload",
                shown: false,
            });
        }
        rows
    }

    fn kept_columns(&self) -> &Vec<String> {
        if self.focus == Pane::Sessions {
            &self.kept.session_columns
        } else {
            &self.kept.columns
        }
    }

    /// Shows a column, or leaves it out.
    pub(super) fn turn_column(&mut self, name: &str, inspection: &Inspection) -> Vec<Effect> {
        let sessions = self.focus == Pane::Sessions;
        if !sessions && BUILT_IN.iter().any(|(known, _)| *known == name) {
            if !self.kept.hidden.remove(name) {
                self.kept.hidden.insert(name.to_owned());
            }
        } else if let Err(fault) = Column::parse(name) {
            self.message = Some(Message::bad(fault));
            return Vec::new();
        } else {
            let columns = if sessions {
                &mut self.kept.session_columns
            } else {
                &mut self.kept.columns
            };
            match columns.iter().position(|column| column == name) {
                Some(at) => {
                    columns.remove(at);
                }
                None if columns.len() == MOST => {
                    let text = format!("there are {MOST} columns of values: take one out first");
                    self.message = Some(Message::bad(text));
                    return Vec::new();
                }
                None => columns.push(name.to_owned()),
            }
            self.take_columns();
        }
        if let Some(menu) = &mut self.menu {
            menu.query.clear();
        }
        self.sift(inspection);
        let of = |row: &Row| matches!(row, Row::Column { name: other, .. } if other == name);
        if let Some(menu) = &mut self.menu
            && let Some(at) = menu.rows.iter().position(of)
        {
            menu.list.select(at);
        }
        vec![Effect::Keep(self.kept.clone())]
    }

    /// Opens the list of columns; those of the sessions while they are in use, else those of the events.
    pub(super) fn list_columns(&mut self, inspection: &Inspection) {
        self.toggle_menu(Kind::Columns, inspection);
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    fn value(column: &str, body: &str) -> String {
        let column = Column::parse(column).expect("a column");
        column.value(body.as_bytes(), None)
    }

    #[test]
    fn values_are_found_by_key_and_by_jq() {
        let body = r#"{"eventType":"play","params":{"media.id":"a","n":[1]},"qoeData":{"n":5}}"#;
        for (column, expected) in [
            ("params.media.id", "a"),
            ("media.id", "a"),
            ("eventType", "play"),
            ("n", "[1]"),
            ("qoeData.n", "5"),
            ("nothing", ""),
            (".params | keys | length", "2"),
            (".params[\"media.id\"]", "a"),
            (".params + 1", ""),
        ] {
            assert_eq!(value(column, body), expected, "{column}");
        }
        assert_eq!(value("media.id", "no JSON"), "");
        assert!(Column::parse(".params[").is_err());
    }

    #[test]
    fn headings_are_the_last_part() {
        for (column, heading) in [
            ("params.media.id", "id"),
            (".params[\"media.id\"]", "id"),
            ("eventType", "eventType"),
            (".params | keys | length", "length"),
        ] {
            assert_eq!(Column::parse(column).expect("a column").heading(), heading);
        }
    }
}
