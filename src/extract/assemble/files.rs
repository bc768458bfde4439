//! Attachments of document pages and whether they can be reached. Which files a page offers is left to
//! [`attachments`](crate::extract::attachments).

use super::Assembler;
use crate::facts::OfferedFile;

/// All of them, by URL of the page, then in page order.
pub(super) fn files(site: &Assembler) -> Vec<OfferedFile> {
    let pages = site.pages.files.iter();
    let files = pages.flat_map(|(page, files)| {
        files.iter().map(|file| OfferedFile {
            page: site.url(*page).to_owned(),
            attachment: file.clone(),
            reach: site
                .id_of(&file.url)
                .map(|id| site.reach[id as usize].clone()),
        })
    });
    let mut files: Vec<OfferedFile> = files.collect();
    files.sort_by(|a, b| a.page.cmp(&b.page));
    files
}
