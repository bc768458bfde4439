//! Facts and links of one page: the order in which the extractors run. The DOM is parsed here, once,
//! and dropped before anything is looked at.

use scraper::Html;

use super::canonical::Resolver;
use super::markup::plain_text;
use super::outline::{Outline, Tag};
use super::page_kind::{
    KindSigns, TextMeasure, dated_rows, is_one_of_many, kind, stated_dates, stated_day,
};
use super::page_links::{links, pager_links};
use super::white_space::{clip, squeeze};
use super::{
    PageExtract, PageInput, attachments, breadcrumb, charset, consultation, dates, doc_number,
    document, gate, guide, identity, interpretation, labels, list_headings, lists, messages,
    published, repeals, script_lists, service_guide, shown_title, signature, title, validity,
};
use crate::facts::{
    DataColumn, DateSource, Document, FoundDate, Gate, GuideFacts, ItemList, Link, LinkKind,
    ListReader, MetaTags, PageFacts, PageKind, Place, Role,
};

/// Lines kept of a page that is no article.
const MAX_BLOCKS: usize = 150;

/// Characters of main content beyond which a page is not asked for remarks and its lines are not
/// kept: it is not empty.
const LITTLE: u32 = 3000;

/// Reads one page, or the answer to a request by which scripts fill one.
pub fn page(input: &PageInput<'_>) -> PageExtract {
    let (text, charset) = charset::decode(input.body, input.content_type);
    if let Some(answer) = script_lists::Data::of(&text) {
        return data(&answer, charset, input);
    }
    let outline = Outline::of(&Html::parse_document(&text), text.len());
    let base = outline.base.as_deref().and_then(|b| input.url.join(b).ok());
    let base = base
        .filter(|b| matches!(b.scheme(), "http" | "https"))
        .unwrap_or_else(|| input.url.clone());
    let resolver = Resolver::new(base, &charset.label);
    let targets: Vec<Option<String>> = outline
        .anchors
        .iter()
        .map(|anchor| resolver.resolve(&anchor.href))
        .collect();
    let mut links = links(&outline, &resolver, &targets);
    let canonical = super::canonical(input.url);
    let scripts = script_lists::Page {
        outline: &outline,
        resolver: &resolver,
        url: &canonical,
        window: input.window(),
    };
    let filled = script_lists::page(&scripts);
    let mut lists = lists::lists(&outline, &targets, &canonical, filled.lists);
    lists.retain(|list| list.reader == ListReader::Rows || !is_beside(list, &outline));
    let next = pager_links(&outline, &resolver, &lists, input);
    let mut facts = facts(&outline, &resolver, &links, lists, charset, input);
    if facts.kind == PageKind::Article {
        facts.attachments = attachments::attachments(&outline, &targets, &resolver);
        if let Some(record) = script_lists::record(&scripts) {
            document::complete(&mut facts.document, record);
        }
    } else {
        // What scripts put beside an article is not its own.
        links.extend(next);
        links.extend(data_links(&resolver, &filled.needs));
    }
    PageExtract { facts, links }
}

/// A list that a script writes under 热点推荐 belongs to other columns.
fn is_beside(list: &ItemList, outline: &Outline) -> bool {
    let named = outline.metas.iter().find(|(name, _)| name == "columnname");
    let own = named.map_or(outline.title.as_str(), |(_, name)| name);
    list_headings::is_side_block(&list.heading, own)
}

/// Reads the answer to a request by which scripts fill a page.
fn data(
    answer: &script_lists::Data<'_>,
    charset: crate::facts::Charset,
    input: &PageInput<'_>,
) -> PageExtract {
    let resolver = Resolver::new(input.url.clone(), &charset.label);
    let canonical = super::canonical(input.url);
    let found = script_lists::answer(answer, &resolver, &canonical, input.window());
    let found = found.unwrap_or_default();
    let links = data_links(&resolver, &found.needs).collect();
    let outline = Outline::default();
    let mut lists = lists::lists(&outline, &[], &canonical, found.lists);
    lists.truncate(MAX_DATA_LISTS);
    let mut facts = facts(&outline, &resolver, &[], lists, charset, input);
    facts.kind = PageKind::List;
    facts.data_column = found.column.map(|(name, url)| DataColumn { name, url });
    if facts.lists.is_empty() {
        facts.gate = Gate::ScriptShell;
    }
    PageExtract { facts, links }
}

