//! The settings file: defaults, bounds, and what is said about mistakes.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::path::Path;
use std::time::Duration;

use gongkai::facts::PortalKind;
use gongkai::portal::settings::{FailOn, Settings, SettingsError, SettingsFile, duration};

fn settings(text: &str) -> Settings {
    SettingsFile::parse(Path::new("s.toml"), text.to_owned())
        .unwrap()
        .settings
}

fn complaint(text: &str) -> String {
    SettingsFile::parse(Path::new("s.toml"), text.to_owned())
        .unwrap_err()
        .to_string()
}

/// The template with every setting taken out of its comment.
fn uncommented() -> String {
    let setting = |line: &&str| {
        line.split_once(" = ")
            .is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let lines = Settings::template().lines();
    lines
        .map(|l| l.strip_prefix("# ").filter(setting).unwrap_or(l))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn template_says_the_defaults() {
    assert_eq!(settings(Settings::template()), Settings::default());
    assert_eq!(settings(""), Settings::default());
}

#[test]
fn template_with_every_setting_says_the_defaults_too() {
    let text = uncommented();
    for key in [
        "name",
        "kind",
        "hosts",
        "rate",
        "in_flight",
        "confirm_after",
        "timeout",
        "max_pages",
        "max_depth",
        "whole_columns",
        "ignore_robots",
        "private_servers",
        "contact",
        "user_agent",
        "profile",
        "ledger",
        "as_of",
        "fail_on",
    ] {
        let lines = text
            .lines()
            .filter(|l| l.starts_with(&format!("{key} = ")))
            .count();
        assert_eq!(lines, 1, "{key}");
    }
    assert_eq!(settings(&text), Settings::default());
}

#[test]
fn example_of_the_template_is_right() {
    let text = Settings::template().replace("#     ", "");
    let settings = settings(&text);
    assert_eq!(
        settings.params["stale-column"]["news"].get_ref().as_str(),
        Some("P14D")
    );
}

#[test]
fn every_setting_is_read() {
    let settings = settings(
        r#"
        [portal]
        name = "云岭县人民政府"
        kind = "government"
        hosts = ["ZWGK.Example.gov.cn", "云岭.政务"]
        [crawl]
        rate = 5
        in_flight = 4
        confirm_after = "2m"
        timeout = "1m 30s"
        max_pages = 10
        max_depth = 3
        whole_columns = true
        ignore_robots = true
        private_servers = ["10.0.0.7", "Staging.local:8080", "[fd00::7]:80"]
        contact = "inspector@example.cn"
        user_agent = "x/1"
        [judge]
        profile = "own"
        ledger = "columns.csv"
        as_of = "2026-11-20"
        fail_on = "review"
        [params.stale-column]
        news = "P7D"
        "#,
    );
    assert_eq!(settings.portal.name.as_deref(), Some("云岭县人民政府"));
    assert_eq!(settings.portal.kind, PortalKind::Government);
    assert_eq!(
        settings.portal.hosts,
        ["zwgk.example.gov.cn", "xn--9kqv75a.xn--zfr164b"]
    );
    assert!((settings.crawl.rate - 5.0).abs() < f64::EPSILON);
    assert_eq!(settings.crawl.in_flight, 4);
    assert_eq!(settings.crawl.confirm_after, Duration::from_secs(120));
    assert_eq!(settings.crawl.timeout, Duration::from_secs(90));
    assert_eq!(
        (settings.crawl.max_pages, settings.crawl.max_depth),
        (10, 3)
    );
    assert!(settings.crawl.whole_columns && settings.crawl.ignore_robots);
    assert_eq!(
        settings.crawl.private_servers,
        ["10.0.0.7", "staging.local:8080", "[fd00::7]"]
    );
    assert_eq!(
        settings.crawl.contact.as_deref(),
        Some("inspector@example.cn")
    );
    assert_eq!(settings.crawl.user_agent.as_deref(), Some("x/1"));
    assert_eq!(settings.judge.profile, "own");
    assert_eq!(
        settings.judge.ledger.as_deref(),
        Some(Path::new("columns.csv"))
    );
    assert_eq!(settings.judge.as_of, Some(jiff::civil::date(2026, 11, 20)));
    assert_eq!(settings.judge.fail_on, FailOn::Review);
}

#[test]
fn unknown_keys_are_named_with_place_and_suggestion() {
    assert_eq!(
        complaint("[crawl]\n  rat = 3\n"),
        "s.toml:2:3: `crawl.rat`: unknown key (did you mean `rate`?)"
    );
    assert_eq!(
        complaint("[crawler]\nrate = 3\n"),
        "s.toml:1:2: `crawler`: unknown key (did you mean `crawl`?)"
    );
    assert_eq!(
        complaint("[judge]\ncolour = true\n"),
        "s.toml:2:1: `judge.colour`: unknown key (known here: profile, ledger, as_of, fail_on)"
    );
}

#[test]
fn values_out_of_range_are_named_with_place() {
    assert_eq!(
        complaint("[crawl]\nrate = -1.0\n"),
        "s.toml:2:8: `crawl.rate`: -1 is out of range, 0 to 10000"
    );
    for (line, key, words) in [
        ("rate = nan", "rate", "out of range"),
        ("rate = \"fast\"", "rate", "invalid type"),
        ("in_flight = 0", "in_flight", "out of range, 1 to 256"),
        ("confirm_after = 30", "confirm_after", "invalid type"),
        ("confirm_after = \"soon\"", "confirm_after", "no time span"),
        ("confirm_after = \"-30s\"", "confirm_after", "no time span"),
        ("timeout = \"0s\"", "timeout", "out of range"),
        ("max_pages = -1", "max_pages", "out of range"),
        ("max_depth = 0", "max_depth", "out of range"),
        ("contact = \"张三\"", "contact", "ASCII"),
        ("user_agent = \"a\\nb\"", "user_agent", "ASCII"),
    ] {
        let text = complaint(&format!("[crawl]\n{line}\n"));
        let column = line.find('=').unwrap() + 3;
        assert!(
            text.starts_with(&format!("s.toml:2:{column}: `crawl.{key}`: ")),
            "{text}"
        );
        assert!(text.contains(words) && text.lines().count() == 1, "{text}");
    }
    for (section, line) in [
        ("portal", "kind = \"county\""),
        ("portal", "hosts = [\"http://a.gov.cn/\"]"),
        ("portal", "hosts = [\"a.gov.cn:8080\"]"),
        ("portal", "hosts = [\"\"]"),
        ("judge", "as_of = \"2026-02-30\""),
        ("judge", "fail_on = \"never\""),
        ("judge", "profile = \"\""),
    ] {
        let text = complaint(&format!("[{section}]\n{line}\n"));
        let key = line.split(' ').next().unwrap();
        assert!(
            text.starts_with("s.toml:2:") && text.contains(&format!("`{section}.{key}`")),
            "{text}"
        );
    }
}

#[test]
fn syntax_errors_have_a_place() {
    let text = complaint("[crawl]\nrate = 1\n栏目 = = 2\n");
    assert!(text.starts_with("s.toml:3:"), "{text}");
    let text = complaint("[crawl]\nrate = 1\nrate = 2\n");
    assert!(
        text.starts_with("s.toml:3:1: ") && text.contains("`rate` stands there twice"),
        "{text}"
    );
}

#[test]
fn missing_file_is_named() {
    let error = SettingsFile::read(Path::new("no/such/settings.toml")).unwrap_err();
    assert!(matches!(error, SettingsError::Read { .. }));
    assert!(error.to_string().contains("settings.toml"));
}

#[test]
fn parameters_keep_their_place() {
    let text = "[params.stale-column]\nnews = \"P7D\"\nnotice = 6\n";
    let file = SettingsFile::parse(Path::new("s.toml"), text.to_owned()).unwrap();
    let span = file.settings.params["stale-column"]["notice"].span();
    let error = file.invalid(
        span,
        "is no span".to_owned(),
        Some("write \"P6M\"".to_owned()),
    );
    assert_eq!(
        error.to_string(),
        "s.toml:3:10: `params.stale-column.notice`: is no span (write \"P6M\")"
    );
}

#[test]
fn durations_are_read_with_units_only() {
    let most = Duration::from_secs(7200);
    for (text, millis) in [
        ("30s", 30_000),
        ("2m", 120_000),
        ("1h 30m", 5_400_000),
        ("500ms", 500),
        ("PT30S", 30_000),
    ] {
        assert_eq!(
            duration(text, Duration::ZERO, most),
            Ok(Duration::from_millis(millis)),
            "{text}"
        );
    }
    for text in ["30", "", "s", "1d", "3h", "-1s"] {
        assert!(duration(text, Duration::ZERO, most).is_err(), "{text}");
    }
}
