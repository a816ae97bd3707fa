//! What the app asks for, done: it only says what must happen.

use super::search::{Comparison, Hunt};
use super::{Live, clipboard, kept, now};
use crate::app::{Action, Effect, Message};
use crate::exchange::{Mark, Moment};
use crate::output::text::size;
use crate::recording::Note;
use crate::ui::theme::{Glyphs, Theme};

impl Live {
    pub(super) fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Quit => self.leaving = true,
                Effect::Keep(kept) => kept::write(&kept),
                Effect::Suspend => self.screen.suspend()?,
                Effect::Redraw => self.screen.redraw(),
                Effect::Mouse(mouse) => self.screen.set_mouse(mouse)?,
                Effect::Theme(name) => self.take_theme(&name),
                Effect::Demo => self.start_demo()?,
                Effect::Write(mark) => self.write(mark)?,
                Effect::WriteMoment(moment) => self.write_moment(moment)?,
                Effect::Search(text) => self.hunt = Some(Hunt::new(&self.inspection, text)),
                Effect::StopSearch => {
                    if let Some(mut hunt) = self.hunt.take() {
                        self.act(hunt.stop())?;
                    }
                }
                Effect::Send(url, body) => self.post.send(url, body),
                Effect::Compare(a, b) => {
                    let comparison = Comparison::new(&self.inspection, &self.store, a, b);
                    self.comparison = Some(comparison);
                }
                Effect::Mute(rule, off) => self.inspection.mute(&rule, off),
                Effect::Fetch(seq) => {
                    let exchange = self.store.fetch(seq).map(Box::new);
                    self.act(Action::Fetched(seq, exchange))?;
                }
                Effect::Peek(seq) => {
                    let exchange = self.store.fetch(seq).map(Box::new);
                    self.act(Action::Peeked(seq, exchange))?;
                }
                Effect::Copy(text, what) => {
                    self.screen.copy(&text)?;
                    let local = clipboard::fill(&text);
                    let by = local.map_or_else(String::new, |name| format!(", with {name} too"));
                    let said = format!("copied {what} ({}){by}", size(text.len() as u64));
                    self.act(Action::Say(Message::good(said)))?;
                }
            }
        }
        Ok(())
    }

    /// Compares some more events, as long as somebody waits for it.
    pub(super) fn compare_on(&mut self) -> anyhow::Result<()> {
        let Some(mut comparison) = self.comparison.take() else {
            return Ok(());
        };
        if !comparison.is_wanted(&self.app) {
            return Ok(());
        }
        let told = comparison.part(&self.inspection, &self.store);
        if matches!(told, Action::ComparingOn(..)) {
            self.comparison = Some(comparison);
        }
        self.act(told)
    }

    /// Looks through some more bodies.
    pub(super) fn hunt_on(&mut self) -> anyhow::Result<()> {
        let Some(hunt) = &mut self.hunt else {
            return Ok(());
        };
        let told = hunt.part(&self.store);
        if hunt.is_over() {
            self.hunt = None;
        }
        self.act(told)
    }

    fn write(&mut self, mark: Mark) -> anyhow::Result<()> {
        let mark = Mark { at: now(), ..mark };
        let written = self.notes.write(Note::Mark(mark.clone()), &self.store);
        self.inspection.mark(mark);
        match written {
            Ok(()) => Ok(()),
            Err(fault) => self.act(Action::Say(Message::bad(fault))),
        }
    }

    fn write_moment(&mut self, moment: Moment) -> anyhow::Result<()> {
        let written = self.notes.write(Note::Moment(moment.clone()), &self.store);
        self.inspection.moment(moment);
        match written {
            Ok(()) => Ok(()),
            Err(fault) => self.act(Action::Say(Message::bad(fault))),
        }
    }

    fn start_demo(&mut self) -> anyhow::Result<()> {
        let said = match &mut self.demo {
            Some(start) => match start() {
                Ok(said) => Message::good(said),
                Err(error) => Message::bad(format!("{error:#}")),
            },
            None => Message::bad("there is no endpoint here to play a demo to"),
        };
        self.act(Action::Say(said))
    }

    fn take_theme(&mut self, name: &str) {
        let own = Some(&self.own_theme)
            .filter(|theme| theme.name == name)
            .cloned();
        let ascii = self.theme.glyphs == &Glyphs::ASCII;
        if let Some(theme) = own.or_else(|| Theme::named(name).ok()) {
            let theme = theme.in_depth(self.depth);
            self.theme = if ascii { theme.ascii() } else { theme };
            name.clone_into(&mut self.app.look.theme);
        }
    }
}
