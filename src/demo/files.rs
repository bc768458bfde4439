//! The files of a portal, held in memory. A request is answered by looking its path up in a table
//! that is filled once, so no path can lead outside the folder.
//!
//! A folder may hold answers to queries: `list.do/@page=2&id=7.json` answers `/list.do?id=7&page=2`
//! whatever other parameters there are, `@.json` the path with any query. Values are
//! percent-encoded, dots too: the extension begins at the first dot.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use include_dir::{Dir, DirEntry};
use url::form_urlencoded;

/// Names that stand for their folder, in order of preference.
const INDEX: [&str; 2] = ["index.html", "index.shtml"];

/// How the names of answers to queries begin.
const ANSWER: &str = "/@";

/// Files of one portal, by decoded URL path: `/zwgk/index.html`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortalFiles {
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

/// What is found under a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    /// A file with its name.
    File(&'a str, &'a [u8]),
    /// A folder that was asked for without its final slash.
    Folder,
    /// Nothing.
    Nothing,
}

impl PortalFiles {
    /// The files of a folder that was compiled in.
    #[must_use]
    pub fn embedded(folder: &'static Dir<'static>) -> Self {
        fn add(
            files: &mut BTreeMap<String, Cow<'static, [u8]>>,
            root: &Path,
            folder: &'static Dir<'static>,
        ) {
            for entry in folder.entries() {
                match entry {
                    DirEntry::Dir(below) => add(files, root, below),
                    DirEntry::File(file) => {
                        if let Some(path) = url_path(root, file.path()) {
                            files.insert(path, Cow::Borrowed(file.contents()));
                        }
                    }
                }
            }
        }
        let mut files = BTreeMap::new();
        add(&mut files, folder.path(), folder);
        Self { files }
    }

    /// The files below a folder on disk. Symbolic links are left out: they may lead anywhere.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read.
    pub fn folder(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file()
                    && let Some(path) = url_path(root, &entry.path())
                {
                    files.insert(path, Cow::Owned(std::fs::read(entry.path())?));
                }
            }
        }
        Ok(Self { files })
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Adds or replaces a file under a decoded URL path.
    pub fn insert(&mut self, path: &str, body: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), Cow::Owned(body.into()));
    }

    /// The file with exactly this path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// What a request for `path` with this query, without its `?`, finds.
    pub(super) fn find(&self, path: &str, query: &str) -> Found<'_> {
        if let Some((name, body)) = self.answer_to(path, query) {
            return Found::File(name, body);
        }
        let file = |path: &str| {
            self.files
                .get_key_value(path)
                .map(|(name, body)| Found::File(name, body))
        };
        if path.ends_with('/') {
            return INDEX
                .iter()
                .find_map(|name| file(&format!("{path}{name}")))
                .unwrap_or(Found::Nothing);
        }
        file(path).unwrap_or_else(|| {
            if self.is_folder(path) {
                Found::Folder
            } else {
                Found::Nothing
            }
        })
    }

    /// The answer file whose parameters the query has, that with most of them first.
    fn answer_to(&self, path: &str, query: &str) -> Option<(&str, &[u8])> {
        let asked: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let mut best = None;
        for (name, body) in self.below(&format!("{}{ANSWER}", path.trim_end_matches('/'))) {
            let parameters = parameters(name);
            let fits = parameters.iter().all(|wanted| asked.contains(wanted));
            if fits && best.is_none_or(|(most, _)| parameters.len() > most) {
                best = Some((parameters.len(), (name, body)));
            }
        }
        best.map(|(_, found)| found)
    }

    fn is_folder(&self, path: &str) -> bool {
        let answers = format!("{path}{ANSWER}");
        self.below(&format!("{path}/"))
            .any(|(name, _)| !name.starts_with(&answers))
    }

    /// The files whose names begin so.
    fn below<'a>(&'a self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.files
            .range(prefix.to_owned()..)
            .take_while(move |(name, _)| name.starts_with(prefix))
            .map(|(name, body)| (name.as_str(), body.as_ref()))
    }
}

/// Whether a file is the answer to a query.
pub(super) fn is_answer(name: &str) -> bool {
    name.contains(ANSWER)
}

