//! What arrives: notices of the capture, and what other programs add to the files that are open.

use super::follow::{Following, News, Taking};
use super::{Live, search};
use crate::app::{Action, Message};
use crate::capture::Notice;
use crate::cli::capturing::speaks_https;
use crate::cli::now;
use crate::output::text::clean;
use crate::rules::Examined;

impl Live {
    /// Takes what the capture tells.
    pub(super) fn take(&mut self, batch: &mut Vec<Notice<Examined>>) {
        for notice in batch.drain(..) {
            match notice {
                Notice::Exchange {
                    exchange,
                    examined,
                    place,
                } => {
                    self.store.add(&exchange, place);
                    self.inspection.take(&exchange, examined);
                    if let Some(speaker) = &mut self.speaker {
                        speaker.heard.push((*exchange).clone());
                    }
                    if search::holds_again(&self.store, exchange.seq, &self.app.filter.search) {
                        self.app.filter.found.push(exchange.seq);
                    }
                }
                Notice::Trouble(text) => {
                    self.app.message = Some(Message::bad(clean(&text)));
                    self.app.trouble = Some(clean(&text).into_owned());
                }
                Notice::Secure(peer) => {
                    self.app.message = Some(Message::bad(speaks_https(peer)));
                }
                Notice::Recovered => self.app.trouble = None,
                Notice::File(path) => {
                    self.store.next_file(&path);
                    self.app.records_to(path.to_string_lossy().into_owned());
                }
                Notice::Moved(path) => {
                    self.store.moved(&path);
                    self.app.records_to(path.to_string_lossy().into_owned());
                }
                Notice::Said(text) => self.app.message = Some(Message::bad(clean(&text))),
                Notice::Ended(summary) => {
                    let why = summary
                        .trouble
                        .unwrap_or_else(|| "the capture is over".to_owned());
                    self.app.trouble = Some(clean(&why).into_owned());
                }
            }
        }
    }

    /// Follows the files that were read, and those that come to what the user named.
    pub(super) fn follow(&mut self, arguments: Vec<String>) {
        let following = Following::new(&self.store, arguments);
        if following.is_being_written() {
            self.app.follow(Some(now()));
        }
        self.following = Some(following);
    }

    /// Looks whether the files that are followed have grown.
    pub(super) fn look(&mut self) -> anyhow::Result<News> {
        let Some(following) = &mut self.following else {
            return Ok(News::default());
        };
        let (notes, filter) = (&mut self.notes, &mut self.app.filter);
        let mut news = following.look(Taking {
            store: &mut self.store,
            inspection: &mut self.inspection,
            skip: &mut |line| notes.is_own(line),
            seen: &mut |exchange| {
                if search::holds(&exchange.body, &filter.search) {
                    filter.found.push(exchange.seq);
                }
            },
        });
        if let Some(live) = news.live.filter(|live| *live != self.app.is_live()) {
            self.app.follow(live.then(now));
        }
        if let Some(trouble) = news.trouble.take() {
            self.app.trouble = Some(trouble).filter(|trouble| !trouble.is_empty());
        }
        let written = self.notes.retry();
        news.changed |= written.is_some();
        if let Some(said) = written.or(news.said.take()) {
            self.act(Action::Say(Message::good(clean(&said))))?;
        }
        Ok(news)
    }
}
