//! What things look like: about thirty roles read from TOML, and the glyphs that carry the same meaning.
//!
//! Nothing else in the program names a colour. A bar on a lane is its role's style reversed, so one
//! colour per role serves for words on the page and for filled stretches with words on them.

mod color;
mod glyphs;
mod parse;

use ratatui::style::{Color, Modifier, Style};

pub use color::{Depth, Rgb};
pub use glyphs::Glyphs;

use crate::exchange::Verdict;
use crate::rules::Severity;
use crate::session::{Activity, Outcome, Playback};

/// Whether a role's contrast is judged as words or as marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is read: words and digits.
    Words,
    /// It is seen: lines and blocks.
    Marks,
}

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $field:ident $name:literal $kind:ident,)*) => {
        /// One look of the whole program.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Theme {
            /// What it is called on the command line.
            pub name: String,
            /// One sentence about it.
            pub about: String,
            /// The signs that stand for meanings.
            pub glyphs: &'static Glyphs,
            /// What the terminal's own colours are taken for, in pictures and when contrast is judged.
            pub page: Page,
            $($(#[doc = $doc])+ pub $field: Style,)*
        }

        /// Name, kind and explanation of every role, in the order of the struct.
        pub const ROLES: &[(&str, Kind, &str)] = &[$(($name, Kind::$kind, concat!($($doc),+)),)*];

        impl Theme {
            /// A theme whose roles are given by a function of their names.
            fn build<E>(
                name: String,
                about: String,
                page: Page,
                mut style: impl FnMut(&'static str) -> Result<Style, E>,
            ) -> Result<Self, E> {
                Ok(Theme { name, about, glyphs: &Glyphs::UNICODE, page, $($field: style($name)?,)* })
            }

            /// Every role with its name and style.
            pub fn roles(&self) -> impl Iterator<Item = (&'static str, Kind, Style)> {
                [$(($name, Kind::$kind, self.$field),)*].into_iter()
            }

            fn roles_mut(&mut self) -> impl Iterator<Item = &mut Style> {
                [$(&mut self.$field,)*].into_iter()
            }
        }
    };
}

roles! {
    /// Everything that has no other role; its background fills the screen.
    text "text" Words,
    /// What may be overlooked: units, hints, what is past.
    dim "dim" Words,
    /// What the eye should find first.
    accent "accent" Words,
    /// Titles of panes.
    title "title" Words,
    /// Frames and rules.
    border "border" Marks,
    /// The frame of the pane that has the keyboard.
    focus "focus" Marks,
    /// The line at the top.
    header "header" Words,
    /// The selected row.
    selection "selection" Words,
    /// The selected row of a pane that has not the keyboard.
    resting "resting" Words,
    /// The line through the timeline at the selected moment.
    cursor "cursor" Words,
    /// Keys of the keyboard in hints and help.
    key "key" Words,
    /// Names of members in payloads, of metrics in the report.
    member "member" Words,
    /// Texts in payloads.
    value "value" Words,
    /// Numbers, truth values and null in payloads.
    number "number" Words,
    /// Text found by a search or a filter.
    found "found" Words,
    /// Findings of severity error.
    error "error" Words,
    /// Findings of severity warning.
    warning "warning" Words,
    /// Findings of severity note.
    note "note" Words,
    /// What was checked and is right.
    ok "ok" Words,
    /// Content is playing.
    playing "playing" Words,
    /// Playback is paused.
    paused "paused" Words,
    /// The player waits for data.
    buffering "buffering" Words,
    /// Playing, but the playhead stands still.
    stalled "stalled" Words,
    /// Ads.
    ad "ad" Words,
    /// Ad breaks.
    ad_break "break" Words,
    /// Chapters.
    chapter "chapter" Words,
    /// Player states such as fullscreen or mute.
    state "state" Words,
    /// Pings on the timeline.
    ping "ping" Words,
    /// Curves of numbers over time.
    series "series" Marks,
}

/// The colours that a terminal's own foreground and background are taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The foreground.
    pub text: Rgb,
    /// The background.
    pub background: Rgb,
}

/// Why a theme cannot be used; the text says where and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError(String);

impl std::fmt::Display for ThemeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ThemeError {}

