//! The accept loop and what happens on one connection.

use std::borrow::Cow;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::timeout;

use super::body::Body;
use super::desk::Call;
use super::patience::{Patient, Silence};
use super::tls::{self, AUTHORITY_PATH, Tls};
use super::{Bounds, Examine, Notice, body, headers};
use crate::endpoint::{self, Answer, Reader};
use crate::exchange::{Exchange, Time};

/// What every connection needs.
pub(super) struct Door<T> {
    pub(super) reader: Reader,
    pub(super) examine: Examine<T>,
    pub(super) calls: mpsc::Sender<Call<T>>,
    pub(super) bounds: Bounds,
    /// https is spoken too.
    pub(super) tls: Option<Tls>,
    pub(super) now: fn() -> Time,
    /// A permit for each connection that may exist.
    pub(super) slots: Arc<Semaphore>,
    pub(super) stopped: watch::Receiver<bool>,
    /// Tells of clients that wrongly speak https.
    pub(super) secure: Told<T>,
}

/// Tells once that a client spoke https to an endpoint that does not.
#[derive(Debug)]
pub(super) struct Told<T> {
    done: AtomicBool,
    // Weak, so that it does not keep the notices going when the capture is over.
    notices: mpsc::WeakSender<Notice<T>>,
}

impl<T> Told<T> {
    pub(super) fn new(notices: &mpsc::Sender<Notice<T>>) -> Self {
        Told {
            done: AtomicBool::new(false),
            notices: notices.downgrade(),
        }
    }

    fn tell(&self, peer: SocketAddr) {
        if !self.done.load(Ordering::Relaxed)
            && let Some(notices) = self.notices.upgrade()
            && notices.try_send(Notice::Secure(peer)).is_ok()
        {
            self.done.store(true, Ordering::Relaxed);
        }
    }
}

/// How long to wait when the system has no more sockets to give.
const BREATHER: Duration = Duration::from_millis(50);

/// Accepts connections until the capture is stopped, then waits for those at work.
pub(super) async fn accept<T: Send + 'static>(listener: TcpListener, door: Arc<Door<T>>) {
    let mut stopped = door.stopped.clone();
    loop {
        tokio::select! {
            () = stop(&mut stopped) => break,
            next = next(&listener, &door.slots) => match next {
                Some((stream, peer, slot)) => {
                    tokio::spawn(connection(Arc::clone(&door), stream, peer, slot));
                }
                None => tokio::time::sleep(BREATHER).await,
            },
        }
    }
    drop(listener);
    let all = u32::try_from(door.bounds.connections).unwrap_or(u32::MAX);
    let finished = door.slots.acquire_many(all);
    // Whoever is not done by then is cut off; what was complete is recorded.
    let _ = timeout(door.bounds.stop_time, finished).await;
    door.slots.close();
}

/// Waits until the capture is stopped, or nobody is left who could stop it.
async fn stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn next(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    let (stream, peer) = listener.accept().await.ok()?;
    Some((stream, peer, slot))
}

async fn connection<T: Send + 'static>(
    door: Arc<Door<T>>,
    stream: TcpStream,
    peer: SocketAddr,
    _slot: OwnedSemaphorePermit,
) {
    // Without it an answer may wait for the client's next packet; if refused, it only is slower.
    let _ = stream.set_nodelay(true);
    let bounds = door.bounds;
    let mut stopped = door.stopped.clone();
    let secure = tokio::select! {
        // Whoever has already said something is listened to.
        biased;
        secure = tls::begins(&stream, bounds.head_time) => secure,
        () = stop(&mut stopped) => None,
    };
    let Some(secure) = secure else {
        return;
    };
    let stream = Patient::new(stream, bounds.write_time);
    match &door.tls {
        _ if !secure => requests(door, stream, peer).await,
        None => door.secure.tell(peer),
        // Who does not trust the certificate goes away by itself.
        Some(tls) => {
            let accepted = timeout(bounds.head_time, tls.acceptor.accept(stream)).await;
            if let Ok(Ok(stream)) = accepted {
                requests(door, stream, peer).await;
            }
        }
    }
}

/// Answers the requests of one connection until it ends.
async fn requests<T: Send + 'static>(
    door: Arc<Door<T>>,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
) {
    let bounds = door.bounds;
    let mut stopped = door.stopped.clone();
    let peer: Arc<str> = peer.to_string().into();
    let silence = Arc::new(Silence::new());
    let service = service_fn(|request| {
        silence.end();
        let answer = answer(Arc::clone(&door), Arc::clone(&peer), request);
        let silence = Arc::clone(&silence);
        Lasting::new(async move {
            let answer = answer.await;
            silence.begin();
            answer
        })
    });
    let connection = http1::Builder::new()
        .half_close(true)
        .max_buf_size(bounds.head)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // How a connection ends is the client's business: every complete request was seen to.
    tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        () = stop(&mut stopped) => connection.as_mut().graceful_shutdown(),
        () = silence.lasts(bounds.head_time) => return,
    }
    let _ = timeout(bounds.stop_time, connection).await;
}

