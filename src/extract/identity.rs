//! Site code (网站标识码), ICP and police numbers of a page, with the places that state them.
//!
//! A page also shows numbers of other sites: an announcement that a department's site is closed
//! names its code, the yearly report of a site (国办函〔2018〕12号) lists all three. So what stands in
//! the main content counts only where a footer that no class names would stand. Which of several
//! values is right is left to whoever compares them.

use memchr::memmem::find_iter;

use super::outline::Outline;
use super::white_space::{clip, fold, head, is_space, squeeze, tail};
use crate::facts::{IdentityNumber, IdentitySource, MetaTags, Place, SiteIdentity};

/// Words before a site code.
const CODE_LABELS: [&str; 5] = ["网站标识", "网站标示码", "网站识别码", "网站编码", "标识码"];

/// Words before a police number: 粤公网安备44010602000929号, 公安机关备案号：43010302000524.
const POLICE_LABELS: [&str; 4] = ["公网安备", "公安机关备案", "公安备案", "公安网备案"];

/// Phone numbers of ten digits; no division has such a code.
const PHONE_PREFIXES: [&str; 3] = ["400", "800", "0"];

/// Ways to write ICP.
const ICP_LABELS: [&str; 3] = ["ICP", "icp", "Icp"];

/// First character of an ICP number: the province, some by either of two names.
const PROVINCES: &str = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕吉闽贵黔粤青藏琼宁川蜀";

/// Words before the name of who built the site; what stands behind that name is the builder's own
/// (the test `numbers_of_who_built_the_site_are_not_its_own`).
const VENDOR_LABELS: [&str; 10] = [
    "技术支持",
    "技术支撑",
    "技术保障",
    "承建单位",
    "网站维护",
    "网站建设",
    "制作维护",
    "软件开发",
    "开发单位",
    "开发商",
];

/// Words that only the site's own part of a footer has.
const OWNER_LABELS: [&str; 6] = ["主办", "承办", "版权", "备案", "标识码", "公网安备"];

/// Bytes of a line of a footer that are looked at on either side of a number.
const LINE: usize = 600;

/// Begins the fill-in form of the yearly website report, which lists the numbers of the site that
/// reports (the test `a_report_or_an_announcement_names_other_sites`).
const REPORT_WORDS: [&str; 2] = ["工作年度报表", "独立用户访问总量"];

/// Bytes at the end of a page's text in which a footer stands that no class or id names.
const TAIL: usize = 3000;

/// Places looked at for one label, from the end of the page.
const MAX_PLACES: usize = 16;

/// Bytes after a label in which its number stands.
const REACH: usize = 80;

/// Characters kept of the text that states a number.
const MAX_TEXT: usize = 120;

pub(super) fn identity(outline: &Outline, meta: &MetaTags) -> SiteIdentity {
    let mut found = SiteIdentity::default();
    if let Some(written) = &meta.site_id_code
        && let Some(number) = site_code(written)
    {
        add(&mut found.site_codes, number, IdentitySource::Meta, written);
    }
    let page = PageText::of(outline);
    let text = IdentitySource::Text;
    for said in page.own(&CODE_LABELS, code_after) {
        add(&mut found.site_codes, said.number, text, said.text);
    }
    for said in page.own(&ICP_LABELS, icp_around) {
        add(&mut found.icp, said.number, text, said.text);
    }
    for said in page.own(&POLICE_LABELS, police_after) {
        add(&mut found.police, said.number, text, said.text);
    }
    let named = outline.anchors.iter().filter(|a| a.href.contains("code="));
    for anchor in named {
        if let Some(number) = code_of_link(&anchor.href) {
            let link = IdentitySource::Link;
            add(&mut found.site_codes, number, link, &anchor.href);
        } else if let Some(number) = police_of_link(&anchor.href) {
            add(
                &mut found.police,
                number,
                IdentitySource::Link,
                &anchor.href,
            );
        }
    }
    for written in &outline.site_codes {
        if let Some(number) = site_code(written) {
            let script = IdentitySource::Script;
            add(&mut found.site_codes, number, script, written);
        }
    }
    found
}

/// Footers for phone and desktop repeat each other.
fn add(found: &mut Vec<IdentityNumber>, number: String, source: IdentitySource, text: &str) {
    let same = |known: &IdentityNumber| known.number == number && known.source == source;
    if !found.iter().any(same) {
        let text = clip(&fold(text), MAX_TEXT);
        found.push(IdentityNumber {
            number,
            source,
            text,
        });
    }
}

