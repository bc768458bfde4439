//! Public consultations (意见征集, 征集调查): from when to when, how to answer, and where the result
//! stands (FIELD §6.3). A day that two sentences state differently is none; whether the time was
//! long enough is left to the checks.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::canonical::Resolver;
use super::guide;
use super::labelled::{self, Labelled};
use super::outline::{Anchor, Outline};
use super::pattern::regex;
use super::periods::{self, MAX_TEXT, Period, first, invites, range};
use super::quotes;
use super::service_guide::PageNames;
use super::white_space::{clip, fold, squeeze};
use crate::facts::{Channel, Consultation, PageKind, Place, ResultLink};

/// What a label says of the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Term {
    Whole,
    Start,
    End,
    Status,
    Other,
}

const TERMS: [(Term, &str); 5] = [
    (
        Term::Whole,
        "征集时间 征集日期 征集期限 征集期间 征集起止时间 意见征集时间 意见征集期限 意见征集日期 征求意见时间 \
         征求意见期限 征求意见日期 征求意见期 征求意见起止时间 公开征求意见时间 公开征求意见期限 反馈时间 反馈期限 \
         意见反馈时间 意见反馈期限 调查时间 调查期限 调查日期 活动时间 起止时间 起止日期 时间期限 征询时间 \
         征询期限 公示时间 公示期 公示期限 公告期限 公告时间 征集有效期 有效时间 征询意见时间 听取意见时间 \
         意见建议征集时间 时间 征集周期 反馈意见时间 反馈意见期限 意见反馈起止时间 征集意见时间 征集意见期限",
    ),
    (
        Term::Start,
        "开始时间 开始日期 起始时间 起始日期 征集开始时间 征集开始日期 开始征集时间 调查开始时间 发起时间",
    ),
    (
        Term::End,
        "结束时间 结束日期 截止时间 截止日期 截至时间 截至日期 征集结束时间 征集截止时间 征集结束日期 \
         征集截止日期 反馈截止时间 反馈截止日期 意见反馈截止时间 意见反馈截止日期 意见征集截止时间 \
         意见征集截止日期 终止时间 终止日期 调查结束时间 反馈意见截止时间 征求意见截止时间 征求意见截止日期",
    ),
    (
        Term::Status,
        "状态 征集状态 当前状态 活动状态 调查状态 进行状态",
    ),
    (
        Term::Other,
        "发布时间 发布日期 征集单位 发起单位 征集主题 征集部门 发布单位 来源 发布机构 征集对象 联系人 联系电话 \
         参与人数 浏览次数 点击数 电子邮箱 邮箱 通讯地址 通信地址 联系地址 传真 意见数 征集内容 索引号 文号",
    ),
];

fn read(label: &str) -> Option<Term> {
    let of = |(term, labels): &(Term, &str)| {
        labels
            .split_ascii_whitespace()
            .any(|w| w == label)
            .then_some(*term)
    };
    let may_be = (2..=10).contains(&label.chars().count());
    may_be.then(|| TERMS.iter().find_map(of)).flatten()
}

/// Titles of consultations.
static ASKS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"征求.{0,80}意见|征集.{0,80}(?:意见|建议)|听取.{0,60}意见|意见建?议?征集|意见征询|征询.{0,60}意见|民意征集|民意调查|问卷调查|调查问卷|(?:网上|网络|在线)调查|征求意见稿",
    )
});

/// Titles of what is no consultation though it names one: its result, its news, work about it.
static ELSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"采纳|结果|(?:意见|建议|征集|情况)的?反馈|反馈(?:情况|公告|说明)|情况(?:的)?(?:说明|公告|公布|公示|通报|汇总|报告)|座谈|召开|举行|举办|会议|听证会|赴|走访|提案|议案|解读|志愿者|作品|线索|供应商|征集令|征兵|代理机构|中介机构|办理结果|答复",
    )
});

/// Columns of consultations.
const COLUMNS: [&str; 9] = [
    "征集",
    "征求意见",
    "网上调查",
    "在线调查",
    "问卷",
    "意见征询",
    "民意",
    "决策预公开",
    "重大行政决策",
];

/// The announcement stands above the draft, which has dates of its own.
const HEAD_LINES: usize = 40;

