//! The options of every command that captures, and the capture that they start.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::config::Config;
use super::console::Console;
use super::judging::Judging;
use super::now;
use super::tls::Secure;
use crate::capture::{self, AUTHORITY_PATH, Bound, Bounds, Examine, Running, Summary, Tls};
use crate::endpoint::{Endpoint, Limits, Mode, Reading};
use crate::exchange::Header;
use crate::inspection::{HELD, Inspection};
use crate::output::text::{clean, counted};
use crate::recording::{FORMAT, Rotation, Store, Writer, capture_file};
use crate::rules::{Examined, Settings, examine};
use crate::schema::Schemas;

/// The port that an address without one stands for.
const PORT: u16 = 8900;

/// How to capture.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Capturing")]
pub(super) struct Capturing {
    /// Address to listen on; 0.0.0.0 is every address of this machine
    /// [default: 127.0.0.1:8900, or the next free port]
    #[arg(long, value_name = "ADDR", value_parser = address, verbatim_doc_comment)]
    listen: Option<SocketAddr>,

    /// How to answer: observe never gets in the player's way, strict refuses what the service would refuse
    #[arg(long, value_name = "HOW", default_value = "observe")]
    answer: Answer,

    /// File to record to; a recording that exists goes on [default: a new file in the user's data folder]
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Record nothing
    #[arg(long, conflicts_with = "record")]
    no_record: bool,

    /// Go on in a new file when one is so long or so old, as in 100MB or 1h: NAME-0001.jsonl and on
    #[arg(long, value_name = "SIZE|TIME", conflicts_with = "no_record", value_parser = rotation)]
    rotate: Option<Rotation>,

    /// Answer only when the call is on the disk, not just with the operating system
    #[arg(long, conflicts_with = "no_record")]
    durable: bool,

    /// Longest body that is taken, as in 64KiB or 2MiB [default: 1MiB, 16MiB for batches]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_body: Option<u64>,

    #[command(flatten)]
    tls: Secure,

    #[command(flatten)]
    judging: Judging,
}

/// How calls are answered.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Answer {
    Observe,
    Strict,
}

/// A capture at work, with what must be told about it.
pub(super) struct Started {
    /// The capture.
    pub(super) running: Running<Examined>,
    /// Where players send to.
    pub(super) url: String,
    /// What is unexpected about the address.
    pub(super) remark: Option<String>,
    /// The file that is going to hold the recording.
    pub(super) recording: Option<PathBuf>,
    /// What the recording says about itself.
    pub(super) header: Header,
    /// What is in force.
    pub(super) config: Config,
}

impl Capturing {
    /// The configuration with the options of the command line put over it.
    pub(super) fn config(&self, console: &Console) -> anyhow::Result<Config> {
        self.judging.config(console)
    }

    /// Starts to capture, within a tokio runtime.
    pub(super) fn start(&self, mut config: Config) -> anyhow::Result<Started> {
        let mut limits = Limits::default();
        if let Some(size) = self.max_body {
            limits = Limits {
                body: size,
                batch: limits.batch.max(size),
            };
            let thresholds = config
                .settings
                .thresholds
                .entry("http/too-large".to_owned())
                .or_default();
            #[expect(clippy::cast_precision_loss, reason = "a size of memory fits a double")]
            thresholds.entry("bytes".to_owned()).or_insert(size as f64);
        }
        let bound = capture::bind(self.listen)?;
        let url = url(bound.address);
        let tls = self.tls.load(&addresses(bound.address), now())?;
        let remark = remark(&bound, tls.as_ref(), &url);
        let header = Header {
            version: FORMAT,
            created: Some(now()),
            program: concat!("playscope ", env!("CARGO_PKG_VERSION")).to_owned(),
            base: url.clone(),
            replay: false,
        };
        let writer = self.writer(&header)?;
        let recording = writer.path();
        let schemas = Arc::new(config.schemas.clone());
        let endpoint = Endpoint::new(self.mode(), limits, Arc::clone(&schemas), capture::seed());
        let examine = examiner(schemas, config.settings.clone());
        let bounds = Bounds::default();
        let running = capture::serve(bound, tls, bounds, endpoint, examine, writer, now)?;
        Ok(Started {
            running,
            url,
            remark,
            recording,
            header,
            config,
        })
    }

