//! The yardstick: axum with a handler that reads the body and answers 204.

use std::net::SocketAddr;
use std::sync::mpsc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;

/// Starts it on a port of its own, for as long as the program runs.
pub(crate) fn start() -> SocketAddr {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("bare")
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
                .await
                .expect("a port");
            tell.send(listener.local_addr().expect("an address"))
                .expect("the bench waits");
            let app = Router::new().fallback(|_: Bytes| async { StatusCode::NO_CONTENT });
            axum::serve(listener, app).await.expect("a server");
        });
    });
    told.recv().expect("an address")
}
