//! The walk that flattens a page: what each element, text and script leaves in the outline.

use scraper::{Html, Node, node::Element};

use super::{Anchor, Elem, Outline, PROSE, Reference, Source, Tag, Unit, is_sentence, prose};
use crate::extract::markup::{
    MAX_COLUMNS, attr, full_date, holds_nothing, inner_text, is_cut_short, is_form_field,
    is_hidden, is_hidden_by_style, is_inside_item, is_kept, is_named_list, leads_elsewhere,
    plain_text, refreshes_to, span_of, tag_of,
};
use crate::extract::scripts;
use crate::extract::white_space::{fold, has_no_space, is_space};
use crate::extract::{
    attachments, dates, identity, labels, pager, published, region, script_lists, validity,
};
use crate::facts::{LinkKind, Place};

/// Longest text of a stamp in bytes.
///
/// `<img style="display:none" id="feizhi" alt="文件已废止">` stands on every page of some systems, and a
/// script shows it where it is true: hidden it says nothing
/// (fixtures/checks/unlabelled_repealed_document/review/stamp-that-a-script-shows).
const LONGEST_STAMP: usize = 60;

/// Menus and footers of one page whose text is measured when names of regions are doubted: each is read once more.
const MOST_DOUBTED: u8 = 16;

/// A text that is no script's.
fn shown_text(node: ego_tree::NodeRef<'_, Node>) -> Option<&str> {
    let text = node.value().as_text()?;
    let parent = node.parent()?.value().as_element()?;
    is_kept(parent).then_some(&*text.text)
}

/// How much of what a menu or a footer says is a text: a footer has long lines, but sentences only where it
/// disclaims something, which counts half.
fn text_in<'a>(place: Place, lines: impl Iterator<Item = &'a str>) -> u32 {
    match place {
        Place::Footer => prose(lines.filter(|line| is_sentence(line))) / 2,
        _ => prose(lines),
    }
}

impl Outline {
    /// Flattens a parsed page.
    pub(crate) fn of(html: &Html, source_len: usize) -> Self {
        let outline = Self::walked(html, source_len, 0);
        match outline.hides_its_text() {
            true => Self::walked(html, source_len, MOST_DOUBTED),
            false => outline,
        }
    }

    fn walked(html: &Html, source_len: usize, doubted_names: u8) -> Self {
        let mut outline = Self {
            text: String::with_capacity(source_len / 3),
            elements: Vec::with_capacity(source_len / 80),
            doubted_names,
            ..Self::default()
        };
        outline.walk(html);
        outline.markers.asks_for_data |=
            outline.text.contains("{{") || outline.text.contains("加载中");
        // `<ul id="list"></ul>` and `<script src="/js/list.js">` or `getManuscript.js`: what fills the one is the
        // other's matter (fixtures/checks/empty_column/review/filled-by-scripts).
        let fills_list = |r: &Reference| {
            let file = r.url.rsplit('/').next().unwrap_or("");
            let asks = file.contains("list") || file.starts_with("get") || file.starts_with("load");
            r.kind == LinkKind::Script && asks
        };
        outline.markers.empty_list =
            outline.empty_list && outline.references.iter().any(fills_list);
        outline.markers.asks_for_data |= outline.markers.empty_list;
        outline.lines = outline.find_lines();
        outline
    }

    /// A text as long as an article's stands in what calls itself a menu or a footer, and hardly any outside: the
    /// name lies (`<div id="top">` around the whole page, `<div id="bottom">` below the title).
    fn hides_its_text(&self) -> bool {
        let outermost = self.elements.iter().filter(|e| {
            let parent = &self.elements[e.parent as usize];
            e.place != Place::Body && parent.place == Place::Body
        });
        let hidden: u32 = outermost
            .map(|e| text_in(e.place, self.text_of(e).lines()))
            .sum();
        hidden >= PROSE && hidden > 3 * prose(self.body_lines())
    }