    fn mode(&self) -> Mode {
        match self.answer {
            Answer::Observe => Mode::Observe,
            Answer::Strict => Mode::Strict,
        }
    }

    fn writer(&self, header: &Header) -> anyhow::Result<Writer> {
        if self.no_record {
            return Ok(Writer::nowhere());
        }
        let path = match &self.record {
            Some(path) => path.clone(),
            None => capture_file(now())?,
        };
        let rotation = self.rotate.unwrap_or_default();
        let mut writer = Writer::to_files(path, header.clone(), self.durable, rotation)?;
        if self.record.is_some() {
            writer.reserve()?;
        }
        Ok(writer)
    }
}

/// Judges a call once, for its answer and for the screen.
fn examiner(schemas: Arc<Schemas>, settings: Settings) -> Examine<Examined> {
    Arc::new(move |exchange| {
        let examined = examine(exchange, &schemas, &settings);
        let reading = examined.passing().map(Reading::passing);
        (examined, reading)
    })
}

impl Started {
    /// What is known of the capture so far, and where its calls are read from again. What nobody looks at any more
    /// stays in the recording, so that a capture of days does not fill the memory.
    pub(super) fn inspection(&self) -> (Inspection, Store) {
        let mut inspection = self.config.inspection();
        inspection.describe(self.header.clone());
        let file = self.recording.as_deref();
        let store = file.map_or_else(Store::in_memory, Store::of_file);
        let again = store.clone();
        inspection.let_rest(HELD, Arc::new(move |seq| again.fetch(seq)));
        (inspection, store)
    }

    /// What is said when the capture begins, beside the address.
    pub(super) fn greeting(&self) -> String {
        let file = match &self.recording {
            Some(file) => format!("recording to {}", clean(&file.to_string_lossy())),
            None => "recording nothing".to_owned(),
        };
        match &self.remark {
            Some(remark) => format!("{remark}; {file}"),
            None => file,
        }
    }
}

/// What is said when a capture is over.
pub(super) fn farewell(summary: &Summary) -> String {
    let calls = counted(summary.exchanges, "call");
    let file = match &summary.file {
        Some(file) => {
            let file = file.to_string_lossy();
            let more = match summary.files {
                0 | 1 => String::new(),
                files => format!(", the last of {}", counted(files, "file")),
            };
            format!("{calls} recorded in {}{more}", clean(&file))
        }
        None if summary.exchanges == 0 => "no call came, so there is no recording".to_owned(),
        None => format!("{calls}, not recorded"),
    };
    match &summary.trouble {
        Some(trouble) => format!("{file}; incomplete: {}", clean(trouble)),
        None => file,
    }
}

/// What is said when a client speaks https to an endpoint that does not.
pub(super) fn speaks_https(peer: SocketAddr) -> String {
    format!("{} speaks https: start again with --tls", peer.ip())
}

/// What is special about the address.
fn remark(bound: &Bound, tls: Option<&Tls>, url: &str) -> Option<String> {
    let taken = bound
        .instead_of
        .map(|wanted| format!("{wanted} is taken, listening on {} instead", bound.address));
    let https = tls.map(|tls| match tls.authority() {
        Some(_) => format!("https too, for devices that trust {url}{AUTHORITY_PATH}"),
        None => "https too".to_owned(),
    });
    let remarks: Vec<String> = taken.into_iter().chain(https).collect();
    (!remarks.is_empty()).then(|| remarks.join("; "))
}