/// A number in the text of a page.
struct Said<'a> {
    number: String,
    text: &'a str,
    /// Where its label stands.
    at: usize,
}

/// The text of a page with what is not its main content.
struct PageText<'a> {
    text: &'a str,
    /// Ranges of footers and menus, ascending.
    outside: Vec<(u32, u32)>,
    /// The main content is the yearly report of some site.
    is_report: bool,
}

impl<'a> PageText<'a> {
    fn of(outline: &'a Outline) -> Self {
        let mut outside: Vec<(u32, u32)> = Vec::new();
        for element in outline.elements.iter().filter(|e| e.place != Place::Body) {
            if outside.last().is_none_or(|last| element.text.0 >= last.1) {
                outside.push(element.text);
            }
        }
        Self {
            text: &outline.text,
            outside,
            is_report: REPORT_WORDS.iter().any(|w| outline.text.contains(w)),
        }
    }

    /// Numbers of the page itself: those of its footer, else the only one at the end of its text.
    fn own(
        &self,
        labels: &[&str],
        read: impl Fn(&'a str, usize, &str) -> Option<Said<'a>>,
    ) -> Vec<Said<'a>> {
        let places = labels.iter().flat_map(|label| {
            let places: Vec<usize> = find_iter(self.text.as_bytes(), label).collect();
            let last = places.into_iter().rev().take(MAX_PLACES);
            last.map(move |at| (at, *label))
        });
        let said = places.filter_map(|(at, label)| read(self.text, at, label));
        let (mut outside, mut inside): (Vec<_>, Vec<_>) =
            said.partition(|said| self.is_outside(said.at));
        inside.retain(|said| self.may_be_footer(said.at));
        drop_vendors(self.text, &mut outside);
        drop_vendors(self.text, &mut inside);
        // Several in the main content are a table of other sites.
        let differ = inside.windows(2).any(|two| two[0].number != two[1].number);
        if outside.is_empty() && !differ {
            outside = inside;
        }
        outside.sort_by_key(|said| said.at);
        outside
    }

    fn is_outside(&self, at: usize) -> bool {
        let next = self.outside.partition_point(|range| range.0 as usize <= at);
        next > 0 && at < self.outside[next - 1].1 as usize
    }

    /// Near the end of the page, not in brackets and in no line with sentences.
    fn may_be_footer(&self, at: usize) -> bool {
        let (before, rest) = self.text.split_at(at);
        if rest.len() > TAIL || self.is_report {
            return false;
        }
        let before = tail(before, TAIL);
        let line = [before.rsplit('\n').next(), rest.split('\n').next()];
        let has_sentence = line.into_iter().flatten().any(|part| part.contains('。'));
        !has_sentence && !before.trim_end().ends_with(['（', '(', '“', '《'])
    }
}

/// Leaves out the numbers of who built the site. Where all stand behind its name, one line holds the whole
/// footer, or the site has no number there.
fn drop_vendors(text: &str, said: &mut Vec<Said<'_>>) {
    let is_own = |said: &Said<'_>| !stands_behind_vendor(text, said);
    if said.iter().any(is_own) {
        said.retain(is_own);
    } else {
        let has_owner = |said: &Said<'_>| {
            let (before, after) = line_around(text, said);
            let words = [before, after];
            OWNER_LABELS
                .iter()
                .any(|l| words.iter().any(|part| part.contains(l)))
        };
        said.retain(has_owner);
    }
    let is_own = |said: &Said<'_>| !stands_beside_vendor(text, said);
    if said.iter().any(is_own) {
        said.retain(is_own);
    }
}

/// What stands before and after a number on its line, so far as a line of a footer goes.
fn line_around<'a>(text: &'a str, said: &Said<'_>) -> (&'a str, &'a str) {
    let start = said.text.as_ptr() as usize - text.as_ptr() as usize;
    let (before, after) = (&text[..start], &text[start + said.text.len()..]);
    let (before, after) = (tail(before, LINE), head(after, LINE));
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find('\n').unwrap_or(after.len());
    (&before[line_start..], &after[..line_end])
}

/// `技术支持：云岭软件公司 云ICP备05003854号`, and no word of the site's own between.
fn stands_behind_vendor(text: &str, said: &Said<'_>) -> bool {
    let (before, _) = line_around(text, said);
    let label = VENDOR_LABELS
        .iter()
        .filter_map(|label| before.rfind(label))
        .max();
    label.is_some_and(|at| {
        !OWNER_LABELS
            .iter()
            .any(|owner| before[at..].contains(owner))
    })
}

