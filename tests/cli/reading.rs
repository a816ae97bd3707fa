//! `check` and `report`: what they say about a recording, in every format.

use super::support::Bench;

#[test]
fn look() {
    let bench = Bench::new();
    bench.scenarios("healthy.jsonl", false);
    bench.scenarios("faulty.jsonl", true);
    for arguments in [&["check", "faulty.jsonl"][..], &["report", "healthy.jsonl"], &["report", "faulty.jsonl"], &["check","healthy.jsonl"],&["check","--format","json","healthy.jsonl"]] {
        let ran = bench.run(arguments);
        println!("$ {arguments:?} -> {:?}\n{}\n{}", ran.code, ran.out, ran.err);
    }
    panic!();
}
