//! A county portal with every outcome, every kind of row and every status of an item.

use gongkai::check::{Outcome, SubjectKind, Tally};
use gongkai::facts::{
    Class, Column, ColumnSign, Coverage, GuideFacts, ItemsState, Label, LabelForm, Portal,
    PortalKind, RepealExtent, RepealMention, RepealSource, RepealTarget, Repealed, Section,
    SectionId, SectionState, Site, Skipped, TlsCause, UnreadRepealList, UnverifiedHost, Validity,
};
use gongkai::report::result::{
    BasisRow, CheckRow, ColumnRow, CoverageShare, DocumentRow, Finding, Inspection, ItemKind,
    ItemStatus, ProfileItem, ResultDocument, SCHEMA, ScoreInterval, SectionRow, Tool, VerdictWord,
};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::{Sample, day, evidence, finding, home, item, place};

const HOME: &str = "http://www.qingxi.gov.example/";
const AS_OF: &str = "2026-11-22";

fn unverified_hosts() -> Vec<UnverifiedHost> {
    let host = |host: &str, fault, pages, urls| UnverifiedHost {
        host: host.into(),
        fault,
        pages,
        urls,
    };
    vec![
        host("jyj.qingxi.gov.example:8443", TlsCause::SelfSigned, 0, 2),
        host("www.qingxi.gov.example", TlsCause::Expired, 412, 433),
    ]
}

/// The sample.
pub fn county() -> Sample {
    let columns = columns();
    let doc = ResultDocument {
        schema: SCHEMA.into(),
        tool: Tool {
            name: "gongkai".into(),
            version: "0.1.0".into(),
        },
        inspection: Inspection {
            portal: HOME.into(),
            portal_name: "青溪县人民政府".into(),
            as_of: AS_OF.into(),
            started_at: "2026-11-22T01:00:00Z".into(),
            finished_at: "2026-11-22T01:47:31Z".into(),
            profile: "national-2019".into(),
            bundle_digest:
                "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".into(),
            robots_ignored: true,
        },
        coverage: CoverageShare {
            discovered: 1204,
            fetched: 1183,
            blocked: 9,
            error: 12,
            share: "0.98".into(),
            skipped: Skipped {
                robots: 14,
                budget: 0,
                trap: 3,
            },
            stopped_by: Some("max-pages".into()),
            unverified_hosts: unverified_hosts(),
        },
        verdict: VerdictWord::Undetermined,
        score: Some(ScoreInterval {
            low: "71.5".into(),
            high: "80".into(),
            points_verified: false,
        }),
        items: items(),
        columns: columns.iter().map(|(row, _)| row.clone()).collect(),
        sections: section_rows(),
        documents: documents(),
        checks: check_rows(),
        findings: findings(),
    };
    let site = Site {
        portal: Portal {
            url: HOME.into(),
            name: "青溪县人民政府".into(),
            site_id_code: Some("5300000001".into()),
            kind: PortalKind::Government,
        },
        inspected_on: day(AS_OF),
        home: home(HOME),
        columns: columns.into_iter().map(|(_, column)| column).collect(),
        sections: sections(),
        documents: Vec::new(),
        repealed: repealed(),
        guides: Vec::new(),
        messages: Vec::new(),
        consultations: Vec::new(),
        interpretations: Vec::new(),
        uninterpreted: Vec::new(),
        unread_repeal_lists: vec![UnreadRepealList {
            url: url("zwgk/gfxwj/202503/t20250312_771.html"),
            title: "青溪县人民政府关于公布2024年行政规范性文件清理结果的决定".into(),
            attachment: "宣布失效和废止的文件目录.xls".into(),
            evidence: evidence(HOME, Some(200), ""),
        }],
        date_conflicts: Vec::new(),
        files: Vec::new(),
        links: Vec::new(),
        coverage: Coverage::default(),
    };
    Sample { doc, site }
}

fn url(path: &str) -> String {
    format!("{HOME}{path}")
}

