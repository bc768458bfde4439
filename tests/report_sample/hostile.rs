//! The county portal with attacks in every string that comes from the web. Each payload that
//! would run marks the document element, so that a browser test can see it.

use gongkai::check::Outcome;
use gongkai::facts::Label;

use super::county::county;
use super::{Sample, evidence, place};

/// Strings that attack a report: markup, attribute break-outs, odd schemes, direction overrides,
/// terminal control.
pub const PAYLOADS: [&str; 8] = [
    "<script>document.documentElement.dataset.ran='1'</script>",
    "\"><img src=x onerror=\"document.documentElement.dataset.ran='1'\">",
    "'><svg onload=document.documentElement.dataset.ran='1'>",
    "</style></title></svg><iframe srcdoc=\"<script>parent.document.documentElement.dataset.ran='1'</script>\">",
    "文件\u{202e}fdp.exe\u{202c}\u{200b}",
    "\u{1b}[31m红\u{7}\u{0}",
    "{{ 7*7 }}${7*7}<!--",
    "<link rel=stylesheet href=http://leak.example/x.css><img src=http://leak.example/x.png>",
];

/// Addresses that must never become links.
const ADDRESSES: [&str; 6] = [
    "javascript:document.documentElement.dataset.ran='1'",
    "java\nscript:document.documentElement.dataset.ran='1'",
    "data:text/html,<script>parent.ran=1</script>",
    "vbscript:msgbox(1)",
    "http://user@host.example/",
    "//leak.example/x",
];

/// The sample.
pub fn hostile() -> Sample {
    let mut sample = county();
    let mut payloads = PAYLOADS.iter().cycle();
    let mut next = || (*payloads.next().unwrap()).to_owned();
    let mut addresses = ADDRESSES.iter().cycle();
    let mut address = || (*addresses.next().unwrap()).to_owned();

    let doc = &mut sample.doc;
    doc.inspection.portal_name = next();
    doc.inspection.portal = address();
    doc.inspection.profile = next();
    doc.inspection.bundle_digest = next();
    doc.coverage.stopped_by = Some(next());
    doc.coverage.share = next();
    for item in &mut doc.items {
        (item.title, item.note, item.deducted) = (next(), next(), next());
    }
    for row in &mut doc.checks {
        row.title = next();
        row.basis
            .iter_mut()
            .for_each(|basis| basis.citation = next());
    }
    for row in &mut doc.columns {
        (row.name, row.path, row.limit) = (next(), vec![next(), next()], Some(next()));
    }
    for row in &mut doc.sections {
        (row.name, row.url) = (next(), Some(address()));
    }
    for finding in &mut doc.findings {
        finding.subject.name = next();
        finding.subject.url = address();
        (finding.message, finding.fix) = (next(), next());
        finding.places = vec![place(&address(), &next()), place(&address(), &next())];
        finding.place_count = 2;
        finding.evidence = vec![evidence(&address(), Some(200), &next())];
        finding.evidence[0].record = Some(next());
        finding.evidence[0].sha256 = Some(next());
        finding.evidence[0].fetched_at = Some(next());
    }
    // One address that is long but sound.
    doc.findings[0].subject.url = format!("http://a.example/{}", "长path/".repeat(43));
    doc.findings[0].outcome = Outcome::Fail;

    for column in &mut sample.site.columns {
        column.name = next();
    }
    for section in &mut sample.site.sections {
        (section.link_text, section.found_on) = (next(), Some(address()));
    }
    for repealed in &mut sample.site.repealed {
        (repealed.title, repealed.by_title) = (next(), next());
        (repealed.url, repealed.by_url) = (address(), address());
        repealed.mention.excerpt = next();
        repealed.mention.target.doc_number = Some(next());
        repealed.label = repealed.label.clone().map(|label| Label {
            text: next(),
            ..label
        });
    }
    for list in &mut sample.site.unread_repeal_lists {
        (list.url, list.title, list.attachment) = (address(), next(), next());
    }
    sample
}