/// Lists of one answer.
const MAX_DATA_LISTS: usize = 8;

/// Links to the requests that scripts would make.
fn data_links(resolver: &Resolver, needs: &[script_lists::Need]) -> impl Iterator<Item = Link> {
    needs.iter().filter_map(|need| {
        Some(Link {
            url: resolver.resolve(&need.address)?,
            text: clip(&need.name, 80),
            place: Place::Body,
            kind: LinkKind::Data,
            role: Role::Data,
        })
    })
}

fn facts(
    outline: &Outline,
    resolver: &Resolver,
    links: &[Link],
    lists: Vec<ItemList>,
    charset: crate::facts::Charset,
    input: &PageInput<'_>,
) -> PageFacts {
    let meta = meta(outline);
    let url = input.url.as_str();
    let pairs = labels::pairs(outline);
    let text = TextMeasure::of(outline);
    let signature = signature::signature(outline, input.fetched_on);
    let published = published::published(&published::Signs {
        outline,
        pairs: &pairs,
        tag: meta.pub_date.as_deref(),
        url,
        signature: signature.as_ref(),
        fetched_on: input.fetched_on,
    });
    let heading = title::heading(outline, &meta);
    let article_title = title::own_article_title(outline, &meta, &published);
    let title = match article_title {
        Some(title) => title.to_owned(),
        None if heading.is_empty() => title::of_tag(&outline.title, &meta),
        None => heading.clone(),
    };
    let breadcrumb = breadcrumb::breadcrumb(outline, resolver);
    let mut columns: Vec<&str> = meta
        .column_name
        .iter()
        .chain(breadcrumb.iter().map(|step| &step.text))
        .map(String::as_str)
        .collect();
    let names = service_guide::PageNames {
        heading: &title,
        columns: &columns,
    };
    let messages = messages::messages(outline, &names, resolver);
    let letter = messages
        .first()
        .filter(|_| messages::is_one_letter(&messages));
    let kind_signs = KindSigns {
        url,
        meta: &meta,
        lists: &lists,
        heading: &title,
        is_headed: shown_title::is_headed(outline, meta.site_name.as_deref(), &columns),
        is_titled: title::is_shown(outline, &meta, &columns),
        is_letter: letter.is_some(),
        says_when: signature.is_some() || published.iter().any(|d| d.source != DateSource::Url),
        is_signed: signature.is_some(),
        is_one_of_many: is_one_of_many(outline, &breadcrumb),
        day: stated_day(&published),
        labels: stated_dates(&pairs),
        text: &text,
    };
    let kind = kind(&kind_signs);
    let is_article = kind == PageKind::Article;
    let title = match letter.map(|letter| &letter.title) {
        Some(title) if !title.is_empty() => title.clone(),
        _ if is_article => {
            title::of_article(outline, &pairs, &meta, article_title, &heading, &columns)
        }
        _ => title.clone(),
    };
    let titles = [title.as_str(), heading.as_str(), outline.title.as_str()];
    let declared = is_article.then(|| {
        let signs = document::Signs {
            outline,
            pairs: &pairs,
            title: &title,
            published: &published,
            signature: signature.as_ref(),
            label: None,
            fetched_on: input.fetched_on,
        };
        declared(signs, &titles, links)
    });
    let Declared { repeals, document } = declared.unwrap_or_default();
    let signs = gate::PageSigns {
        title: &outline.title,
        charset: &charset,
        main_chars: text.chars,
        is_dated: meta.article_title.is_some() || kind_signs.says_when,
        has_items: kind_signs.body_lists().any(|l| dated_rows(l) > 0),
    };
    let (gate, gate_text) = gate::gate(outline, &signs);
    columns.retain(|name| *name != title);
    let names = service_guide::PageNames {
        heading: &title,
        columns: &columns,
    };
    let first_published = published.first().map(|found| found.date);
    let page_url = super::canonical(input.url);
    let interpretation = interpretation::interpretation(outline, &names, kind, resolver, &page_url);
    let published = published
        .into_iter()
        .filter(|found| is_pages_own(found, kind, &kind_signs))
        .collect();
    PageFacts {
        service_guide: service_guide::service_guide(outline, &names),
        messages,
        consultation: consultation::consultation(outline, &names, kind, first_published, resolver),
        related_interpretations: match interpretation {
            Some(_) => Vec::new(),
            None => interpretation::related(outline, kind, resolver, &page_url),
        },
        interpretation,
        gate,
        gate_text,
        title: outline.title.clone(),
        heading: clip(&title, 200),
        kind,
        breadcrumb,
        lists: if is_article {
            Vec::new()
        } else {
            possible_dates(lists, input.fetched_on)
        },
        data_column: None,
        published,
        modified: published::modified(input.last_modified),
        attachments: Vec::new(),
        repeals: repeals.mentions,
        repeal_attachment: repeals.attachment,
        document,
        guide: guide_facts(&titles, outline),
        remark: (text.chars <= LITTLE)
            .then(|| guide::remark(outline))
            .flatten(),
        has_form: guide::has_form(outline),
        script_filled: outline.markers.asks_for_data || outline.markers.mount_point,
        main_chars: text.chars,
        blocks: if is_article {
            Vec::new()
        } else {
            blocks(outline, text.chars)
        },
        text_hash: gate::text_hash(outline),
        charset,
        identity: identity::identity(outline, &meta),
        meta,
    }
}

