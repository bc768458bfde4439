#!/usr/bin/env python3
"""Write a made-up government portal as static files, to measure a whole inspection on it.

    python3 benches/portal.py OUT [--pages 20000] [--seed 1]

OUT/www/           web root, for any static server
OUT/urls.txt       path of every page, one a line
OUT/broken.txt     path of every planted broken link; each stands on one page and answers 404
OUT/soft404.txt    pages that answer 200 and say that nothing is there
OUT/fragments.txt  links to a page that exists and a #fragment that does not

The same arguments give the same bytes. A home page, 20 footer pages, 60 columns of list pages (20
entries and a pager each), articles, 20 soft-404 pages, 50 images, 40 PDFs. Every page carries the 60
menu links and the 20 footer links, and has about 25 KB. One article in 95 is GBK and says so in a
<meta> only; ten of those link a PDF by its raw Chinese name, which a browser asks for in UTF-8. A
program that links in the charset of the page reports a dead link that is none. Needs Python 3.9.
"""
import argparse
import datetime
import random
from pathlib import Path
from urllib.parse import quote

COLUMNS, FOOTER_PAGES, SOFT_PAGES, IMAGES, PDFS, CHINESE_PDFS = 60, 20, 20, 50, 40, 10
ENTRIES = 20  # of a list page
FAULTS = {"page": 200, "image": 50, "pdf": 50, "fragment": 20, "soft": SOFT_PAGES}
GBK_EVERY = 95
SMALLEST = 300  # below, a column has too few articles to link each other
NEWEST = datetime.date(2026, 11, 20)
TERMS = ("财政预算 部门决算 城乡规划 供水供气 道路养护 义务教育 就业创业 医疗保障 养老服务 食品安全 生态保护 防汛抗旱 "
         "土地出让 房屋征收 行政许可 双随机 信用修复 招标投标 惠企政策 便民服务 工作方案 会议纪要 统计数据 年度计划 "
         "专项整治 督导检查 整改情况 公开目录 意见征集 解读材料 全县 镇街 社区 乡村 企业 群众 项目 资金 进一步 "
         "推进 落实 规范 加强 完善 开展 公布 印发 关于 有关 各单位 情况 办理 结果").split()

STYLE = "\n".join(
    f".c{i}{{padding:{i % 8}px {i % 5}px;border-color:#{i * 5077 % 0xFFFFFF:06x};"
    "font:14px/1.9 'Microsoft YaHei',SimHei,sans-serif;text-align:left}"
    for i in range(80))


def phrase(rng, terms):
    return "".join(rng.choices(TERMS, k=terms))


def prose(rng, sentences):
    return "".join(phrase(rng, rng.randint(5, 9)) + rng.choice("，，；。") for _ in range(sentences))