    fn walk(&mut self, html: &Html) {
        use scraper::node::Text;
        // One frame per open element that is kept; an explicit stack, since depth is the page's choice.
        let mut open: Vec<u32> = Vec::with_capacity(64);
        let mut current = html.tree.root();
        loop {
            let mut descend = true;
            match current.value() {
                Node::Element(element) => descend = self.open(element, current, &mut open),
                Node::Text(Text { text }) => self.text(text, &open),
                Node::Comment(comment) => {
                    self.markers.script_list |= scripts::hides_list(comment);
                }
                _ => {}
            }
            if descend && let Some(child) = current.first_child() {
                current = child;
                continue;
            }
            loop {
                if let Node::Element(element) = current.value()
                    && is_kept(element)
                {
                    self.close(&mut open);
                }
                if let Some(next) = current.next_sibling() {
                    current = next;
                    break;
                }
                match current.parent() {
                    Some(parent) => current = parent,
                    None => return,
                }
            }
        }
    }

    /// Returns whether to look inside.
    fn open(
        &mut self,
        element: &Element,
        node: ego_tree::NodeRef<'_, Node>,
        open: &mut Vec<u32>,
    ) -> bool {
        match element.name() {
            "script" => {
                self.script(element, node, open.last().copied().unwrap_or(0));
                return false;
            }
            "title" if self.title.is_empty() => {
                self.title = plain_text(&inner_text(node));
                return false;
            }
            "meta" => {
                self.meta(element);
                self.jump(attr(element, "content").and_then(refreshes_to));
                return false;
            }
            "base" if self.base.is_none() => self.base = attr(element, "href").map(str::to_owned),
            "textarea" => {
                let text = inner_text(node);
                match script_lists::is_store(&text) {
                    true => self.text(&text, open),
                    // A text to write is a form by itself.
                    false => self.form_fields += 3,
                }
                return false;
            }
            "style" | "noscript" | "template" | "title" | "option" => return false,
            _ => {}
        }
        let parent = open.last().copied();
        let place = self.place_of(element, node, parent);
        let (tag, breaks) = self.tag_of(element);
        if breaks {
            self.break_line();
        }
        let index = self.elements.len() as u32;
        let start = self.text.len() as u32;
        self.elements.push(Elem {
            tag,
            parent: parent.unwrap_or(index),
            end: index + 1,
            text: (start, start),
            anchors: (self.anchors.len() as u32, self.anchors.len() as u32),
            place,
            row_span: span_of(tag, element, "rowspan"),
            col_span: span_of(tag, element, "colspan").min(MAX_COLUMNS),
        });
        open.push(index);
        if self.hidden.is_none() && is_hidden_by_style(element) {
            self.hidden = Some(index);
        }
        if region::is_breadcrumb(element) {
            self.breadcrumbs.push(index);
        }
        if place == Place::Body && self.hidden.is_none() && region::is_title(element) {
            self.titles.push(index);
        }
        if let Some(day) = full_date(element, node) {
            self.push_text(&day);
            return false;
        }
        if let Some(title) = attr(element, "title").filter(|_| tag == Tag::Cell) {
            self.titled_cells.push((index, fold(title)));
        }
        self.form_fields += u32::from(place == Place::Body && is_form_field(element));
        self.reference(element, node, index, place);
        if matches!(element.name(), "div" | "ul" | "tbody") && holds_nothing(node) {
            let around = node.parent().and_then(|parent| parent.value().as_element());
            let is_of_list = element.name() != "div" && around.is_some_and(is_named_list);
            self.empty_list |= is_of_list || is_named_list(element);
            self.markers.mount_point |= matches!(
                attr(element, "id"),
                Some("app" | "root" | "__nuxt" | "main-app")
            );
        }
        true
    }

    /// What is hidden is no heading of what is shown: 关联文件 above a block that only a script opens.
    fn tag_of(&self, element: &Element) -> (Tag, bool) {
        match tag_of(element.name()) {
            (Tag::Heading, breaks) if self.hidden.is_some() => (Tag::Block, breaks),
            known => known,
        }
    }

