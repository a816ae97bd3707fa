//! Frames of the dashboard: a script, keys and a size go in, text comes out.

/// Compares a frame with the one on record, under `tests/screens/snapshots`.
macro_rules! frame {
    ($name:expr, $frame:expr) => {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $frame);
        });
    };
}

mod choosing;
mod comparing;
mod editing;
mod finding;
mod frames;
mod moving;
mod report;
mod resting;
mod robust;
mod sifting;
mod spoken;
mod support;
mod wording;

/// An evening's film with a pre-roll, a mid-roll, a chapter, a player state, and two faults.
pub(crate) const FILM: &str = r#"
0     0     sessionStart  {"params":{"media.name":"The Long Night","media.playerName":"html5-player","media.sdkVersion":"4.2"}}
0.1   0     adBreakStart
0.1   0     adStart       {"params":{"media.ad.name":"Coffee","media.ad.length":6}}
1.1   0     ping
6.1   0     adComplete
6.1   0     adBreakComplete
6.2   0     play          {"qoeData":{"media.qoe.bitrate":3200000}}
6.3   0     chapterStart  {"params":{"media.chapter.friendlyName":"Opening"}}
16.2  10    ping
26.2  20    ping          {"qoeData":{"media.qoe.bitrate":1200000,"media.qoe.droppedFrames":4}}
30    23.8  stateStart    {"params":{"media.state.name":"fullscreen"}}
36.2  30    ping
40    33.8  chapterComplete
46.2  40    ping
50    43.8  pauseStart
56.2  43.8  ping
60    43.8  play
60.5  44.3  adBreakStart  {"params":{"media.ad.podSecond":44.3}}
60.5  44.3  adStart       {"params":{"media.ad.length":"8"}}
61.5  44.3  ping
62    44.3  adComplete
62    44.3  adBreakComplete
62.1  44.3  play
72    54.2  ping
"#;

/// Other sessions beside the film.
pub(crate) const OTHERS: &str = r#"
@session live
20    72000 sessionStart  {"params":{"media.name":"Evening News","media.contentType":"live","media.length":0,"media.playerName":"tv-player"}}
20.2  72000 play
30.2  72010 ping
40.2  72020 ping
50.2  72030 ping
60.2  72040 ping
70.2  72050 ping
@session clip
25    0     sessionStart  {"params":{"media.name":"Clip 88","media.length":10}}
25.2  0     play
35.2  10    ping
35.3  10    sessionComplete
35.4  10    sessionEnd
@call GET /id?d_visid_ver=5.5.0
@call POST /api/v1/session
|{"eventType":"sessionStart"}
@call OPTIONS /api/v1/sessions
"#;
