//! The dashboard for a screen reader: lines instead of frames.

use super::Live;
use crate::exchange::Exchange;
use crate::output::{self, event_line};
use crate::ui::spoken::{AREA, Spoken};
use crate::ui::theme::Theme;

const GREETING: &str =
    "playscope in lines: up and down move, enter goes in, esc out, ? lists the keys, q leaves";

/// What waits to be said.
#[derive(Debug)]
pub(super) struct Speaker {
    spoken: Spoken,
    /// The first line.
    greeting: Option<String>,
    /// Signs and selection without colours.
    theme: Theme,
    /// Calls that came.
    pub(super) heard: Vec<Exchange<'static>>,
    /// The user did something, and waits to hear what it led to.
    pub(super) asked: bool,
}

impl Default for Speaker {
    fn default() -> Self {
        Speaker {
            spoken: Spoken::default(),
            greeting: Some(GREETING.to_owned()),
            theme: Theme::named("mono").unwrap_or_else(|error| unreachable!("{error}")),
            heard: Vec::new(),
            asked: true,
        }
    }
}

impl Live {
    /// Says what came, and what the last key led to.
    pub(super) fn speak(&mut self) -> anyhow::Result<()> {
        let Some(speaker) = &mut self.speaker else {
            return Ok(());
        };
        self.canvas
            .fit(&mut self.app, &self.inspection, &speaker.theme, AREA);
        let look = output::Look::default();
        let heard = speaker.heard.drain(..);
        let mut lines: Vec<String> = speaker.greeting.take().into_iter().collect();
        lines.extend(heard.map(|exchange| event_line::text(&self.inspection, &exchange, look)));
        if std::mem::take(&mut speaker.asked) {
            lines.extend(speaker.spoken.tell(
                &self.app,
                &self.inspection,
                &self.canvas,
                &speaker.theme,
            ));
        }
        self.screen.say(&lines)?;
        Ok(())
    }
}