    fn close(&mut self, open: &mut Vec<u32>) {
        let Some(index) = open.pop() else { return };
        self.hidden = self.hidden.filter(|outermost| *outermost != index);
        self.set_apart(index);
        let (end, anchors) = (self.elements.len() as u32, self.anchors.len() as u32);
        let element = &mut self.elements[index as usize];
        element.end = end;
        element.text.1 = self.text.len() as u32;
        element.anchors.1 = anchors;
        let first = element.anchors.0 as usize;
        if self.anchors.get(first).is_some_and(|a| a.element == index) {
            let text = self.text_of(&self.elements[index as usize]);
            self.anchors[first].text = fold(without_bullet(text));
        }
        let element = &self.elements[index as usize];
        match element.tag {
            Tag::Cell => self.push_separator('\t'),
            Tag::Li | Tag::Tr | Tag::Table | Tag::Heading | Tag::Row | Tag::Block | Tag::Form => {
                self.break_line();
            }
            Tag::A | Tag::Inline => {}
        }
    }

    /// `标题<span>2026-11-18</span>`, `<b>文号</b>云政发〔2017〕5号`: an inline element that is a date
    /// or a label and nothing else stands apart on the page and so it does here, or it would run
    /// together with its neighbours.
    fn set_apart(&mut self, index: u32) {
        let start = self.elements[index as usize].text.0;
        let own = self.slice(start, self.text.len() as u32);
        let stands_apart = self.elements[index as usize].tag == Tag::Inline
            && (dates::is_date(own) || labels::is_label(own));
        if !stands_apart {
            return;
        }
        let joined = !self.text[..start as usize].ends_with(['\n', '\t']) && start > 0;
        if joined {
            self.text.insert(start as usize, '\t');
            for element in &mut self.elements[index as usize..] {
                element.text.0 += 1;
                element.text.1 += u32::from(element.text.1 > start);
            }
        }
        self.apart = true;
    }

    fn place_of(
        &mut self,
        element: &Element,
        node: ego_tree::NodeRef<'_, Node>,
        parent: Option<u32>,
    ) -> Place {
        let inherited = parent.map_or(Place::Body, |p| self.elements[p as usize].place);
        if inherited != Place::Body || matches!(element.name(), "html" | "body") {
            return inherited;
        }
        // `<article><header><a>…</a></header></article>`: the header of an item, not of the page.
        if matches!(element.name(), "header" | "footer") && is_inside_item(node) {
            return Place::Body;
        }
        let place = region::place(element);
        if place == Place::Body || self.doubted_names == 0 {
            return place;
        }
        self.doubted_names -= 1;
        match text_in(place, node.descendants().filter_map(shown_text)) >= PROSE {
            true => Place::Body,
            false => place,
        }
    }

    fn reference(
        &mut self,
        element: &Element,
        node: ego_tree::NodeRef<'_, Node>,
        index: u32,
        place: Place,
    ) {
        if matches!(element.name(), "a" | "img") {
            let clicked = attr(element, "onclick").and_then(identity::code_of_click);
            self.site_codes.extend(clicked.map(str::to_owned));
        }
        let (attribute, kind) = match element.name() {
            "a" | "area" => {
                let href = attr(element, "href");
                let by_script = href
                    .is_none_or(scripts::is_no_address)
                    .then(|| {
                        let click = attr(element, "onclick")?;
                        scripts::opened(click).or_else(|| scripts::handed_on(click))
                    })
                    .flatten();
                if let Some(href) = by_script.or(href) {
                    self.anchors.push(Anchor {
                        by_script: by_script.is_some(),
                        href: href.to_owned(),
                        title: fold(attr(element, "title").unwrap_or("")),
                        text: String::new(),
                        element: index,
                        has_image: false,
                    });
                }
                return;
            }
            "img" => ("src", LinkKind::Image),
            "link" => {
                let style =
                    attr(element, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("stylesheet"));
                if !style {
                    return;
                }
                ("href", LinkKind::Style)
            }
            // `<iframe src="…visit.jsp" style="display:none">` counts visits and shows nothing.
            "iframe" if is_hidden(element) => ("src", LinkKind::Script),
            "iframe" | "frame" => ("src", LinkKind::Frame),
            "embed" | "video" | "audio" | "source" => ("src", LinkKind::Embed),
            "object" => ("data", LinkKind::Embed),
            // `<li onclick="window.open('/art/1.html')">`, `<div class=tr onclick=…>` without a link in it.
            "li" | "tr" | "div" | "p" | "dl" | "dd" if attr(element, "onclick").is_some() => {
                let href = attr(element, "onclick").and_then(scripts::opened);
                let href = href.filter(|_| !leads_elsewhere(node));
                if let Some(href) = href {
                    self.anchors.push(Anchor {
                        by_script: true,
                        href: href.to_owned(),
                        title: fold(attr(element, "title").unwrap_or("")),
                        text: String::new(),
                        element: index,
                        has_image: false,
                    });
                }
                return;
            }
            _ => {
                for (name, value) in element.attrs() {
                    if name == "ms-visible" && value.starts_with("$showStatic") {
                        self.static_pages.push(index);
                    }
                    self.markers.script_list |= name == "parsetype" && value.ends_with("static");
                    if name == "data" && value.starts_with("datasource:") {
                        self.data_source(index, &value["datasource:".len()..]);
                    }
                }
                return;
            }
        };
        let text = fold(
            attr(element, "alt")
                .or(attr(element, "title"))
                .unwrap_or(""),
        );
        let Some(url) = attr(element, attribute) else {
            return;
        };
        if kind == LinkKind::Image {
            let is_linked = self.name_linked_image(index, &text);
            let is_short = (2..=12).contains(&text.chars().count()) && !text.is_ascii();
            if is_short && !is_linked {
                let place = self.text.len() as u32;
                self.image_headings.push((place, text.clone()));
            }
            let file = url.rsplit('/').next().unwrap_or("");
            let title = attr(element, "title").map(fold).filter(|t| *t != text);
            let title = title.unwrap_or_default();
            let words = format!("{text} {title} {file}");
            match self.hidden.is_some() && validity::is_stamp(&words) {
                true => self.markers.may_write_label = true,
                false => self.image_words.push(words),
            }
        }
        self.references.push(Reference {
            url: url.to_owned(),
            text,
            kind,
            place,
            at: self.text.len() as u32,
        });
    }

