//! Scripted players over real HTTP: each session is sent on a connection of its own, at its own pace.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::bail;
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::recording::sid_in_location;
use crate::simulate::{Call, Plan, To};

/// How long a connection or an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where players send to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Host and port.
    authority: String,
    /// What comes before `/api/v1`, without a slash at its end.
    prefix: String,
}

impl Target {
    /// The program's own endpoint.
    pub(super) fn local(mut address: SocketAddr) -> Self {
        if address.ip().is_unspecified() {
            let ip: IpAddr = if address.is_ipv4() {
                Ipv4Addr::LOCALHOST.into()
            } else {
                Ipv6Addr::LOCALHOST.into()
            };
            address.set_ip(ip);
        }
        Target {
            authority: address.to_string(),
            prefix: String::new(),
        }
    }

    /// Reads a base URL.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let advice = "give one like http://127.0.0.1:8900";
        let uri: Uri = url
            .parse()
            .map_err(|_| format!("`{url}` is no URL; {advice}"))?;
        match (uri.scheme_str(), uri.authority()) {
            (Some("http"), Some(authority)) => {
                let port = authority.port_u16().unwrap_or(80);
                let host = authority.host();
                let prefix = uri.path().trim_end_matches('/');
                let prefix = prefix.strip_suffix("/api/v1").unwrap_or(prefix).to_owned();
                Ok(Target {
                    authority: format!("{host}:{port}"),
                    prefix,
                })
            }
            (Some("https"), _) => Err(format!("https is not spoken here; {advice}")),
            _ => Err(format!("`{url}` is no http URL; {advice}")),
        }
    }
}

/// What became of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    /// The id that the endpoint gave it.
    pub(super) sid: String,
    /// Calls that were answered.
    pub(super) calls: usize,
    /// Those answered otherwise than by 201 or 204, with the last such answer.
    pub(super) refused: Option<(usize, u16)>,
}

/// Sends one session, as many times faster than its content as asked for.
pub(super) async fn send(target: &Target, plan: &Plan, speed: f64) -> anyhow::Result<Sent> {
    let begin = Instant::now();
    let mut player = Player {
        target,
        agent: &plan.agent,
        connection: None,
    };
    let mut sent = Sent {
        sid: String::new(),
        calls: 0,
        refused: None,
    };
    for call in &plan.calls {
        let due = Duration::from_millis(u64::try_from(call.due_ms).unwrap_or(0));
        tokio::time::sleep_until(begin + due.div_f64(speed)).await;
        let answer = player.call(call, &sent.sid).await?;
        sent.calls += 1;
        if !answer.status.is_success() {
            let before = sent.refused.map_or(0, |(count, _)| count);
            sent.refused = Some((before + 1, answer.status.as_u16()));
        }
        match (call.to, answer.sid) {
            (To::Sessions | To::Downloaded, Some(sid)) => sent.sid = sid,
            // Without an id there is nowhere to send the rest.
            (To::Sessions, None) => break,
            _ => {}
        }
    }
    Ok(sent)
}

/// One player with its connection.
struct Player<'a> {
    target: &'a Target,
    agent: &'a str,
    connection: Option<SendRequest<Full<Bytes>>>,
}

struct Answer {
    status: StatusCode,
    sid: Option<String>,
}

impl Player<'_> {
    async fn call(&mut self, call: &Call, sid: &str) -> anyhow::Result<Answer> {
        let attempt = tokio::time::timeout(PATIENCE, self.attempt(call, sid)).await;
        let authority = &self.target.authority;
        let Ok(answer) = attempt else {
            bail!("http://{authority} does not answer; is it a playscope endpoint?");
        };
        answer.map_err(|error| {
            anyhow::anyhow!(
                "cannot send to http://{authority} ({error:#}); start `playscope` there first"
            )
        })
    }

    async fn attempt(&mut self, call: &Call, sid: &str) -> anyhow::Result<Answer> {
        if let Some(connection) = self.connection.as_mut()
            && connection.ready().await.is_err()
        {
            self.connection = None;
        }
        let connection = match self.connection.as_mut() {
            Some(connection) => connection,
            None => self
                .connection
                .insert(connect(&self.target.authority).await?),
        };
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}{}", self.target.prefix, call.to.path(sid)))
            .header(HOST, &self.target.authority)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, self.agent)
            .body(Full::new(Bytes::from(call.body.clone())))?;
        let response = connection.send_request(request).await?;
        let sid = response
            .headers()
            .get(LOCATION)
            .and_then(|location| sid_in_location(location.to_str().ok()?));
        let status = response.status();
        http_body_util::BodyExt::collect(response.into_body()).await?;
        Ok(Answer { status, sid })
    }
}

async fn connect(authority: &str) -> anyhow::Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(authority).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the last request; what goes wrong on it is told by the request that waits for it.
    tokio::spawn(connection);
    Ok(sender)
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn a_base_url_is_host_port_and_prefix() {
        let target = |url| Target::parse(url).map(|target| (target.authority, target.prefix));
        let told = |authority: &str, prefix: &str| Ok((authority.to_owned(), prefix.to_owned()));
        assert_eq!(target("http://127.0.0.1:8900"), told("127.0.0.1:8900", ""));
        assert_eq!(
            target("http://lab.example/va/"),
            told("lab.example:80", "/va")
        );
        assert_eq!(
            target("http://lab.example/va/api/v1/"),
            told("lab.example:80", "/va")
        );
        assert!(target("https://lab.example").is_err_and(|error| error.contains("https")));
        assert!(target("lab").is_err());
    }
}
