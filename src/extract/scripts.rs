//! What the scripts of a page say, without running them: that they fill it, that they are a browser
//! check, where they send the visitor. What follows from that is left to the gate.

use super::dates;
use super::white_space::head;

/// Signs in scripts and attributes that the content is filled in by scripts, or that the page is
/// a browser check.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Markers {
    /// The list or the page is filled by a script that was not run.
    pub(crate) script_list: bool,
    /// A script asks a server for data, or the text holds template marks: weak, since counters do so too.
    pub(crate) asks_for_data: bool,
    /// A script holds dated records, perhaps those of a list that is not read.
    pub(crate) holds_records: bool,
    /// A list that is empty, and a script of its own that fills it.
    pub(crate) empty_list: bool,
    /// A cookie is set and the page reloaded, or a known firewall script is loaded.
    pub(crate) challenge: bool,
    /// Number of scripts.
    pub(crate) scripts: u32,
    /// A script writes that a document is repealed on a condition that was not worked out.
    pub(crate) may_write_label: bool,
    /// An empty mount point of a single-page application.
    pub(crate) mount_point: bool,
}

/// Inside a script: the names by which list templates of the known vendors are recognised
/// (FIELD §11.1): jpaas `parseType`, Hanweb `<datastore>`/`dataproxy.jsp`, Guangdong `_CONFIG`,
/// Xinhua `datasource:`, plain arrays and `document.writeln`.
const SCRIPT_LIST_WORDS: [&str; 11] = [
    "page/build/unit",
    "getInfoCommon",
    "<datastore>",
    "<recordset>",
    "dataproxy.jsp",
    "/gkmlpt/",
    "urls[i]",
    "headers[0]",
    "document.writeln(\"<li",
    "document.writeln('<li",
    "searchList/",
];

/// Calls by which scripts ask for data, and names that list scripts of several vendors share.
const DATA_WORDS: [&str; 14] = [
    "fetch(",
    "$.ajax",
    "$.get(",
    "$.post(",
    "$.getJSON",
    "XMLHttpRequest",
    "axios",
    "getList(",
    "loadList(",
    "createJpage",
    "jQuery.ajax",
    "new Vue(",
    "createApp(",
    "loadData(",
];

/// Browser checks and firewalls: a cookie and a reload, or their known script variables.
const CHALLENGE_WORDS: [&str; 6] = [
    "acw_sc__v2",
    "__jsl_clearance",
    "$_ts=",
    "C3VK",
    "_waf_",
    "probe.js?cfg",
];

impl Markers {
    /// Adds what one script says.
    pub(super) fn read(&mut self, code: &str) {
        if code.is_empty() {
            return;
        }
        self.script_list |= SCRIPT_LIST_WORDS.iter().any(|w| code.contains(w));
        self.asks_for_data |= DATA_WORDS.iter().any(|w| code.contains(w));
        // A list that the page writes for itself once it has asked for the data.
        let writes = [".append(", ".html(", "innerHTML", "document.write"]
            .iter()
            .any(|w| code.contains(w));
        self.script_list |= (writes && has_rows(code)) || code.contains("_isJson=");
        self.holds_records |= holds_records(code);
        self.challenge |= CHALLENGE_WORDS.iter().any(|w| code.contains(w))
            || (code.contains("document.cookie") && code.contains("location"));
    }
}

/// `var articleData = [{"releaseDate":1770071160000,"title":"…","url":"…"},…]`: rows that a script from elsewhere draws,
/// where no reader knows the addresses that it makes of them (the test `records_in_a_script_are_a_list`).
fn holds_records(code: &str) -> bool {
    const FEWEST: usize = 3;
    let often = |key: &str| code.match_indices(key).take(FEWEST).count() == FEWEST;
    let dates = ["Date\":", "Time\":", "date\":", "time\":"];
    often("itle\":\"") && dates.into_iter().any(often)
}

/// Markup of rows.
pub(super) fn has_rows(code: &str) -> bool {
    let rows = ["<li", "<tr", "<dd", "<dl"];
    rows.iter().any(|w| code.contains(w))
}

/// `type` of a script that holds the markup of rows for a library: `text/x-handlebars-template`,
/// `text/x-jquery-tmpl`, `text/html`
/// (fixtures/checks/empty_column/review/filled-by-scripts).
pub(super) fn is_template(kind: &str) -> bool {
    ["template", "tmpl", "text/html"]
        .iter()
        .any(|word| kind.contains(word))
}

