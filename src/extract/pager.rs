//! Pagers written by scripts: `createPageHTML(total, current, name, extension)` of TRS templates and its
//! variants, and scripts that count the pages themselves (FIELD §11.1, WILD §B3).
//!
//! Each page of a list names the next one only, while its rows are young enough to matter. The URLs are
//! guesses about what the script would write; they are marked as such and never accused. Pagers with
//! ordinary links need nothing of this.

use super::script_lists::Window;
use crate::facts::{ItemList, Place};

/// Pages after the first that are guessed; items that old decide nothing.
const MAX_PAGES: u32 = 200;

/// Calls by which templates write their pager.
const CALLS: [&str; 4] = [
    "createPageHTML(",
    "createPageHtml(",
    "createPage(",
    "createPagerHTML(",
];

/// Variables that hold the number of pages.
const COUNTS: [&str; 6] = [
    "countPage",
    "pageCount",
    "totalPage",
    "PageCount",
    "nPageCount",
    "allPage",
];

/// Variables that hold the number of this page, from 0.
const CURRENT: [&str; 3] = ["currentPage", "nCurrIndex", "currPage"];

/// Places looked at for a call or variable: a definition, a few comments and the call itself.
const MAX_PLACES: usize = 8;

/// What the script of a pager says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pager {
    /// Pages, or records in some variants: an upper bound.
    total: u32,
    /// This page.
    current: Option<u32>,
    /// Pages are counted from 1: `createPageHTML('page_div', 9, 1, 'list', 'shtml', 164)`.
    from_one: bool,
    /// `index` of `index_1.html`, where the script says it.
    name: Option<String>,
    extension: Option<String>,
}

/// The pager in one script.
pub(super) fn pager(code: &str) -> Option<Pager> {
    let has_own_count = COUNTS.iter().any(|count| code.contains(count));
    let call = CALLS
        .iter()
        .find_map(|call| arguments(code, call, has_own_count));
    match call {
        Some(arguments) => of_call(arguments, code),
        None if has_own_count => of_variables(code),
        None => None,
    }
}

/// Arguments of a call, definitions left out, and comments unless the script does the work itself:
/// `//createPageHTML(31, 0, "index", "shtml"); var countPage = 31`.
fn arguments<'c>(code: &'c str, call: &str, has_own_count: bool) -> Option<&'c str> {
    let is_call = |at: &usize| {
        let line = code[..*at].rsplit('\n').next().unwrap_or("");
        let is_made = !line.contains("//") || has_own_count;
        let opened = code[..*at].rfind("/*");
        let in_block = opened.is_some_and(|open| !code[open..*at].contains("*/"));
        is_made && !in_block && !code[..*at].ends_with("function ")
    };
    let mut places = code.match_indices(call).take(MAX_PLACES).map(|(at, _)| at);
    let at = places.find(is_call)?;
    let arguments = &code[at + call.len()..];
    let end = arguments.find(')').filter(|end| *end <= 200)?;
    Some(&arguments[..end])
}

fn of_call(arguments: &str, code: &str) -> Option<Pager> {
    let arguments: Vec<&str> = arguments
        .split(',')
        .map(|argument| argument.trim().trim_matches(['"', '\'', ' ']))
        .collect();
    // `createPageHTML(countPage, currentPage, "index", "html")`
    let number = |argument: &&str| {
        let is_name = argument.starts_with(|c: char| c.is_ascii_alphabetic())
            && argument
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !matches!(*argument, "index" | "list" | "html" | "shtml" | "htm");
        let named = || variable(code, argument).filter(|_| is_name);
        argument.parse::<u32>().ok().or_else(named)
    };
    let first = arguments
        .iter()
        .position(|argument| number(argument).is_some())?;
    let numbers: Vec<u32> = arguments[first..].iter().map_while(number).collect();
    let mut names = arguments[first + numbers.len()..].iter();
    Some(Pager {
        total: *numbers.first()?,
        current: numbers.get(1).copied(),
        from_one: first > 0,
        name: names
            .next()
            .and_then(|name| plain(name.trim_start_matches("./"))),
        extension: names.next().and_then(|name| plain(name)),
    })
}

fn of_variables(code: &str) -> Option<Pager> {
    let total = COUNTS.iter().find_map(|name| variable(code, name))?;
    let current = CURRENT.iter().find_map(|name| variable(code, name));
    // `"index_7080_" + page + ".shtml"`, also in a comment beside it.
    let begins = |name: &&str| {
        name.strip_suffix('_').is_some_and(|n| plain(n).is_some()) && !name.contains(' ')
    };
    let texts = || code.split(['"', '\'']).take(400);
    let name = texts()
        .find(begins)
        .and_then(|name| plain(name.trim_end_matches('_')));
    let extension = texts().find_map(|text| {
        let extension = text.strip_prefix('.')?;
        matches!(extension, "html" | "shtml" | "htm" | "jhtml").then(|| extension.to_owned())
    });
    Some(Pager {
        total,
        current,
        from_one: false,
        name,
        extension,
    })
}

/// Value of `name = 31`, comments left out.
fn variable(code: &str, name: &str) -> Option<u32> {
    let mut places = code.match_indices(name).take(MAX_PLACES);
    places.find_map(|(at, _)| {
        let line = code[..at].rsplit('\n').next().unwrap_or("");
        let rest = code[at + name.len()..]
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let rest = without_conversion(rest);
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let number = rest[..end].parse().ok()?;
        // `currentPage-1` is no number.
        let ends = !rest[end..]
            .trim_start_matches(' ')
            .starts_with(['-', '+', '*']);
        (ends && !line.contains("//")).then_some(number)
    })
}