/// The addresses at which the machine is reached.
fn addresses(bound: SocketAddr) -> Vec<IpAddr> {
    if !bound.ip().is_unspecified() {
        return vec![bound.ip()];
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    interfaces.iter().map(if_addrs::Interface::ip).collect()
}

/// A URL that can be typed into a player: of every address of the machine, one in its network.
fn url(address: SocketAddr) -> String {
    let shown = if address.ip().is_unspecified() {
        SocketAddr::new(
            own_address().unwrap_or(Ipv4Addr::LOCALHOST.into()),
            address.port(),
        )
    } else {
        address
    };
    format!("http://{shown}")
}

fn own_address() -> Option<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().ok()?;
    let outward = interfaces
        .iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local());
    let addresses: Vec<IpAddr> = outward.map(if_addrs::Interface::ip).collect();
    let typeable = addresses.iter().find(|address| address.is_ipv4());
    typeable.or(addresses.first()).copied()
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let text = text.replace("localhost", "127.0.0.1");
    let port = text.strip_prefix(':').unwrap_or(&text).parse();
    let whole = text.parse().ok();
    let host = || {
        text.parse()
            .ok()
            .map(|host: IpAddr| SocketAddr::new(host, PORT))
    };
    let local = || {
        port.ok()
            .map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    };
    whole
        .or_else(host)
        .or_else(local)
        .ok_or("give an address like 127.0.0.1:8900 or 0.0.0.0:8900, or a port".to_owned())
}

fn size(text: &str) -> Result<u64, String> {
    let size = bytes(text).filter(|size| (1024..=1 << 30).contains(size));
    size.ok_or("give a size from 1KiB to 1024MiB, as in 2MiB".to_owned())
}

/// A number of bytes with its unit.
fn bytes(text: &str) -> Option<u64> {
    let (number, unit) = parts(text);
    let factor = match unit {
        "" | "B" => 1,
        "k" | "kB" | "KB" => 1000,
        "K" | "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "M" | "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "G" | "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

/// Digits and what follows them.
fn parts(text: &str) -> (&str, &str) {
    let digits = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = text.strip_prefix(digits).map(str::trim);
    (digits, unit.unwrap_or_default())
}

/// When a file is full: a size, or a time.
fn rotation(text: &str) -> Result<Rotation, String> {
    let (number, unit) = parts(text);
    let seconds = match unit {
        "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        _ => None,
    };
    let age = seconds
        .and_then(|unit: i64| number.parse::<i64>().ok()?.checked_mul(unit))
        .filter(|seconds| (1..=366 * 86_400).contains(seconds))
        .map(|seconds| seconds * 1_000_000);
    let size = bytes(text).filter(|size| !unit.is_empty() && (1 << 10..=1 << 40).contains(size));
    if age.is_none() && size.is_none() {
        return Err(
            "give a size or a time with its unit, as in 100MB, 2GiB, 30min, 1h or 1d".to_owned(),
        );
    }
    Ok(Rotation { size, age })
}

#[cfg(test)]
mod tests {
    use super::{address, rotation, size};
    use crate::recording::Rotation;

    #[test]
    fn an_address_may_be_short() {
        let told = |text| address(text).map(|address| address.to_string()).ok();
        assert_eq!(told("127.0.0.1:0").as_deref(), Some("127.0.0.1:0"));
        assert_eq!(told("0.0.0.0").as_deref(), Some("0.0.0.0:8900"));
        assert_eq!(told("9001").as_deref(), Some("127.0.0.1:9001"));
        assert_eq!(told(":9001").as_deref(), Some("127.0.0.1:9001"));
        assert_eq!(told("localhost:9001").as_deref(), Some("127.0.0.1:9001"));
        assert_eq!(told("[::1]:9001").as_deref(), Some("[::1]:9001"));
        assert_eq!(told("nowhere"), None);
    }

    #[test]
    fn a_size_has_a_unit_or_none() {
        assert_eq!(size("2048"), Ok(2048));
        assert_eq!(size("64KiB"), Ok(64 << 10));
        assert_eq!(size("2 MB"), Ok(2_000_000));
        let by_size = |size| {
            Ok(Rotation {
                size: Some(size),
                age: None,
            })
        };
        let by_age = |seconds: i64| {
            Ok(Rotation {
                size: None,
                age: Some(seconds * 1_000_000),
            })
        };
        assert_eq!(rotation("100MB"), by_size(100_000_000));
        assert_eq!(rotation("2GiB"), by_size(2 << 30));
        assert_eq!(rotation("5M"), by_size(5 << 20));
        assert_eq!(rotation("5m"), by_age(300));
        assert_eq!(rotation("1d"), by_age(86_400));
        assert!(
            ["100", "0s", "1B", "1x", "999d"]
                .iter()
                .all(|text| rotation(text).is_err())
        );
        assert!(size("12").is_err() && size("x").is_err() && size("2GiB").is_err());
    }
}
