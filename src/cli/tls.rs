//! The certificates of the endpoint: given as files, or made by an authority of the user's own.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::Datelike as _;
use clap::Args;
use etcetera::BaseStrategy as _;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};

use crate::capture::Tls;
use crate::exchange::Time;

/// How to speak https.
#[derive(Debug, Clone, Args)]
pub(super) struct Secure {
    /// Speak https too, on the same port, with a certificate of an authority of your own, which devices must
    /// trust
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    tls: bool,

    /// Speak https too, with this certificate (PEM, with the chain to its authority)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// The private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

/// The years in which the authority lives.
const YEARS: (i32, i32) = (2026, 2046);
/// Days that a server's certificate lives; some devices refuse more than 397.
const DAYS: u64 = 365;

impl Secure {
    /// What is needed to answer https for these addresses, when that is wished.
    pub(super) fn load(&self, addresses: &[IpAddr], now: Time) -> anyhow::Result<Option<Tls>> {
        if let (Some(chain), Some(key)) = (&self.tls_cert, &self.tls_key) {
            let tls = Tls::from_pem(&read(chain)?, &read(key)?, None);
            let of = || format!("{} with {}", chain.display(), key.display());
            return tls.map(Some).with_context(of);
        }
        if !self.tls {
            return Ok(None);
        }
        let base = etcetera::choose_base_strategy()
            .context("the system knows no home folder for the authority's key; set HOME, or give --tls-cert and --tls-key")?;
        let folder = base.data_dir().join("playscope").join("authority");
        made(&folder, addresses, now).map(Some)
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; name a file of PEM", path.display()))
}

/// A certificate for these addresses, made by the authority in a folder, which is made if it is not there.
fn made(folder: &Path, addresses: &[IpAddr], now: Time) -> anyhow::Result<Tls> {
    let key = authority_key(&folder.join("key.pem"))?;
    let params = authority();
    let path = folder.join("ca.pem");
    let own = if let Ok(own) = fs::read_to_string(&path) {
        own
    } else {
        let own = params.self_signed(&key)?.pem();
        fs::write(&path, &own).with_context(|| format!("cannot write {}", path.display()))?;
        own
    };
    let issuer = Issuer::from_params(&params, key);
    let mut names = vec!["localhost".to_owned()];
    names.extend(addresses.iter().map(ToString::to_string));
    let mut leaf = CertificateParams::new(names)?;
    leaf.distinguished_name
        .push(DnType::CommonName, "playscope endpoint");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    let day = |days: i64| {
        let day = now.utc().date_naive() + chrono::Duration::days(days);
        let [month, day_of_month] =
            [day.month(), day.day()].map(|part| u8::try_from(part).unwrap_or(1));
        date_time_ymd(day.year(), month, day_of_month)
    };
    // A device's clock may be behind.
    leaf.not_before = day(-2);
    leaf.not_after = day(i64::try_from(DAYS).unwrap_or(i64::MAX));
    let leaf_key = KeyPair::generate()?;
    let leaf = leaf.signed_by(&leaf_key, &issuer)?;
    Ok(Tls::from_pem(
        &leaf.pem(),
        &leaf_key.serialize_pem(),
        Some(own),
    )?)
}

/// The authority's certificate, signed or to sign with.
fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    let name = "playscope, a private authority for tests";
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(YEARS.0, 1, 1);
    params.not_after = date_time_ymd(YEARS.1, 1, 1);
    params
}

/// The authority's key, made when there is none. Nobody else may read it: whoever has it is trusted by the devices.
fn authority_key(path: &Path) -> anyhow::Result<KeyPair> {
    match fs::read_to_string(path) {
        Ok(text) => KeyPair::from_pem(&text).with_context(|| {
            format!(
                "{} is no private key; remove it to get a new authority, which devices must trust anew",
                path.display()
            )
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let key = KeyPair::generate()?;
            save(path, &key.serialize_pem()).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(key)
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn save(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)?.write_all(text.as_bytes())
}