    /// `<a><img alt=…></a>`: the image names the link around it.
    fn name_linked_image(&mut self, image: u32, text: &str) -> bool {
        let Some(anchor) = self.anchors.last_mut() else {
            return false;
        };
        let mut at = image;
        while at > anchor.element {
            at = self.elements[at as usize].parent;
        }
        let is_linked = at == anchor.element;
        if is_linked {
            anchor.has_image = true;
            if anchor.title.is_empty() {
                anchor.title = text.to_owned();
            }
        }
        is_linked
    }

    fn data_source(&mut self, element: u32, id: &str) {
        self.markers.script_list = true;
        let is_plain = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if is_plain {
            self.sources.push(Source {
                element,
                at: self.text.len() as u32,
                data_source: Some(id.to_owned()),
                ..Source::default()
            });
        }
    }

    /// Text of the page, or a list that a script would take from there
    /// (`<div style="display:none">&lt;datastore&gt;…`).
    fn text(&mut self, text: &str, open: &[u32]) {
        if script_lists::is_store(text) {
            self.sources.push(Source {
                element: open.last().copied().unwrap_or(0),
                at: self.text.len() as u32,
                text: text.to_owned(),
                ..Source::default()
            });
            return;
        }
        if self.hidden.is_some() && text.len() <= LONGEST_STAMP && validity::says_gone(text) {
            self.markers.may_write_label = true;
            return;
        }
        self.push_text(text);
    }

    /// Keeps the code of a script from which a list may be read.
    fn source(&mut self, element: &Element, parent: u32, code: String) {
        let is_unit = attr(element, "parsetype").is_some_and(|v| v.ends_with("static"))
            || attr(element, "querydata").is_some();
        let unit = attr(element, "url").filter(|_| is_unit).map(|url| Unit {
            url: url.to_owned(),
            query: attr(element, "querydata").unwrap_or("").to_owned(),
        });
        if unit.is_some() || script_lists::may_concern(&code) {
            self.sources.push(Source {
                element: parent,
                at: self.text.len() as u32,
                text: script_lists::without_comments(code),
                unit,
                data_source: None,
            });
        }
    }