/// Every `step`, `count` dates back from `newest`.
fn series(newest: &str, step: Span, count: usize) -> Vec<Date> {
    let newest = day(newest);
    let mut dates: Vec<_> = std::iter::successors(Some(newest), |date| date.checked_sub(step).ok())
        .take(count)
        .collect();
    dates.reverse();
    dates
}

struct Row<'a> {
    path: &'a str,
    names: &'a [&'a str],
    class: Class,
    dates: Vec<Date>,
    limit: Option<&'a str>,
    outcome: Outcome,
    state: ItemsState,
}

fn column(row: Row) -> (ColumnRow, Column) {
    let Row {
        path,
        names,
        class,
        dates,
        limit,
        outcome,
        state,
    } = row;
    let as_of = day(AS_OF);
    let last_update = dates.iter().rev().find(|date| **date <= as_of);
    let path_names: Vec<String> = names.iter().map(|&name| name.into()).collect();
    let name = names[names.len() - 1];
    let count = dates.len().try_into().unwrap();
    let shown = ColumnRow {
        url: url(path),
        name: name.into(),
        path: path_names.clone(),
        class,
        items: count,
        last_update: last_update.map(ToString::to_string),
        limit: limit.map(Into::into),
        outcome,
    };
    let facts = Column {
        url: url(path),
        name: name.into(),
        full_name: name.into(),
        path: path_names,
        class,
        signs: vec![ColumnSign::Tag, ColumnSign::List],
        parent: None,
        state,
        item_count: count,
        dates,
        newest: Vec::new(),
        undated: 1,
        unread: 2,
        remark: None,
        truncated: outcome == Outcome::Pass,
        evidence: evidence(&url(path), Some(200), name),
    };
    (shown, facts)
}

fn columns() -> Vec<(ColumnRow, Column)> {
    use Outcome::{Blocked, Error, Fail, NotApplicable, Pass, Review};
    let mut announcements = series("2026-11-18", 9.days(), 30);
    announcements.extend([day("2027-01-04"), day("2027-02-01")]);
    let rows = [
        (
            "xwzx/",
            &["首页", "新闻中心"][..],
            Class::Landing,
            vec![],
            None,
            NotApplicable,
        ),
        (
            "xwzx/qxyw/",
            &["首页", "新闻中心", "青溪要闻"],
            Class::News,
            series("2026-11-21", 1.days(), 240),
            Some("P14D"),
            Pass,
        ),
        (
            "xwzx/bmdt/",
            &["首页", "新闻中心", "部门动态"],
            Class::News,
            series("2026-10-01", 3.days(), 90),
            Some("P14D"),
            Fail,
        ),
        (
            "xwzx/xzdt/",
            &["首页", "新闻中心", "乡镇动态"],
            Class::News,
            series("2026-11-15", 2.days(), 150),
            Some("P14D"),
            Pass,
        ),
        (
            "xwzx/tpxw/",
            &["首页", "新闻中心", "图片新闻"],
            Class::News,
            series("2026-09-20", 5.days(), 60),
            Some("P14D"),
            Fail,
        ),
        (
            "tzgg/",
            &["首页", "通知公告"],
            Class::Notice,
            announcements,
            Some("P6M"),
            Pass,
        ),
        (
            "zwgk/gfxwj/",
            &["首页", "政务公开", "行政规范性文件"],
            Class::Policy,
            series("2026-02-03", 40.days(), 12),
            Some("P6M"),
            Fail,
        ),
        (
            "zwgk/zcjd/",
            &["首页", "政务公开", "政策解读"],
            Class::Interpretation,
            series("2026-08-14", 30.days(), 14),
            Some("P6M"),
            Pass,
        ),
        (
            "zwgk/ghjh/",
            &["首页", "政务公开", "规划计划"],
            Class::Plan,
            series("2025-04-30", 90.days(), 6),
            Some("P1Y"),
            Fail,
        ),
        (
            "zwgk/rsxx/",
            &["首页", "政务公开", "人事信息"],
            Class::Personnel,
            series("2026-07-08", 25.days(), 20),
            Some("P1Y"),
            Pass,
        ),
        (
            "zwgk/czxx/",
            &[
                "首页",
                "政务公开",
                "财政信息",
                "部门预决算及“三公”经费公开情况说明",
            ],
            Class::Other,
            series("2026-03-02", 7.days(), 25),
            None,
            Review,
        ),
        (
            "zwgk/jgzn/",
            &["首页", "政务公开", "机构职能"],
            Class::Static,
            vec![],
            None,
            NotApplicable,
        ),
        (
            "zwgk/yjya/",
            &["首页", "政务公开", "应急预案"],
            Class::Other,
            vec![],
            Some("P1Y"),
            Fail,
        ),
        (
            "hdjl/",
            &["首页", "互动交流"],
            Class::Interaction,
            vec![],
            None,
            Blocked,
        ),
        (
            "bsfw/",
            &["首页", "办事服务"],
            Class::Service,
            vec![],
            None,
            Error,
        ),
    ];
    rows.into_iter()
        .map(|(path, names, class, dates, limit, outcome)| {
            let state = if outcome == Error {
                ItemsState::ScriptShell
            } else {
                ItemsState::Read
            };
            column(Row {
                path,
                names,
                class,
                dates,
                limit,
                outcome,
                state,
            })
        })
        .collect()
}

