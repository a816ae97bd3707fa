//! The model once more, in the plainest way: every event at once, nothing incremental, nothing kept small.

mod report;
mod state;

use playscope::session::{Activity, Arrival, Cause, Playback, Report, Status, Value};
use playscope::wire::{Event, EventType};

use state::{State, Sums};

/// What the model says about a list of arrivals.
pub(super) struct Verdict {
    pub(super) counted: Vec<u32>,
    pub(super) late: Vec<u32>,
    pub(super) status: Status,
    pub(super) closing: Option<(Cause, i64, usize)>,
    pub(super) report: Report,
    /// What the playback lane shows, and since which event.
    pub(super) lane: Vec<(Activity, u32)>,
}

/// An event of the model's time: counted, or the refused sessionStart.
#[derive(Clone)]
struct Placed {
    index: usize,
    ts: i64,
    playhead: i64,
    counted: bool,
    after: State,
}

fn difference(live: bool, from: i64, to: i64) -> i128 {
    let plain = i128::from(to) - i128::from(from);
    if live && plain < -43_200_000_000 {
        plain + 86_400_000_000
    } else {
        plain
    }
}

/// The events of the model in their order, what closed it, and what came too late.
#[derive(Default)]
struct Walk<'a> {
    placed: Vec<Placed>,
    closing: Option<(Cause, i64, usize)>,
    late: Vec<u32>,
    moved: Option<(i64, i64)>,
    sums: Sums,
    live: bool,
    arrivals: &'a [Arrival],
}

impl Walk<'_> {
    fn visit(&mut self, index: usize, counted: bool) {
        let Some(event) = &self.arrivals[index].event else {
            return;
        };
        let (Some(ts), Some(playhead)) = (event.ts(), event.playhead()) else {
            return;
        };
        if self.closing.is_none() {
            self.closing = self.timed_out(ts).map(|(ts, cause)| (cause, ts, index));
        }
        if self.closing.is_some() {
            self.late.push(number(index));
            return;
        }
        let place = self.moved.map(|(_, place)| place);
        if place.is_none_or(|place| difference(self.live, place, playhead).abs() > 1000) {
            self.moved = Some((ts, playhead));
        }
        if counted {
            self.sums.apply(index, event);
        }
        self.placed.push(Placed {
            index,
            ts,
            playhead,
            counted,
            after: self.sums.state.clone(),
        });
        if counted && event.kind == EventType::SessionEnd {
            self.closing = Some((Cause::End, ts, index));
        }
    }

    fn timed_out(&self, ts: i64) -> Option<(i64, Cause)> {
        let over = |since: i64, limit: i64| i128::from(ts) - i128::from(since) > i128::from(limit);
        let before = self.placed.last()?.ts;
        let moved = self.moved?.0;
        let silence =
            over(before, 600_000).then(|| (before.saturating_add(600_000), Cause::Silence));
        let still =
            over(moved, 1_800_000).then(|| (moved.saturating_add(1_800_000), Cause::Stillness));
        match (silence, still) {
            (Some(one), Some(other)) => Some(if other.0 < one.0 { other } else { one }),
            (one, other) => one.or(other),
        }
    }

    /// What the playback lane shows.
    fn lane(&self, stalled: &[Option<usize>]) -> Vec<(Activity, u32)> {
        let mut shown: Vec<(Activity, u32)> = Vec::new();
        for (step, event) in self.placed.iter().enumerate() {
            let activity = match stalled[step] {
                Some(_) => Activity::Stalled,
                None => Activity::Playback(event.after.playback),
            };
            let another_stall = step > 0 && stalled[step] != stalled[step - 1];
            if another_stall || shown.last().is_none_or(|(last, _)| *last != activity) {
                shown.push((activity, number(event.index)));
            }
        }
        shown
    }

    /// The metrics that are about the content's length.
    fn lengthwise(&self, length: Option<i64>, content: i64) -> Vec<(&'static str, Value)> {
        let length = length.filter(|length| *length > 0);
        let began = self.placed.iter().position(|event| event.after.started);
        let since = began.map(|from| &self.placed[from..]).unwrap_or_default();
        let furthest = since.iter().filter(|e| e.counted).map(|e| e.playhead).max();
        let reached = |percent: i128| {
            let both = length.zip(furthest);
            both.is_some_and(|(length, place)| {
                i128::from(place) * 100 >= i128::from(length) * percent
            })
        };
        let marks = PROGRESS
            .iter()
            .map(|(key, percent)| (*key, Value::Flag(reached(*percent))));
        let share = length.map(|length| Value::Number(content as f64 * 1000.0 / length as f64));
        let share = share.map(|share| ("a.media.averageMinuteAudience", share));
        marks.chain(share).collect()
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap()
}

fn passes(arrival: &Arrival) -> bool {
    let event = arrival.event.as_ref();
    !arrival.rejected
        && event.is_some_and(|event| event.ts().is_some() && event.playhead().is_some())
}