/// What an article declares of itself and of others.
#[derive(Default)]
struct Declared {
    repeals: repeals::Repeals,
    document: Option<Document>,
}

fn declared(page: document::Signs<'_>, titles: &[&str], links: &[Link]) -> Declared {
    let own = labels::value(page.pairs, labels::Field::DocNumber).and_then(doc_number::find);
    let own = own.as_ref().map(|number| number.key.as_str());
    let attachments = links.iter().filter(|l| l.role == Role::Attachment);
    let name = |link: &Link| match link.text.is_empty() {
        true => link.url.clone(),
        false => link.text.clone(),
    };
    let attachments: Vec<String> = attachments.map(name).collect();
    let (title, pairs) = (page.title, page.pairs);
    let repeals = repeals::repeals(page.outline, title, own, &attachments);
    let gone_by = page.fetched_on;
    let label = validity::label(page.outline, pairs, titles, repeals.is_decision, gone_by);
    let document = document::document(&document::Signs {
        label: label.clone(),
        ..page
    });
    // A page that only carries a label is a document too: its title may be what a repeal names.
    let document = document.or_else(|| {
        label.map(|label| Document {
            title: validity::without_mark(title),
            validity: validity::stated(pairs, Some(&label)),
            label: Some(label),
            ..Document::default()
        })
    });
    Declared { repeals, document }
}

/// What a list says of a day, it says of its rows (the test `a_list_was_not_published_on_the_day_of_a_row`).
fn is_pages_own(found: &FoundDate, kind: PageKind, signs: &KindSigns<'_>) -> bool {
    let is_list = matches!(kind, PageKind::List | PageKind::Navigation);
    !is_list
        || match found.source {
            DateSource::PubDate => true,
            DateSource::Label => signs.is_dated_apart(),
            _ => false,
        }
}

