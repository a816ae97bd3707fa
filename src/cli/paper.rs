//! How text is laid out that may be pasted into a ticket: its width and its letters.

use clap::Args;

use super::console::Console;
use crate::output::Look;

/// The options of commands that draw with letters.
#[derive(Debug, Clone, Args)]
pub(super) struct Paper {
    /// Columns [default: those of the terminal, or 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=1000))]
    width: Option<u16>,

    /// Write in plain ASCII
    #[arg(long)]
    ascii: bool,
}

impl Paper {
    /// The look that is asked for, as far as it is; else that of the console.
    pub(super) fn look(&self, console: &Console) -> Look {
        let look = console.look();
        Look {
            ascii: self.ascii,
            width: self.width.map_or(look.width, usize::from),
            ..look
        }
    }
}
