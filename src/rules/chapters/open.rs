//! Chapters that overlap, end without a begin, or never end.

use crate::rules::course::{Act, EVENT, End, Found, Memory};
use crate::rules::{Rule, Severity, sources};
use crate::wire::EventType;

/// A chapter in a chapter.
pub(in crate::rules) static OVERLAP: Rule = Rule {
    id: "chapters/overlap",
    severity: Severity::Warning,
    what: "A chapter starts while another one is open.",
    cost: "The first chapter is closed without being complete.",
    fix: "Send chapterComplete (or chapterSkip) before the next chapterStart.",
    sources: &[sources::CHAPTERS, sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
0.2 0 chapterStart
10 10 ping
20 20 chapterStart
30 30 ping
31 31 chapterSkip
32 32 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
0.2 0 chapterStart
10 10 ping
19 19 chapterSkip
20 20 chapterStart
30 30 ping
31 31 chapterSkip
32 32 sessionEnd
",
    ..Rule::BLANK
};

/// An end without a begin.
pub(in crate::rules) static NOT_OPEN: Rule = Rule {
    id: "chapters/not-open",
    severity: Severity::Warning,
    what: "chapterComplete or chapterSkip comes while no chapter is open.",
    cost: "The event is ignored; if a chapterStart is missing, the chapter is.",
    fix: "Send chapterStart when a chapter starts, and end each chapter once.",
    sources: &[sources::CHAPTERS, sources::GUIDE_EVENT_TYPES],
    wrong: "
0 0 sessionStart
0.1 0 play
10 10 chapterComplete
12 12 sessionEnd
",
    right: r#"
0 0 sessionStart
0.1 0 play
0.2 0 chapterStart {"params":{"media.chapter.length":10}}
10 10 chapterComplete
12 12 sessionEnd
"#,
    ..Rule::BLANK
};

/// A chapter left open.
pub(in crate::rules) static NOT_CLOSED: Rule = Rule {
    id: "chapters/not-closed",
    severity: Severity::Warning,
    what: "A chapter is still open when the session closes or the recording ends; after sessionComplete it is a fault, else the viewer may have left in it.",
    cost: "The chapter does not count as complete.",
    fix: "Send chapterComplete for the last chapter before sessionComplete.",
    sources: &[sources::CHAPTERS, sources::GUIDE_TIMELINE],
    wrong: r#"
0 0 sessionStart {"params":{"media.length":10}}
0.1 0 play
0.2 0 chapterStart {"params":{"media.chapter.length":10}}
10 10 sessionComplete
10.1 10 sessionEnd
"#,
    right: r#"
0 0 sessionStart {"params":{"media.length":10}}
0.1 0 play
0.2 0 chapterStart {"params":{"media.chapter.length":10}}
9.9 10 chapterComplete
10 10 sessionComplete
10.1 10 sessionEnd
"#,
    ..Rule::BLANK
};

/// The chapter that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Index of its chapterStart, and whether that counts.
    open: Option<(u32, bool)>,
}

impl Watch {
    pub(super) fn act(&mut self, act: &Act<'_>, memory: &mut Memory) {
        let kind = act.event.kind;
        match kind {
            EventType::ChapterStart => {
                if self.open.is_some() && act.counted {
                    let message = "This chapter starts although the one before it is neither complete nor skipped.";
                    memory.add(Found::new(&OVERLAP, act.index, EVENT, message));
                }
                self.open = Some((act.index, act.counted));
            }
            EventType::ChapterComplete | EventType::ChapterSkip => {
                let open = self.open.take().is_some();
                if !open && act.counted {
                    let message = format!("{kind} comes while no chapter is open.");
                    memory.add(Found::new(&NOT_OPEN, act.index, EVENT, message));
                }
            }
            _ => {}
        }
    }

    pub(super) fn tell(&self, end: &End, complete: bool, found: &mut Vec<Found>) {
        if !end.closed && !end.over {
            return;
        }
        let Some((index, true)) = self.open else {
            return;
        };
        let (severity, message) = if complete {
            (
                Severity::Warning,
                "The content is complete by sessionComplete, but this chapter was never ended.",
            )
        } else {
            (
                Severity::Note,
                "The session ends while this chapter is open.",
            )
        };
        found.push(Found::new(&NOT_CLOSED, index, EVENT, message).severity(severity));
    }
}
