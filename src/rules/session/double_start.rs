//! One play that opens two sessions: `session/double-start`.

use std::collections::BTreeMap;

use crate::exchange::Time;
use crate::rules::course::{lasting, millis, quoted};
use crate::rules::{Finding, Rule, Settings, Severity, Threshold, sources};

/// A second session for the same play.
pub(in crate::rules) static DOUBLE_START: Rule = Rule {
    id: "session/double-start",
    severity: Severity::Warning,
    what: "The same client opens a session for the same content less than 5 seconds after another one that is still going on.",
    cost: "The play is counted twice: two views, and one of them a drop before start.",
    fix: "Open one session for each play. A client that repeats its sessionStart did not see the answer: expose the Location header to scripts (Access-Control-Expose-Headers) and answer 201.",
    sources: &[sources::SESSIONS, sources::CORS],
    thresholds: &[Threshold {
        name: "seconds",
        default: 5.0,
    }],
    wrong: "
0 0 sessionStart
0.1 0 play
@session b
1 0 sessionStart
1.1 0 play
10 9 ping
12 11 sessionEnd
@session a
10 10 ping
12 12 sessionEnd
",
    right: "
0 0 sessionStart
0.1 0 play
10 10 ping
12 12 sessionEnd
@session b
13 0 sessionStart
13.1 0 play
20 7 sessionEnd
",
    ..Rule::BLANK
};

/// A counted sessionStart that came in a call of its own and opened a session.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The exchange that brought it.
    pub seq: u64,
    /// Address of the client, without the port.
    pub client: &'a str,
    /// The client's User-Agent.
    pub agent: &'a str,
    /// `media.id`; none when it is absent, empty or a placeholder.
    pub media_id: Option<&'a str>,
    /// `media.resume` is true.
    pub resume: bool,
    /// When it arrived.
    pub at: Time,
    /// Its `ts`, ms.
    pub ts: Option<i64>,
}

/// Client, User-Agent, content.
type Play = (String, String, String);

/// The sessions of a recording that are still going on, by what they play. Fed by arrival.
#[derive(Debug, Clone, Default)]
pub struct DoubleStarts {
    plays: BTreeMap<Play, BTreeMap<(Time, usize), Option<i64>>>,
    sessions: BTreeMap<usize, (Play, Time)>,
}

impl DoubleStarts {
    /// A session was opened; the finding when it is a double one.
    pub fn start(
        &mut self,
        session: usize,
        opening: &Opening<'_>,
        settings: &Settings,
    ) -> Option<Finding> {
        let media_id = opening.media_id?;
        let soon = soon(settings);
        let play = (
            opening.client.to_owned(),
            opening.agent.to_owned(),
            media_id.to_owned(),
        );
        let at = opening.at;
        let others = self.plays.entry(play.clone()).or_default();
        let latest = others.range(..=(at, usize::MAX)).next_back();
        let other = latest.filter(|((other, _), _)| at.0.saturating_sub(other.0) < soon);
        let finding = other.filter(|_| !opening.resume).map(|(other, ts)| {
            let gap = lasting(at.0.saturating_sub(other.0.0) / 1000);
            let cause = if ts.is_some() && *ts == opening.ts {
                " Both carry the same ts: the client did not see the first answer (Location is not exposed to it, or the status was not 201)."
            } else {
                ""
            };
            let message = format!(
                "This session for {} opens {gap} after another one of the same client, which is still going on.{cause}",
                quoted(media_id)
            );
            DOUBLE_START.finding(opening.seq, None, "$.params['media.id']", message)
        });
        others.insert((at, session), opening.ts);
        self.sessions.insert(session, (play, at));
        finding
    }

    /// Forgets the sessions that were opened so long before the latest one that none which is still to come is a double
    /// one of them: of a capture, where calls come in order of time.
    pub fn forget(&mut self, settings: &Settings) {
        let latest = self.sessions.values().map(|(_, at)| at.0).max();
        let since = latest.unwrap_or_default().saturating_sub(soon(settings));
        let past = self.sessions.iter().filter(|(_, (_, at))| at.0 <= since);
        let past: Vec<usize> = past.map(|(session, _)| *session).collect();
        for session in past {
            self.over(session);
        }
    }

    /// A passing sessionEnd or sessionComplete of a session arrived.
    pub fn over(&mut self, session: usize) {
        let Some((play, at)) = self.sessions.remove(&session) else {
            return;
        };
        if let Some(others) = self.plays.get_mut(&play) {
            others.remove(&(at, session));
            if others.is_empty() {
                self.plays.remove(&play);
            }
        }
    }
}

/// So soon after another one, a start is a double one, µs.
fn soon(settings: &Settings) -> i64 {
    millis(settings.threshold(&DOUBLE_START, "seconds")).saturating_mul(1000)
}
