//! Whom encrypted connections to an endpoint trust.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::players::Target;

/// Which authorities are trusted.
#[derive(Debug, Clone, Args)]
pub(super) struct Trust {
    /// Trust this authority too (PEM): an endpoint of `playscope serve --tls` gives its own at
    /// /playscope-ca.pem
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl Trust {
    /// The endpoint, reached with this trust.
    pub(super) fn of(&self, target: &Target) -> anyhow::Result<Target> {
        let Some(file) = &self.ca else {
            return Ok(target.clone());
        };
        let config = config(read(file)?)
            .with_context(|| format!("cannot trust the authority in {}", file.display()))?;
        let Some(target) = target.trusting(config) else {
            bail!(
                "--ca is for https, but {target} is not encrypted; leave it out, or give an https address"
            );
        };
        Ok(target)
    }
}

/// The authorities that browsers trust.
pub(super) fn usual() -> Arc<ClientConfig> {
    static USUAL: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    Arc::clone(USUAL.get_or_init(|| built(browsers())))
}

/// What went wrong while an encrypted connection was opened, with what to do where the certificate is the reason.
pub(super) fn told(error: std::io::Error) -> anyhow::Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    let is_trust = matches!(inner, Some(rustls::Error::InvalidCertificate(_)));
    let error = anyhow!(error);
    if is_trust {
        error.context("its certificate is not trusted: name its authority with --ca FILE")
    } else {
        error
    }
}

fn browsers() -> RootCertStore {
    webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
}

fn built(roots: RootCertStore) -> Arc<ClientConfig> {
    let config = ClientConfig::builder().with_root_certificates(roots);
    Arc::new(config.with_no_client_auth())
}

fn config(authorities: Vec<CertificateDer<'static>>) -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = browsers();
    for authority in authorities {
        roots.add(authority)?;
    }
    Ok(built(roots))
}

fn read(file: &Path) -> anyhow::Result<Vec<CertificateDer<'static>>> {
    let shown = file.display();
    let text =
        std::fs::read(file).with_context(|| format!("cannot read {shown}; name a file of PEM"))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => bail!(
            "there is no certificate in {shown}; give a file of PEM, with the lines -----BEGIN CERTIFICATE-----"
        ),
    }
}
