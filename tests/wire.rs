//! Reading targets and bodies: routes, misses, dialects, JSON and its faults.

use playscope::wire::json::{self, Error, Value, path};
use playscope::wire::route::{self, Route, Stray};

#[test]
fn routes_take_any_prefix_slashes_and_query() {
    for target in [
        "/api/v1/sessions",
        "//abc.com/va///api/v1/sessions",
        "/api/v1/sessions/",
        "/api/v1/sessions?a=/b",
        "http://h/api/v1/sessions#x",
    ] {
        assert_eq!(Route::of(target), Route::Sessions, "{target}");
    }
    assert_eq!(
        Route::of("/p/api/v1/sessions/7f/events/"),
        Route::Events("7f".into())
    );
    assert_eq!(
        Route::of("/api/v1/sessions/api/events"),
        Route::Events("api".into())
    );
    assert_eq!(Route::of("/api/v1/downloaded"), Route::Downloaded);
    assert_eq!(
        Route::of("/api/v1/schemas/play?x"),
        Route::Schema("play".into())
    );
    for target in [
        "",
        "/",
        "/sessions",
        "/api/v1/sessions/7f",
        "/api/v1/sessions/events",
        "/api/v1/schemas",
        "/API/v1/sessions",
        "/api/v1/sessions/7f/events/x",
    ] {
        assert_eq!(Route::of(target), Route::Other, "{target}");
    }
}

#[test]
fn misses_name_the_path_that_was_meant() {
    for (target, meant) in [
        ("/sessions", "/api/v1/sessions"),
        ("/v1/sessions", "/api/v1/sessions"),
        ("/api/v2/sessions", "/api/v1/sessions"),
        ("/api/v1/session", "/api/v1/sessions"),
        ("/api/v1/Sessions", "/api/v1/sessions"),
        ("/api/v1", "/api/v1/sessions"),
        ("/downloaded", "/api/v1/downloaded"),
        ("/api/v1/download", "/api/v1/downloaded"),
        ("/api/v1/sessions/7f", "/api/v1/sessions/7f/events"),
        ("/api/v1/sessions/7f/event", "/api/v1/sessions/7f/events"),
        ("/api/v1/sessions/7f/events/9", "/api/v1/sessions/7f/events"),
        ("/sessions/7f/events", "/api/v1/sessions/7f/events"),
        ("/api/v1/7f/events", "/api/v1/sessions/7f/events"),
        ("/api/v1/sessions/events", "/api/v1/sessions/{sid}/events"),
        ("/api/v1/events", "/api/v1/sessions/{sid}/events"),
        ("/schemas/play", "/api/v1/schemas/play"),
    ] {
        let nearest = route::nearest(target).unwrap_or_else(|| panic!("{target} is near nothing"));
        assert_eq!(nearest.path, meant, "{target}");
        assert!(!nearest.reason.is_empty(), "{target}");
    }
    for target in ["/", "/health", "/collect/data.js"] {
        assert_eq!(route::nearest(target), None, "{target}");
    }
}

#[test]
fn strays_are_told_by_their_target() {
    for (target, stray) in [
        ("/", Some(Stray::Root)),
        ("", Some(Stray::Root)),
        ("/?x=1", Some(Stray::Root)),
        ("/id?d_visid_ver=5", Some(Stray::Identity)),
        ("/dpm/demo?d_orgid=A", Some(Stray::Identity)),
        ("/ee/v1/identity/acquire", Some(Stray::Identity)),
        ("/static/favicon.ico", Some(Stray::Favicon)),
        ("/apple-touch-icon.png", Some(Stray::Favicon)),
        ("/robots.txt", Some(Stray::Robots)),
        ("/idea", None),
    ] {
        assert_eq!(Stray::of(target), stray, "{target}");
    }
}

#[test]
fn broken_json_is_told_with_its_place_and_usual_cause() {
    for (body, place, cause) in [
        ("", (1, 1), "empty"),
        (" \n ", (2, 1), "empty"),
        ("{\"a\":1,}", (1, 8), "trailing comma"),
        ("[1,2,]", (1, 6), "trailing comma"),
        ("{'a':1}", (1, 2), "single quotes"),
        ("{\"a\":'b'}", (1, 6), "single quotes"),
        ("{\"a\":NaN}", (1, 6), "NaN"),
        ("{\"a\":-Infinity}", (1, 7), "NaN"),
        ("{\"a\":undefined}", (1, 6), "undefined"),
        ("{a:1}", (1, 2), "double quotes"),
        ("{\"a\":1}}", (1, 8), "follows the end"),
        ("{\"a\":", (1, 5), "too early"),
        ("{\n \"a\": \"b\nc\"}", (3, 1), "line break"),
        ("a=1&b=2", (1, 1), "form encoding"),
        ("%7B%22a%22%3A1%7D", (1, 1), "form encoding"),
        ("\u{feff}{}", (1, 1), "byte order mark"),
        ("[object Object]", (1, 2), "JSON.stringify"),
        ("{\"a\":\"\\ud83d\"}", (1, 13), "surrogate"),
        ("{\"a\":1e400}", (1, 10), "double"),
        ("{\"a\":True}", (1, 6), "Python"),
        ("{\"a\":1} // x", (1, 9), "follows the end"),
        ("{\"a\":.5}", (1, 6), "digit on either side"),
        ("{\"a\":+1}", (1, 6), "no plus sign"),
        ("{\"a\":01}", (1, 7), "no leading zero"),
        ("{\"a\":1.}", (1, 8), "digit on either side"),
    ] {
        let error = json::parse(body.as_bytes()).unwrap_err();
        let Error::Syntax { line, column, .. } = error else {
            panic!("{body:?}: {error:?}")
        };
        assert_eq!((line, column), place, "{body:?}");
        let told = error.cause(body.as_bytes()).unwrap_or("nothing");
        assert!(told.contains(cause), "{body:?}: {told}");
    }
    assert_eq!(
        json::parse(b"{\"a\":\"\xff\"}"),
        Err(Error::Encoding { offset: 6 })
    );
}