/// The consultation that the page opens. `published` is when it was put on the site, from which
/// days without a year take theirs.
pub(super) fn consultation(
    outline: &Outline,
    names: &PageNames<'_>,
    kind: PageKind,
    published: Option<Date>,
    resolver: &Resolver,
) -> Option<Consultation> {
    let says = |word: &str| names.heading.contains(word);
    let may_be = says("征") || says("意见") || says("调查") || says("问卷");
    if !may_be || kind == PageKind::Navigation {
        return None;
    }
    let heading = squeeze(names.heading);
    let outside_titles = quotes::without_quotes(&heading);
    if !ASKS.is_match(&heading) || ELSE.is_match(&outside_titles) || is_column(&heading, kind) {
        return None;
    }
    let labels = labelled::labelled(outline, &read, |place| place != Place::Footer);
    let lines: Vec<String> = head_lines(outline);
    let in_column = names
        .columns
        .iter()
        .any(|c| COLUMNS.iter().any(|w| c.contains(w)));
    let asks = in_column
        || labels
            .iter()
            .any(|l| matches!(l.field, Term::Whole | Term::End) && l.label.chars().count() > 2)
        || lines.iter().any(|line| invites(line))
        || heading.ends_with("公告")
        || heading.ends_with("通告")
        || heading.ends_with("启事");
    if !asks {
        return None;
    }
    let period = stated(outline, &labels, published)
        .or_else(|| periods::in_sentences(&lines, published))
        .unwrap_or_default();
    let status = labels
        .iter()
        .filter(|l| l.field == Term::Status)
        .map(|l| value(outline, l));
    Some(Consultation {
        start: period.start,
        end: period.end,
        text: clip(&period.text, MAX_TEXT),
        status: status
            .into_iter()
            .find(|s| (1..=10).contains(&s.chars().count())),
        channels: channels(outline),
        result: result(outline, &heading, resolver),
    })
}

/// 征集调查: the heading of a column and not of a consultation.
fn is_column(heading: &str, kind: PageKind) -> bool {
    let length = heading.chars().count();
    length <= 6 || (length <= 10 && kind != PageKind::Article)
}

/// Longest line that is searched, in bytes.
const MAX_LINE: usize = 1800;

fn head_lines(outline: &Outline) -> Vec<String> {
    let lines = outline
        .body_lines()
        .filter(|line| line.contains(['意', '征', '公', '反', '建', '调', '截']));
    lines
        .take(HEAD_LINES)
        .map(|line| clip(&fold(line), MAX_LINE / 3))
        .collect()
}

fn value(outline: &Outline, label: &Labelled<Term>) -> String {
    let text = outline.slice(label.value.0, label.value.1).trim();
    let text = text.trim_start_matches(['：', ':']).trim_start();
    // 征集时间 above 2026-03-01, 至 and 2026-03-31 in spans of their own.
    fold(&clip(text.split('\n').next().unwrap_or(""), 80))
}

/// Days beside labels.
fn stated(outline: &Outline, labels: &[Labelled<Term>], published: Option<Date>) -> Option<Period> {
    let mut period = Period::default();
    for label in labels {
        let value = value(outline, label);
        let is_long = label.label.chars().count() > 2;
        let found = match label.field {
            Term::Whole => range(&value, published).filter(|p| is_long || p.0.is_some()),
            Term::Start => first(&value, published).map(|day| (Some(day), None)),
            Term::End => first(&value, period.start.or(published)).map(|day| (None, Some(day))),
            Term::Status | Term::Other => None,
        };
        let Some((start, end)) = found else { continue };
        let is_known = |known: Option<Date>, new: Option<Date>| known.is_some() || new.is_none();
        if is_known(period.start, start) && is_known(period.end, end) {
            continue;
        }
        period.start = period.start.or(start);
        period.end = period.end.or(end);
        if !period.text.is_empty() {
            period.text.push(' ');
        }
        period.text.push_str(&format!("{}：{value}", label.label));
    }
    period.has_day().then(|| period.checked())
}

/// Words by which an announcement names a way to answer.
const WAYS: [(Channel, &str); 4] = [
    (
        Channel::Mail,
        "来信 邮寄 信函 信件 寄至 寄送 通讯地址 通信地址 邮政编码 邮编",
    ),
    (
        Channel::Email,
        "邮箱 电子邮件 Email email E-mail e-mail EMAIL @",
    ),
    (Channel::Phone, "电话 致电 热线"),
    (
        Channel::Online,
        "在线提交 在线留言 在线反馈 网上提交 网上留言 我要留言 我要参与 我要建言 提交意见 发表意见 在线征集 \
         问卷星 二维码 网站留言 点击参与 填写问卷 登录网 登陆网 登录中国 登陆中国 征集系统 网址",
    ),
];