/// `云ICP备05003854号 技术支持：云岭软件公司`, or the number on the line below the name: the site's own number may
/// stand so as well, hence this is asked only where there is another.
fn stands_beside_vendor(text: &str, said: &Said<'_>) -> bool {
    let (before, after) = line_around(text, said);
    let follows = after.trim_start_matches(|c: char| is_space(c) || "）)|".contains(c));
    let is_vendor = |text: &str| VENDOR_LABELS.iter().any(|label| text.starts_with(label));
    if before.trim().is_empty() && is_vendor(follows) {
        return true;
    }
    let line_start = before.as_ptr() as usize - text.as_ptr() as usize;
    let above = tail(&text[..line_start], LINE).trim_end();
    let line_above = above.rsplit('\n').next();
    before.trim().is_empty() && line_above.is_some_and(|line| is_vendor(line.trim_start()))
}

/// The bytes after `at` in which a number may stand.
fn after(text: &str, at: usize) -> &str {
    head(&text[at..], REACH)
}

/// From `at` to the end of `rest`'s beginning that was read.
fn written<'a>(text: &'a str, at: usize, rest: &str) -> &'a str {
    let end = rest.as_ptr() as usize - text.as_ptr() as usize;
    text[at..end].trim()
}

/// What stands between a label and its number: 码, 编号, colons, brackets and space.
fn skip_label(text: &str) -> &str {
    text.trim_start_matches(|c: char| is_space(c) || "案码编序号:：;；()（）".contains(c))
}

/// 网站标识码：5301230007.
fn code_after<'a>(text: &'a str, at: usize, label: &str) -> Option<Said<'a>> {
    let (number, rest) = code_at(skip_label(after(text, at + label.len())))?;
    let text = written(text, at, rest);
    Some(Said { number, text, at })
}

/// A site code and nothing else; some write 号 behind it.
fn site_code(text: &str) -> Option<String> {
    let text = squeeze(text);
    let (number, rest) = code_at(&text)?;
    matches!(rest, "" | "号").then_some(number)
}

/// A site code that `text` begins with, and what follows it. Search back-ends have site codes of
/// twelve digits, stock exchanges of two (FIELD §7.2).
fn code_at(text: &str) -> Option<(String, &str)> {
    let central = text.get(..2).is_some_and(|b| b.eq_ignore_ascii_case("bm"));
    let (prefix, wanted) = if central { ("bm", 8) } else { ("", 10) };
    let (digits, rest) = digits_at(&text[prefix.len()..], wanted)?;
    let is_phone = !central && PHONE_PREFIXES.iter().any(|p| digits.starts_with(p));
    (!is_phone && !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        .then(|| (format!("{prefix}{digits}"), rest))
}

/// So many digits, spaces between them allowed (鄂公网安备 4210 8302000010号), and what follows.
fn digits_at(text: &str, wanted: usize) -> Option<(String, &str)> {
    let mut digits = String::with_capacity(wanted);
    for (at, c) in text.char_indices() {
        if digits.len() == wanted {
            return (!c.is_ascii_digit()).then(|| (digits, &text[at..]));
        }
        match c {
            '0'..='9' => digits.push(c),
            _ if is_space(c) && c != '\n' && !digits.is_empty() => {}
            _ => return None,
        }
    }
    (digits.len() == wanted).then(|| (digits, &text[text.len()..]))
}

/// 云ICP备2022012345号-1, also without 号, with spaces inside, with 备案 for 备.
fn icp_around<'a>(text: &'a str, at: usize, label: &str) -> Option<Said<'a>> {
    let brackets = [')', '）', '(', '（'];
    let is_between = |c: char| (is_space(c) && c != '\n') || brackets.contains(&c);
    let before = text[..at].trim_end_matches(is_between);
    let province = before.chars().next_back()?;
    if !PROVINCES.contains(province) {
        return None;
    }
    let rest = after(text, at + label.len()).trim_start_matches(is_space);
    let rest = rest.strip_prefix('备')?;
    let (digits, rest) = icp_digits(skip_label(rest))?;
    let (suffix, rest) = icp_suffix(rest);
    let begin = before.len() - province.len_utf8();
    Some(Said {
        number: format!("{province}ICP备{digits}号{suffix}"),
        text: written(text, begin, rest),
        at,
    })
}

