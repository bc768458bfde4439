//! A page flattened in one walk over its DOM: text as one string, elements and links as ranges.
//!
//! Everything that looks at a page afterwards (lists, labels, repeals…) works on these flat
//! arrays, so the tree is built once, walked once ([`walk`]) and dropped. Block elements end a line,
//! table cells end with a tab; inline elements leave no trace, so a date split over `<b>` and `<span>`
//! reads as one. Scripts, styles and comments are no text; what scripts say about filling the page is
//! kept as markers.

mod walk;

use super::pager::Pager;
use super::scripts::Markers;
use super::white_space::{head, tail};
use crate::facts::{LinkKind, Place};

/// Element names that the extractors ask for; everything else is `Other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    A,
    Li,
    Tr,
    Cell,
    Table,
    Heading,
    Row,
    Block,
    Form,
    Inline,
}

/// One element.
#[derive(Clone, Debug)]
pub(crate) struct Elem {
    pub(crate) tag: Tag,
    /// Index of the parent element; the root is its own parent.
    pub(crate) parent: u32,
    /// Index after its last descendant.
    pub(crate) end: u32,
    /// Its text in `Outline::text`.
    pub(crate) text: (u32, u32),
    /// Its anchors in `Outline::anchors`.
    pub(crate) anchors: (u32, u32),
    pub(crate) place: Place,
    /// Rows that a table cell spans, 1 for everything else.
    pub(crate) row_span: u8,
    /// Columns that it spans, 1 for everything else.
    pub(crate) col_span: u8,
}

/// `<a href>` with its text.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    /// `href` as written, or the address that its script opens.
    pub(crate) href: String,
    /// Only a script leads there: nobody is accused of such a link.
    pub(crate) by_script: bool,
    /// `title` attribute.
    pub(crate) title: String,
    /// Its visible text, white space folded.
    pub(crate) text: String,
    /// Its element.
    pub(crate) element: u32,
    /// It shows an image; `title` is then the image's text if the link has none of its own.
    pub(crate) has_image: bool,
}

impl Anchor {
    /// Its visible text, else its title.
    pub(crate) fn name(&self) -> &str {
        match self.text.as_str() {
            "" => &self.title,
            text => text,
        }
    }
}

/// Any other reference to a URL.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(crate) url: String,
    pub(crate) text: String,
    pub(crate) kind: LinkKind,
    pub(crate) place: Place,
    /// Where it stands in `Outline::text`.
    pub(crate) at: u32,
}

/// What stands in the page for its scripts: their code, or where a list comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    /// Element that it stands in.
    pub(crate) element: u32,
    /// Where it stands in the text of the page.
    pub(crate) at: u32,
    /// Code of a script, or text that only a script would show.
    pub(crate) text: String,
    /// A unit that a server builds.
    pub(crate) unit: Option<Unit>,
    /// `data="datasource:<id>"`.
    pub(crate) data_source: Option<String>,
}

/// `<script parseType="buildstatic" url="…" queryData="…">`.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) url: String,
    pub(crate) query: String,
}

/// A flattened page.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) text: String,
    pub(crate) elements: Vec<Elem>,
    pub(crate) anchors: Vec<Anchor>,
    pub(crate) references: Vec<Reference>,
    /// `(name, content)` of every `<meta name>`, name in lower case.
    pub(crate) metas: Vec<(String, String)>,
    pub(crate) title: String,
    pub(crate) base: Option<String>,
    pub(crate) markers: Markers,
    /// What its scripts may read a list from, in page order.
    pub(crate) sources: Vec<Source>,
    /// `alt`, `title` or file name of images: a stamp 已废止 may be one.
    pub(crate) image_words: Vec<String>,
    /// Short texts of images that lead nowhere, with their place in `text`: headings may be drawn.
    image_headings: Vec<(u32, String)>,
    /// Fields of forms in the main content that a visitor fills in.
    pub(crate) form_fields: u32,
    /// Elements that class or id name as the breadcrumb.
    pub(crate) breadcrumbs: Vec<u32>,
    /// Cells with a `title` of their own, in order: the whole of a title that the cell shows cut.
    pub(crate) titled_cells: Vec<(u32, String)>,
    /// Elements of which a script shows one at a time, as pages of one list, in order.
    pub(crate) static_pages: Vec<u32>,
    /// Elements of the main content that class or id name as a title.
    pub(crate) titles: Vec<u32>,
    /// Lines of the main content in `text`, trimmed, empty ones left out.
    lines: Vec<(u32, u32)>,
    /// An empty element whose id names a list.
    empty_list: bool,
    /// So many more menus may turn out to be none.
    doubted_names: u8,
    /// The outermost open element whose style hides it.
    hidden: Option<u32>,
    /// What stands before is set apart from the text that follows on the same line.
    apart: bool,
    /// The first pager that a script writes.
    pub(crate) pager: Option<Pager>,
    /// What scripts of 政府网站找错 give as the code of the site, unchecked.
    pub(crate) site_codes: Vec<String>,
    /// Date of publication that a script holds.
    pub(crate) script_date: Option<String>,
}