/// Ways to answer that the announcement names.
fn channels(outline: &Outline) -> Vec<Channel> {
    let lines = outline.body_lines().filter(|line| line.len() <= MAX_LINE);
    let lines: Vec<&str> = lines.take(MAX_CHANNEL_LINES).collect();
    let named = |words: &str| {
        let mut words = words.split_ascii_whitespace();
        words.any(|word| lines.iter().any(|line| line.contains(word)))
    };
    let has_form = guide::has_form(outline);
    WAYS.iter()
        .filter(|(channel, words)| named(words) || (*channel == Channel::Online && has_form))
        .map(|(channel, _)| *channel)
        .collect()
}

/// Lines in which ways to answer are looked for: they stand in the announcement, below it comes
/// the draft.
const MAX_CHANNEL_LINES: usize = 60;

/// Words of links to a result.
static RESULT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"采纳|(?:征集|调查|意见)结果|结果(?:公布|反馈|公示|公告)|反馈(?:结果|情况)|(?:意见|征集|征求意见)(?:的)?(?:情况|反馈)|查看结果",
    )
});

/// Names of columns that stand beside a column of results in a menu.
const MENU: [&str; 10] = [
    "征集",
    "调查",
    "信箱",
    "访谈",
    "咨询",
    "留言",
    "投诉",
    "意见征集",
    "问卷",
    "互动",
];

/// The link to the result of this consultation. A link to the results of another one, to a column
/// of results or to the form for an opinion is none.
fn result(outline: &Outline, heading: &str, resolver: &Resolver) -> Option<ResultLink> {
    let own = core(heading);
    let in_body = |a: &&Anchor| outline.elements[a.element as usize].place == Place::Body;
    let candidates = outline.anchors.iter().filter(in_body).filter(|anchor| {
        let name = anchor.name();
        name.len() <= 600 && RESULT.is_match(name)
    });
    let anchor = candidates
        .take(50)
        .find(|anchor| is_own_result(outline, anchor, &own))?;
    Some(ResultLink {
        url: resolver.resolve(&anchor.href)?,
        text: clip(anchor.name(), 80),
    })
}

/// Longest name of a link that is not a title.
const MAX_BUTTON: usize = 12;

fn is_own_result(outline: &Outline, anchor: &Anchor, own: &str) -> bool {
    let name = squeeze(anchor.name());
    if name.chars().count() > MAX_BUTTON {
        let other = core(&name);
        return !own.is_empty()
            && (other.contains(own) || (own.contains(&other) && other.chars().count() >= 6));
    }
    let forms = ["意见反馈", "反馈意见", "我要反馈", "在线反馈", "征集反馈"];
    let path = anchor.href.split(['?', '#']).next().unwrap_or("");
    let file = path.rsplit('/').next().unwrap_or("");
    let is_column = file.is_empty() || file.starts_with("index") || file.starts_with("list");
    !forms.contains(&name.as_str()) && !is_column && !is_in_menu(outline, anchor)
}

/// A side menu: its other links name columns of the same kind.
fn is_in_menu(outline: &Outline, anchor: &Anchor) -> bool {
    let item = outline.elements[anchor.element as usize].parent;
    let list = outline.elements[item as usize].parent;
    let around = &outline.elements[list as usize];
    let (from, to) = (around.anchors.0 as usize, around.anchors.1 as usize);
    let others = outline.anchors[from..to.min(from + 20)].iter();
    let is_column = |a: &&Anchor| {
        let name = a.name();
        name != anchor.name() && name.chars().count() <= 8 && MENU.iter().any(|w| name.contains(w))
    };
    others.filter(is_column).count() >= 2
}

/// What a consultation is about: the title in 《》, else what stands between 关于 and 征求意见.
fn core(title: &str) -> String {
    let draft = [
        "（征求意见稿）",
        "(征求意见稿)",
        "（草案）",
        "（送审稿）",
        "征求意见稿",
        "草案",
    ];
    let strip = |text: &str| {
        draft
            .iter()
            .fold(text.to_owned(), |text, word| text.replace(word, ""))
    };
    if let Some((_, quoted)) = quotes::quoted(title).into_iter().next() {
        return strip(&squeeze(&quoted));
    }
    static FRAME: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"(?:面?向社会)?公?开?(?:征求|征集|听取|征询)|意见|建议|采纳|情况|结果|反馈|公告|通告|公布|的|对|关于|公开",
        )
    });
    strip(&FRAME.replace_all(title, ""))
}

#[cfg(test)]
#[path = "consultation_tests.rs"]
mod tests;
