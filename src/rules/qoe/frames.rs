//! Frames: `qoe/dropped-frames-decrease` and `qoe/frame-rate`.

use super::Limits;
use crate::rules::course::{Found, Here, Tally, is_content, number};
use crate::rules::{Rule, Severity, Threshold, sources};

/// A running total that goes down.
pub(in crate::rules) static DROPPED_FRAMES_DECREASE: Rule = Rule {
    id: "qoe/dropped-frames-decrease",
    severity: Severity::Warning,
    once: true,
    what: "droppedFrames is smaller than before, within one stretch of content or one ad: it is a running total.",
    cost: "The report takes the last value: the number of dropped frames is too low.",
    fix: "Send the number of frames dropped since playback started, not since the last event.",
    sources: &[sources::QUALITY, sources::PARAMETERS],
    wrong: r#"
0 0 sessionStart
0.1 0 play
10 10 ping {"qoeData":{"media.qoe.droppedFrames":12}}
20 20 ping {"qoeData":{"media.qoe.droppedFrames":3}}
22 22 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
10 10 ping {"qoeData":{"media.qoe.droppedFrames":12}}
20 20 ping {"qoeData":{"media.qoe.droppedFrames":15}}
22 22 sessionEnd
"#,
    ..Rule::BLANK
};

/// More frames a second than there are.
pub(in crate::rules) static FRAME_RATE: Rule = Rule {
    id: "qoe/frame-rate",
    severity: Severity::Note,
    once: true,
    what: "framesPerSecond is above 240.",
    cost: "The frame rate in the quality report is wrong.",
    fix: "Send the frames shown in a second, as a whole number; not a running total, not a rate times a thousand.",
    sources: &[sources::QUALITY],
    thresholds: &[Threshold {
        name: "frames",
        default: 240.0,
    }],
    wrong: r#"
0 0 sessionStart
0.1 0 play
10 10 ping {"qoeData":{"media.qoe.framesPerSecond":29970}}
12 12 sessionEnd
"#,
    right: r#"
0 0 sessionStart
0.1 0 play
10 10 ping {"qoeData":{"media.qoe.framesPerSecond":30}}
12 12 sessionEnd
"#,
    ..Rule::BLANK
};

/// The frames so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    decrease: Tally,
    rate: Tally,
    /// The last total in this stretch of content, or in this ad.
    dropped: Option<f64>,
}

impl Watch {
    pub(super) fn step(&mut self, here: &Here<'_>, limits: &Limits) {
        let boundary =
            here.before.ad_break != here.after.ad_break || here.before.ad != here.after.ad;
        if boundary {
            self.dropped = None;
        }
        let Some(qoe) = &here.event.qoe else {
            return;
        };
        if let Some(rate) = qoe.frame_rate().filter(|rate| *rate > limits.frame_rate) {
            self.rate.add(Severity::Note, || {
                let path = "$.qoeData['media.qoe.framesPerSecond']";
                let message = format!("framesPerSecond is {}.", number(rate));
                Found::new(&FRAME_RATE, here.index, path, message)
            });
        }
        // What the boundary itself reports belongs to either side: it is compared with nothing.
        let inside = here.after.ad.is_some() || is_content(&here.before) || is_content(&here.after);
        let Some(dropped) = qoe.dropped_frames().filter(|_| inside && !boundary) else {
            return;
        };
        if let Some(before) = self.dropped.filter(|before| dropped < *before) {
            self.decrease.add(Severity::Warning, || {
                let path = "$.qoeData['media.qoe.droppedFrames']";
                let message = format!(
                    "droppedFrames went down from {} to {}: it is a running total.",
                    number(before),
                    number(dropped)
                );
                Found::new(&DROPPED_FRAMES_DECREASE, here.index, path, message)
            });
        }
        self.dropped = Some(dropped);
    }

    pub(super) fn tell(&self, found: &mut Vec<Found>) {
        self.decrease.tell(found);
        self.rate.tell(found);
    }
}
