#!/usr/bin/env python3
"""Lists to the knowledge pack: reads the gazetteers, writes knowledge.pack and knowledge-sharealike.pack.

    pack.py --gazetteers FOLDER --out service/data

The same lists give the same bytes. What may be passed on without conditions but naming the source goes to knowledge.pack; rows
under share-alike licences (CC BY-SA, ODbL) to knowledge-sharealike.pack, a supplement that is read with the first. The format
stands in service/model/pack_file.h.
"""
import argparse
import collections
from pathlib import Path

import cameo
import pack_bodies
import pack_people
import pack_places
import pack_words
from pack_book import Book, Part, digest

BYTES_MAX = 14 << 20
OPEN = "each source under its own licence, see NOTICE; none asks for share-alike"
SHARE = "CC BY-SA 4.0 and ODbL 1.0, by source; see NOTICE"


def read_all(folder):
    book = Book()
    records = cameo.actors(folder)
    pack_places.read(folder, book)
    pack_people.names_of_peoples(folder, book)
    pack_bodies.read_own(folder, book)
    pack_people.read(folder, book, records)
    pack_bodies.read_lists(folder, book, records)
    pack_words.read(folder, book)
    pack_places.own_aliases(book)
    pack_bodies.shared_names(book)
    return book


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gazetteers", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    opts = options.parse_args()
    book = read_all(opts.gazetteers)
    base = Part(book, False, 0)
    supplement = Part(book, True, len(base.entries))
    first = base.file_bytes("Dateline knowledge pack", OPEN)
    second = supplement.file_bytes("Dateline knowledge pack, share-alike rows", SHARE, digest(first))
    opts.out.mkdir(parents=True, exist_ok=True)
    (opts.out / "knowledge.pack").write_bytes(first)
    (opts.out / "knowledge-sharealike.pack").write_bytes(second)
    for kind, count in sorted(collections.Counter(e.kind for e in book.entries).items()):
        print("%-12s %7d" % (kind, count))
    print("bytes        %d + %d = %.2f MiB" % (len(first), len(second), (len(first) + len(second)) / (1 << 20)))
    if len(first) + len(second) > BYTES_MAX:
        raise SystemExit("pack.py: together more than %d bytes" % BYTES_MAX)


if __name__ == "__main__":
    main()