fn section_rows() -> Vec<SectionRow> {
    let row = |id: &str, name: &str, outcome, url: Option<String>| SectionRow {
        id: id.into(),
        name: name.into(),
        outcome,
        url,
    };
    vec![
        row(
            "disclosure-guide",
            "政府信息公开指南",
            Outcome::Fail,
            Some(url("zwgk/zfxxgkzn/")),
        ),
        row(
            "disclosure-rules",
            "政府信息公开制度",
            Outcome::Pass,
            Some(url("zwgk/zfxxgkzd/")),
        ),
        row(
            "statutory-content",
            "法定主动公开内容",
            Outcome::Pass,
            Some(url("zwgk/fdzdgknr/")),
        ),
        row(
            "annual-report",
            "政府信息公开年报",
            Outcome::Review,
            Some(url("zwgk/zfxxgknb/")),
        ),
        row("on-request", "依申请公开", Outcome::Fail, None),
    ]
}

fn sections() -> Vec<Section> {
    let section = |id, path: Option<&str>, text: &str, state| Section {
        id,
        url: path.map(url),
        link_text: text.into(),
        found_on: path.map(|_| url("zwgk/")),
        state,
        evidence: evidence(HOME, Some(200), ""),
    };
    let content = |items| SectionState::Content {
        guide: Some(GuideFacts::default()),
        items,
        report_years: Vec::new(),
        how_to_apply: false,
        chars: 900,
    };
    vec![
        section(
            SectionId::DisclosureGuide,
            Some("zwgk/zfxxgkzn/"),
            "信息公开指南",
            content(0),
        ),
        section(
            SectionId::DisclosureRules,
            Some("zwgk/zfxxgkzd/"),
            "信息公开制度",
            content(12),
        ),
        section(
            SectionId::StatutoryContent,
            Some("zwgk/fdzdgknr/"),
            "法定主动公开内容",
            content(640),
        ),
        section(
            SectionId::AnnualReport,
            Some("zwgk/zfxxgknb/"),
            "年度报告",
            SectionState::ScriptShell,
        ),
        section(SectionId::OnRequest, None, "", SectionState::NoLink),
    ]
}

fn documents() -> Vec<DocumentRow> {
    [
        Validity::Valid,
        Validity::Valid,
        Validity::Repealed,
        Validity::Unknown,
    ]
    .into_iter()
    .enumerate()
    .map(|(n, validity)| DocumentRow {
        url: url(&format!("zwgk/gfxwj/{n}.html")),
        title: format!("青溪县人民政府关于第{n}号事项的通知"),
        doc_number: Some(format!("青政发〔2020〕{n}号")),
        issuer: Some("青溪县人民政府".into()),
        issued: Some("2020-03-01".into()),
        published: Some("2020-03-04".into()),
        validity,
    })
    .collect()
}