/// Eight digits (older numbers) or ten; where 号 ends them, spaces between them count for nothing, and six are
/// enough (京ICP备030066号 of 2003).
fn icp_digits(text: &str) -> Option<(String, &str)> {
    let ends = |found: &(String, &str)| found.1.trim_start_matches(is_space).starts_with('号');
    let [ten, eight, six] = [10, 8, 6].map(|length| digits_at(text, length));
    let unspaced = |length: usize| {
        let run = text.bytes().take_while(u8::is_ascii_digit).count();
        (run == length).then(|| (text[..run].to_owned(), &text[run..]))
    };
    let closed = [ten, eight, six].into_iter().flatten().find(ends);
    closed.or_else(|| unspaced(10)).or_else(|| unspaced(8))
}

/// `号-1`: the number of the site among those of one owner, and what follows.
fn icp_suffix(text: &str) -> (String, &str) {
    let (close, sign) = (['号', ' ', '\u{a0}'], ['-', '－', '—', '–']);
    let rest = text.trim_start_matches(close);
    let signed = rest.trim_start_matches(sign);
    let number = signed.trim_start_matches(' ');
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if signed.len() < rest.len() && (1..=3).contains(&digits) {
        return (format!("-{}", &number[..digits]), &number[digits..]);
    }
    let closed = text.trim_start_matches(is_space).strip_prefix('号');
    (String::new(), closed.unwrap_or(text))
}

/// 公网安备44010602000929号, 公安机关备案号：15081599004-00001, and of twelve digits 京公网安备110102000155.
fn police_after<'a>(text: &'a str, at: usize, label: &str) -> Option<Said<'a>> {
    let start = skip_label(after(text, at + label.len()));
    let before = text[..at].chars().next_back();
    let province = before.filter(|c| label == "公网安备" && PROVINCES.contains(*c));
    let (number, rest) = digits_at(start, 14)
        .or_else(|| older_police(start))
        .or_else(|| province.and_then(|_| digits_at(start, 12)))?;
    let rest = rest.strip_prefix('号').unwrap_or(rest);
    let begin = at - province.map_or(0, char::len_utf8);
    let text = written(text, begin, rest);
    Some(Said { number, text, at })
}

/// Eleven digits, a hyphen and five.
fn older_police(text: &str) -> Option<(String, &str)> {
    let (office, rest) = digits_at(text, 11)?;
    let (serial, rest) = digits_at(rest.strip_prefix('-')?, 5)?;
    Some((format!("{office}-{serial}"), rest))
}

/// `https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=5301230007&url=…`
fn code_of_link(href: &str) -> Option<String> {
    let of_register = ["jiucuo", "zfwzgl", "kaipuyun"];
    let (address, value) = href.split_once("site_code=")?;
    let is_register = of_register.iter().any(|word| address.contains(word));
    let value = value.split(['&', '#']).next().filter(|_| is_register)?;
    site_code(value)
}

/// `http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=53012302000012`, and its successor
/// `https://beian.mps.gov.cn/#/query/webSearch?code=53012302000012`.
fn police_of_link(href: &str) -> Option<String> {
    let (address, value) = href.split_once("code=")?;
    let of_police = ["beian.gov.cn", "beian.mps.gov.cn"];
    if !of_police.iter().any(|host| address.contains(host)) {
        return None;
    }
    Some(digits_at(value.trim_start(), 14)?.0)
}

/// What a script of 政府网站找错 names: `<script id="_jiucuo_" sitecode='5301230007'>` written by
/// another script, or a call `Link('5301230007')`.
pub(super) fn codes_in_script(code: &str) -> impl Iterator<Item = String> {
    let is_register = code.contains("jiucuo");
    let names = ["sitecode=", "siteCode=", "Link("];
    let places = names.into_iter().flat_map(move |name| {
        let places = code.match_indices(name).take(MAX_PLACES);
        places.map(move |(at, _)| &code[at + name.len()..])
    });
    let places = places.take_while(move |_| is_register);
    places.map(|rest| quoted_word(rest).to_owned())
}

/// `'5301230007'`, also with the quotes that a script escapes.
fn quoted_word(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\\', '\'', '"']);
    let escaped = ["%27", "%22"].iter().find_map(|q| text.strip_prefix(q));
    let word = escaped.unwrap_or(text);
    let is_end = |c: char| !c.is_ascii_alphanumeric();
    word.split(is_end).next().unwrap_or("")
}

/// `<img onclick="Link('5301230007')">`, as that script writes it.
pub(super) fn code_of_click(code: &str) -> Option<&str> {
    code.trim_start().strip_prefix("Link(").map(quoted_word)
}

#[cfg(test)]
#[path = "identity_tests.rs"]
mod tests;
