"""`python -m tests.org --port 0 --load DIR [--db FILE]`: a stand-in org until it is interrupted."""

import argparse
import contextlib
import sys
import time
from pathlib import Path

from tests.org.server import Org


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.org", description="A stand-in Salesforce org on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--load", type=Path, help="a folder of CSV exports, one file an object")
    parser.add_argument("--db", default=":memory:", help="keep the rows in this SQLite file")
    given = parser.parse_args()
    with Org(given.db, given.port) as org:
        if given.load:
            org.load_folder(given.load)
        sys.stdout.write(org.ready_line() + "\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)


if __name__ == "__main__":
    main()