pub(super) fn judge(arrivals: &[Arrival]) -> Verdict {
    let start = arrivals[0].event.as_ref().and_then(Event::start);
    let start = start.cloned().unwrap_or_default();
    let kind = start.content_type.as_deref().unwrap_or("").to_lowercase();
    let mut walk = Walk {
        arrivals,
        live: kind == "live" || kind == "linear",
        ..Walk::default()
    };
    let others = (1..arrivals.len()).filter(|index| passes(&arrivals[*index]));
    let mut others: Vec<usize> = others.collect();
    others.sort_by_key(|index| arrivals[*index].event.as_ref().unwrap().ts());
    walk.visit(0, passes(&arrivals[0]));
    for index in others {
        walk.visit(index, true);
    }

    let stalled = stalls(&walk.placed, walk.live, &mut walk.sums);
    let times = accrue(&walk.placed, &stalled, walk.live, &mut walk.sums);
    let status = match walk.closing {
        _ if walk.sums.state.completed => Status::Completed,
        Some((Cause::End, ..)) => Status::Ended,
        Some(_) => Status::TimedOut,
        None => Status::Open,
    };
    let mut report = walk.sums.report(&times, status, walk.closing, arrivals);
    let metrics = &mut report.metrics;
    if !walk.live {
        metrics.extend(walk.lengthwise(start.length, times.content));
    }
    metrics.push(("a.media.resume", Value::Flag(start.resume == Some(true))));
    if start.pass_auth.as_deref() == Some("true") {
        metrics.push(("a.media.pass.auth", Value::Flag(true)));
    }
    let counted = walk.placed.iter().filter(|event| event.counted);
    Verdict {
        counted: counted.map(|event| number(event.index)).collect(),
        lane: walk.lane(&stalled),
        late: walk.late,
        status,
        closing: walk.closing,
        report,
    }
}

const PROGRESS: [(&str, i128); 5] = [
    ("a.media.progress10", 10),
    ("a.media.progress25", 25),
    ("a.media.progress50", 50),
    ("a.media.progress75", 75),
    ("a.media.progress95", 95),
];

/// Of each step, the first event of the stall whose time it is.
fn stalls(placed: &[Placed], live: bool, sums: &mut Sums) -> Vec<Option<usize>> {
    let mut stalled = vec![None; placed.len()];
    let mut first = 0;
    while first < placed.len() {
        if !placed[first].after.plays_content() {
            first += 1;
            continue;
        }
        let same = |e: &Placed| {
            e.after.plays_content()
                && difference(live, placed[first].playhead, e.playhead).abs() <= 1000
        };
        let end = (first + 1..placed.len())
            .find(|i| !same(&placed[*i]))
            .unwrap_or(placed.len());
        let last = end - 1;
        if end - first >= 3 && i128::from(placed[last].ts) - i128::from(placed[first].ts) >= 2000 {
            sums.count("stall");
            stalled[first..last].fill(Some(first));
            let goes_on = placed.get(end).is_none_or(|next| {
                let delta = i128::from(next.ts) - i128::from(placed[last].ts);
                let way = difference(live, placed[last].playhead, next.playhead).abs();
                delta == 0 || way * 2 < delta * 1000
            });
            stalled[last] = goes_on.then_some(first);
        }
        first = end;
    }
    stalled
}

#[derive(Default)]
struct Times {
    content: i64,
    ads: i64,
    pause: i64,
    buffer: i64,
    stall: i64,
    seen: i64,
    average: Option<f64>,
}

fn accrue(placed: &[Placed], stalled: &[Option<usize>], live: bool, sums: &mut Sums) -> Times {
    let mut times = Times::default();
    let mut seen: Vec<(i128, i128)> = Vec::new();
    let mut weighted: Vec<(f64, i64)> = Vec::new();
    for (step, pair) in placed.windows(2).enumerate() {
        let (is, next) = (&pair[0], &pair[1]);
        let ms = next.ts.saturating_sub(is.ts).max(0);
        for name in &is.after.active {
            sums.states.get_mut(name).unwrap().time_ms += ms;
        }
        let state = &is.after;
        let mut media = 0;
        match state.playback {
            Playback::Playing if state.in_break.is_none() && stalled[step].is_some() => {
                times.stall += ms;
            }
            Playback::Playing if state.in_break.is_none() => {
                times.content += ms;
                media = ms;
                if let Some(chapter) = state.chapter {
                    sums.chapters[chapter].ms += ms;
                }
                let (d, t) = (
                    difference(live, is.playhead, next.playhead),
                    i128::from(ms) * 1000,
                );
                let p = i128::from(is.playhead);
                if ms > 0 && d > 0 {
                    seen.push((p, p + if 2 * d <= 5 * t { d } else { t }));
                }
            }
            Playback::Playing => {
                if let Some(ad) = state.ad {
                    times.ads += ms;
                    sums.ads[ad].ms += ms;
                    media = ms;
                }
            }
            Playback::Paused => times.pause += ms,
            Playback::Buffering => times.buffer += ms,
            Playback::Starting | Playback::Finished => {}
        }
        if let Some(bitrate) = state.qoe.bitrate() {
            weighted.push((bitrate, media));
        }
    }
    seen.sort_unstable();
    let mut reached = i128::MIN;
    let mut sum = 0;
    for (from, to) in seen {
        sum += (to - from.max(reached)).max(0);
        reached = reached.max(to);
    }
    // To 3 decimals as a double is printed: the digits without the point are ms.
    times.seen = format!("{:.3}", sum as f64 / 1e6)
        .replace('.', "")
        .parse()
        .unwrap();
    let weight: i64 = weighted.iter().map(|(_, weight)| weight).sum();
    let mean = |(bitrate, w): &(f64, i64)| bitrate * (*w as f64 / weight as f64);
    times.average = (weight > 0).then(|| weighted.iter().map(mean).sum());
    times.average = times.average.or(sums.state.qoe.bitrate());
    times
}
