//! Sends an edited payload, away from the loop, for a bounded time.

use std::io::Read;
use std::time::Duration;

use tokio::sync::mpsc;
use ureq::Agent;

use crate::app::Action;
use crate::app::edit::{Answer, Sent};
use crate::output::text::clean;

/// How long connection and answer may take together.
const PATIENCE: Duration = Duration::from_secs(10);
/// So much of an answer's body is shown, bytes.
const SHOWN: u64 = 2000;

/// Sends payloads, and tells what comes of them.
pub(super) struct Post {
    answers: mpsc::Sender<Action>,
    answered: mpsc::Receiver<Action>,
}

impl Post {
    /// Nothing is on its way.
    pub(super) fn new() -> Self {
        let (answers, answered) = mpsc::channel(8);
        Post { answers, answered }
    }

    /// What came of the next payload that was sent; waits for ever where there is none.
    pub(super) async fn next(&mut self) -> Action {
        match self.answered.recv().await {
            Some(action) => action,
            None => std::future::pending().await,
        }
    }

    /// Sends a payload to a URL.
    pub(super) fn send(&self, url: String, body: Vec<u8>) {
        let answers = self.answers.clone();
        tokio::task::spawn_blocking(move || {
            let sent = match post(&url, &body) {
                Ok(answer) => Sent::Answered(answer),
                Err(error) => {
                    let why = format!("cannot send to {url} ({error}); check the address");
                    Sent::Failed(clean(&why).into_owned())
                }
            };
            // The loop may be over by now: then nobody waits for it.
            let _ = answers.blocking_send(Action::Sent(sent));
        });
    }
}

fn post(url: &str, body: &[u8]) -> Result<Answer, ureq::Error> {
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent("playscope")
        .build()
        .into();
    let mut response = agent
        .post(url)
        .content_type("application/json")
        .send(body)?;
    let location = response.headers().get("location");
    let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let mut start = Vec::new();
    response
        .body_mut()
        .as_reader()
        .take(SHOWN)
        .read_to_end(&mut start)?;
    Ok(Answer {
        status: response.status().as_u16(),
        location,
        body: String::from_utf8_lossy(&start).trim().to_owned(),
    })
}