/// `Number("34")`, `parseInt('34', 10)`: the number in quotes that a call turns into one.
fn without_conversion(text: &str) -> &str {
    let called = ["Number(", "parseInt("]
        .iter()
        .find_map(|call| text.strip_prefix(call));
    called.map_or(text, |rest| {
        rest.trim_start().trim_start_matches(['"', '\''])
    })
}

fn plain(text: &str) -> Option<String> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    (!text.is_empty() && text.len() <= 80 && text.bytes().all(is_plain)).then(|| text.to_owned())
}

/// Relative URLs of what may be the page after the one at `url`; several where the script does not say
/// how it counts.
pub(super) fn next_pages(
    pager: &Pager,
    url: &str,
    lists: &[ItemList],
    window: Window,
) -> Vec<String> {
    let body = lists.iter().filter(|list| list.place == Place::Body);
    let dated = |list: &&ItemList| list.items.iter().filter(|item| item.is_dated()).count();
    let main = body.max_by_key(dated);
    if main.is_some_and(|list| !window.goes_on_after(&list.items)) {
        return Vec::new();
    }
    let file = url
        .split(['?', '#'])
        .next()
        .unwrap_or(url)
        .rsplit('/')
        .next()
        .unwrap_or("");
    let (stem, own_extension) = file.split_once('.').unwrap_or(("", ""));
    let name = pager.name.as_deref().unwrap_or("index");
    let extension = pager.extension.as_deref().unwrap_or(match own_extension {
        "" => "html",
        own => own,
    });
    let rest = stem
        .strip_prefix(name)
        .map(|rest| rest.trim_start_matches('_'));
    let number = rest.and_then(|rest| rest.parse::<u32>().ok());
    let current = pager.current.unwrap_or(number.unwrap_or(0));
    let is_last = match pager.from_one {
        true => current >= pager.total,
        false => current + 1 >= pager.total,
    };
    if is_last || current >= MAX_PAGES {
        return Vec::new();
    }
    let numbers: &[u32] = match (number, pager.from_one || current == 1, pager.current) {
        (Some(number), ..) => &[number + 1],
        (None, true, _) => &[2],
        (None, false, Some(_)) => &[1],
        // Page 2 is index_1 or index_2.
        (None, false, None) => &[1, 2],
    };
    let page = |number: &u32| format!("{name}_{number}.{extension}");
    numbers.iter().map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(code: &str, file: &str) -> Vec<String> {
        let Some(pager) = pager(code) else {
            return Vec::new();
        };
        let url = format!("http://a.gov.cn/zwgk/{file}");
        next_pages(&pager, &url, &[], Window::default())
    }

    #[test]
    fn the_second_page_is_index_1_or_index_2() {
        for (code, file, expected) in [
            (
                "createPageHTML(5, 0, \"index\", \"html\");",
                "",
                "index_1.html",
            ),
            (
                "createPageHTML(5, 1, \"index\", \"html\");",
                "index_1.html",
                "index_2.html",
            ),
            (
                "createPageHTML(5,0,'index','shtml','89')",
                "index.shtml",
                "index_1.shtml",
            ),
            (
                "createPageHTML('page_div',9, 1,'list','shtml',164);",
                "list.shtml",
                "list_2.shtml",
            ),
            (
                "createPageHTML('page_div',9, 2,'list','shtml',164);",
                "list_2.shtml",
                "list_3.shtml",
            ),
            (
                "createPage(3, 0, \"index_7080\", \"html\")",
                "",
                "index_7080_1.html",
            ),
        ] {
            assert_eq!(next(code, file), [expected], "{code} {file}");
        }
        let unknown = "var countPage = 4; document.write('共' + countPage + '页')";
        assert_eq!(next(unknown, ""), ["index_1.html", "index_2.html"]);
    }

    #[test]
    fn the_last_page_names_no_next_one() {
        for (code, file) in [
            ("createPageHTML(5, 4, \"index\", \"html\");", "index_4.html"),
            (
                "createPageHTML('page_div',9, 9,'list','shtml',164);",
                "list_9.shtml",
            ),
            ("createPageHTML(1, 0, \"index\", \"html\");", ""),
            ("createPageHTML(0, 0, \"index\", \"html\");", ""),
        ] {
            assert_eq!(next(code, file), Vec::<String>::new(), "{code}");
        }
    }

    #[test]
    fn comments_count_only_where_the_script_counts_itself() {
        assert_eq!(pager("// createPageHTML(5, 0)"), None);
        assert_eq!(pager("function createPageHTML(total, current) {}"), None);
        let own = "//createPageHTML(31, 0, \"index\", \"shtml\");\nvar currentPage = 0;//所在页\n\
                   var prevPage = currentPage-1\nvar countPage = 31//共多少页";
        assert_eq!(next(own, ""), ["index_1.shtml"]);
        let both = "function createPageHTML(a, b) {}\ncreatePageHTML(5, 0, 'index', 'html');";
        assert_eq!(next(both, ""), ["index_1.html"]);
    }

    #[test]
    fn scripts_that_count_themselves_name_their_files() {
        let mee = "var currentPage = 2;\nvar url = \"index_7080_\" + (currentPage+1) + \".shtml\";\nvar countPage = 9;";
        assert_eq!(next(mee, "index_7080_2.shtml"), ["index_7080_3.shtml"]);
        let converted =
            "var currentPage = Number(\"0\"); //从0开始\nvar countPage = parseInt('34', 10);";
        assert_eq!(next(converted, ""), ["index_1.html"]);
    }

    #[test]
    fn names_that_are_no_file_names_are_not_used() {
        for code in [
            "createPageHTML(5, 0, \"../index\", \"html\");",
            "createPageHTML(5, 0, \"in dex\", \"html\");",
        ] {
            assert_eq!(next(code, ""), ["index_1.html"], "{code}");
        }
    }
}
