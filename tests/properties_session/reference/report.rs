//! The numbers, from what was summed up.

use std::collections::BTreeSet;

use playscope::session::{Arrival, Cause, Report, Status, Value};
use playscope::wire::event::Details;

use super::Times;
use super::state::{Part, Sums};

impl Sums {
    pub(super) fn report(
        &self,
        times: &Times,
        status: Status,
        closing: Option<(Cause, i64, usize)>,
        arrivals: &[Arrival],
    ) -> Report {
        let parts = Parts {
            arrivals,
            closed: closing.is_some(),
        };
        let cause = closing.map(|(cause, ..)| cause);
        let metrics = self.metrics(times, status, cause);
        Report {
            ads: self.ads.iter().map(|ad| parts.ad(ad)).collect(),
            chapters: self
                .chapters
                .iter()
                .map(|chapter| parts.chapter(chapter))
                .collect(),
            states: self.states.clone(),
            metrics: metrics
                .into_iter()
                .filter_map(|(key, value)| Some((key, value?)))
                .collect(),
        }
    }

    fn metrics(
        &self,
        times: &Times,
        status: Status,
        cause: Option<Cause>,
    ) -> Vec<(&'static str, Option<Value>)> {
        let of = |what: &str| self.counts.get(what).copied().unwrap_or(0);
        let flag = |value| Some(Value::Flag(value));
        let number = |value| Some(Value::Number(value));
        let time = |ms| Some(Value::Duration(ms));
        let ids = |list: &BTreeSet<String>| {
            (!list.is_empty()).then(|| Value::Ids(list.iter().cloned().collect()))
        };
        let qoe = &self.state.qoe;
        let media = times.content + times.ads;
        vec![
            ("a.media.view", flag(true)),
            ("a.media.play", flag(self.state.started)),
            ("a.media.complete", flag(self.state.completed)),
            ("a.media.timePlayed", time(times.content)),
            ("a.media.totalTimePlayed", time(media)),
            ("a.media.uniqueTimePlayed", time(times.seen)),
            (
                "a.media.estimatedStreams",
                Some(Value::Count(media.unsigned_abs() / 1_800_000 + 1)),
            ),
            ("a.media.segmentView", flag(self.state.started)),
            ("a.media.pause", flag(of("pause") > 0)),
            ("a.media.pauseCount", Some(Value::Count(of("pause")))),
            ("a.media.pauseTime", time(times.pause)),
            ("a.media.adCount", Some(Value::Count(of("ad")))),
            ("a.media.chapterCount", Some(Value::Count(of("chapter")))),
            ("a.media.qoe.buffer", flag(of("buffer") > 0)),
            ("a.media.qoe.bufferCount", Some(Value::Count(of("buffer")))),
            ("a.media.qoe.bufferTime", time(times.buffer)),
            ("a.media.qoe.stall", flag(of("stall") > 0)),
            ("a.media.qoe.stallCount", Some(Value::Count(of("stall")))),
            ("a.media.qoe.stallTime", time(times.stall)),
            ("a.media.qoe.bitrateChange", flag(of("bitrateChange") > 0)),
            (
                "a.media.qoe.bitrateChangeCount",
                Some(Value::Count(of("bitrateChange"))),
            ),
            ("a.media.qoe.bitrateAverage", times.average.and_then(number)),
            (
                "a.media.qoe.droppedFrames",
                flag(qoe.dropped_frames().is_some_and(|n| n > 0.0)),
            ),
            (
                "a.media.qoe.droppedFrameCount",
                qoe.dropped_frames().and_then(number),
            ),
            (
                "a.media.qoe.timeToStart",
                qoe.time_to_start().and_then(|ms| number(ms / 1000.0)),
            ),
            ("a.media.qoe.error", flag(of("error") > 0)),
            ("a.media.qoe.errorCount", Some(Value::Count(of("error")))),
            ("a.media.qoe.playerSdkErrors", ids(&self.ids[0])),
            ("a.media.qoe.externalErrors", ids(&self.ids[1])),
            (
                "a.media.qoe.dropBeforeStart",
                flag(status != Status::Open && !self.state.started),
            ),
            (
                "secondsSinceLastCall",
                match (status, cause) {
                    (Status::Open, _) => None,
                    (Status::TimedOut, Some(Cause::Stillness)) => Some(Value::Count(1800)),
                    (Status::TimedOut, _) => Some(Value::Count(600)),
                    _ => Some(Value::Count(0)),
                },
            ),
        ]
    }
}

/// How ads and chapters are put into rows.
struct Parts<'a> {
    arrivals: &'a [Arrival],
    closed: bool,
}

impl Parts<'_> {
    fn details(&self, index: usize) -> &Details {
        self.arrivals[index].event.as_ref().unwrap().details()
    }

    fn outcome(&self, part: &Part) -> (&'static str, Value) {
        let outcome = match part.outcome {
            "open" if self.closed => "abandoned",
            other => other,
        };
        ("outcome", Value::Text(outcome.to_owned()))
    }

    fn ad(&self, ad: &Part) -> Vec<(&'static str, Value)> {
        let mut row = vec![
            ("a.media.ad.view", Value::Flag(true)),
            (
                "a.media.ad.complete",
                Value::Flag(ad.outcome == "completed"),
            ),
            ("a.media.ad.timePlayed", Value::Duration(ad.ms)),
        ];
        if let Details::Ad(details) = self.details(ad.event) {
            row.extend(
                details
                    .id
                    .iter()
                    .map(|id| ("media.ad.id", Value::Text(id.to_string()))),
            );
        }
        if let Details::Break(details) = self.details(ad.of_break) {
            row.extend(
                details
                    .pod_index
                    .map(|pod| ("media.ad.podIndex", Value::Number(pod))),
            );
        }
        row.push(self.outcome(ad));
        row
    }

    fn chapter(&self, chapter: &Part) -> Vec<(&'static str, Value)> {
        let mut row = vec![
            ("a.media.chapter.view", Value::Flag(true)),
            (
                "a.media.chapter.complete",
                Value::Flag(chapter.outcome == "completed"),
            ),
            ("a.media.chapter.timePlayed", Value::Duration(chapter.ms)),
        ];
        if let Details::Chapter(details) = self.details(chapter.event) {
            row.extend(
                details
                    .index
                    .map(|index| ("media.chapter.index", Value::Number(index))),
            );
        }
        row.push(self.outcome(chapter));
        row
    }
}
