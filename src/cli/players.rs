//! Scripted players over real HTTP: each session is sent on a connection of its own, at its own pace.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::trust;
use crate::recording::sid_in_location;
use crate::simulate::{Call, Plan, To};

/// How long a connection or an answer may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Where players send to.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Host and port.
    pub(super) authority: String,
    /// What comes before `/api/v1`, without a slash at its end.
    pub(super) prefix: String,
    /// Where calls go encrypted.
    tls: Option<Secure>,
}

/// How calls go encrypted.
#[derive(Debug, Clone)]
struct Secure {
    /// The host's name.
    host: String,
    trust: Arc<ClientConfig>,
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
            tls: None,
        }
    }

    /// Reads a base URL.
    pub(super) fn parse(url: &str) -> Result<Self, String> {
        let advice = "give one like http://127.0.0.1:8900";
        let uri: Uri = url
            .parse()
            .map_err(|_| format!("`{url}` is no URL; {advice}"))?;
        match (uri.scheme_str(), uri.authority()) {
            (Some(scheme @ ("http" | "https")), Some(authority)) => {
                let secure = scheme == "https";
                let port = authority
                    .port_u16()
                    .unwrap_or(if secure { 443 } else { 80 });
                let host = authority.host();
                let name = host.trim_matches(['[', ']']).to_owned();
                let prefix = uri.path().trim_end_matches('/');
                let prefix = prefix.strip_suffix("/api/v1").unwrap_or(prefix).to_owned();
                Ok(Target {
                    authority: format!("{host}:{port}"),
                    prefix,
                    tls: secure.then(|| Secure {
                        host: name,
                        trust: trust::usual(),
                    }),
                })
            }
            _ => Err(format!("`{url}` is no http URL; {advice}")),
        }
    }

    /// The same with another trust; `None` when it is not encrypted.
    pub(super) fn trusting(&self, trust: Arc<ClientConfig>) -> Option<Self> {
        let host = self.tls.as_ref()?.host.clone();
        Some(Target {
            tls: Some(Secure { host, trust }),
            ..self.clone()
        })
    }

    /// Opens a connection.
    pub(super) async fn connect(&self) -> anyhow::Result<Connection> {
        let stream = TcpStream::connect(&self.authority).await?;
        stream.set_nodelay(true)?;
        match &self.tls {
            None => shake(stream).await,
            Some(Secure { host, trust }) => {
                let host = ServerName::try_from(host.clone())?;
                let connector = TlsConnector::from(Arc::clone(trust));
                let stream = connector.connect(host, stream).await;
                shake(stream.map_err(trust::told)?).await
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.prefix)
    }
}

/// One connection, for one request at a time.
pub(super) type Connection = SendRequest<Full<Bytes>>;

async fn shake<S>(stream: S) -> anyhow::Result<Connection>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the last request; what goes wrong on it is told by the request that waits for it.
    tokio::spawn(connection);
    Ok(sender)
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
    connection: Option<Connection>,
}

struct Answer {
    status: StatusCode,
    sid: Option<String>,
}

impl Player<'_> {
    async fn call(&mut self, call: &Call, sid: &str) -> anyhow::Result<Answer> {
        let attempt = tokio::time::timeout(PATIENCE, self.attempt(call, sid)).await;
        let target = self.target;
        let Ok(answer) = attempt else {
            bail!("{target} does not answer; is it a playscope endpoint?");
        };
        answer.map_err(|error| {
            anyhow::anyhow!("cannot send to {target} ({error:#}); start `playscope` there first")
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
            None => self.connection.insert(self.target.connect().await?),
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
        let secure = Target::parse("https://lab.example/va").expect("a URL");
        assert_eq!(secure.authority, "lab.example:443");
        assert_eq!(secure.to_string(), "https://lab.example:443/va");
        assert!(target("ftp://lab.example").is_err());
        assert!(target("lab").is_err());
    }
}