    fn script(&mut self, element: &Element, node: ego_tree::NodeRef<'_, Node>, parent: u32) {
        self.markers.scripts += 1;
        if let Some(src) = attr(element, "src") {
            self.references.push(Reference {
                url: src.to_owned(),
                text: String::new(),
                kind: LinkKind::Script,
                place: Place::Body,
                at: self.text.len() as u32,
            });
            self.markers.script_list |= src.contains("unitbuild.js");
        }
        self.markers.script_list |=
            attr(element, "parsetype").is_some_and(|v| v.ends_with("static"));
        let code = inner_text(node);
        self.markers.read(&code);
        let is_template = attr(element, "type").is_some_and(scripts::is_template);
        self.markers.script_list |= is_template && scripts::has_rows(&code);
        self.pager = self.pager.take().or_else(|| pager::pager(&code));
        self.register_script(element, &code);
        self.files_in_script(&code);
        self.script_date = self
            .script_date
            .take()
            .or_else(|| published::in_script(&code));
        self.jump(scripts::jumps(&code));
        for (written, is_run) in scripts::written(&code) {
            if is_run != Some(true) {
                let may_say = is_run.is_none() && validity::says_gone(&written);
                self.markers.may_write_label |= may_say;
                continue;
            }
            self.break_line();
            for cell in written.split('\t') {
                self.push_text(cell);
                if !self.text.is_empty() && !self.text.ends_with(['\t', '\n']) {
                    self.push_separator('\t');
                }
            }
            self.break_line();
        }
        self.source(element, parent, code);
    }

    /// Files to which a string of a script links: a guess, since nobody knows whether it is shown.
    fn files_in_script(&mut self, code: &str) {
        for (url, text) in scripts::links_in_strings(code) {
            if attachments::is_file(url) {
                self.references.push(Reference {
                    url: url.to_owned(),
                    text: fold(text),
                    kind: LinkKind::Pager,
                    place: Place::Body,
                    at: self.text.len() as u32,
                });
            }
        }
    }

    /// `<script id="_jiucuo_" sitecode="5301230007">` of 政府网站找错, or a script that writes it.
    fn register_script(&mut self, element: &Element, code: &str) {
        let is_register = |name| attr(element, name).is_some_and(|v| v.contains("jiucuo"));
        if is_register("id") || is_register("src") {
            let stated = attr(element, "sitecode").map(str::to_owned);
            self.site_codes.extend(stated);
        }
        self.site_codes.extend(identity::codes_in_script(code));
    }

    /// The page sends its visitor on: what it shows is not its own.
    fn jump(&mut self, to: Option<&str>) {
        let Some(url) = to else { return };
        self.markers.script_list = true;
        self.references.push(Reference {
            url: url.to_owned(),
            text: String::new(),
            kind: LinkKind::Pager,
            place: Place::Body,
            at: self.text.len() as u32,
        });
    }

    fn meta(&mut self, element: &Element) {
        if let (Some(name), Some(content)) = (attr(element, "name"), attr(element, "content"))
            && !is_cut_short(element)
        {
            self.metas
                .push((name.trim().to_ascii_lowercase(), fold(content)));
        }
    }

    fn push_text(&mut self, text: &str) {
        if !self.apart && has_no_space(text) {
            self.text.push_str(text);
            return;
        }
        for word in text.split_inclusive(is_space) {
            let trimmed = word.trim_end_matches(is_space);
            if self.apart && !trimmed.is_empty() {
                self.push_separator('\t');
            }
            self.text.push_str(trimmed);
            if trimmed.len() < word.len() {
                self.push_space();
            }
        }
    }

    fn push_space(&mut self) {
        let folded = self.apart || self.text.ends_with([' ', '\n', '\t']);
        if !folded && !self.text.is_empty() {
            self.text.push(' ');
        }
    }

    fn push_separator(&mut self, separator: char) {
        self.apart = false;
        // Replacing keeps the length, so ranges that end here stay true.
        if self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push(separator);
    }

    fn break_line(&mut self) {
        self.apart = false;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push_separator('\n');
        }
    }
}

/// `·关于…的通知`: the bullet is drawn, not said.
fn without_bullet(text: &str) -> &str {
    const BULLETS: [char; 7] = ['·', '•', '●', '■', '◆', '▪', '※'];
    let said = text.trim_start().trim_start_matches(BULLETS);
    if said.trim().is_empty() { text } else { said }
}
