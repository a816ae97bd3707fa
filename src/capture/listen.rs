//! Finds an address to listen on.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket2::{Domain, Protocol, Socket, Type};

/// The port that players are pointed at unless told otherwise.
const PORT: u16 = 8900;
/// The last port tried when those before it are taken.
const LAST_PORT: u16 = 8999;
/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// Why no address can be listened on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another program listens there.
    #[error(
        "{0} is taken by another program; choose another port with --listen, or leave --listen out"
    )]
    Taken(SocketAddr),
    /// Every port that is tried without being told is taken.
    #[error(
        "every port from 127.0.0.1:{PORT} to {LAST_PORT} is taken; name a free one with --listen"
    )]
    NoneFree,
    /// The address is none of this machine's.
    #[error("{0} is no address of this machine; try 127.0.0.1, or 0.0.0.0 for all its addresses")]
    NotHere(SocketAddr),
    /// The system does not allow it.
    #[error("this user may not listen on {0}; choose a port from 1024 up")]
    Forbidden(SocketAddr),
    /// Anything else.
    #[error("cannot listen on {address}: {source}; choose another address with --listen")]
    Other {
        /// The address.
        address: SocketAddr,
        /// The reason.
        source: io::Error,
    },
}

/// A socket that is ours; clients can connect from now on, and wait until the capture starts.
#[derive(Debug)]
pub struct Bound {
    /// Address listened on.
    pub address: SocketAddr,
    /// The address that was wanted, when it was taken.
    pub instead_of: Option<SocketAddr>,
    listener: TcpListener,
}

impl Bound {
    pub(super) fn into_listener(self) -> Result<tokio::net::TcpListener, Error> {
        let address = self.address;
        tokio::net::TcpListener::from_std(self.listener).map_err(|source| explain(address, source))
    }
}

/// Listens on an address, or else on the next free port from 8900 of this machine alone.
///
/// # Errors
///
/// When the address cannot be had, or no port is free.
pub fn bind(wanted: Option<SocketAddr>) -> Result<Bound, Error> {
    if let Some(address) = wanted {
        return listen(address).map_err(|source| explain(address, source));
    }
    let first = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));
    for port in PORT..=LAST_PORT {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        match listen(address) {
            Ok(bound) => {
                return Ok(Bound {
                    instead_of: (port != PORT).then_some(first),
                    ..bound
                });
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(source) => return Err(explain(address, source)),
        }
    }
    Err(Error::NoneFree)
}

fn listen(address: SocketAddr) -> io::Result<Bound> {
    let socket = Socket::new(
        Domain::for_address(address),
        Type::STREAM,
        Some(Protocol::TCP),
    )?;
    // On Windows this option would let two programs share one port.
    if cfg!(not(windows)) {
        socket.set_reuse_address(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    let listener = TcpListener::from(socket);
    Ok(Bound {
        address: listener.local_addr()?,
        instead_of: None,
        listener,
    })
}

fn explain(address: SocketAddr, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::AddrInUse => Error::Taken(address),
        io::ErrorKind::AddrNotAvailable => Error::NotHere(address),
        io::ErrorKind::PermissionDenied => Error::Forbidden(address),
        _ => Error::Other { address, source },
    }
}

/// 128 random bits for an endpoint's session ids.
pub fn seed() -> u128 {
    // The standard library's hash keys are random for each process, and differ for each state.
    let half = || u128::from(RandomState::new().hash_one(0_u8));
    half() << 64 | half()
}