/// The themes that come with the program: name and TOML text, in the order they are offered.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    (
        "high-contrast-light",
        include_str!("../../../themes/high-contrast-light.toml"),
    ),
    (
        "colour-blind",
        include_str!("../../../themes/colour-blind.toml"),
    ),
    ("dracula", include_str!("../../../themes/dracula.toml")),
    ("gruvbox", include_str!("../../../themes/gruvbox.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

impl Theme {
    /// Reads a theme from TOML.
    ///
    /// # Errors
    ///
    /// When a role is missing, unknown or has no readable style; the error names it.
    pub fn parse(text: &str) -> Result<Self, ThemeError> {
        parse::theme(text)
    }

    /// A theme that comes with the program.
    ///
    /// # Errors
    ///
    /// When there is none of that name; the error names the nearest.
    pub fn named(name: &str) -> Result<Self, ThemeError> {
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Theme::parse(text),
            None => Err(parse::unknown(
                "theme",
                name,
                BUILT_IN.iter().map(|(known, _)| *known),
            )),
        }
    }

    /// The same theme with signs from ASCII only, for poor fonts.
    #[must_use]
    pub fn ascii(mut self) -> Self {
        self.glyphs = &Glyphs::ASCII;
        self
    }

    /// The same theme in the colours that a terminal can show.
    #[must_use]
    pub fn in_depth(mut self, depth: Depth) -> Self {
        let page = self.page;
        for style in self.roles_mut() {
            *style = depth.reduce_style(*style, page);
        }
        self
    }

    /// Sign and style of a severity.
    pub fn severity(&self, severity: Severity) -> (&'static str, Style) {
        match severity {
            Severity::Error => (self.glyphs.error, self.error),
            Severity::Warning => (self.glyphs.warning, self.warning),
            Severity::Note => (self.glyphs.note, self.note),
        }
    }

    /// Sign and style of what a player does.
    pub fn activity(&self, activity: Activity) -> (&'static str, Style) {
        match activity {
            Activity::Playback(Playback::Starting) => (self.glyphs.starting, self.dim),
            Activity::Playback(Playback::Playing) => (self.glyphs.playing, self.playing),
            Activity::Playback(Playback::Paused) => (self.glyphs.paused, self.paused),
            Activity::Playback(Playback::Buffering) => (self.glyphs.buffering, self.buffering),
            Activity::Playback(Playback::Finished) => (self.glyphs.finished, self.dim),
            Activity::Stalled => (self.glyphs.stalled, self.stalled),
        }
    }

    /// Sign and style of how an ad or a chapter went.
    pub fn outcome(&self, outcome: Outcome) -> (&'static str, Style) {
        match outcome {
            Outcome::Completed => (self.glyphs.ok, self.ok),
            Outcome::Skipped => (self.glyphs.skipped, self.dim),
            Outcome::Abandoned => (self.glyphs.abandoned, self.warning),
            Outcome::Open => (self.glyphs.open, self.dim),
        }
    }

    /// Sign and style of a person's verdict; without one, of a moment they noted.
    pub fn verdict(&self, verdict: Option<Verdict>) -> (&'static str, Style) {
        match verdict {
            Some(Verdict::Bad) => (self.glyphs.bad, self.error),
            Some(Verdict::Ok) => (self.glyphs.ok, self.ok),
            Some(Verdict::Question) => (self.glyphs.question, self.warning),
            None => (self.glyphs.moment, self.accent),
        }
    }

    /// A stretch filled with a role's colour, words on it in the page's colour.
    pub fn bar(&self, role: Style) -> Style {
        self.text.patch(role).add_modifier(Modifier::REVERSED)
    }

    /// What a cell's colour is on this theme's page, foreground first, reversal applied.
    pub fn resolve(&self, style: Style) -> (Rgb, Rgb) {
        let page = self.page;
        let of = |color: Option<Color>, own: Rgb| color.map_or(own, |color| Rgb::of(color, own));
        let fg = of(style.fg, page.text);
        let bg = of(style.bg, page.background);
        if style.add_modifier.contains(Modifier::REVERSED) {
            (bg, fg)
        } else {
            (fg, bg)
        }
    }
}
