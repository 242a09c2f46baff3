"""One file taken apart: its text, its header and its records."""

from dataclasses import dataclass

from hygiene.crm import records
from hygiene.crm.archive import SourceFile
from hygiene.crm.dialect import Text, decode
from hygiene.crm.headers import Header, read_header
from hygiene.crm.records import Records
from hygiene.policy import Policy


@dataclass(frozen=True)
class Layout:
    """What stands in a file, before anything is typed."""

    text: Text
    header: Header
    records: Records


def open_layout(file: SourceFile, policy: Policy) -> Layout:
    """The file's text, header and records.

    Raises:
        InputError: not a CSV file of that object.
        UsageError: the policy's `fields` name a field that does not exist.
    """
    text = decode(file.read(), file.name)
    header = read_header(text.data, file.object, policy.fields.get(file.object, {}), file.name)
    found = records.read(text.data, header.end, header.grammar, policy.reading.max_cell_characters, text.damaged)
    return Layout(text, header, found)
