#!/usr/bin/env python3
"""Inspect the real pages of the corpus as one site (site_of_corpus.py), and compare what was read with labels.

    python3 tests/corpus_site/inspect_corpus.py [CORPUS] [--out DIR]

Builds the program, serves the corpus on loopback, inspects it, and prints where the scorecard is. Then
it prints every field that was read otherwise than the labels, tags and notes beside the pages say.
Misreadings do not change the exit code: this is for looking, the tests hold what must stay right. Where
there is no corpus it says so and ends with 0.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from site_of_corpus import DEFAULT_CORPUS, REPOSITORY, Served, Site, rows_of

AS_OF = "2026-11-22"
DAYS = re.compile(r"成文 (\d{4})年(\d{2})月(\d{2})日 / 发布 (\d{4})年(\d{2})月(\d{2})日")


def inspect(corpus, out):
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=REPOSITORY, check=True)
    with Served(Site(corpus)) as served:
        done = subprocess.run([REPOSITORY / "target/release/gongkai", "check", served.url, "--rate", "50",
                               "--confirm-after", "1s", "--as-of", AS_OF, "--out", out])
    if done.returncode not in (0, 1, 3):
        sys.exit(f"gongkai ended with exit code {done.returncode}")


def expected_documents(corpus):
    """Fields of each labelled document, by the path of its page."""
    notes = {row["path"]: row["notable"] for row in rows_of(corpus / "MANIFEST.tsv")}
    for row in rows_of(corpus / "gov-cn-policy-docs/labels.tsv"):
        days = DAYS.search(notes[f"gov-cn-policy-docs/{row['file']}"]).groups()
        yield urlsplit(row["url"]).path, {
            "title": row["title"], "doc_number": row["doc_no"] or None, "issuer": row["issuer"] or None,
            "issued": "-".join(days[:3]), "published": "-".join(days[3:])}


def misread(corpus, result):
    read = {urlsplit(document["url"]).path: document for document in result["documents"]}
    for path, expected in expected_documents(corpus):
        document = read.pop(path, None)
        if document is None:
            yield path, "document", "yes", "no document"
            continue
        for field, value in expected.items():
            if document[field] != value:
                yield path, field, value, document[field]
    for path, document in read.items():
        yield path, "document", "not labelled as one", document["title"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=DEFAULT_CORPUS)
    parser.add_argument("--out", type=Path, help="folder of the inspection [default: a new one]")
    arguments = parser.parse_args()
    if not arguments.corpus.is_dir():
        print(f"skipped: {arguments.corpus} is not there")
        return
    out = arguments.out or Path(tempfile.mkdtemp(prefix="gongkai-corpus-")) / "out"
    inspect(arguments.corpus, out)
    result = json.loads((out / "result.json").read_bytes())
    for path, field, expected, found in misread(arguments.corpus, result):
        print(f"{path}: {field}: expected {expected}, read {found}")
    print(f"{len(result['documents'])} documents, {len(result['columns'])} columns, {len(result['findings'])} findings")
    print(out / "scorecard.html")


if __name__ == "__main__":
    main()