fn repealed() -> Vec<Repealed> {
    let repealed = |n: u32, title: &str, extent, certain, label: Option<Label>| Repealed {
        url: url(&format!("zwgk/gfxwj/{n}.html")),
        title: title.into(),
        number: Some(format!("青政发〔2015〕{n}号")),
        by_url: url("zwgk/gfxwj/202503/t20250310_770.html"),
        by_title: "青溪县人民政府关于废止部分行政规范性文件的决定".into(),
        by_number: None,
        mention: RepealMention {
            target: RepealTarget {
                doc_number: Some(format!("青政发〔2015〕{n}号")),
                ..RepealTarget::default()
            },
            source: RepealSource::Table,
            extent,
            effective: None,
            certain: true,
            excerpt: format!("{n}．{title}（青政发〔2015〕{n}号）"),
        },
        matched_by: "doc-number".into(),
        certain,
        label,
        validity: Validity::Unknown,
        evidence: evidence(HOME, Some(200), ""),
        by_evidence: evidence(HOME, Some(200), ""),
    };
    let label = Label {
        form: LabelForm::Title,
        text: "（已废止）".into(),
    };
    vec![
        repealed(
            17,
            "青溪县城市供水管理办法",
            RepealExtent::Whole,
            true,
            None,
        ),
        repealed(
            23,
            "青溪县农村危房改造实施细则",
            RepealExtent::Whole,
            true,
            Some(label),
        ),
        repealed(
            31,
            "青溪县户外广告管理规定",
            RepealExtent::Partial,
            false,
            None,
        ),
    ]
}

fn check_rows() -> Vec<CheckRow> {
    let row = |id: &str, title: &str, citations: &[&str], counts: [u32; 6]| {
        let [pass, fail, review, na, blocked, error] = counts;
        CheckRow {
            id: id.into(),
            title: title.into(),
            basis: citations.iter().map(|&citation| basis(citation)).collect(),
            tally: Tally {
                pass,
                fail,
                review,
                na,
                blocked,
                error,
            },
        }
    };
    let guide = "《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号）";
    let index = "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）";
    let platform = "《关于规范政府信息公开平台有关事项的通知》（国办公开办函〔2019〕61号）";
    vec![
        row(
            "broken-link",
            "错链、断链",
            &[guide, index],
            [8412, 3, 1, 0, 9, 12],
        ),
        row(
            "stale-home-page",
            "首页长期未更新",
            &[index],
            [1, 0, 0, 0, 0, 0],
        ),
        row(
            "stale-column",
            "栏目长期未更新",
            &[index],
            [5, 4, 1, 3, 1, 1],
        ),
        row("empty-column", "空白栏目", &[index], [11, 1, 0, 1, 1, 1]),
        row(
            "low-update-frequency",
            "更新频次不足",
            &[],
            [0, 0, 0, 15, 0, 0],
        ),
        row(
            "missing-section",
            "政府信息公开专栏缺项",
            &[platform],
            [2, 2, 1, 0, 0, 0],
        ),
        row(
            "unlabelled-repealed-document",
            "废止失效文件未标注",
            &[guide],
            [1, 1, 2, 0, 0, 0],
        ),
    ]
}

/// A citation; the sample's guide was not read, its platform rule not in force.
fn basis(citation: &str) -> BasisRow {
    BasisRow {
        citation: citation.into(),
        in_force: !citation.contains("公开办函"),
        verified: !citation.contains("指引"),
    }
}

