//! Scripted players as sequences of requests: for tests, for examples of rules, and to try a dashboard.

mod fault;
pub mod healthy;
mod player;
mod scenario;
pub mod script;

use std::borrow::Cow;

use fastrand::Rng;

pub use fault::{FAULTS, Fault};
pub use scenario::{Act, Ad, Content, Delivery, Left, SCENARIOS, Scenario};

use crate::exchange::{Exchange, Header, Headers, Time};

/// One session that a scripted player is going to send.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Name of the scenario.
    pub scenario: &'static str,
    /// Name of the fault that was put into it.
    pub fault: Option<&'static str>,
    /// The player's User-Agent.
    pub agent: String,
    /// What it sends, in order.
    pub calls: Vec<Call>,
}

/// One request of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// When it is due, in ms of the player's clock since the session began.
    pub due_ms: i64,
    /// Where it goes.
    pub to: To,
    /// The JSON text.
    pub body: String,
}

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To `/api/v1/sessions`; the answer's `Location` names the session for the calls that follow.
    Sessions,
    /// To the events of the session.
    Events,
    /// To `/api/v1/downloaded`.
    Downloaded,
}

/// What decides how a session looks beside its scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// The same seed and number give the same session.
    pub seed: u64,
    /// Number of the session among those of one run, from 0.
    pub number: u64,
    /// How often this scenario was played before in this run: later takes are told apart by their names.
    pub take: u64,
    /// The player's clock at the first call, in ms since the Unix epoch.
    pub start_ts: i64,
    /// Put a fault into it.
    pub faulty: bool,
}

/// The scenario of a name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// Plays a scenario.
///
/// Event times run on the player's clock, in which content takes as long as it is. Whoever sends the
/// calls faster than that sets `start_ts` accordingly, so that the last event is not in the future.
pub fn plan(scenario: &'static Scenario, setting: Setting) -> Plan {
    // Neighbouring numbers must not give neighbouring random streams.
    let mut random =
        Rng::with_seed(setting.seed ^ setting.number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (agent, mut events) = player::play(scenario, setting, &mut random);
    let fault = setting
        .faulty
        .then(|| fault::spoil(&mut events, setting.number))
        .flatten();
    let text = |event: &player::Sent| healthy::text(&event.body);
    let calls = match scenario.delivery {
        Delivery::Live => events
            .iter()
            .enumerate()
            .map(|(index, event)| Call {
                due_ms: event.due_ms,
                to: if index == 0 { To::Sessions } else { To::Events },
                body: text(event),
            })
            .collect(),
        Delivery::Downloaded => {
            let items: Vec<String> = events.iter().map(text).collect();
            vec![Call {
                due_ms: events.last().map_or(0, |event| event.due_ms),
                to: To::Downloaded,
                body: format!("[{}]", items.join(",")),
            }]
        }
    };
    Plan {
        scenario: scenario.name,
        fault,
        agent,
        calls,
    }
}

impl Plan {
    /// How long it takes on the player's clock, ms.
    pub fn length_ms(&self) -> i64 {
        self.calls.last().map_or(0, |call| call.due_ms)
    }
}

/// The recording that these sessions would leave when each call arrives 40 ms after it is due and an
/// endpoint answers that only observes; every plan with the time of its first call.
pub fn record(plans: &[(Plan, Time)]) -> script::Script {
    let mut exchanges: Vec<Exchange<'static>> = Vec::new();
    for (number, (plan, start)) in plans.iter().enumerate() {
        let sid = script::sid(&format!("{} {number}", plan.scenario));
        let peer = format!(
            "192.168.1.{}:{}",
            20 + number % 200,
            50_000 + number % 10_000
        );
        exchanges.extend(plan.calls.iter().map(|call| {
            Exchange {
                seq: 0,
                at: Time(
                    start
                        .0
                        .saturating_add(call.due_ms.saturating_mul(1000))
                        .saturating_add(40_000),
                ),
                peer: Cow::Owned(peer.clone()),
                method: Cow::Borrowed("POST"),
                target: Cow::Owned(call.to.path(&sid)),
                headers: Headers(vec![
                    (
                        Cow::Borrowed("content-type"),
                        Cow::Borrowed("application/json"),
                    ),
                    (Cow::Borrowed("user-agent"), Cow::Owned(plan.agent.clone())),
                ]),
                body: Cow::Owned(call.body.clone().into_bytes()),
                status: if call.to == To::Events { 204 } else { 201 },
                sid: Some(Cow::Owned(sid.clone())),
                took_us: 100,
            }
        }));
    }
    exchanges.sort_by_key(|exchange| exchange.at);
    for (seq, exchange) in (1..).zip(&mut exchanges) {
        exchange.seq = seq;
    }
    let header = Header {
        version: 1,
        created: plans.iter().map(|(_, start)| *start).min(),
        program: concat!("playscope ", env!("CARGO_PKG_VERSION")).to_owned(),
        base: "http://127.0.0.1:8900".to_owned(),
        replay: false,
    };
    script::Script { header, exchanges }
}

impl To {
    /// The path of a request, for a session with this id.
    pub fn path(self, sid: &str) -> String {
        match self {
            To::Sessions => "/api/v1/sessions".to_owned(),
            To::Events => format!("/api/v1/sessions/{sid}/events"),
            To::Downloaded => "/api/v1/downloaded".to_owned(),
        }
    }
}
