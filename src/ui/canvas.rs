//! What is laid out once for many frames: the payload's lines and the timeline's tracks.

use crate::app::App;
use crate::app::known::Pace;
use crate::app::payload::Line;
use crate::exchange::{Mark, Verdict};
use crate::inspection::Inspection;
use crate::rules::{Finding, Severity};

use super::screens::raw;
use super::widgets::json_tree::{Document, Folds, Row};
use super::widgets::timeline::Tracks;

/// What is laid out once for many frames.
#[derive(Debug, Default)]
pub struct Canvas {
    /// The payload under the cursor.
    pub document: Document,
    /// What is folded in it.
    pub folds: Folds,
    /// Its lines.
    pub rows: Vec<Row>,
    /// Lines with faults.
    pub marks: Vec<(usize, Severity)>,
    /// The points and numbers of the selected session.
    pub tracks: Tracks,
    read: Option<Read>,
    laid: Option<(u64, u16)>,
    gathered: Option<(usize, usize, usize, usize)>,
    pace: Pace,
}

/// Which body was read, with how many findings.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Read {
    seq: u64,
    item: Option<u32>,
    findings: usize,
    utc_offset: i32,
    jq: Option<String>,
}

impl Canvas {
    /// Lays the payload out for a width, when it, its findings, its folds or the width changed.
    pub fn lay_payload(&mut self, app: &mut App, inspection: &Inspection, width: u16) {
        let Some(exchange) = app.body.exchange.take() else {
            self.forget_payload(app);
            return;
        };
        let item = app.body.wanted.and_then(|(_, item)| item);
        let findings = raw::findings(app, inspection, exchange.seq);
        let read = Read {
            seq: exchange.seq,
            item,
            findings: findings.len(),
            utc_offset: app.utc_offset,
            jq: app.body.jq.as_ref().map(|jq| jq.text.clone()),
        };
        let place = Self::place(app);
        let anew = self.read.as_ref() != Some(&read);
        self.read = Some(read);
        if anew {
            self.document = document(app, &exchange.body, item, findings);
            self.laid = None;
        }
        app.body.exchange = Some(exchange);
        if let Some(path) = &app.body.reveal {
            app.body.payload.reveal(path);
        }
        let key = (app.body.payload.version(), width);
        if self.laid.replace(key) != Some(key) {
            self.lay(app, width);
            if let Some(row) = place.and_then(|path| self.row_of(&path)) {
                app.lists.payload.select(row);
            }
        }
        if let Some(path) = app.body.reveal.take()
            && let Some((row, told)) = self.document.row_about(&self.rows, &path)
        {
            app.lists.payload.select_with(row, told);
        }
        if let Some(text) = app.body.seek.take()
            && let Some(row) = self.document.row_with(&self.rows, &text)
        {
            app.lists.payload.select(row);
        }
    }

    fn forget_payload(&mut self, app: &mut App) {
        if self.read.take().is_some() {
            self.rows.clear();
            self.marks.clear();
            app.body.payload.lines.clear();
            app.lists.payload.grow(0);
        }
    }

    /// The path under the payload's cursor.
    fn place(app: &App) -> Option<String> {
        let line = app.body.payload.lines.get(app.lists.payload.at)?;
        Some(line.path.clone()).filter(|path| !path.is_empty())
    }

    fn row_of(&self, path: &str) -> Option<usize> {
        let node = self.document.find(path)?;
        self.document.row_of(&self.rows, node)
    }

    fn lay(&mut self, app: &mut App, width: u16) {
        self.folds = Folds::default();
        for path in app.body.payload.folded() {
            if let Some(node) = self
                .document
                .find(path)
                .filter(|node| self.document.path(*node) == *path)
            {
                self.folds.toggle(node);
            }
        }
        self.rows = self.document.rows(&self.folds, width);
        let rows = self.rows.iter().enumerate();
        self.marks = rows
            .filter_map(|(index, row)| Some((index, row.fault()?)))
            .collect();
        app.body.payload.lines = self.rows.iter().map(|row| self.line(row)).collect();
        app.lists.payload.grow(self.rows.len());
    }

    fn line(&self, row: &Row) -> Line {
        let Some(node) = row.node else {
            return Line::default();
        };
        let parent = self.document.parent(node);
        Line {
            path: self.document.path(node),
            parent: parent.and_then(|parent| self.document.row_of(&self.rows, parent)),
            branch: self.document.is_branch(node),
        }
    }

    /// Gathers what the timeline shows beside the lanes, when the session got events or findings.
    pub fn gather(&mut self, app: &App, inspection: &Inspection) {
        let (Some(session), Some(watched)) = (app.session, app.watched(inspection)) else {
            self.gathered = None;
            self.tracks = Tracks::default();
            return;
        };
        let findings: &[Finding] = inspection.findings(session);
        let marks: usize = inspection.marks().map(weight).sum();
        let key = (
            session,
            watched.session().arrivals().len(),
            findings.len(),
            marks + inspection.moments().len(),
        );
        let other = self.gathered.is_none_or(|before| before.0 != session);
        if self.gathered != Some(key) && self.pace.due(other, key.1, app.now) {
            self.gathered = Some(key);
            self.tracks = Tracks::gather(watched.session(), findings);
            self.tracks
                .add_marks(watched.session(), session, inspection);
        }
    }
}

/// Tells one state of a mark from another.
fn weight(mark: &Mark) -> usize {
    let verdict = match mark.verdict {
        None => 1,
        Some(Verdict::Bad) => 2,
        Some(Verdict::Ok) => 3,
        Some(Verdict::Question) => 5,
    };
    verdict * 31 + mark.note.len()
}

/// The payload as it is shown: as it came, or what jq makes of it.
fn document(app: &App, body: &[u8], item: Option<u32>, findings: &[Finding]) -> Document {
    let Some(jq) = &app.body.jq else {
        return Document::new(body, item, findings, app.utc_offset);
    };
    match jq.run(body, item) {
        Ok(output) => Document::new(output.as_bytes(), None, &[], app.utc_offset),
        Err(why) => Document::plain(&format!("jq: {why}")),
    }
}
