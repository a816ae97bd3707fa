//! How the dashboard looks: the options, and what the terminal can show.

use std::path::Path;

use anyhow::Context;

use crate::app::Looks;
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

    /// Leave the mouse to the terminal, to select text with it
    #[arg(long)]
    pub(in crate::cli) no_mouse: bool,
}

impl Look {
    /// The theme asked for, here or else in the configuration, in the colours that the terminal shows;
    /// without one, `NO_COLOR` asks for none.
    ///
    /// # Errors
    ///
    /// When there is no such theme, or its file cannot be used.
    pub(in crate::cli) fn theme(&self, configured: Option<&str>) -> anyhow::Result<Theme> {
        Ok(self.full_theme(configured)?.in_depth(depth()))
    }

    /// The same in all its colours, for pictures.
    pub(in crate::cli) fn full_theme(&self, configured: Option<&str>) -> anyhow::Result<Theme> {
        let bare = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let name =
            self.theme
                .as_deref()
                .or(configured)
                .unwrap_or(if bare { "mono" } else { "dark" });
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