/// `<ul><!-- <li><a href=…>…2026-11-08</li> … --></ul>`: the rows of a list, dated, which a script
/// shows or somebody took away; a person sees which
/// (fixtures/checks/empty_column/review/filled-by-scripts).
pub(super) fn hides_list(comment: &str) -> bool {
    const FEWEST: usize = 3;
    let links = comment.match_indices("<a ").take(FEWEST).count();
    links == FEWEST && has_rows(comment) && dates::first_day(comment).is_some()
}

/// Places looked at for a call: a definition, a few comments and the call itself.
const MAX_CALLS: usize = 8;

/// An `href` that is no address: the link is made by a script.
pub(super) fn is_no_address(href: &str) -> bool {
    let href = href.trim();
    href.is_empty()
        || href.starts_with('#')
        || href
            .get(..11)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("javascript:"))
}

/// `window.open('/art/1.html')`, `location.href="/art/1.html"`: the address that a click opens,
/// where it is written out and not put together.
pub(super) fn opened(code: &str) -> Option<&str> {
    let calls = [
        "window.open(",
        "location.replace(",
        "location.assign(",
        "location.href",
        "window.location",
    ];
    let at = calls.iter().find_map(|c| Some(code.find(c)? + c.len()))?;
    let rest = code[at..].trim_start();
    // A comparison opens nothing.
    let rest = rest.strip_prefix('=').unwrap_or(rest).trim_start();
    whole_address(rest)
}

/// `queryArticleByCondition(this,'/customs/302249/2.html')`: a page whose address a click hands to a
/// function.
pub(super) fn handed_on(code: &str) -> Option<&str> {
    let quotes = code.match_indices(['"', '\'']).take(MAX_CALLS);
    quotes
        .filter_map(|(at, _)| whole_address(&code[at..]))
        .find(|address| {
            let is_path = address.starts_with(['/', '.']) || address.starts_with("http");
            let is_page = [".htm", ".shtml", "?"]
                .iter()
                .any(|part| address.contains(part));
            is_path && is_page
        })
}

/// The address in quotes that a text begins with, if nothing is added to it.
fn whole_address(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (address, after) = text[1..].split_once(quote)?;
    let whole = !after.trim_start().starts_with('+');
    (whole && address.contains(['/', '.'])).then_some(address)
}

/// Where a script sends the visitor as soon as it runs: no condition and no function around it.
pub(super) fn jumps(code: &str) -> Option<&str> {
    const CALLS: [&str; 4] = [
        "location.replace(",
        "location.assign(",
        "location.href",
        "window.location",
    ];
    let at = CALLS.iter().filter_map(|call| code.find(call)).min()?;
    let before = &code[..at];
    let at_once = !before.contains(['{', '}']) && !before.contains("if");
    at_once.then(|| opened(&code[at..])).flatten()
}

/// Links of one script that are looked at.
const MAX_LINKS: usize = 64;

/// Address and text of the links in the strings of a script: `var str = '<a href="./P020261108.doc">附件1</a>'`,
/// which a function shows below the text.
pub(super) fn links_in_strings(code: &str) -> impl Iterator<Item = (&str, &str)> {
    const LONGEST: usize = 600;
    let places = code.match_indices("<a ").take(MAX_LINKS);
    places.filter_map(|(at, _)| {
        let (tag, rest) = head(&code[at..], LONGEST).split_once('>')?;
        let (_, address) = tag.split_once("href=")?;
        let address = address.trim_start_matches(['\\', '"', '\'']);
        let (address, _) = address.split_once(['\\', '"', '\''])?;
        let is_whole = !address.contains(['+', '$', '<', '{']) && !address.is_empty();
        let text = rest.split(['<', '\'', '"']).next().unwrap_or("");
        is_whole.then_some((address, text))
    })
}

