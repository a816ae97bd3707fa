//! How the dashboard looks: the options, and what the terminal can show.

use std::io::IsTerminal as _;
use std::path::Path;

use anyhow::Context;
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

use crate::app::Looks;
use crate::terminal::Screen;
use crate::ui::theme::{BUILT_IN, Depth, Theme};

/// How many colours the terminal shows, as far as the environment tells.
pub(super) fn depth() -> Depth {
    let is = |name: &str, wanted: &[&str]| {
        std::env::var(name).is_ok_and(|value| wanted.iter().any(|part| value.contains(part)))
    };
    if is("COLORTERM", &["truecolor", "24bit"])
        || is("TERM", &["direct", "kitty", "alacritty", "ghostty"])
    {
        Depth::Full
    } else if is("TERM", &["256"]) {
        Depth::Indexed
    } else {
        Depth::Basic
    }
}

/// No colours are wanted.
fn is_bare() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Set by terminals, multiplexers and logins from elsewhere behind which a person sits, whose terminal answers.
const ANSWERING: &[&str] = &[
    "TMUX",
    "SSH_TTY",
    "TERM_PROGRAM",
    "VTE_VERSION",
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "ALACRITTY_WINDOW_ID",
    "WEZTERM_PANE",
    "WT_SESSION",
];

/// The terminal's background is light, as far as can be told.
///
/// The environment may say it; else the terminal is asked, if there is reason to believe that it answers: what is
/// typed while a silent one is waited for would be lost.
fn is_light() -> bool {
    if let Ok(colours) = std::env::var("COLORFGBG") {
        // Foreground;background, as indexes of the sixteen colours.
        return matches!(colours.rsplit(';').next(), Some("7" | "15"));
    }
    let answers = ANSWERING
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    answers
        && std::io::stdout().is_terminal()
        && theme_mode(QueryOptions::default()).is_ok_and(|mode| mode == ThemeMode::Light)
}

/// The themes to choose from while one is in force: those that come with the program, and that one.
pub(in crate::cli) fn looks(theme: &Theme) -> Looks {
    let built_in = BUILT_IN
        .iter()
        .filter_map(|(name, _)| Theme::named(name).ok());
    let mut themes: Vec<(String, String)> =
        built_in.map(|theme| (theme.name, theme.about)).collect();
    if !themes.iter().any(|(name, _)| *name == theme.name) {
        themes.push((theme.name.clone(), theme.about.clone()));
    }
    Looks {
        theme: theme.name.clone(),
        themes,
    }
}

/// Takes the terminal, for frames or for lines.
pub(super) fn enter(mouse: bool, linear: bool) -> anyhow::Result<Screen> {
    let screen = if linear {
        Screen::enter_linear()
    } else {
        Screen::enter(mouse)
    };
    screen.context("cannot take the terminal")
}

/// The options that decide how the dashboard looks.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Look")]
pub(in crate::cli) struct Look {
    /// Theme: a name that `playscope themes` lists, or a TOML file
    #[arg(long, value_name = "NAME|FILE")]
    pub(in crate::cli) theme: Option<String>,

    /// Signs from ASCII only, for poor fonts
    #[arg(long)]
    pub(in crate::cli) ascii: bool,

    /// Write lines for a screen reader instead of drawing: calls as they come, and after each key what it
    /// led to
    #[arg(long, conflicts_with = "ascii")]
    pub(in crate::cli) linear: bool,

    /// Leave the mouse to the terminal, to select text with it
    #[arg(long)]
    pub(in crate::cli) no_mouse: bool,
}

impl Look {
    /// The theme asked for, here or else in the configuration, in the colours that the terminal shows;
    /// without one, `NO_COLOR` asks for none, and a light terminal for the light one.
    ///
    /// # Errors
    ///
    /// When there is no such theme, or its file cannot be used.
    pub(in crate::cli) fn theme(&self, configured: Option<&str>) -> anyhow::Result<Theme> {
        let chosen = self.theme.is_some() || configured.is_some() || is_bare();
        let configured = configured.or_else(|| (!chosen && is_light()).then_some("light"));
        Ok(self.full_theme(configured)?.in_depth(depth()))
    }

    /// The same in all its colours, for pictures.
    pub(in crate::cli) fn full_theme(&self, configured: Option<&str>) -> anyhow::Result<Theme> {
        let name = self
            .theme
            .as_deref()
            .or(configured)
            .unwrap_or(if is_bare() { "mono" } else { "dark" });
        let is_file = Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "toml");
        let theme = if is_file {
            let text = std::fs::read_to_string(name)
                .with_context(|| format!("cannot read the theme {name}"))?;
            Theme::parse(&text).with_context(|| format!("the theme {name} cannot be used"))?
        } else {
            Theme::named(name)?
        };
        Ok(if self.ascii { theme.ascii() } else { theme })
    }
}
