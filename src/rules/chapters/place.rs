//! Where chapters lie in the content.

use std::sync::Arc;

use crate::rules::course::{Facts, Found, Here, Memory, PLAYHEAD, content, number, quoted};
use crate::rules::{Rule, Severity, Threshold, sources};
use crate::wire::EventType;
use crate::wire::event::{Chapter, Details, Micros};

/// A chapter that starts elsewhere.
pub(in crate::rules) static OFFSET_MISMATCH: Rule = Rule {
    id: "chapters/offset-mismatch",
    severity: Severity::Note,
    what: "The playhead of a chapterStart lies outside the chapter, as its offset and length tell.",
    cost: "None in the figures; the chapter is not the part of the content that it says.",
    fix: "Give the offset in seconds from the begin of the content, and send chapterStart when the playhead enters the chapter.",
    sources: &[sources::CHAPTERS],
    thresholds: &[Threshold {
        name: "seconds",
        default: 2.0,
    }],
    wrong: r#"
0 0 sessionStart
0.1 0 play
5 5 chapterStart {"params":{"media.chapter.offset":120}}
10 10 chapterSkip
12 12 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
5 5 chapterStart {"params":{"media.chapter.offset":5}}
10 10 chapterSkip
12 12 sessionEnd
"#,
    ..Rule::BLANK
};

/// A chapter beyond the end.
pub(in crate::rules) static BEYOND_CONTENT: Rule = Rule {
    id: "chapters/beyond-content",
    severity: Severity::Warning,
    what: "By its offset and length a chapter ends after the on-demand content does.",
    cost: "The chapter can never be complete, or media.length is wrong, and with it all progress.",
    fix: "Check the unit of offset and length (seconds) and media.length.",
    sources: &[sources::CHAPTERS, sources::CONTENT],
    thresholds: &[Threshold {
        name: "seconds",
        default: 1.0,
    }],
    wrong: r#"
0 0 sessionStart
0.1 0 play
5 5 chapterStart {"params":{"media.chapter.offset":5,"media.chapter.length":60000}}
10 10 chapterSkip
12 12 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
5 5 chapterStart {"params":{"media.chapter.offset":5,"media.chapter.length":60}}
10 10 chapterSkip
12 12 sessionEnd
"#,
    ..Rule::BLANK
};

/// Two chapters with one index.
pub(in crate::rules) static INDEX_REPEATED: Rule = Rule {
    id: "chapters/index-repeated",
    severity: Severity::Note,
    what: "A chapter has the index of an earlier one, but another offset or another title.",
    cost: "Two chapters become one in the report.",
    fix: "Number the chapters of the content through, each with an index of its own.",
    sources: &[sources::CHAPTERS],
    wrong: r#"
0 0 sessionStart
0.1 0 play
1 1 chapterStart {"params":{"media.chapter.index":1}}
10 10 chapterSkip
11 11 chapterStart {"params":{"media.chapter.index":1}}
20 20 chapterSkip
22 22 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
1 1 chapterStart {"params":{"media.chapter.index":1}}
10 10 chapterSkip
11 11 chapterStart {"params":{"media.chapter.index":2}}
20 20 chapterSkip
22 22 sessionEnd
"#,
    ..Rule::BLANK
};

/// A chapter that is over before its end.
pub(in crate::rules) static EARLY_COMPLETE: Rule = Rule {
    id: "chapters/early-complete",
    severity: Severity::Warning,
    what: "chapterComplete comes while the playhead is far from the chapter's end.",
    cost: "The chapter counts as complete although it was not seen to its end.",
    fix: "Send chapterSkip when a chapter is left before its end; check the unit of its length (seconds).",
    sources: &[sources::CHAPTERS, sources::GUIDE_EVENT_TYPES],
    thresholds: &[Threshold {
        name: "percent",
        default: 90.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
5 5 chapterStart
10 10 chapterComplete
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
5 5 chapterStart
10 10 chapterSkip
12 12 sessionEnd
",
    ..Rule::BLANK
};

const OFFSET: &str = "$.params['media.chapter.offset']";
const LENGTH: &str = "$.params['media.chapter.length']";
const INDEX: &str = "$.params['media.chapter.index']";

/// The chapter that was started last: where it is said to lie.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Offset and length, µs.
    open: Option<(Micros, Micros)>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, facts: &Facts, memory: &mut Memory) {
        match (here.event.details(), here.event.kind) {
            (Details::Chapter(chapter), _) => {
                self.open = chapter.offset.zip(chapter.length);
                repeated(here, chapter, memory);
                if let Some(place) = self.open.filter(|_| !facts.live) {
                    lies(here, place, facts, memory);
                }
            }
            (_, EventType::ChapterComplete) if here.before.chapter.is_some() && !facts.live => {
                if let Some(place) = self.open {
                    completes(here, place, facts, memory);
                }
            }
            _ => {}
        }
    }
}

fn lies(here: &Here<'_>, place: (Micros, Micros), facts: &Facts, memory: &mut Memory) {
    let (offset, length) = place;
    let limits = &facts.chapters;
    let end = offset.saturating_add(length);
    let around = offset.saturating_sub(limits.offset)..=end.saturating_add(limits.offset);
    if !around.contains(&here.playhead) {
        let message = format!(
            "This chapter starts at the playhead {}, but says that it lies from {} to {}.",
            content(here.playhead),
            content(offset),
            content(end)
        );
        memory.add(Found::new(&OFFSET_MISMATCH, here.index, OFFSET, message));
    }
    if let Some(all) = facts.length
        && end > all.saturating_add(limits.beyond)
    {
        let message = format!(
            "This chapter ends at {} by its offset and length, but the content is {} long.",
            content(end),
            content(all)
        );
        memory.add(Found::new(&BEYOND_CONTENT, here.index, LENGTH, message));
    }
}

fn completes(here: &Here<'_>, place: (Micros, Micros), facts: &Facts, memory: &mut Memory) {
    let (offset, length) = place;
    let seen = i128::from(here.playhead) - i128::from(offset);
    if seen * 100_000 < i128::from(length) * i128::from(facts.chapters.complete) {
        let message = format!(
            "chapterComplete comes at the playhead {}, but the chapter lies from {} to {}.",
            content(here.playhead),
            content(offset),
            content(offset.saturating_add(length))
        );
        memory.add(Found::new(&EARLY_COMPLETE, here.index, PLAYHEAD, message));
    }
}

fn repeated(here: &Here<'_>, chapter: &Chapter, memory: &mut Memory) {
    let (Some(index), Some(offset)) = (chapter.index, chapter.offset) else {
        return;
    };
    // -0 is the same index as 0.
    let key = (index + 0.0).to_bits();
    let elsewhere = memory.offsets.differing(key, offset);
    let titled = chapter
        .name
        .as_deref()
        .and_then(|name| memory.titles.differing((key, offset), Arc::from(name)));
    let number = number(index);
    let message = if let Some(other) = elsewhere {
        format!(
            "The chapter index {number} was used before, for a chapter at {} (this one: {}).",
            content(other),
            content(offset)
        )
    } else if let Some(other) = titled {
        format!(
            "The chapter index {number} was used before, for {}.",
            quoted(&other)
        )
    } else {
        return;
    };
    memory.add(Found::new(&INDEX_REPEATED, here.index, INDEX, message));
}
