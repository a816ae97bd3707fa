//! https on the port that speaks http: the first byte of a connection tells them apart.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// Where clients get the certificate to trust.
pub const AUTHORITY_PATH: &str = "/playscope-ca.pem";

/// The first byte of every TLS connection: a handshake record.
const HANDSHAKE: u8 = 0x16;

/// What is needed to answer https.
#[derive(Clone)]
pub struct Tls {
    pub(super) acceptor: TlsAcceptor,
    /// The authority's certificate as PEM, which anybody may fetch at [`AUTHORITY_PATH`].
    pub(super) authority: Option<Arc<str>>,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// No certificate in the PEM text.
    #[error(
        "there is no certificate in it; give a file of PEM, with the lines -----BEGIN CERTIFICATE-----"
    )]
    NoCertificate,
    /// No key in the PEM text.
    #[error(
        "there is no private key in it; give a file of PEM, with a line like -----BEGIN PRIVATE KEY-----"
    )]
    NoKey,
    /// They do not belong together, or are of a kind that is not supported.
    #[error(
        "the certificate and the key cannot be used together: {0}; give the key that the certificate was made for"
    )]
    Mismatch(#[from] rustls::Error),
}

impl Tls {
    /// Takes a chain of certificates, the server's first, and the server's key, both PEM.
    ///
    /// # Errors
    ///
    /// When one is missing or they do not belong together.
    pub fn from_pem(chain: &str, key: &str, authority: Option<String>) -> Result<Self, Unfit> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(chain.as_bytes()).collect();
        let chain = chain.ok().filter(|chain| !chain.is_empty());
        let chain = chain.ok_or(Unfit::NoCertificate)?;
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| Unfit::NoKey)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Tls {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            authority: authority.map(Into::into),
        })
    }

    /// The certificate, as PEM, that devices must trust; `None` when it is somebody else's affair.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// Whether the client begins with TLS; `None` when it says nothing in time.
pub(super) async fn begins(stream: &TcpStream, patience: Duration) -> Option<bool> {
    let mut first = [0];
    let peeked = timeout(patience, stream.peek(&mut first)).await.ok()?;
    Some(matches!(peeked, Ok(1)) && first == [HANDSHAKE])
}
