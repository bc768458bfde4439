//! Numbers of whole pages and of single lines.

use jiff::civil::date;
use proptest::prelude::*;
use url::Url;

use super::*;
use crate::extract::{PageInput, page};

fn read(html: &str) -> SiteIdentity {
    let input = PageInput {
        url: &Url::parse("http://www.yunling.gov.cn/x/").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    page(&input).facts.identity
}

fn footer(text: &str) -> SiteIdentity {
    read(&format!("<p>正文</p><div class='footer'>{text}</div>"))
}

fn numbers(found: &[IdentityNumber]) -> Vec<(&str, IdentitySource)> {
    let of = |found: &'_ IdentityNumber| found.source;
    let pairs = found.iter().map(|f| (f.number.as_str(), of(f)));
    pairs.collect()
}

fn only(found: &[IdentityNumber]) -> &str {
    let [one] = found else {
        panic!("{found:?}");
    };
    &one.number
}

#[test]
fn a_site_code_is_read_from_every_place_that_states_it() {
    let found = read(
        "<meta name='SiteIDCode' content='5301230007'>\
         <footer>政府网站标识码：5301230007\
         <a href='https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5301230007&url=x'>找错</a>\
         <script id='_jiucuo_' sitecode='5301230018' src='/jiucuo.js'></script></footer>",
    );
    let expected = [
        ("5301230007", IdentitySource::Meta),
        ("5301230007", IdentitySource::Text),
        ("5301230007", IdentitySource::Link),
        ("5301230018", IdentitySource::Script),
    ];
    assert_eq!(numbers(&found.site_codes), expected);
    assert_eq!(found.site_code(), Some("5301230007"));
    assert_eq!(found.site_codes[1].text, "网站标识码：5301230007");
}

#[test]
fn a_site_code_follows_its_label_in_many_ways() {
    for text in [
        "网站标识码：5301230007 备案号",
        "网站标识码5301230007",
        "云公网安备53012302000012号　标识码：5301230007",
        "政府网站标识码 5301230007",
        "网站标识码 ：5301230007\u{3000}",
        "网站标识码:<span>5301230007</span>",
        "<p>网站标识码：</p><p>5301230007</p>",
        "网站标识码（5301230007）",
        "网站标识码：5301 230007",
        "网站标识编码：5301230007，020-12345",
        "网站标识码：5301230007 0871-6512345",
    ] {
        assert_eq!(only(&footer(text).site_codes), "5301230007", "{text}");
    }
    assert_eq!(
        only(&footer("网站标识码bm01230007").site_codes),
        "bm01230007"
    );
    assert_eq!(
        only(&footer("网站标识码：BM01230007").site_codes),
        "bm01230007"
    );
}

#[test]
fn other_numbers_are_no_site_codes() {
    for text in [
        "网站标识码：330100000000",
        "网站标识码：28",
        "网站标识码：4008123456",
        "网站标识码： 电话：5301230007",
        "网站标识码：53012300",
        "网站标识码：5301230007A",
        "<a href='/search?siteCode=5301230007'>搜索</a>",
        "<a href='/search?site_code=5301230007'>搜索</a>",
        "<script>var sitecode='5301230007'; search(sitecode)</script>",
        "<script id=search sitecode='5301230007'></script>",
        "<!-- 网站标识码：5301230007 -->",
    ] {
        assert_eq!(footer(text).site_codes, [], "{text}");
    }
    assert_eq!(read("<meta name=SiteIDCode content=28>").site_codes, []);
    let closed = read("<meta name=SiteIDCode content='bm01230007号'>");
    assert_eq!(only(&closed.site_codes), "bm01230007");
}

#[test]
fn scripts_of_the_error_report_name_the_code() {
    for html in [
        "<script id=\"_jiucuo_\" sitecode='5301230007' src='x.js'></script>",
        "<script sitecode=5301230007 src='http://pucha.kaipuyun.cn/exposure/jiucuo.js'></script>",
        "<img onclick=\"Link('5301230007')\" src=jiucuo.png>",
        "<a href='javascript:void(0)' onclick='Link(\"5301230007\")'>找错</a>",
        "<script>document.write(unescape(\"%3Cscript id='_jiucuo_' sitecode='5301230007' \
         src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'%3E%3C/script%3E\"))</script>",
        "<script>document.write(unescape('%3Cscript id=%27_jiucuo_%27 sitecode=%275301230007%27'))</script>",
        "<script>s='<script id=\\'_jiucuo_\\' sitecode=\\'5301230007\\'>'</script>",
        "<script>/* jiucuo */ Link('5301230007')</script>",
    ] {
        let found = read(html);
        let expected = [("5301230007", IdentitySource::Script)];
        assert_eq!(numbers(&found.site_codes), expected, "{html}");
    }
}

#[test]
fn icp_numbers_are_read_in_every_spelling() {
    for (text, number) in [
        ("云ICP备05003854号", "云ICP备05003854号"),
        ("备案号：滇ICP备05003854", "滇ICP备05003854号"),
        ("云ICP备 2022012345号", "云ICP备2022012345号"),
        ("云ICP备2022 012345号-1", "云ICP备2022012345号-1"),
        ("云ICP备20220123 45号 － 12", "云ICP备2022012345号-12"),
        (
            "ICP备案号：<a>云ICP备2022012345号-1</a>",
            "云ICP备2022012345号-1",
        ),
        ("云 ICP备05003854-2", "云ICP备05003854号-2"),
        ("云icp备05003854号", "云ICP备05003854号"),
        ("(云)ICP备05003854号", "云ICP备05003854号"),
        ("云ICP备案05003854号", "云ICP备05003854号"),
        ("云ICP备案号：05003854号", "云ICP备05003854号"),
        ("云ICP备05003854 53012302000012", "云ICP备05003854号"),
        (
            "云ICP备05003854号 云公网安备 53012302000012号",
            "云ICP备05003854号",
        ),
        ("云ICP备05003854号2026", "云ICP备05003854号"),
        ("云ICP备 030066号", "云ICP备030066号"),
    ] {
        assert_eq!(only(&footer(text).icp), number, "{text}");
    }
    for text in [
        "ICP备05003854号",
        "云ICP证030173号",
        "云ICP备0500385号",
        "云ICP备050038541号",
        "云ICP备030066",
        "云ICP备案号",
        "再造云IP",
    ] {
        assert_eq!(footer(text).icp, [], "{text}");
    }
}

#[test]
fn police_numbers_are_read_from_text_and_link() {
    for text in [
        "云公网安备53012302000012号",
        "云公网安备 53012302000012号",
        "云公网安备\u{a0}   5301 2302000012 号",
        "云公网安备：53012302000012",
        "公安机关备案号：53012302000012",
        "公安备案编号:53012302000012",
    ] {
        let found = footer(text);
        let expected = [("53012302000012", IdentitySource::Text)];
        assert_eq!(numbers(&found.police), expected, "{text}");
    }
    let older = footer("公安机关备案号：53012399004-00001");
    assert_eq!(only(&older.police), "53012399004-00001");
    let of_twelve = footer("云公网安备530123000155");
    assert_eq!(only(&of_twelve.police), "530123000155");
    for text in ["云公网安备530123020000121号", "公网安备530123000155"] {
        assert_eq!(footer(text).police, [], "{text}");
    }
    for href in [
        "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=53012302000012",
        "//www.beian.gov.cn/portal/registerSystemInfo?recordcode=53012302000012号",
        "https://beian.mps.gov.cn/#/query/webSearch?code=53012302000012",
    ] {
        let found = footer(&format!("<a href='{href}'>备案</a>"));
        let expected = [("53012302000012", IdentitySource::Link)];
        assert_eq!(numbers(&found.police), expected, "{href}");
    }
    let other = footer("<a href='http://a.cn/?recordcode=53012302000012'>备案</a>");
    assert_eq!(other.police, []);
}

#[test]
fn copies_are_merged_and_values_that_differ_are_kept() {
    let found = read(
        "<p>正文</p><div class=footer>云ICP备05003854号 网站标识码：5301230007</div>\
         <div class=footer>云ICP备05003854号-1 网站标识码：5301230007</div>",
    );
    assert_eq!(only(&found.site_codes), "5301230007");
    let text = IdentitySource::Text;
    let expected = [("云ICP备05003854号", text), ("云ICP备05003854号-1", text)];
    assert_eq!(numbers(&found.icp), expected);
}

#[test]
fn a_footer_that_no_class_names_is_known_by_its_place() {
    let line = "<p>正文。</p>".repeat(600);
    let end = "<div><span>网站标识码：5301230007</span><span>云ICP备05003854号</span>\
               <span>云公网安备 53012302000012号</span></div>";
    let found = read(&format!("{line}{end}"));
    assert_eq!(only(&found.site_codes), "5301230007");
    assert_eq!(only(&found.icp), "云ICP备05003854号");
    assert_eq!(only(&found.police), "53012302000012");
    let found = read(&format!("{end}{line}"));
    assert_eq!(found, SiteIdentity::default());
    let found = read("<p>地址：云岭县人民路1号，邮编650000 网站标识码：5301230007</p>");
    assert_eq!(only(&found.site_codes), "5301230007");
}

#[test]
fn a_report_or_an_announcement_names_other_sites() {
    for html in [
        // 国办函〔2018〕12号: the numbers of the site that reports.
        "<h1>云岭县水务局政府网站工作年度报表</h1><table><tr><td>政府网站标识码<td>5301230018\
         <tr><td>ICP备案号<td>云ICP备05003999号<tr><td>公安机关备案号<td>53012302000099</table>",
        // A site is closed.
        "<p>按照集约化要求，云岭县水务局网站（网站标识码：5301230018，云ICP备05003999号）停止运行。</p>",
        // A table of sites.
        "<ul><li>云岭县水务局 网站标识码：5301230018<li>云岭县教育局 网站标识码：5301230019</ul>",
    ] {
        assert_eq!(read(html), SiteIdentity::default(), "{html}");
        let footer = "<div class=footer>网站标识码：5301230007</div>";
        let found = read(&format!("{html}{footer}"));
        assert_eq!(only(&found.site_codes), "5301230007", "{html}");
    }
}

#[test]
fn numbers_of_who_built_the_site_are_not_its_own() {
    let own = "云ICP备05003854号";
    for html in [
        "<p>技术支持：云岭软件公司 京ICP备10009999号-5 京公网安备 11010202009876号</p><p>备案序号：云ICP备05003854号</p>",
        "<p>承建单位：云岭软件公司（京ICP备10009999号-8）</p><p>网站维护：某台 陇ICP备11112222号</p>\
         <p>主办：云岭县 备案号：云ICP备05003854号</p>",
        "<p>技术支持：云岭软件公司<br>京ICP备10009999号</p><p>主办：云岭县 云ICP备05003854号</p>",
        "<p>京ICP备10009999号 开发单位：云岭软件公司</p><p>主办：云岭县 云ICP备05003854号</p>",
        // One line is the whole footer, or the number is the only one.
        "<p>主办：云岭县人民政府 技术支持：云岭软件公司 云ICP备05003854号</p>",
        "<p>技术支持：云岭软件公司 云ICP备05003854号 云公网安备 53012302000012号</p>",
        "<p>技术支持：云岭软件公司</p><p>云ICP备05003854号</p>",
        "<p>云ICP备05003854号 技术支持：云岭软件公司</p>",
    ] {
        assert_eq!(only(&footer(html).icp), own, "{html}");
    }
    let vendors = footer("<p>技术支持：云岭软件公司 京ICP备10009999号</p><p>主办：云岭县</p>");
    assert_eq!(vendors.icp, []);
    assert_eq!(only(&footer("陇ICP备05003854号").icp), "陇ICP备05003854号");
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_gives_only_well_formed_codes(
        text in "(网站标识码|云ICP备|公网安备|公安备案号|：| |号|-|bm|[0-9]{1,12}|<b>|</p>|\\PC){0,40}"
    ) {
        let found = footer(&text);
        for code in &found.site_codes {
            let digits = code.number.strip_prefix("bm").unwrap_or(&code.number);
            prop_assert_eq!(code.number.len(), 10);
            prop_assert!(digits.bytes().all(|b| b.is_ascii_digit()));
        }
        for found in &found.icp {
            prop_assert!(found.number.chars().nth(1) == Some('I'));
        }
    }
}