/// Text that a script writes into the page word for word, tags turned into tabs, and whether it
/// certainly does (`None`: nobody knows). The platform of one province writes its row 有效性 only where two constants differ
/// (WILD W33); what hangs on anything else may or may not be shown, and what holds links is left to
/// the list readers.
pub(super) fn written(code: &str) -> impl Iterator<Item = (String, Option<bool>)> {
    code.match_indices("document.write")
        .take(MAX_CALLS)
        .filter_map(|(at, call)| {
            let rest = code[at + call.len()..]
                .trim_start_matches("ln")
                .trim_start();
            let rest = rest.strip_prefix('(')?.trim_start();
            let (html, after) = match text_in_quotes(rest) {
                Some(written) => written,
                None => of_variable(&code[..at], rest)?,
            };
            let whole = after.trim_start().starts_with(')') && !html.contains('\\');
            let plain = !["<a ", "<img", "<script", "<iframe"]
                .iter()
                .any(|tag| html.contains(tag));
            (whole && plain).then(|| (without_tags(html), is_run(&code[..at])))
        })
}

/// A text in quotes and what comes after it.
fn text_in_quotes(code: &str) -> Option<(&str, &str)> {
    let quote = code.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    code[1..].split_once(quote)
}

/// `var str_1 = "2026-11-08 09:00:10.0"; document.write(str_1.substring(0,10))`: the beginning of a text that the
/// script has just named, and what comes after it; `call` begins with the name.
fn of_variable<'a>(before: &'a str, call: &'a str) -> Option<(&'a str, &'a str)> {
    let end = call.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let (name, rest) = call.split_at(end);
    let (_, named) = before.rsplit_once('=')?;
    let holds = |place: &str| {
        place
            .trim_end()
            .strip_suffix(name)
            .is_some_and(|rest| rest.ends_with(' '))
    };
    let (value, _) = text_in_quotes(named.trim_start()).filter(|_| {
        let assigned = &before[..before.len() - named.len() - 1];
        !name.is_empty() && holds(assigned)
    })?;
    let cut = ["substring", "substr", "slice"].iter().find_map(|call| {
        rest.strip_prefix('.')?
            .strip_prefix(call)?
            .strip_prefix('(')
    });
    let Some(cut) = cut else {
        return Some((value, rest));
    };
    let (range, after) = cut.split_once(')')?;
    let length: usize = range.split_once(',')?.1.trim().parse().ok()?;
    let is_begin = range.trim_start().starts_with('0');
    let end = value
        .char_indices()
        .nth(length)
        .map_or(value.len(), |(at, _)| at);
    is_begin.then_some((&value[..end], after))
}

/// Whether what stands before the call lets it run: nothing does, a comparison of two constants if
/// it holds.
fn is_run(before: &str) -> Option<bool> {
    let before = before.trim_end();
    let Some((head, condition)) = before.rsplit_once("if") else {
        return (!before.contains(['{', '}'])).then_some(true);
    };
    let condition = condition.trim_end_matches('{').trim();
    let inner = condition
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'));
    let inner = inner.filter(|_| !head.contains(['{', '}']))?;
    let differ = inner.contains("!=");
    let (left, right) = inner.split_once(if differ { "!=" } else { "==" })?;
    let constant = |text: &str| {
        let text = text.trim_start_matches('=').trim();
        let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let inner = text[1..].strip_suffix(quote)?;
        (!inner.contains(quote)).then(|| inner.to_owned())
    };
    let (left, right) = constant(left).zip(constant(right))?;
    Some((left != right) == differ)
}

