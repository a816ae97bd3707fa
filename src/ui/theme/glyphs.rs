//! The signs that carry meaning beside the colours, with ASCII ones for poor fonts.

/// One sign per meaning, each one column wide.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// An error.
    pub error: &'static str,
    /// A warning.
    pub warning: &'static str,
    /// A note.
    pub note: &'static str,
    /// Checked and right, completed.
    pub ok: &'static str,
    /// Skipped.
    pub skipped: &'static str,
    /// Left without an end.
    pub abandoned: &'static str,
    /// Not over yet.
    pub open: &'static str,
    /// Before the first play.
    pub starting: &'static str,
    /// Playing.
    pub playing: &'static str,
    /// Paused.
    pub paused: &'static str,
    /// Waiting for data.
    pub buffering: &'static str,
    /// Playing without moving.
    pub stalled: &'static str,
    /// Played to its end.
    pub finished: &'static str,
    /// Timed out.
    pub timed_out: &'static str,
    /// Marked bad by a person.
    pub bad: &'static str,
    /// Marked as a question by a person.
    pub question: &'static str,
    /// A moment put on the time axis.
    pub moment: &'static str,
    /// The selected row.
    pub selected: &'static str,
    /// A branch that is folded.
    pub folded: &'static str,
    /// A branch that is open.
    pub unfolded: &'static str,
    /// Text was cut here.
    pub ellipsis: &'static str,
    /// Moved up by the service; sorted with the lowest, or the earliest, first.
    pub earlier: &'static str,
    /// Sorted with the highest, or the latest, first.
    pub falling: &'static str,
    /// From one to the other.
    pub arrow: &'static str,
    /// A difference.
    pub delta: &'static str,
    /// The recording is running.
    pub recording: &'static str,
    /// A ping.
    pub ping: &'static str,
    /// Several pings in one column.
    pub pings: &'static str,
    /// Begins a note below a value.
    pub elbow: &'static str,
    /// A place that a search finds, beside a list.
    pub hit: &'static str,
    /// Stands between things on a line.
    pub dot: &'static str,
    /// Left end, filling and right end of a stretch drawn as a line.
    pub line: [&'static str; 3],
    /// The same, doubled.
    pub double: [&'static str; 3],
    /// A stretch drawn as a line that has one column only.
    pub tick: &'static str,
    /// Fillings of bars: solid, light, medium, heavy.
    pub fill: [&'static str; 4],
    /// One to eight eighths of a column, filled from the left; empty in sets that have none.
    pub eighths: &'static [&'static str],
    /// Levels of a curve, lowest first.
    pub levels: &'static [&'static str],
    /// A vertical line through lanes.
    pub vertical: &'static str,
    /// The same where it matters.
    pub cursor: &'static str,
    /// Track and thumb of a scrollbar.
    pub scroll: [&'static str; 2],
    /// Done and still to come of a gauge.
    pub gauge: [&'static str; 2],
}

impl Glyphs {
    /// The sign of a column that rows are sorted by.
    pub fn direction(&self, falling: bool) -> &'static str {
        if falling { self.falling } else { self.earlier }
    }

    /// For fonts that have what terminals' fonts usually have.
    pub const UNICODE: Glyphs = Glyphs {
        error: "✖",
        warning: "▲",
        note: "•",
        ok: "✔",
        skipped: "»",
        abandoned: "×",
        open: "…",
        starting: "◦",
        playing: "▶",
        paused: "‖",
        buffering: "≈",
        stalled: "!",
        finished: "■",
        timed_out: "∅",
        bad: "✗",
        question: "?",
        moment: "◆",
        selected: "▸",
        folded: "▸",
        unfolded: "▾",
        ellipsis: "…",
        earlier: "↑",
        falling: "↓",
        arrow: "→",
        delta: "Δ",
        recording: "●",
        ping: "·",
        pings: "∶",
        hit: "◆",
        elbow: "╰",
        dot: "·",
        line: ["├", "─", "┤"],
        double: ["╞", "═", "╡"],
        tick: "│",
        fill: ["█", "░", "▒", "▓"],
        eighths: &["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
        levels: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        vertical: "│",
        cursor: "┃",
        scroll: ["│", "┃"],
        gauge: ["━", "─"],
    };

    /// For fonts that have ASCII only.
    pub const ASCII: Glyphs = Glyphs {
        error: "X",
        warning: "!",
        note: "*",
        ok: "+",
        skipped: ">",
        abandoned: "x",
        open: "~",
        starting: "o",
        playing: ">",
        paused: "=",
        buffering: "%",
        stalled: "!",
        finished: "#",
        timed_out: "0",
        bad: "B",
        question: "?",
        moment: "v",
        selected: ">",
        folded: "+",
        unfolded: "-",
        ellipsis: "~",
        earlier: "^",
        falling: "v",
        arrow: ">",
        delta: "d",
        recording: "*",
        ping: ".",
        pings: ":",
        hit: "=",
        elbow: "`",
        dot: "-",
        line: ["[", "-", "]"],
        double: ["[", "=", "]"],
        tick: "|",
        fill: ["#", ".", "%", "!"],
        eighths: &[],
        levels: &["_", ".", "-", "=", "+", "#"],
        vertical: "|",
        cursor: "|",
        scroll: ["|", "#"],
        gauge: ["=", "-"],
    };
}
