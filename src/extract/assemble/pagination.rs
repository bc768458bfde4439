//! Which pages are continuations of one column: `index_1.html`, `?page=2`, `tzgg/3.htm`.

/// The URL of the first page that a URL could continue, with its page number; `None` when the URL
/// has no page number. Only a guess from the URL: the caller checks that the first page exists
/// and carries the same name.
pub(super) fn first_page(url: &str) -> Option<(Vec<String>, u32)> {
    by_query(url).or_else(|| by_file(url))
}

const PARAMETERS: [&str; 10] = [
    "page",
    "pageindex",
    "pageno",
    "pagenum",
    "currpage",
    "curpage",
    "cur_page",
    "pn",
    "p",
    "pageid",
];

fn by_query(url: &str) -> Option<(Vec<String>, u32)> {
    let (path, query) = url.split_once('?')?;
    let mut number = None;
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let is_page = PARAMETERS.contains(&name.to_ascii_lowercase().as_str());
            if is_page {
                number = value.parse().ok();
            }
            !is_page
        })
        .collect();
    let number = number?;
    let query = rest.join("&");
    let base = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    };
    let separator = if query.is_empty() { '?' } else { '&' };
    let original = url.split(['?', '&']).find_map(|pair| {
        let (name, _) = pair.split_once('=')?;
        PARAMETERS
            .contains(&name.to_ascii_lowercase().as_str())
            .then_some(name)
    })?;
    let with_one = format!("{base}{separator}{original}=1");
    // Hanweb adds its own parameters: `index.html?uid=31225&pageNum=2` continues `index.html`.
    Some((vec![base, with_one, path.to_owned()], number))
}

/// `index_2.html` continues `index.html` or the folder, `list_2.html` continues `list.html` or
/// `list_1.html`, `tzgg/3.htm` (Boda VSB, counting down) continues `tzgg.htm`.
fn by_file(url: &str) -> Option<(Vec<String>, u32)> {
    let (folder, file) = url.rsplit_once('/')?;
    let (stem, extension) = file.split_once('.')?;
    if let Ok(number) = stem.parse::<u32>() {
        return (stem.len() <= 4).then(|| (vec![format!("{folder}.{extension}")], number));
    }
    let digits = stem.len() - stem.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 4 {
        return None;
    }
    let (name, number) = stem.split_at(stem.len() - digits);
    let number = number.parse().ok()?;
    let plain = name.strip_suffix(['_', '-'])?;
    let mut bases = vec![format!("{folder}/{plain}.{extension}")];
    // `index_7080_2.shtml` (MEE) and `index_pc_2.html` (NDA) continue `index.shtml` all the same.
    let stem = plain.split('_').next().unwrap_or(plain);
    if matches!(stem, "index" | "default") {
        bases.push(format!("{folder}/{stem}.{extension}"));
        bases.push(format!("{folder}/"));
    }
    if number != 1 {
        bases.push(format!("{folder}/{name}1.{extension}"));
    }
    Some((bases, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuations_name_their_first_page() {
        for (url, base, number) in [
            ("http://a/x/index_2.html", "http://a/x/index.html", 2),
            ("http://a/x/index_2.html", "http://a/x/", 2),
            ("http://a/x/list_3.shtml", "http://a/x/list.shtml", 3),
            ("http://a/x/index_7080_2.html", "http://a/x/index.html", 2),
            ("http://a/list.jsp?id=7&page=2", "http://a/list.jsp?id=7", 2),
            ("http://a/xxgk/tzgg/3.htm", "http://a/xxgk/tzgg.htm", 3),
            (
                "http://a/x/index.html?uid=1&pageNum=2",
                "http://a/x/index.html",
                2,
            ),
        ] {
            let (bases, n) = first_page(url).unwrap();
            assert!(bases.iter().any(|b| b == base), "{url}: {bases:?}");
            assert_eq!(n, number);
        }
        for url in [
            "http://a/x/index.html",
            "http://a/x/t20260101_1023456.html",
            "http://a/info/1015/42137.htm",
        ] {
            assert_eq!(first_page(url), None, "{url}");
        }
    }
}