fn without_tags(html: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push('\t');
            }
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stand_in_strings() {
        for code in [
            r#"var str = '<a href="./P1.doc" target="_blank">附件1</a>';"#,
            r#"document.write("<a class=f href=\"./P1.doc\">附件1</a>")"#,
            r#"$('#fj').html("<a href='./P1.doc'><i></i>" + "</a>" || "<a href='./P1.doc'>附件1</a>")"#,
        ] {
            assert_eq!(
                links_in_strings(code).last(),
                Some(("./P1.doc", "附件1")),
                "{code}"
            );
        }
        for code in [
            r#"s = '<a href="' + url + '">附件</a>'"#,
            r#"s = `<a href="${url}">附件</a>`"#,
            r#"s = "<a href='"#,
            "if (i<a && href=b)",
        ] {
            assert_eq!(links_in_strings(code).next(), None, "{code}");
        }
    }

    #[test]
    fn records_in_a_script_are_a_list() {
        let shell = |rows: usize, key: &str| {
            let record =
                format!(r#"{{"{key}":1770071160000,"title":"停水通知","url":"/article/1.html"}},"#);
            let mut markers = Markers::default();
            markers.read(&format!("var articleData = [{}];", record.repeat(rows)));
            markers.holds_records
        };
        assert!(shell(3, "releaseDate"));
        assert!(!shell(2, "releaseDate"));
        assert!(!shell(3, "orderNo"));
    }

    #[test]
    fn a_day_that_a_script_cuts_from_a_text_is_read() {
        let text = |code: &str| written(code).map(|(text, _)| text).collect::<String>();
        for code in [
            r#"var str_1 = "2026-08-21 09:00:10.0";document.write(str_1.substring(0,10));"#,
            "var d='2026-08-21 09:00'; document.write( d.substr(0, 10) )",
            "let d = '2026-08-21'; document.write(d)",
        ] {
            assert_eq!(text(code), "2026-08-21", "{code}");
        }
        for code in [
            r#"var a = "2026-08-21";document.write(b.substring(0,10));"#,
            r#"var a = "2026-08-21";var b = a;document.write(b)"#,
            r#"var a = "2026-08-21";document.write(a.substring(5,10));"#,
            r#"var a = "2026-08-21";document.write(a + now());"#,
            "document.write(",
            "document.write(a",
        ] {
            assert_eq!(text(code), "", "{code}");
        }
    }

    #[test]
    fn constants_that_a_script_writes_are_text() {
        let text = |code: &str| {
            let shown = written(code).filter(|(_, is_run)| *is_run == Some(true));
            let text: String = shown.map(|(text, _)| text).collect();
            text.replace('\t', "")
        };
        let row = "document.write(\"<tr><td>有 效 性：</td><td>失效</td></tr>\");";
        for code in [
            row.to_owned(),
            format!("if(\"失效\" != \"有效\"){{{row}}}"),
            format!("if ('失效' !== '有效') {{ {row} }}"),
        ] {
            assert_eq!(text(&code), "有 效 性：失效", "{code}");
        }
        for code in [
            format!("if(\"有效\" != \"有效\"){{{row}}}"),
            format!("if(state == \"失效\"){{{row}}}"),
            format!("function show() {{ {row} }}"),
            "document.write('<li><a href=\"/1.html\">失效</a></li>');".to_owned(),
            "document.write('共' + n + '条');".to_owned(),
        ] {
            assert_eq!(text(&code), "", "{code}");
        }
    }

    #[test]
    fn a_click_opens_the_address_that_is_written_out() {
        for code in [
            "window.open('/art/1.html')",
            "window.open( \"/art/1.html\", '_blank')",
            "location.href='/art/1.html'",
            "window.location = '/art/1.html'; return false;",
            "window.location.href=\"/art/1.html\"",
            "location.replace('/art/1.html')",
        ] {
            assert_eq!(opened(code), Some("/art/1.html"), "{code}");
        }
    }

    #[test]
    fn an_address_that_is_put_together_is_not_guessed() {
        for code in [
            "window.open('/art/' + id + '.html')",
            "window.open(base + '/art/1.html')",
            "location.href = url",
            "window.open('')",
            "openWindow('1')",
            "if (location.href == '/art/1.html') return",
        ] {
            assert_eq!(opened(code), None, "{code}");
        }
    }

    #[test]
    fn a_script_sends_on_at_once_or_on_a_condition() {
        for code in [
            "location.replace(\"/zt/yshj/index.html\")",
            "window.location.href='/zt/yshj/index.html';",
        ] {
            assert_eq!(jumps(code), Some("/zt/yshj/index.html"), "{code}");
        }
        for code in [
            "if(navigator.userAgent.match(/mobile/i)){location.href=\"/m/\";}",
            "function go() { location.href='/m/'; }",
            "var host = location.host; function go() { location.href='/m/'; }",
        ] {
            assert_eq!(jumps(code), None, "{code}");
        }
    }

    #[test]
    fn scripts_anchors_and_nothing_are_no_address() {
        for href in ["", "#", "#top", "javascript:void(0)", " JavaScript:;"] {
            assert!(is_no_address(href), "{href}");
        }
        for href in ["/art/1.html", "art/1.html", "http://a.gov.cn/", "公告.html"] {
            assert!(!is_no_address(href), "{href}");
        }
    }

    #[test]
    fn a_list_in_plain_arrays_is_written_by_a_script() {
        let mut markers = Markers::default();
        markers.read("headers[0] = '关于停水的通知'; links[0] = '/art/1.html';");
        assert!(markers.script_list);
    }
}