/// Takes one request to the desk and brings the answer back.
async fn answer<T: Send + 'static>(
    door: Arc<Door<T>>,
    peer: Arc<str>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, incoming) = request.into_parts();
    if let Some(authority) = authority(&door, &head) {
        return Ok(authority);
    }
    let reading = body::read(incoming, door.reader.limits());
    let body = timeout(door.bounds.body_time, reading).await;
    let Ok(Some(body)) = body else {
        return Ok(plain(StatusCode::REQUEST_TIMEOUT));
    };
    let Ok(place) = door.calls.reserve().await else {
        return Ok(plain(StatusCode::SERVICE_UNAVAILABLE));
    };
    // What is made of it crosses no await, so that it needs no room in the future of each request.
    let cut = body.cut;
    let (reply, answered) = oneshot::channel();
    let call = call(&door, &peer, &head, body, reply);
    drop(head);
    place.send(call);
    Ok(match answered.await {
        Ok(answer) => response(answer, cut),
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE),
    })
}

/// A complete request, judged and ready for the desk.
fn call<T>(
    door: &Door<T>,
    peer: &str,
    head: &Parts,
    body: Body,
    reply: oneshot::Sender<Answer>,
) -> Call<T> {
    let mut headers = headers::of(&head.headers);
    if body.too_large {
        let declared = headers
            .get("content-length")
            .and_then(|text| text.parse().ok());
        let length = body.length.max(declared.unwrap_or_default());
        headers::set(&mut headers, "content-length", length.to_string());
    }
    let target = head
        .uri
        .path_and_query()
        .map_or_else(|| head.uri.to_string(), ToString::to_string);
    let exchange = Box::new(Exchange {
        at: (door.now)(),
        peer: peer.to_owned().into(),
        method: method(&head.method),
        target: target.into(),
        headers,
        body: body.bytes.into(),
        ..Exchange::default()
    });
    let (examined, reading) = (door.examine)(&exchange);
    let read = || {
        door.reader.read(&endpoint::Request {
            method: &exchange.method,
            target: &exchange.target,
            headers: &exchange.headers,
            body: &exchange.body,
            too_large: body.too_large,
        })
    };
    let reading = reading.filter(|_| !body.too_large).unwrap_or_else(read);
    Call {
        exchange,
        examined,
        reading,
        too_large: body.too_large,
        reply,
    }
}

/// The method as sent; the usual ones cost no memory.
fn method(method: &Method) -> Cow<'static, str> {
    match method.as_str() {
        "POST" => Cow::Borrowed("POST"),
        "OPTIONS" => Cow::Borrowed("OPTIONS"),
        "GET" => Cow::Borrowed("GET"),
        other => Cow::Owned(other.to_owned()),
    }
}

/// The certificate to trust, for a device that asks for it: no call of a player, so it is not recorded.
fn authority<T>(door: &Door<T>, head: &Parts) -> Option<Response<Full<Bytes>>> {
    let pem = door.tls.as_ref()?.authority.clone()?;
    if head.method != Method::GET || head.uri.path() != AUTHORITY_PATH {
        return None;
    }
    let mut response = Response::new(Full::new(Bytes::from(pem.as_bytes().to_vec())));
    let kind = HeaderValue::from_static("application/x-x509-ca-cert");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Some(response)
}

fn response(answer: Answer, close: bool) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let out = response.headers_mut();
    out.reserve(answer.headers.len());
    for (name, value) in answer.headers {
        let value = match value {
            Cow::Borrowed(ours) => Ok(HeaderValue::from_static(ours)),
            Cow::Owned(theirs) => HeaderValue::from_maybe_shared(Bytes::from(theirs)),
        };
        // What came in as a header's value can go out as one; anything else is left out.
        if let Ok(value) = value {
            out.insert(HeaderName::from_static(name), value);
        }
    }
    if close {
        out.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A future that is finished by the runtime when the connection that polls it breaks.
///
/// hyper drops the handler of a request when it finds the connection reset, even when the request is complete and
/// only its answer cannot be delivered any more. Such a call counts, so it goes on without the connection.
struct Lasting<F: Future<Output: Send> + Send + 'static> {
    inner: Option<Pin<Box<F>>>,
}

impl<F: Future<Output: Send> + Send + 'static> Lasting<F> {
    fn new(inner: F) -> Self {
        Lasting {
            inner: Some(Box::pin(inner)),
        }
    }
}

impl<F: Future<Output: Send> + Send + 'static> Future for Lasting<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let Some(inner) = &mut self.inner else {
            return Poll::Pending;
        };
        let polled = inner.as_mut().poll(cx);
        if polled.is_ready() {
            self.inner = None;
        }
        polled
    }
}

impl<F: Future<Output: Send> + Send + 'static> Drop for Lasting<F> {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(inner);
        }
    }
}