/// Rows without the dates on which they cannot have been published: when something closes, slips.
fn possible_dates(mut lists: Vec<ItemList>, fetched_on: jiff::civil::Date) -> Vec<ItemList> {
    for item in lists.iter_mut().flat_map(|list| &mut list.items) {
        let is_possible = |day| dates::may_be_published(day, fetched_on);
        if let Some(found) = item.date.take_if(|found| !is_possible(found.date)) {
            item.later = Some(found.date).filter(|day| *day > fetched_on);
        }
    }
    lists
}

fn meta(outline: &Outline) -> MetaTags {
    let get = |names: &[&str]| {
        names.iter().find_map(|name| {
            let named = outline.metas.iter().filter(|(n, _)| n == name);
            let mut values = named.map(|(_, content)| plain_text(content));
            values.find(|value| is_filled_in(value))
        })
    };
    MetaTags {
        site_name: get(&["sitename"]),
        site_domain: get(&["sitedomain"]),
        site_id_code: get(&["siteidcode"]).map(|c| squeeze(&c)),
        column_name: get(&["columnname"]),
        column_type: get(&["columntype"]),
        article_title: get(&["articletitle"]),
        pub_date: get(&[
            "pubdate",
            "publishdate",
            "firstpublishedtime",
            "published",
            "publishtime",
            "pubtime",
        ]),
        content_source: get(&["contentsource"]),
    }
}

/// What the tags are called, which a template holds until somebody fills it in.
const TAG_NAMES: [&str; 9] = [
    "网站名称",
    "网站域名",
    "网站标识码",
    "政府网站标识码",
    "栏目名称",
    "栏目类型",
    "栏目类别",
    "文章标题",
    "发布日期",
];

/// A template's mark that nobody replaced is no value, nor is one that lost characters.
fn is_filled_in(value: &str) -> bool {
    const MARKS: [&str; 6] = ["{{", "${", "<%", "$!", "<trs", "\u{fffd}"];
    let is_word_for_nothing =
        matches!(value, "" | "null" | "undefined") || TAG_NAMES.contains(&value);
    !is_word_for_nothing && !MARKS.iter().any(|mark| value.contains(mark))
}

/// Guides, and pages on how to apply (依申请公开).
fn guide_facts(titles: &[&str], outline: &Outline) -> Option<GuideFacts> {
    let named = |name: &str| {
        ["指南", "申请公开", "公开申请"]
            .iter()
            .any(|w| name.contains(w))
    };
    let by_tag = outline
        .metas
        .iter()
        .any(|(name, content)| name == "columnname" && named(content));
    (titles.iter().any(|t| named(t)) || by_tag).then(|| guide::guide(outline))
}

fn blocks(outline: &Outline, chars: u32) -> Vec<String> {
    if chars > LITTLE {
        return Vec::new();
    }
    let headers: Vec<&str> = header_rows(outline).collect();
    outline
        .body_lines()
        .filter(|line| !headers.contains(line))
        .take(MAX_BLOCKS)
        .map(|l| clip(l, 60))
        .collect()
}

/// Longest cell of a header row in characters: 许可决定文书名称.
const HEADER_CELL: usize = 12;

/// Header rows of tables without another row, which show nothing
/// (fixtures/checks/empty_column/fail/header-row-only).
fn header_rows(outline: &Outline) -> impl Iterator<Item = &str> {
    let tables = outline.elements.iter().enumerate();
    let tables = tables.filter(|(_, e)| e.tag == Tag::Table && e.anchors.0 == e.anchors.1);
    tables.filter_map(|(at, table)| {
        let inside = &outline.elements[at + 1..table.end as usize];
        let rows = inside.iter().filter(|e| e.tag == Tag::Tr).count();
        let text = outline.text_of(table);
        let is_header = text.contains('\t')
            && text
                .split('\t')
                .all(|cell| cell.chars().count() <= HEADER_CELL);
        (rows == 1 && is_header).then_some(text)
    })
}

#[cfg(test)]
#[path = "page_tests.rs"]
pub(super) mod tests;
