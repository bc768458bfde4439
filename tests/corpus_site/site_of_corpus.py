"""Real pages as one site: a made-up home page and two columns lead to every page of the corpus.

    python3 tests/corpus_site/site_of_corpus.py [CORPUS] [--port 8099]

CORPUS is `../shared/corpus` next to the repository unless named. Nothing of it is copied: pages are
read from there for each request. What the site is made of:

- documents of gov-cn-policy-docs under the path of their first URL, listed with their date of
  publication in the column 政策文件;
- article pages under /art/, listed in the column 工作动态 with the day of their PubDate tag, or without
  a date where they have none; each lies in a folder of its own, so that its relative links cannot meet
  a page of another site;
- list pages under the path that they had, linked from the home page like any other column.

Every other path answers 404, so the pages' own menus, pictures and styles are dead links, and rightly
reported. Links that name a host get the reserved ending `.test`: an inspection of this site must not
send requests to real portals, and a name that nobody can look up proves nothing about a link. Pages
are served as they are otherwise, without a charset in the header.
"""
import argparse
import csv
import html
import re
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parents[2]
DEFAULT_CORPUS = REPOSITORY.parent / "shared/corpus"

LIST_PAGES = {"www.mee.gov.cn-list.html": "/ywgz/zysthjbhdc/dcjl/",
              "www.pingtan.gov.cn-list.html": "/zwgk/ghxx/gzjzqk/"}
ARTICLE_FOLDERS = ("article-pages", "cwced", "gne", "nfra", "gov-cn-home")

OTHER_HOST = re.compile(r"""((?:href|src|action)\s*=\s*["']?\s*(?:https?:)?//)([^/"'\s>:]+)""", re.IGNORECASE)
PUB_DATE = re.compile(r"""<meta\s+name=["']PubDate["']\s+content=["'](\d{4}-\d{2}-\d{2})""", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.IGNORECASE | re.DOTALL)
PUBLISHED = re.compile(r"发布 (\d{4})年(\d{2})月(\d{2})日")


@dataclass
class Entry:
    path: str
    title: str
    day: str  # empty where unknown
    file: Path


def text_of(data):
    """Text and the charset that it must be served in again."""
    if data.startswith(b"\xff\xfe"):
        return data.decode("utf-16"), "utf-16"
    # Byte for byte, whatever the charset: the pattern needs ASCII only.
    return data.decode("latin-1"), "latin-1"


def without_other_hosts(data):
    text, charset = text_of(data)
    return OTHER_HOST.sub(r"\1\2.test", text).encode(charset)


def rows_of(file):
    with open(file, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def documents(corpus):
    notes = {row["path"]: row["notable"] for row in rows_of(corpus / "MANIFEST.tsv")}
    folder = corpus / "gov-cn-policy-docs"
    for row in rows_of(folder / "labels.tsv"):
        day = PUBLISHED.search(notes[f"gov-cn-policy-docs/{row['file']}"])
        yield Entry(urlsplit(row["url"]).path, row["title"], "-".join(day.groups()), folder / row["file"])


def articles(corpus):
    for folder in ARTICLE_FOLDERS:
        for file in sorted((corpus / folder).rglob("*.html")):
            data = file.read_bytes()
            text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8", errors="replace")
            title, day = TITLE.search(text), PUB_DATE.search(text)
            name = file.parent.name if folder == "article-pages" else file.stem
            yield Entry(f"/art/{name}/{file.name}", html.unescape(title[1]).strip() if title else name,
                        day[1] if day else "", file)


def page(title, column, body):
    tag = f'<meta name="ColumnName" content="{column}">' if column else ""
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="SiteName" content="语料市人民政府">{tag}</head><body>'
            '<div class="nav"><a href="/">首页</a> <a href="/zcwj/">政策文件</a> <a href="/gzdt/">工作动态</a></div>'
            f'<div class="main">{body}</div></body></html>').encode()


def rows(entries):
    newest_first = sorted(entries, key=lambda entry: entry.day, reverse=True)
    return "<ul>" + "".join(f'<li><a href="{e.path}">{html.escape(e.title)}</a><span>{e.day}</span></li>\n'
                            for e in newest_first) + "</ul>"


class Site:
    """What each path answers."""

    def __init__(self, corpus):
        self.documents, self.articles = list(documents(corpus)), list(articles(corpus))
        lists = [Entry(path, name, "", corpus / "list-excerpts" / name) for name, path in LIST_PAGES.items()]
        self.files = {entry.path: entry.file for entry in [*self.documents, *self.articles, *lists]}
        links = "".join(f'<a href="{entry.path}">{entry.title}</a> ' for entry in lists)
        self.made_up = {
            "/": page("语料市人民政府", "", f"<h2>政策文件</h2>{rows(self.documents[:5])}"
                                           f"<h2>工作动态</h2>{rows(self.articles)}<p>{links}</p>"),
            "/zcwj/": page("政策文件", "政策文件", f"<h2>政策文件</h2>{rows(self.documents)}"),
            "/gzdt/": page("工作动态", "工作动态", f"<h2>工作动态</h2>{rows(self.articles)}"),
        }

    def get(self, path):
        if path in self.made_up:
            return self.made_up[path]
        return without_other_hosts(self.files[path].read_bytes()) if path in self.files else None


def server(site, port=0):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            body = site.get(urlsplit(self.path).path)
            self.send_response(404 if body is None else 200)
            body = b"<h1>404 Not Found</h1>" if body is None else body
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class Served:
    """The site on a free port while the `with` block runs."""

    def __init__(self, site):
        self.server = server(site)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=DEFAULT_CORPUS)
    parser.add_argument("--port", type=int, default=8099)
    arguments = parser.parse_args()
    if not arguments.corpus.is_dir():
        sys.exit(f"{arguments.corpus} is not there")
    print(f"http://127.0.0.1:{arguments.port}/")
    server(Site(arguments.corpus), arguments.port).serve_forever()


if __name__ == "__main__":
    main()
