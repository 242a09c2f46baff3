"""The grammar of delimited text (RFC 4180, any delimiter, any line end) as patterns over UTF-8 bytes."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

LINE: Final = re.compile(rb"[^\r\n]*+(?:\r\n|\n|\r|\Z)")
_LINE_END: Final = rb"(?:\r\n|\n|\r|\Z)"
_QUOTED: Final = rb'"(?:[^"]++|"")*+"'


@dataclass(frozen=True)
class Grammar:
    """The patterns of one delimiter and one number of columns."""

    delimiter: bytes
    columns: int

    @cached_property
    def record(self) -> re.Pattern[bytes]:
        """A record of exactly that many cells, its line end included; quotes only where the grammar has them."""
        return self._records(rb'[^"%s\r\n]*+' % self._escaped)

    @cached_property
    def lenient_record(self) -> re.Pattern[bytes]:
        """As `record`, but an unquoted cell may hold a quote further on, which then stands for itself (as in `5"`)."""
        return self._records(rb'(?:[^"%b\r\n][^%b\r\n]*+)?+' % (self._escaped, self._escaped))

    @cached_property
    def any_record(self) -> re.Pattern[bytes]:
        """A record of any number of cells, quotes only where the grammar has them."""
        cell = rb'(?:%b|[^"%b\r\n]*+)' % (_QUOTED, self._escaped)
        return re.compile(rb"%b(?:%b%b)*+%b" % (cell, self._escaped, cell, _LINE_END))

    def split(self, record: bytes) -> list[bytes]:
        """The raw cells of a record, quotes kept, line end left off."""
        cells, position = [], 0
        while True:
            found = self._cell.match(record, position)
            assert found is not None
            cells.append(found.group())
            position = found.end() + 1
            if record[found.end() : position] != self.delimiter:
                return cells

    @cached_property
    def _cell(self) -> re.Pattern[bytes]:
        closed = rb"(?=%b|[\r\n]|\Z)" % self._escaped
        return re.compile(rb"%b%b|[^%b\r\n]*+" % (_QUOTED, closed, self._escaped))

    @cached_property
    def _escaped(self) -> bytes:
        return re.escape(self.delimiter)

    def _records(self, unquoted: bytes) -> re.Pattern[bytes]:
        cell = rb"(?:%b|%b)" % (_QUOTED, unquoted)
        return re.compile(rb"(?:%b%b){%d}%b%b" % (cell, self._escaped, self.columns - 1, cell, _LINE_END))


def unquote(cell: bytes) -> bytes:
    """A raw cell without its quotes."""
    if len(cell) > 1 and cell.startswith(b'"') and cell.endswith(b'"'):
        return cell[1:-1].replace(b'""', b'"')
    return cell


def quote(cell: bytes) -> bytes:
    """A cell within quotes."""
    return b'"' + cell.replace(b'"', b'""') + b'"'