def list_pages(articles):
    """Number of list pages of all columns; article `a` stands in column `a % COLUMNS`."""
    full, rest = divmod(articles, COLUMNS)
    return rest * -(-(full + 1) // ENTRIES) + (COLUMNS - rest) * -(-full // ENTRIES)


def articles_for(pages):
    """Most articles with which the portal has no more than `pages` pages."""
    fixed = 1 + FOOTER_PAGES + SOFT_PAGES
    articles = max(COLUMNS, (pages - fixed) * ENTRIES // (ENTRIES + 1) + 1)
    while articles > COLUMNS and fixed + articles + list_pages(articles) > pages:
        articles -= 1
    return articles


def list_path(column, page):
    return f"/lm{column:02d}/index.html" if page == 0 else f"/lm{column:02d}/index_{page}.html"


def article_path(article):
    return f"/lm{article % COLUMNS:02d}/{day(article):%Y%m}/t{article:06d}.html"


def day(article):
    """Newest first in every column."""
    return NEWEST - datetime.timedelta(days=article // COLUMNS)


class Portal:
    def __init__(self, out, pages, seed):
        self.root = out / "www"
        self.rng = random.Random(seed)
        self.articles = articles_for(pages)
        self.pages, self.broken, self.fragments, self.soft = [], [], [], []
        self.names = [phrase(self.rng, 2) for _ in range(COLUMNS)]
        self.pdfs = [f"/fj/wj{i:02d}.pdf" for i in range(PDFS - CHINESE_PDFS)]
        self.pdfs += [f"/fj/申请表{i}.pdf" for i in range(CHINESE_PDFS)]
        self.gbk = set(range(GBK_EVERY // 2, self.articles, GBK_EVERY))
        self.raw_names = dict(zip(sorted(self.gbk), self.pdfs[-CHINESE_PDFS:]))
        self.faults = self.plan_faults()
        menu = "\n".join(
            f'<li class="menu-item c{i % 80}"><a class="menu-link" href="{list_path(i, 0)}" title="{name}" '
            f'target="_self"><span class="label">{name}</span></a></li>' for i, name in enumerate(self.names))
        footer = "\n".join(
            f'<a class="foot-link" href="/gy/{i:02d}.html" title="{name}">{name}</a>'
            for i, name in enumerate(phrase(self.rng, 2) for _ in range(FOOTER_PAGES)))
        self.before = (f'<div class="header" id="top"><a href="/">首页</a>\n<ul class="menu">\n{menu}\n</ul></div>\n'
                       '<div class="content">\n')
        self.after = (f'\n</div>\n<div class="footer">\n{footer}\n<p>主办单位：样板县人民政府办公室　'
                      '网站标识码：3301990001</p><a href="#top">回到顶部</a></div>\n</body></html>\n')

    def plan_faults(self):
        """Which UTF-8 article carries which fault. A small portal carries proportionally fewer, soft-404
        pages included, so that faults stay the exception."""
        free = [a for a in range(self.articles) if a not in self.gbk]
        share = min(1, len(free) / 3 / sum(FAULTS.values()))
        kinds = [kind for kind, number in FAULTS.items() for _ in range(int(number * share))]
        return dict(zip(self.rng.sample(free, len(kinds)), kinds))

    def write(self, path, data):
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def write_page(self, path, title, body, tags=(), charset="utf-8"):
        metas = "".join(f'<meta name="{name}" content="{value}">\n'
                        for name, value in (("SiteName", "样板县人民政府"), ("SiteIDCode", "3301990001"), *tags))
        html = (f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{charset}">\n<title>{title}</title>\n{metas}'
                f'<link rel="stylesheet" href="/static/portal.css"><script src="/static/portal.js"></script>\n'
                f"<style>\n{STYLE}\n</style></head>\n<body>\n{self.before}{body}{self.after}")
        self.write(path, html.encode(charset))
        self.pages.append(path)

    def build(self):
        self.write_files()
        self.write_home()
        for i in range(FOOTER_PAGES):
            self.write_page(f"/gy/{i:02d}.html", phrase(self.rng, 2), f"<p>{prose(self.rng, 40)}</p>")
        for i in range(sum(kind == "soft" for kind in self.faults.values())):
            path = f"/xx/{i:02d}.html"
            self.write_page(path, "页面不存在", "<h2>抱歉，您要查看的页面不存在，可能已经删除</h2>")
            self.soft.append(path)
        for column in range(COLUMNS):
            self.write_column(column)
        unlinked = iter(self.soft)
        for article in range(self.articles):
            self.write_article(article, unlinked)

    def write_files(self):
        self.write("/static/portal.css", b".header{min-width:1100px}\n" * 40)
        self.write("/static/portal.js", b"window.portal={};\n" * 40)
        for i in range(IMAGES):
            self.write(f"/tp/{i:02d}.png", b"\x89PNG\r\n\x1a\n" + self.rng.randbytes(8_000))
        for path in self.pdfs:
            self.write(path, b"%PDF-1.4\n" + self.rng.randbytes(30_000))

    def write_home(self):
        rows = "\n".join(f'<li><a href="{article_path(a)}">{phrase(self.rng, 6)}</a><span>{day(a)}</span></li>'
                         for a in range(40))
        self.write_page("/index.html", "样板县人民政府门户网站", f"<ul>\n{rows}\n</ul>")

    def write_column(self, column):
        articles = range(column, self.articles, COLUMNS)
        last = -(-len(articles) // ENTRIES) - 1
        for page in range(last + 1):
            rows = "\n".join(
                f'<li><a href="{article_path(a)}" target="_blank">{phrase(self.rng, 7)}</a><span>{day(a)}</span></li>'
                for a in articles[page * ENTRIES:(page + 1) * ENTRIES])
            near = sorted({0, last, *range(max(0, page - 2), min(last, page + 2) + 1)})
            pager = " ".join(f'<a href="{list_path(column, n)}">{n + 1}</a>' for n in near)
            self.write_page(
                list_path(column, page), self.names[column],
                f'<ul class="news">\n{rows}\n</ul>\n<div class="pager">{pager}</div>\n<p>{prose(self.rng, 12)}</p>',
                [("ColumnName", self.names[column])])

    def write_article(self, article, unlinked):
        rng, column = self.rng, article % COLUMNS
        title = phrase(rng, 7)
        related = [a for step in (-1, 1, 2, 4, 7, 11, 16)
                   if 0 <= (a := article + step * COLUMNS) < self.articles]
        body = [f'<div class="position">当前位置：<a href="/">首页</a> &gt; '
                f'<a href="{list_path(column, 0)}">{self.names[column]}</a></div>',
                f"<h1>{title}</h1>", f'<div class="info">发布时间：{day(article)}</div>']
        body += [f'<p class="c{i}">{prose(rng, rng.randint(9, 15))}</p>' for i in range(4)]
        if article % 3 == 0:
            body.append(f'<img src="../../tp/{article % IMAGES:02d}.png" alt="{phrase(rng, 1)}">')
        if article % 10 == 0:
            body.append(f'<a href="{quote(self.pdfs[article // 10 % PDFS])}">附件：{phrase(rng, 2)}</a>')
        if article in self.raw_names:
            body.append(f'<a href="{self.raw_names[article]}">附件：{phrase(rng, 2)}</a>')
        body += self.fault(article, related[0], unlinked)
        body.append('<ul class="related">\n' + "\n".join(
            f'<li><a href="{article_path(a)}">{phrase(rng, 6)}</a></li>' for a in related) + "\n</ul>")
        self.write_page(
            article_path(article), title, "\n".join(body),
            [("ColumnName", self.names[column]), ("ArticleTitle", title), ("PubDate", f"{day(article)} 09:30")],
            "gbk" if article in self.gbk else "utf-8")

    def fault(self, article, neighbour, unlinked):
        kind, n, text = self.faults.get(article), len(self.broken), phrase(self.rng, 3)
        if kind is None:
            return []
        if kind == "soft":
            return [f'<a href="{next(unlinked)}">{text}</a>']
        if kind == "fragment":
            self.fragments.append(f"{article_path(neighbour)}#di{len(self.fragments)}")
            return [f'<a href="{self.fragments[-1]}">{text}</a>']
        self.broken.append({"page": f"/lm{article % COLUMNS:02d}/yichu{n:03d}.html",
                            "image": f"/tp/yichu{n:03d}.png", "pdf": f"/fj/yichu{n:03d}.pdf"}[kind])
        return [f'<img src="{self.broken[-1]}">' if kind == "image" else f'<a href="{self.broken[-1]}">{text}</a>']


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.pages < SMALLEST:
        parser.error(f"--pages {arguments.pages}: expected at least {SMALLEST}")
    portal = Portal(arguments.out, arguments.pages, arguments.seed)
    portal.build()
    for name, paths in (("urls", portal.pages), ("broken", portal.broken),
                        ("soft404", portal.soft), ("fragments", portal.fragments)):
        (arguments.out / f"{name}.txt").write_text("".join(path + "\n" for path in paths), encoding="utf-8")
    size = sum((portal.root / path.lstrip("/")).stat().st_size for path in portal.pages)
    print(f"{len(portal.pages)} pages of {size // len(portal.pages)} bytes on average, {len(portal.broken)} broken links, "
          f"{len(portal.soft)} soft-404 pages, {len(portal.fragments)} dead fragments")


if __name__ == "__main__":
    main()