fn items() -> Vec<ProfileItem> {
    use ItemKind::{Bonus, Deduct, Veto};
    use ItemStatus::{Clear, NotAssessed, NotObserved, Triggered, Undecided};
    vec![
        item(
            "V1",
            Veto,
            "安全、泄密事故等严重问题",
            NotAssessed,
            ("0", ""),
            &[],
        ),
        item(
            "V2",
            Veto,
            "站点无法访问",
            NotObserved,
            ("0", "需连续监测 7 天，缺 6 天"),
            &[],
        ),
        item(
            "V3",
            Veto,
            "首页不更新",
            Clear,
            ("0", "最近更新 2026-11-21"),
            &[],
        ),
        item(
            "V4a",
            Veto,
            "栏目不更新（动态要闻、通知公告、政策文件）",
            Undecided,
            ("0", "已确认 3 个，待定 2 个，限 5 个"),
            &[4, 5, 6],
        ),
        item(
            "V4b",
            Veto,
            "栏目不更新（应更新未更新）",
            Clear,
            ("0", "4 个，限 10 个"),
            &[4, 5, 6, 7],
        ),
        item(
            "V4c",
            Veto,
            "空白栏目",
            Undecided,
            ("0", "已确认 1 个，待定 4 个，限 5 个"),
            &[9],
        ),
        item(
            "V5a",
            Veto,
            "互动回应差（无渠道）",
            NotAssessed,
            ("0", ""),
            &[],
        ),
        item(
            "V5b",
            Veto,
            "互动回应差（三个月未答复）",
            NotAssessed,
            ("0", ""),
            &[],
        ),
        item(
            "V6a",
            Veto,
            "服务不实用（无办事服务）",
            NotAssessed,
            ("0", ""),
            &[],
        ),
        item(
            "V6b",
            Veto,
            "服务不实用（要素缺失）",
            NotAssessed,
            ("0", ""),
            &[],
        ),
        item(
            "V6c",
            Veto,
            "服务不实用（全部缺失）",
            NotAssessed,
            ("0", ""),
            &[],
        ),
        item(
            "D1",
            Deduct,
            "动态要闻",
            Triggered,
            ("5", "2 个栏目超过两周未更新"),
            &[4, 5],
        ),
        item(
            "D2",
            Deduct,
            "政策文件",
            Triggered,
            ("4", "1 个栏目超过 6 个月未更新"),
            &[6],
        ),
        item(
            "D3",
            Deduct,
            "其他栏目",
            Undecided,
            ("2", "空白栏目每个扣 2 分"),
            &[7, 8, 9],
        ),
        item("D4", Deduct, "概况信息", Clear, ("0", ""), &[]),
        item(
            "D5",
            Deduct,
            "可用性",
            Triggered,
            ("1.5", "首页每个扣 1 分，其他页面每个扣 0.1 分"),
            &[1, 2, 3, 10, 11, 12, 13],
        ),
        item("D6", Deduct, "站内搜索", NotAssessed, ("0", ""), &[]),
        item("D7", Deduct, "兼容性", NotAssessed, ("0", ""), &[]),
        item(
            "B1",
            Bonus,
            "创新发展",
            NotObserved,
            ("0", "由人工评定"),
            &[],
        ),
    ]
}