/// Prose of a real text in characters; fewer is a caption or an empty column's frame.
pub(super) const PROSE: u32 = 150;

/// Characters without white space in lines that read like sentences.
pub(super) fn prose<'a>(lines: impl Iterator<Item = &'a str>) -> u32 {
    lines.filter_map(|line| sentence(line).1).sum()
}

/// Characters of a line without white space, and once more if it reads like a sentence.
pub(super) fn sentence(line: &str) -> (u32, Option<u32>) {
    let count = line
        .chars()
        .filter(|c| !super::white_space::is_space(*c))
        .count() as u32;
    let is_sentence = count >= 60 || (count >= 20 && line.contains(['。', '；', '，']));
    (count, is_sentence.then_some(count))
}

/// A line of a text: not a title, a name or a date, however long.
pub(super) fn is_sentence(line: &str) -> bool {
    line.contains('。') && sentence(line).1.is_some()
}

impl Outline {
    /// The last image with a short text between two places of `text`.
    pub(crate) fn image_heading(&self, from: u32, to: u32) -> Option<&str> {
        let end = self
            .image_headings
            .partition_point(|(place, _)| *place <= to);
        let (place, text) = self.image_headings[..end].last()?;
        (*place >= from).then_some(text.as_str())
    }

    /// Text of an element, trimmed.
    pub(crate) fn text_of(&self, element: &Elem) -> &str {
        self.slice(element.text.0, element.text.1).trim()
    }

    /// Part of the text; positions come from elements, so they are character boundaries.
    pub(crate) fn slice(&self, start: u32, end: u32) -> &str {
        self.text
            .get(start as usize..(end as usize).min(self.text.len()))
            .unwrap_or("")
    }

    /// At most so many bytes before a position.
    pub(crate) fn before(&self, at: u32, most: u32) -> &str {
        tail(self.slice(0, at), most as usize)
    }

    /// At most so many bytes from a position on.
    pub(crate) fn behind(&self, at: u32, most: u32) -> &str {
        head(self.slice(at, u32::MAX), most as usize)
    }

    /// Text of the main content, menus and footer left out, as pieces of whole lines.
    pub(crate) fn body_pieces(&self) -> Vec<&str> {
        let (mut pieces, mut at, mut index) = (Vec::new(), 0u32, 0usize);
        while let Some(element) = self.elements.get(index) {
            if element.place == Place::Body {
                index += 1;
                continue;
            }
            if element.text.0 > at {
                pieces.push(self.slice(at, element.text.0));
            }
            at = at.max(element.text.1);
            index = element.end as usize;
        }
        pieces.push(self.slice(at, self.text.len() as u32));
        pieces
    }

    fn find_lines(&self) -> Vec<(u32, u32)> {
        let start = self.text.as_ptr() as usize;
        let range = |line: &str| {
            let from = (line.as_ptr() as usize - start) as u32;
            (from, from + line.len() as u32)
        };
        let lines = self
            .body_pieces()
            .into_iter()
            .flat_map(str::lines)
            .map(str::trim);
        lines.filter(|line| !line.is_empty()).map(range).collect()
    }

    /// Lines of the main content, trimmed, empty ones left out.
    pub(crate) fn body_lines(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.lines.iter().map(|&(from, to)| self.slice(from, to))
    }

    /// Where the lines of the main content stand in `text`.
    pub(crate) fn body_places(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.lines.iter().copied()
    }

    /// Whether text of a link stands there.
    pub(crate) fn has_link(&self, place: (u32, u32)) -> bool {
        self.last_link(place).is_some()
    }

    /// The last link in a place of the text.
    pub(crate) fn last_link(&self, (from, to): (u32, u32)) -> Option<&Anchor> {
        let place = |anchor: &Anchor| self.elements[anchor.element as usize].text;
        let next = self.anchors.partition_point(|anchor| place(anchor).0 < to);
        let last = &self.anchors[next.checked_sub(1)?];
        (place(last).1 > from).then_some(last)
    }

    /// Child elements of the element at `index`.
    pub(crate) fn children(&self, index: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.elements[index as usize].end;
        let mut next = index + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.elements[child as usize].end;
                child
            })
        })
    }
}
