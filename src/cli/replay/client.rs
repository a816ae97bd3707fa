//! Connections to the endpoint: a bounded number of them, each used again for the next call that is due.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::header::LOCATION;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::cli::players::{Connection, PATIENCE, Target};
use crate::recording::sid_in_location;

/// Connections at a time.
pub(super) const CONNECTIONS: usize = 64;

/// Sends calls to one endpoint.
pub(super) struct Client {
    /// Where to.
    pub(super) target: Target,
    /// Connections that wait for a call.
    idle: Mutex<Vec<Connection>>,
    places: Semaphore,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// The session's id in the Location, if there is one.
    pub(super) sid: Option<String>,
}

/// Why nothing came back.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is nobody to send to.
    Unreachable(String),
    /// The call was sent, at least its beginning.
    Silent,
}

impl Client {
    pub(super) fn new(target: Target) -> Self {
        Client {
            target,
            idle: Mutex::default(),
            places: Semaphore::new(CONNECTIONS),
        }
    }

    /// Sends one call. It is never sent twice: only where nothing of it went out, another connection is tried.
    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Answer, Failure> {
        let _place = self.places.acquire().await;
        let mut request = request;
        loop {
            let mut connection = match self.idle() {
                Some(connection) => connection,
                None => self.connect().await?,
            };
            match timeout(PATIENCE, attempt(&mut connection, request)).await {
                Ok(Ok(answer)) => {
                    self.keep(connection);
                    return Ok(answer);
                }
                Ok(Err(Some(unsent))) => request = *unsent,
                Ok(Err(None)) | Err(_) => return Err(Failure::Silent),
            }
        }
    }

    async fn connect(&self) -> Result<Connection, Failure> {
        match timeout(PATIENCE, self.target.connect()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(Failure::Unreachable(format!("{error:#}"))),
            Err(_) => Err(Failure::Unreachable("it does not answer".to_owned())),
        }
    }

    fn idle(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|connection| !connection.is_closed());
        idle.pop()
    }

    fn keep(&self, connection: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(connection);
    }
}

/// Sends on a connection; gives the call back when nothing of it went out.
async fn attempt(
    connection: &mut Connection,
    request: Request<Full<Bytes>>,
) -> Result<Answer, Option<Box<Request<Full<Bytes>>>>> {
    if connection.ready().await.is_err() {
        return Err(Some(Box::new(request)));
    }
    let sent = connection.try_send_request(request).await;
    let response = sent.map_err(|mut error| error.take_message().map(Box::new))?;
    let location = response.headers().get(LOCATION);
    let answer = Answer {
        status: response.status().as_u16(),
        sid: location
            .and_then(|location| sid_in_location(&String::from_utf8_lossy(location.as_bytes()))),
    };
    // The rest must be read before the connection can be used again; what breaks then is no matter of this call.
    let mut rest = response.into_body();
    while let Some(Ok(_)) = rest.frame().await {}
    Ok(answer)
}