fn findings() -> Vec<Finding> {
    use Outcome::{Blocked, Error, Fail, Review};
    use SubjectKind::{Column as C, Document as D, Link, Section as S};
    let link_fix = "修复或删除链接；外部网站的链接失效的，更换地址或撤下。";
    let column_fix = "更新栏目内容；无法保证更新的，予以关停或归并。";
    let mut dead = finding(
        1,
        "broken-link",
        Fail,
        (
            Link,
            &url("zwgk/gfxwj/201908/P020190812.pdf"),
            "青政发〔2019〕12号.pdf",
        ),
        ("附件返回 404，两次核对结果相同", link_fix),
    );
    dead.places = vec![place(
        &url("zwgk/gfxwj/201908/t20190812_31.html"),
        "青政发〔2019〕12号.pdf",
    )];
    dead.place_count = 1;
    dead.evidence = vec![
        evidence(&dead.subject.url, Some(404), "404 Not Found"),
        evidence(&dead.subject.url, Some(404), "404 Not Found"),
    ];
    let mut footer = finding(
        2,
        "broken-link",
        Fail,
        (Link, "http://old.qingxi.gov.example/", "旧版网站"),
        ("域名不存在，两次核对结果相同", link_fix),
    );
    footer.places = (0..20)
        .map(|n| place(&url(&format!("xwzx/qxyw/{n}.html")), "旧版网站"))
        .collect();
    footer.place_count = 1183;
    footer.evidence = vec![evidence(
        "http://old.qingxi.gov.example/",
        None,
        "域名解析失败：没有这个名称",
    )];
    let mut soft = finding(
        3,
        "broken-link",
        Fail,
        (Link, &url("bsfw/grbs/sbjf.html"), "社保缴费"),
        ("返回 200，但页面内容为“您访问的页面不存在”", link_fix),
    );
    soft.places = vec![place(HOME, "社保缴费"), place(&url("bsfw/"), "社保缴费")];
    soft.place_count = 2;
    let mut unread = finding(
        15,
        "unlabelled-repealed-document",
        Review,
        (D, &url("zwgk/gfxwj/31.html"), "青溪县户外广告管理规定"),
        (
            "废止决定只涉及部分条款，是否需要标注须由人工判断",
            "核对废止决定，确属全文废止的，在标题或正文显著位置标注。",
        ),
    );
    unread.evidence.push(evidence(
        &url("zwgk/gfxwj/202503/t20250310_770.html"),
        Some(200),
        "三、《青溪县户外广告管理规定》第五条、第八条",
    ));
    let mut list = vec![
        dead,
        footer,
        soft,
        finding(
            10,
            "broken-link",
            Review,
            (Link, "http://www.partner.example/a", "友情链接"),
            ("只有一次核对失败，未能确认", link_fix),
        ),
        finding(
            11,
            "broken-link",
            Blocked,
            (Link, "http://tjj.example/", "统计局"),
            ("返回 403，并出现验证页面", link_fix),
        ),
        finding(
            12,
            "broken-link",
            Blocked,
            (Link, "http://login.example/", "登录"),
            ("返回 401，需要登录", link_fix),
        ),
        finding(
            13,
            "broken-link",
            Error,
            (Link, "https://tls.example/", "某系统"),
            ("服务器只支持过时的 TLS 版本，本程序无法连接", link_fix),
        ),
        finding(
            4,
            "stale-column",
            Fail,
            (C, &url("xwzx/bmdt/"), "部门动态"),
            (
                "超两周未更新：最近更新 2026-10-01，距检查日 52 天",
                column_fix,
            ),
        ),
        finding(
            5,
            "stale-column",
            Fail,
            (C, &url("xwzx/tpxw/"), "图片新闻"),
            (
                "超两周未更新：最近更新 2026-09-20，距检查日 63 天",
                column_fix,
            ),
        ),
        finding(
            6,
            "stale-column",
            Fail,
            (C, &url("zwgk/gfxwj/"), "行政规范性文件"),
            (
                "超 6 个月未更新：最近更新 2026-02-03，距检查日 292 天",
                column_fix,
            ),
        ),
        finding(
            7,
            "stale-column",
            Fail,
            (C, &url("zwgk/ghjh/"), "规划计划"),
            (
                "长期未更新：最近更新 2025-04-30，距检查日 571 天",
                column_fix,
            ),
        ),
        finding(
            8,
            "stale-column",
            Review,
            (C, &url("zwgk/czxx/"), "部门预决算及“三公”经费公开情况说明"),
            ("类别不明，不能确定更新期限", column_fix),
        ),
        finding(
            9,
            "empty-column",
            Fail,
            (C, &url("zwgk/yjya/"), "应急预案"),
            ("空白栏目：没有任何条目，也没有说明", column_fix),
        ),
        finding(
            14,
            "missing-section",
            Fail,
            (S, HOME, "依申请公开"),
            (
                "从首页出发未找到“依申请公开”的入口",
                "在政府信息公开专栏显著位置设置入口。",
            ),
        ),
        finding(
            16,
            "missing-section",
            Fail,
            (S, &url("zwgk/zfxxgkzn/"), "政府信息公开指南"),
            (
                "指南未载明办公时间、联系电话",
                "补充机构名称、办公地址、办公时间、联系电话和申请方式。",
            ),
        ),
        finding(
            17,
            "unlabelled-repealed-document",
            Fail,
            (D, &url("zwgk/gfxwj/17.html"), "青溪县城市供水管理办法"),
            (
                "已被废止，页面未标注",
                "在标题或正文显著位置标注“已废止”，并注明依据。",
            ),
        ),
        unread,
    ];
    for finding in &mut list {
        finding.evidence.iter_mut().for_each(|e| {
            if e.excerpt.is_empty() {
                e.excerpt = finding.subject.name.clone();
            }
        });
    }
    list
}
