//! `check` and `report`: what they say about a recording, in every format.

use super::support::Bench;

#[test]
fn look() {
    let bench = Bench::new();
    let a = bench.scenarios("healthy.jsonl", false);
    let b = bench.scenarios("faulty.jsonl", true);
    std::fs::create_dir_all("/tmp/cli-look").unwrap();
    std::fs::copy(a, "/tmp/cli-look/healthy.jsonl").unwrap();
    std::fs::copy(b, "/tmp/cli-look/faulty.jsonl").unwrap();
}
