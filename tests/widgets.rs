//! The pieces that screens are made of, drawn into buffers.

use playscope::rules::Severity;
use playscope::session::{Activity, Lanes, Outcome, Playback, Span};
use playscope::ui::theme::Theme;
use playscope::ui::widgets::timeline::{At, Axis, Labels, Timeline, Track, Tracks, Window, held};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Where the scripts below begin, ms since the Unix epoch.
const T0: i64 = 1_795_382_400_000;

fn span<K>(kind: K, from: f64, to: f64, opened_by: u32) -> Span<K> {
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a test")]
    let ms = |seconds: f64| T0 + (seconds * 1e3) as i64;
    #[expect(clippy::cast_possible_truncation, reason = "seconds of a test")]
    let playhead = |seconds: f64| (seconds * 1e6) as i64;
    Span {
        kind,
        start_ts: ms(from),
        end_ts: ms(to),
        start_playhead: playhead(from),
        end_playhead: playhead(to),
        opened_by,
        closed_by: Some(opened_by + 1),
    }
}

fn at(seconds: i64) -> At {
    At {
        ts: T0 + seconds * 1000,
        playhead: seconds * 1_000_000,
    }
}

/// Two pre-roll ads, a pause, a stall, a mid-roll ad, chapters and a state.
fn evening() -> (Lanes, Tracks) {
    let playback = |what, from, to| span(Activity::Playback(what), from, to, 0);
    let lanes = Lanes {
        playback: vec![
            playback(Playback::Starting, 0.0, 3.0),
            playback(Playback::Playing, 3.0, 100.0),
            playback(Playback::Paused, 100.0, 140.0),
            playback(Playback::Playing, 140.0, 200.0),
            span(Activity::Stalled, 200.0, 230.0, 0),
            playback(Playback::Playing, 230.0, 300.0),
            playback(Playback::Buffering, 300.0, 303.0),
            playback(Playback::Playing, 303.0, 380.0),
        ],
        breaks: vec![span((), 3.0, 25.5, 1), span((), 160.0, 168.0, 1)],
        ads: vec![
            span(Outcome::Completed, 3.0, 18.0, 2),
            span(Outcome::Skipped, 18.0, 25.5, 2),
            span(Outcome::Abandoned, 160.0, 168.0, 2),
        ],
        chapters: vec![
            span(Outcome::Completed, 25.5, 160.0, 3),
            span(Outcome::Abandoned, 168.0, 380.0, 3),
        ],
        states: vec![("fullscreen".to_owned(), vec![span((), 60.0, 310.0, 4)])],
    };
    let tracks = Tracks {
        pings: (0..38).map(|n| at(n * 10)).collect(),
        findings: [(at(110), Severity::Warning), (at(166), Severity::Error)]
            .into_iter()
            .collect(),
        bitrate: [
            (3, 800e3),
            (60, 2.4e6),
            (120, 4.2e6),
            (200, 1.1e6),
            (260, 3.2e6),
        ]
        .into_iter()
        .map(|(t, rate)| (at(t), rate))
        .collect(),
        dropped: [(at(3), 0.0), (at(199), 3.0), (at(230), 40.0)]
            .into_iter()
            .collect(),
        has_drops: true,
        marks: std::iter::once((at(100), None, "pressed seek".to_owned())).collect(),
    };
    (lanes, tracks)
}

fn timeline<'a>(lanes: &'a Lanes, tracks: &'a Tracks) -> Timeline<'a> {
    Timeline {
        lanes,
        tracks,
        arrivals: &[],
        length: Some(2_900_000_000),
        live: false,
        axis: Axis::Wall,
        labels: Labels::Since(T0),
        window: Window::fit(T0, T0 + 380_000),
        cursor: Some(T0 + 166_000),
        known_until: None,
    }
}

fn lines(buf: &Buffer) -> Vec<String> {
    let rows = buf.content.chunks(usize::from(buf.area.width));
    rows.map(|row| {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim_end().to_owned()
    })
    .collect()
}

fn drawn(theme: &Theme) -> String {
    let (lanes, tracks) = evening();
    let area = Rect::new(0, 0, 120, 14);
    let mut buf = Buffer::empty(area);
    timeline(&lanes, &tracks).draw(theme, area, &mut buf);
    lines(&buf).join("\n")
}

fn look_right(name: &str, drawn: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, drawn);
    });
}

#[test]
fn a_timeline_shows_every_lane() {
    let dark = drawn(&Theme::named("dark").unwrap());
    look_right("timeline-120x14", &dark);
    for name in ["light", "high-contrast", "colour-blind", "mono"] {
        assert_eq!(drawn(&Theme::named(name).unwrap()), dark, "{name}");
    }
}

#[test]
fn a_timeline_for_poor_fonts_is_ascii() {
    let plain = drawn(&Theme::named("dark").unwrap().ascii());
    assert!(plain.is_ascii(), "{plain}");
    look_right("timeline-120x14-ascii", &plain);
}

#[test]
fn what_a_column_holds_is_the_same_found_by_search_or_one_by_one() {
    // A long way, a seek back with a shorter one, and a few jumps: enough points to be searched, and too few.
    let way = (0..1_000_i64).chain(300..800).chain([5, 900, 40, 40, 700]);
    let window = Window::fit(0, 1_000_000);
    for axis in [Axis::Wall, Axis::Playhead] {
        let at = |(ts, second): (i64, i64)| At {
            ts: ts * 500,
            playhead: second * 1_000_000,
        };
        let points: Vec<(At, f64)> = (0..)
            .zip(way.clone())
            .map(at)
            .zip((0..).map(f64::from))
            .collect();
        let mut naive = vec![None; 50];
        for (at, value) in &points {
            if let Some(column) = window.column(at.on(axis), 50) {
                naive[usize::from(column)] = Some(*value);
            }
        }
        let mut last = None;
        for slot in &mut naive {
            last = slot.or(last);
            *slot = last;
        }
        let track: Track<_> = points.into_iter().collect();
        assert_eq!(held(&track, axis, window, 50, i64::MAX), naive, "{axis:?}");
    }
}

#[test]
fn a_short_ad_in_a_long_film_is_seen() {
    let hours = Window::fit(T0, T0 + 7_200_000);
    let with = |ads| Lanes {
        ads,
        ..Lanes::default()
    };
    let ads_lane = |lanes: &Lanes| {
        let tracks = Tracks::default();
        let area = Rect::new(0, 0, 80, 8);
        let mut buf = Buffer::empty(area);
        let view = Timeline {
            window: hours,
            cursor: None,
            ..timeline(lanes, &tracks)
        };
        view.draw(&Theme::named("dark").unwrap(), area, &mut buf);
        lines(&buf).into_iter().find(|line| line.starts_with("ads"))
    };
    assert_eq!(ads_lane(&with(Vec::new())), None);
    let lane = ads_lane(&with(vec![span(Outcome::Completed, 3600.0, 3615.0, 2)])).unwrap();
    assert!(lane.chars().skip(10).any(|cell| cell != ' '), "{lane}");
}
