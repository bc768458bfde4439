//! The reports: scorecard, `result.json` and the summary on the terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod report_sample;

use std::collections::BTreeSet;

use data_encoding::BASE64;
use gongkai::check::Outcome;
use gongkai::report::result::{ItemStatus, VerdictWord};
use gongkai::report::{Lang, ReportError, html, json, letter, text};
use report_sample::Sample;
use report_sample::county::county;
use report_sample::hostile::{PAYLOADS, hostile};
use report_sample::large::{large, with_dead_links};
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};

fn scorecard(sample: &Sample, lang: Lang) -> String {
    html::render(&sample.doc, &sample.site, lang).unwrap()
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text_of(element: ElementRef) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text of the page as a reader sees it.
fn visible_text(page: &Html) -> String {
    text_of(select(page, "body")[0])
}

#[test]
fn the_scorecard_of_a_county_is_as_reviewed() {
    insta::assert_snapshot!(scorecard(&county(), Lang::Zh));
}

#[test]
fn the_summary_of_a_county_is_as_reviewed() {
    insta::assert_snapshot!(text::summary(&county().doc, Lang::Zh).unwrap());
}

#[test]
fn the_first_screen_says_what_an_inspector_needs() {
    for (lang, words) in [
        (
            Lang::Zh,
            [
                "无法判定",
                "71.5—80 分 分值未核实",
                "经授权未遵守",
                "不构成法律认定",
                "达到页数上限",
            ],
        ),
        (
            Lang::En,
            [
                "Undetermined",
                "71.5–80 points points not verified",
                "overridden with authorisation",
                "no legal determination",
                "the limit on pages was reached",
            ],
        ),
    ] {
        let page = Html::parse_document(&scorecard(&county(), lang));
        let overview = text_of(select(&page, "#overview")[0]);
        let facts = [
            "2026-11-22",
            "98%",
            "gongkai 0.1.0",
            "national-2019",
            "sha256:2c26b46b",
        ];
        for word in words.iter().chain(&facts) {
            assert!(overview.contains(word), "{word} in {overview}");
        }
        assert_eq!(select(&page, ".vetoes tbody tr").len(), 11);
    }
}

#[test]
fn a_verified_score_carries_no_mark_and_no_score_is_said_in_words() {
    let mut sample = county();
    sample.doc.score.as_mut().unwrap().points_verified = true;
    let page = Html::parse_document(&scorecard(&sample, Lang::Zh));
    assert!(!visible_text(&page).contains("分值未核实"));

    sample.doc.score = None;
    let page = Html::parse_document(&scorecard(&sample, Lang::Zh));
    assert_eq!(text_of(select(&page, ".verdict .score")[0]), "不给出得分");
    assert!(
        text::summary(&sample.doc, Lang::Zh)
            .unwrap()
            .contains("得分：不给出得分")
    );
}

#[test]
fn a_veto_ends_the_score_and_shows_what_it_rests_on() {
    let mut sample = county();
    sample.doc.verdict = VerdictWord::Unqualified;
    sample.doc.score = None;
    let veto = sample
        .doc
        .items
        .iter_mut()
        .find(|item| item.id == "V4c")
        .unwrap();
    veto.status = ItemStatus::Triggered;
    let page = Html::parse_document(&scorecard(&sample, Lang::Zh));
    assert_eq!(text_of(select(&page, ".verdict .word")[0]), "不合格");
    let reasons = text_of(select(&page, ".reasons")[0]);
    assert!(reasons.contains("触发单项否决指标 1 项"), "{reasons}");
    assert!(reasons.contains("触发单项否决的，不再计分"), "{reasons}");
    let basis = text_of(select(&page, "#veto-2")[0]);
    assert!(
        basis.contains("V4c") && basis.contains("应急预案"),
        "{basis}"
    );
}

#[test]
fn a_basis_that_does_not_hold_is_marked() {
    let page = Html::parse_document(&scorecard(&county(), Lang::Zh));
    let appendix = text_of(select(&page, "#appendix table")[0]);
    assert!(
        appendix.contains("61号） 检查日不在有效期，不作依据"),
        "{appendix}"
    );
    assert!(appendix.contains("47号） 未核对原文"), "{appendix}");
    assert_eq!(appendix.matches("未核对原文").count(), 2);
}

#[test]
fn every_finding_stands_in_one_list_only() {
    let sample = county();
    let page = Html::parse_document(&scorecard(&sample, Lang::Zh));
    let listed = select(&page, ".findings > li").len();
    let unjudged = select(&page, "#unjudged tbody tr").len();
    let count = |outcomes: [Outcome; 2]| {
        sample
            .doc
            .findings
            .iter()
            .filter(|f| outcomes.contains(&f.outcome))
            .count()
    };
    assert_eq!(listed, count([Outcome::Fail, Outcome::Review]));
    assert_eq!(unjudged, count([Outcome::Blocked, Outcome::Error]));
}

#[test]
fn links_within_the_page_lead_somewhere() {
    for sample in [county(), large()] {
        let page = Html::parse_document(&scorecard(&sample, Lang::Zh));
        let ids: BTreeSet<_> = select(&page, "[id]")
            .iter()
            .filter_map(|e| e.attr("id"))
            .collect();
        for link in select(&page, "a[href^='#']") {
            let target = link.attr("href").unwrap().trim_start_matches('#');
            assert!(ids.contains(target), "{target}");
        }
    }
}

#[test]
fn the_heat_map_and_its_table_show_the_same_numbers() {
    let page = Html::parse_document(&scorecard(&county(), Lang::Zh));
    let totals: Vec<_> = select(&page, "svg.heat g text.end")
        .into_iter()
        .map(text_of)
        .collect();
    let rows = select(&page, "table.months tbody tr");
    assert_eq!(totals.len(), rows.len());
    for (total, row) in totals.iter().zip(rows) {
        let cells: Vec<u32> = row
            .select(&Selector::parse("td").unwrap())
            .map(|c| text_of(c).parse().unwrap())
            .collect();
        let (last, months) = cells.split_last().unwrap();
        assert_eq!(months.iter().sum::<u32>(), *last);
        assert_eq!(total, &last.to_string());
    }
    // Two notices of the sample are dated after the as-of date.
    assert!(visible_text(&page).contains("日期晚于检查日：2 条，不计入图中。"));
}

#[test]
fn nothing_hostile_becomes_markup_or_a_link() {
    let sample = hostile();
    for lang in [Lang::Zh, Lang::En] {
        let html = scorecard(&sample, lang);
        let page = Html::parse_document(&html);
        let expected = select(&Html::parse_document(&scorecard(&county(), lang)), "style").len();
        assert_eq!(select(&page, "style").len(), expected);
        for tag in [
            "script",
            "img",
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "link",
            "foreignObject",
        ] {
            assert!(select(&page, tag).is_empty(), "<{tag}>");
        }
        for element in select(&page, "*") {
            for (name, value) in element.value().attrs() {
                assert!(
                    !name.starts_with("on") && name != "style" && name != "srcdoc",
                    "{name}"
                );
                let external = name == "href" && !value.starts_with('#');
                assert!(!external || value.starts_with("http://"), "{value}");
                assert!(
                    !external || element.attr("rel") == Some("noreferrer noopener"),
                    "{value}"
                );
            }
        }
        assert!(!html.contains(['\u{202e}', '\u{200b}', '\u{1b}', '\u{7}', '\0']));
        let text = visible_text(&page);
        assert!(text.contains(PAYLOADS[0]), "shown as text");
        assert!(text.contains("[U+202E]fdp.exe[U+202C]"));
        assert!(html.contains("{{ 7*7 }}"), "not evaluated");
    }
}

#[test]
fn a_site_that_refused_us_gets_a_letter_and_no_other_does() {
    let mut sample = county();
    sample.doc.coverage.blocked = 0;
    assert_eq!(letter::letter(&sample.doc, Lang::Zh).unwrap(), None);
    sample.doc.coverage.discovered = 1000;
    sample.doc.coverage.blocked = 49;
    assert_eq!(letter::letter(&sample.doc, Lang::Zh).unwrap(), None);
    sample.doc.coverage.blocked = 50;
    insta::assert_snapshot!(letter::letter(&sample.doc, Lang::Zh).unwrap().unwrap());
    let english = letter::letter(&sample.doc, Lang::En).unwrap().unwrap();
    assert!(
        english.contains("Of 1000 known pages 50 were refused"),
        "{english}"
    );
    let hostile = hostile();
    let mut doc = hostile.doc;
    doc.coverage.blocked = doc.coverage.discovered.max(1);
    let text = letter::letter(&doc, Lang::Zh).unwrap().unwrap();
    assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{text:?}");
}

#[test]
fn the_summary_cannot_drive_a_terminal() {
    let summary = text::summary(&hostile().doc, Lang::Zh).unwrap();
    assert!(
        summary.chars().all(|c| c == '\n' || !c.is_control()),
        "{summary:?}"
    );
    assert!(!summary.contains(['\u{202e}', '\u{202c}']));
}

#[test]
fn the_policy_lets_in_the_style_sheet_and_nothing_else() {
    let page = Html::parse_document(&scorecard(&county(), Lang::Zh));
    let policy = select(&page, "meta[http-equiv='Content-Security-Policy']")[0];
    let style = select(&page, "style")[0].text().collect::<String>();
    let hash = BASE64.encode(&Sha256::digest(style));
    let expected = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    assert_eq!(policy.attr("content"), Some(expected.as_str()));
}

#[test]
fn the_largest_portal_stays_under_two_megabytes_and_says_what_it_leaves_out() {
    let sample = large();
    let html = scorecard(&sample, Lang::Zh);
    assert!(html.len() < 2_000_000, "{} bytes", html.len());
    let page = Html::parse_document(&html);
    let printed = select(&page, ".findings > li").len();
    let left_out: usize = select(&page, "p.more")
        .into_iter()
        .map(|p| {
            text_of(p)
                .chars()
                .filter(char::is_ascii_digit)
                .collect::<String>()
                .parse()
                .unwrap_or(0_usize)
        })
        .sum();
    let listed = |f: &&gongkai::report::result::Finding| {
        matches!(f.outcome, Outcome::Fail | Outcome::Review)
    };
    assert_eq!(
        printed + left_out,
        sample.doc.findings.iter().filter(listed).count()
    );
    assert!(printed >= 100, "{printed}");
    for phrase in [
        "栏目共 5015 个，此处列出结果较差的 300 个",
        "另有 4955 个栏目未画出",
        "共 4200 个，此处列出 100 个",
    ] {
        assert!(visible_text(&page).contains(phrase), "{phrase}");
    }
}

#[test]
fn dead_links_are_printed_to_the_last_up_to_five_hundred() {
    for (count, printed) in [(300, 300), (501, 500)] {
        let html = scorecard(&with_dead_links(count), Lang::Zh);
        assert!(html.len() < 2_000_000, "{} bytes", html.len());
        let page = Html::parse_document(&html);
        assert_eq!(select(&page, ".findings > li").len(), printed);
        assert_eq!(
            visible_text(&page).contains("此项另有 1 条未印出"),
            count > printed
        );
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(
        scorecard(&county(), Lang::Zh),
        scorecard(&county(), Lang::Zh)
    );
}

#[test]
fn an_as_of_date_that_is_no_date_is_named() {
    let mut sample = county();
    sample.doc.inspection.as_of = "today".into();
    let error = html::render(&sample.doc, &sample.site, Lang::Zh).unwrap_err();
    assert!(
        matches!(&error, ReportError::AsOf { value, .. } if value == "today"),
        "{error}"
    );
}

/// What a screen reader and a keyboard need, on every sample and in both languages.
#[test]
fn the_scorecard_passes_its_own_accessibility_check() {
    for (sample, lang) in [
        (county(), Lang::Zh),
        (county(), Lang::En),
        (hostile(), Lang::Zh),
        (large(), Lang::Zh),
    ] {
        let page = Html::parse_document(&scorecard(&sample, lang));
        let code = if lang == Lang::Zh { "zh-CN" } else { "en" };
        assert_eq!(select(&page, "html")[0].attr("lang"), Some(code));
        for (landmark, count) in [
            ("header", 1),
            ("main", 1),
            ("footer", 1),
            ("nav[aria-label]", 1),
            ("h1", 1),
        ] {
            assert_eq!(select(&page, landmark).len(), count, "{landmark}");
        }
        headings_do_not_skip(&page);
        ids_are_unique_and_references_resolve(&page);
        tables_are_described(&page);
        for svg in select(&page, "svg") {
            assert_eq!(svg.attr("role"), Some("img"));
            let first = svg.child_elements().next().unwrap();
            assert!(first.value().name() == "title" && !text_of(first).is_empty());
        }
        for region in select(&page, ".scroll") {
            assert_eq!(region.attr("tabindex"), Some("0"));
            assert!(
                region
                    .attr("aria-label")
                    .is_some_and(|label| !label.is_empty())
            );
        }
        let skip = select(&page, "body > a")[0];
        assert_eq!(skip.attr("href"), Some("#findings"));
        for link in select(&page, "a[href]") {
            assert!(
                !text_of(link).is_empty(),
                "a link without text: {}",
                link.html()
            );
        }
    }
}

fn headings_do_not_skip(page: &Html) {
    let mut last = 0;
    for heading in select(page, "h1, h2, h3, h4, h5, h6") {
        let level: u8 = heading.value().name()[1..].parse().unwrap();
        assert!(
            level <= last + 1,
            "h{level} after h{last}: {}",
            text_of(heading)
        );
        assert!(!text_of(heading).is_empty());
        last = level;
    }
}

fn ids_are_unique_and_references_resolve(page: &Html) {
    let mut ids = BTreeSet::new();
    for element in select(page, "[id]") {
        assert!(
            ids.insert(element.attr("id").unwrap()),
            "{}",
            element.attr("id").unwrap()
        );
    }
    for element in select(page, "[aria-labelledby]") {
        for id in element.attr("aria-labelledby").unwrap().split(' ') {
            assert!(ids.contains(id), "{id}");
        }
    }
}

fn tables_are_described(page: &Html) {
    for table in select(page, "table") {
        let caption = table.child_elements().next().unwrap();
        assert!(caption.value().name() == "caption" && !text_of(caption).is_empty());
        for header in table.select(&Selector::parse("th").unwrap()) {
            assert!(
                matches!(header.attr("scope"), Some("col" | "row")),
                "{}",
                header.html()
            );
        }
        let row = Selector::parse("tr").unwrap();
        let rows = table.select(&row);
        let widths: BTreeSet<_> = rows.map(|row| row.child_elements().count()).collect();
        assert_eq!(
            widths.len(),
            1,
            "rows of {} differ: {widths:?}",
            text_of(caption)
        );
    }
}

/// WCAG 2.1: text needs a contrast of 4.5 with what is behind it.
#[test]
fn text_colours_stand_out_from_paper_and_table_heads() {
    let html = scorecard(&county(), Lang::Zh);
    for ink in ["ink", "muted", "link", "fail", "review", "pass", "off"] {
        for paper in ["paper", "head"] {
            let contrast = contrast(colour(&html, ink), colour(&html, paper));
            assert!(contrast >= 4.5, "{ink} on {paper}: {contrast:.2}");
        }
    }
}

fn colour(html: &str, name: &str) -> [f64; 3] {
    let (_, rest) = html.split_once(&format!("--{name}: #")).unwrap();
    let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    let digits = if digits.len() == 3 {
        digits.chars().flat_map(|c| [c, c]).collect()
    } else {
        digits
    };
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0)
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let linear = colour.map(|c| {
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (light, dark) = (
        luminance(a).max(luminance(b)),
        luminance(a).min(luminance(b)),
    );
    (light + 0.05) / (dark + 0.05)
}

#[test]
fn result_json_is_stable_and_reads_back() {
    let doc = county().doc;
    let mut bytes = Vec::new();
    json::write(&doc, &mut bytes).unwrap();
    assert!(bytes.ends_with(b"}\n"));
    assert!(bytes.starts_with(b"{\n  \"schema\": \"gongkai.result/1\",\n"));
    let back: gongkai::report::result::ResultDocument = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(back, doc);
}

#[test]
fn the_committed_schema_is_the_generated_one() {
    let committed = include_str!("../src/report/result.schema.json");
    let generated = serde_json::to_string_pretty(&json::schema()).unwrap() + "\n";
    if committed != generated {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("result.schema.json");
        std::fs::write(&path, &generated).unwrap();
        panic!(
            "src/report/result.schema.json is out of date; the new one is {}",
            path.display()
        );
    }
}

#[test]
fn samples_are_valid_under_the_schema_and_a_broken_one_is_not() {
    let validator = jsonschema::validator_for(&json::schema()).unwrap();
    for sample in [county(), hostile()] {
        let value = serde_json::to_value(&sample.doc).unwrap();
        let errors: Vec<_> = validator
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    let mut value = serde_json::to_value(county().doc).unwrap();
    value["verdict"] = "excellent".into();
    assert!(!validator.is_valid(&value));
}