/// The parameters in the name of an answer file.
fn parameters(name: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let (_, name) = name.rsplit_once(ANSWER).unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    form_urlencoded::parse(stem.as_bytes()).collect()
}

/// `/a/b.html` for `root/a/b.html`; `None` for names that are not UTF-8.
fn url_path(root: &Path, file: &Path) -> Option<String> {
    let mut path = String::new();
    for part in file.strip_prefix(root).ok()?.components() {
        path.push('/');
        path.push_str(part.as_os_str().to_str()?);
    }
    Some(path)
}

/// Content-Type by file name: by its last extension, so `@page=1.json.html` is JSON that says it is
/// HTML; a final `.gbk` adds the charset.
pub(super) fn content_type(name: &str) -> Cow<'static, str> {
    match name.strip_suffix(".gbk") {
        Some(name) => format!("{}; charset=GBK", type_of(name)).into(),
        None => type_of(name).into(),
    }
}

/// `.html` goes out without charset, as most portals do it, so that the page itself must say;
/// `.shtml` is UTF-8 by header, as other servers do it.
fn type_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html" | "htm") => "text/html",
        Some("shtml") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "application/javascript",
        Some("json") => "application/json",
        Some("xml") => "text/xml; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("pdf") => "application/pdf",
        Some("doc") => "application/msword",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xls") => "application/vnd.ms-excel",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]
    use super::*;

    #[test]
    fn folders_answer_with_their_index() {
        let mut files = PortalFiles::default();
        files.insert("/a/index.html", "page");
        files.insert("/ab/x.html", "x");
        assert_eq!(files.find("/a/", ""), Found::File("/a/index.html", b"page"));
        assert_eq!(files.find("/a", ""), Found::Folder);
        assert_eq!(
            files.find("/ab/", ""),
            Found::Nothing,
            "a folder without index lists nothing"
        );
        assert_eq!(files.find("/a/../ab/x.html", ""), Found::Nothing);
    }

    #[test]
    fn a_query_is_answered_by_the_file_that_asks_most_of_it() {
        let mut files = PortalFiles::default();
        for name in [
            "/list.do/@page=1.json",
            "/list.do/@page=1&id=7.json.html",
            "/list.do/@path=%2Fa%2Eb&name=中文.xml",
            "/search/@q=1.json",
            "/search/index.html",
        ] {
            files.insert(name, name);
        }
        for (path, query, found) in [
            ("/list.do", "page=1", "/list.do/@page=1.json"),
            ("/list.do", "_=99&page=1&id=8", "/list.do/@page=1.json"),
            (
                "/list.do",
                "id=7&x&page=%31",
                "/list.do/@page=1&id=7.json.html",
            ),
            (
                "/list.do",
                "name=%E4%B8%AD%E6%96%87&path=/a.b",
                "/list.do/@path=%2Fa%2Eb&name=中文.xml",
            ),
            ("/search/", "q=1", "/search/@q=1.json"),
            ("/search", "q=1", "/search/@q=1.json"),
            ("/search/", "q=2", "/search/index.html"),
        ] {
            let expected = Found::File(found, found.as_bytes());
            assert_eq!(files.find(path, query), expected, "{path}?{query}");
        }
        assert_eq!(
            files.find("/list.do", "page=2"),
            Found::Nothing,
            "no folder either"
        );
        assert_eq!(files.find("/search", "q=2"), Found::Folder);
        files.insert("/list.do/@.json", "any");
        assert_eq!(
            files.find("/list.do", ""),
            Found::File("/list.do/@.json", b"any")
        );
    }

    #[test]
    fn the_last_extension_gives_the_type_and_gbk_the_charset() {
        for (name, expected) in [
            ("/a/@page=1.json", "application/json"),
            ("/a/@page=1.json.html", "text/html"),
            ("/a/@page=1.json.gbk", "application/json; charset=GBK"),
            ("/a.html", "text/html"),
        ] {
            assert_eq!(content_type(name), expected, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_are_left_out() {
        let outside = tempfile::NamedTempFile::new().unwrap();
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("in.html"), "in").unwrap();
        std::os::unix::fs::symlink(outside.path(), root.path().join("out.html")).unwrap();
        let files = PortalFiles::folder(root.path()).unwrap();
        assert!(files.get("/in.html").is_some() && files.get("/out.html").is_none());
    }
}