#[test]
fn a_hundred_levels_pass_and_one_more_does_not() {
    let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(json::parse(nested(100).as_bytes()).is_ok());
    let deep = nested(101);
    let error = json::parse(deep.as_bytes()).unwrap_err();
    assert!(error.cause(deep.as_bytes()).unwrap().contains("100 levels"));
    assert!(json::parse(nested(100_000).as_bytes()).is_err());
    // An empty one is a level too.
    let objects = |levels: usize| {
        format!(
            "{}{{}}{}",
            "{\"a\":".repeat(levels - 1),
            "}".repeat(levels - 1)
        )
    };
    assert!(json::parse(objects(100).as_bytes()).is_ok());
    assert!(json::parse(objects(101).as_bytes()).is_err());
    assert!(json::parse("{\"a\":".repeat(101).as_bytes()).is_err());
}

#[test]
fn numbers_are_read_to_the_nearest_double() {
    for (text, value) in [
        ("0.1", 0.1),
        (
            "5708990770823839524233143877797980545530986496",
            5.708_990_770_823_84e45,
        ),
        ("-0", 0.0),
        ("18446744073709551616", 1.844_674_407_370_955_2e19),
    ] {
        assert_eq!(
            json::parse(text.as_bytes()).unwrap().as_f64(),
            Some(value),
            "{text}"
        );
    }
    let exact = "3.0540412E5".parse::<f64>().unwrap();
    assert_eq!(json::parse(b"3.0540412E5").unwrap().as_f64(), Some(exact));
    assert_eq!(
        json::parse(b"9007199254740992").unwrap().as_timestamp(),
        Some(1 << 53)
    );
    assert_eq!(
        json::parse(b"9007199254740993").unwrap().as_timestamp(),
        None
    );
    assert_eq!(
        json::parse(b"1.7685e12").unwrap().as_timestamp(),
        Some(1_768_500_000_000)
    );
    assert_eq!(json::parse(b"1.5").unwrap().as_timestamp(), None);
}

#[test]
fn keys_given_twice_are_taken_out_and_told_once() {
    let text = br#"{"a":1,"b":{"c":1,"c":2,"c":3},"a":[{"d d":1,"d d":2}],"e":0}"#;
    let mut value = json::parse(text).unwrap();
    assert_eq!(value.take_duplicates(), ["$.a", "$.b.c", "$.a[0]['d d']"]);
    assert_eq!(
        value,
        json::parse(br#"{"b":{"c":3},"a":[{"d d":2}],"e":0}"#).unwrap()
    );
    assert_eq!(value.take_duplicates(), [""; 0]);

    let many: Vec<String> = (0..5000)
        .map(|key| format!("\"k{}\":{key}", key % 4999))
        .collect();
    let text = format!("{{{}}}", many.join(","));
    let mut value = json::parse(text.as_bytes()).unwrap();
    assert_eq!(value.take_duplicates(), ["$.k0"]);
    assert_eq!(
        value.as_object().unwrap().get("k0").and_then(Value::as_f64),
        Some(4999.0)
    );
}

#[test]
fn paths_quote_what_is_no_plain_name() {
    assert_eq!(path::member("$", "params"), "$.params");
    assert_eq!(
        path::member("$.params", "media.length"),
        "$.params['media.length']"
    );
    assert_eq!(path::member("$", "it's"), r"$['it\'s']");
    assert_eq!(path::member("$", "a\\b\n"), "$['a\\\\b\\u000a']");
    assert_eq!(path::member("$", ""), "$['']");
    assert_eq!(path::member("$", "1st"), "$['1st']");
    assert_eq!(path::item("$.a", 3), "$.a[3]");
}

#[test]
fn text_for_messages_is_short_and_harmless() {
    assert_eq!(
        json::quoted("a\"b\\c\u{1b}[31m\u{202e}"),
        "\"a\\\"b\\\\c\\u001b[31m\\u202e\""
    );
    assert_eq!(json::quoted(&"x".repeat(100)).chars().count(), 63);
}
