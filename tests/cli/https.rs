//! https on the port that speaks http.

use std::sync::Arc;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::serving::Server;
use super::support::Bench;

const START: &str = r#"{"playerTime":{"playhead":0,"ts":1795000000000},"eventType":"sessionStart","params":{"media.id":"m"}}"#;

fn trusting(pem: &str) -> Agent {
    let authority = Certificate::from_pem(pem.as_bytes()).unwrap();
    let roots = RootCerts::Specific(Arc::new(vec![authority]));
    let tls = TlsConfig::builder().root_certs(roots).build();
    Agent::config_builder().tls_config(tls).build().into()
}

#[test]
fn who_trusts_the_authority_speaks_https_and_the_others_http() {
    let bench = Bench::new();
    let server = Server::start(&bench, &["serve", "--tls", "--quiet"]);
    let fetched = ureq::get(format!("{}/playscope-ca.pem", server.url)).call();
    let pem = fetched.unwrap().body_mut().read_to_string().unwrap();
    let secure = server.url.replace("http://", "https://");
    for (agent, url) in [
        (trusting(&pem), &secure),
        (Agent::new_with_defaults(), &server.url),
    ] {
        let answer = agent
            .post(format!("{url}/api/v1/sessions"))
            .content_type("application/json")
            .send(START)
            .unwrap();
        assert_eq!(answer.status(), 201, "{url}");
    }
    // A stranger goes away, and nobody else is hurt.
    let stranger = ureq::post(format!("{secure}/api/v1/sessions")).send(START);
    assert!(stranger.is_err());
    server.terminate();
    let ran = server.end();
    // The certificate is no call of a player.
    assert!(ran.err.contains("2 calls recorded"), "{ran:?}");
    assert!(
        ran.err.contains("https too, for devices that trust"),
        "{ran:?}"
    );
    // The next start has the same authority: devices need to trust it once.
    let server = Server::start(&bench, &["serve", "--tls", "--quiet", "--no-record"]);
    let secure = server.url.replace("http://", "https://");
    let answer = trusting(&pem)
        .post(format!("{secure}/api/v1/sessions"))
        .send(START);
    assert_eq!(answer.unwrap().status(), 201);
    server.terminate();
    assert_eq!(server.end().code, Some(0));
}

#[test]
fn a_recording_is_replayed_to_an_endpoint_whose_authority_is_named() {
    let bench = Bench::new();
    bench.script(
        "a.jsonl",
        "0 0 sessionStart\n0.5 0 play\n10 9.5 ping\n20 19.5 sessionEnd",
    );
    let record = ["serve", "--tls", "--quiet", "--record", "b.jsonl"];
    let server = Server::start(&bench, &record);
    let fetched = ureq::get(format!("{}/playscope-ca.pem", server.url)).call();
    bench.file(
        "ca.pem",
        fetched.unwrap().body_mut().read_to_string().unwrap(),
    );
    let secure = server.url.replace("http://", "https://");
    let replay = ["replay", "a.jsonl", "--to", &secure, "--speed", "max"];
    let ran = bench.run(&[&replay[..], &["--ca", "ca.pem"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("every answer is as recorded"), "{ran:?}");
    // A stranger is told what to do.
    let ran = bench.run(&replay);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .contains("is not trusted: name its authority with --ca"),
        "{ran:?}"
    );
    let simulate = [
        "simulate",
        "--to",
        &secure,
        "--speed",
        "max",
        "--sessions",
        "1",
    ];
    let ran = bench.run(&[&simulate[..], &["--ca", "ca.pem"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let plain = ["replay", "a.jsonl", "--to", &server.url, "--ca"];
    for (arguments, said) in [
        (
            [&replay[..], &["--ca", "a.jsonl"]].concat(),
            "there is no certificate in a.jsonl",
        ),
        (
            [&replay[..], &["--ca", "none.pem"]].concat(),
            "cannot read none.pem",
        ),
        ([&plain[..], &["ca.pem"]].concat(), "--ca is for https"),
    ] {
        let ran = bench.run(&arguments);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
    server.terminate();
    server.end();
    let told = bench.run(&["report", "--format", "json", "b.jsonl"]).json();
    assert_eq!(told["sessions"][0]["counted"], 4);
    assert_eq!(told["sessions"].as_array().unwrap().len(), 2);
}

#[test]
fn the_authoritys_key_is_for_its_owner_alone() {
    let bench = Bench::new();
    let server = Server::start(&bench, &["serve", "--tls", "--quiet", "--no-record"]);
    server.terminate();
    server.end();
    let key = bench
        .path()
        .join(".local/share/playscope/authority/key.pem");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(&key, "no key").unwrap();
    let ran = bench.run(&["serve", "--tls", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("key.pem is no private key; remove it"),
        "{ran:?}"
    );
}

#[test]
fn a_certificate_may_be_given_and_what_is_wrong_with_it_is_said() {
    let bench = Bench::new();
    let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let cert = bench.file("cert.pem", pair.cert.pem());
    let key = bench.file("key.pem", pair.signing_key.serialize_pem());
    let other = rcgen::KeyPair::generate().unwrap();
    bench.file("other.pem", other.serialize_pem());
    let given = ["serve", "--quiet", "--tls-cert", "cert.pem", "--tls-key"];
    let server = Server::start(&bench, &[&given[..], &["key.pem"]].concat());
    let secure = server.url.replace("http://", "https://");
    let answer = trusting(&pair.cert.pem())
        .post(format!("{secure}/api/v1/sessions"))
        .send(START);
    assert_eq!(answer.unwrap().status(), 201);
    server.terminate();
    server.end();
    for (name, said) in [
        ("other.pem", "cannot be used together"),
        ("cert.pem", "no private key in it"),
        ("nothing.pem", "cannot read nothing.pem"),
    ] {
        let ran = bench.run(&[&given[..], &[name, "--listen", "127.0.0.1:0"]].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.err.contains(said), "{name}: {ran:?}");
    }
    assert!(cert.exists() && key.exists());
}

#[test]
fn a_client_that_speaks_https_in_vain_is_told_of_once() {
    let bench = Bench::new();
    let server = Server::start(&bench, &["serve", "--quiet", "--no-record"]);
    let secure = server.url.replace("http://", "https://");
    for _ in 0..3 {
        assert!(ureq::get(&secure).call().is_err());
    }
    server.terminate();
    let ran = server.end();
    let said = "127.0.0.1 speaks https: start again with --tls";
    assert_eq!(ran.err.matches(said).count(), 1, "{ran:?}");
}
