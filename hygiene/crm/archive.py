"""Where the files of a source lie: a folder, or a zip that is never unpacked to disk.

A zip is foreign: its names, links, sizes and nesting are checked before a byte is unpacked, and the bytes are counted
while they are.
"""

import gzip
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import IO, Final

from hygiene.errors import InputError
from schemas.columns import OBJECTS, PEOPLE

SNAPSHOT: Final = "snapshot.yaml"
DECISIONS: Final = "decisions.csv"
"""What people decided of pairs, as `apply` leaves it beside the cleaned files: no table of records."""
MAX_MEMBERS: Final = 10_000
MAX_RATIO: Final = 250
"""Unpacked to packed size beyond which a member is refused; exports with their distinct ids stay under 60."""
RATIO_FROM_BYTES: Final = 100 << 20
"""Below this size the ratio does no harm."""

_CHUNK: Final = 1 << 20
_MEGABYTE: Final = 1_000_000
_ZIP: Final = b"PK\x03\x04"
# What `zipfile` lets through when bytes are no whole zip, beside its own error: a name that is not in the encoding it
# claims; of the packed bytes, the error of whatever unpacks them (bzip2's is an OSError) and their early end; and for
# a way of packing that it, or this Python, does not know, NotImplementedError, which is a RuntimeError.
_DAMAGED: Final = (
    zipfile.BadZipFile, UnicodeDecodeError, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError,
)  # fmt: skip
_UNSAFE: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")


@dataclass(frozen=True)
class SourceFile:
    """One file of the source, not yet read.

    name: as it is told to people, without folders. object: Salesforce object. size: bytes, unpacked where known.
    read: gives the unpacked bytes and raises InputError.
    """

    name: str
    object: str
    size: int
    read: Callable[[], bytes]

    @property
    def compressed(self) -> bool:
        """Whether the file itself is a `.csv.gz`."""
        return self.name.lower().endswith(".gz")


@dataclass(frozen=True)
class Listing:
    """What a source holds: files to read, by object; names of other CSV files; what else it tells, if it does."""

    files: tuple[SourceFile, ...]
    others: tuple[str, ...]
    snapshot: bytes | None
    decisions: bytes | None = None


@dataclass
class Budget:
    """Counts what is unpacked, over all files of one source."""

    limit: int
    spent: int = 0

    def spend(self, unpacked: int, name: str) -> None:
        """Adds to the count.

        Raises:
            InputError: more was unpacked than the policy allows.
        """
        self.spent += unpacked
        if self.spent > self.limit:
            raise InputError(
                f"{name}: the source unpacks to more than {self.limit // _MEGABYTE:,} MB;"
                " if that is right, raise reading.max_unpacked_megabytes in the policy."
            )


def list_source(source: Path, max_unpacked_megabytes: int) -> Listing:
    """The files of a folder or zip.

    Raises:
        InputError: nothing there, neither folder nor zip, an unsafe zip, no Lead and no Contact file, or two files
            of one object.
    """
    budget = Budget(max_unpacked_megabytes * _MEGABYTE)
    try:
        if source.is_dir():
            named = _folder(source, budget)
        elif source.is_file():
            named = _zip(source, budget)
        else:
            raise InputError(f"{source}: there is no such folder or zip; check the path.")
        return _listing(source, named)
    except OSError as error:
        raise InputError(f"{source} cannot be read ({error.strerror}); check the path and its permissions.") from None


def read_any(path: Path, max_unpacked_megabytes: int) -> list[tuple[str, bytes]]:
    """Name and unpacked bytes of one file, of a gzip of it, or of every file in a zip, in the order of their names.

    Raises:
        InputError: no such file, not readable, damaged or unsafe.
    """
    budget = Budget(max_unpacked_megabytes * _MEGABYTE)
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; check the path.")
    try:
        if zipfile.is_zipfile(path):
            return [(name, read()) for name, _, read in sorted(_zip(path, budget), key=lambda entry: entry[0])]
        return [(path.name, _file_reader(path, budget)())]
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None


Named = tuple[str, int, Callable[[], bytes]]
"""Path within the source, size, reader."""


def _listing(source: Path, named: Iterable[Named]) -> Listing:
    by_object: dict[str, SourceFile] = {}
    others, snapshot, decisions = [], None, None
    for path, size, read in sorted(named, key=lambda entry: entry[0]):
        name = PurePosixPath(path).name
        object_name = _object_of(name)
        if name.lower() == SNAPSHOT:
            snapshot = read()
        elif name.lower() == DECISIONS:
            decisions = read()
        elif object_name is None:
            others.append(name)
        elif object_name in by_object:
            first = by_object[object_name].name
            raise InputError(f"{source} holds two files of {object_name} ({first}, {name}); remove one of them.")
        else:
            by_object[object_name] = SourceFile(name, object_name, size, read)
    others = [name for name in others if name.lower().endswith((".csv", ".csv.gz"))]
    if not set(PEOPLE) & set(by_object):
        raise InputError(_no_people(source, others))
    return Listing(tuple(by_object[name] for name in OBJECTS if name in by_object), tuple(others), snapshot, decisions)


def _no_people(source: Path, others: list[str]) -> str:
    near = [name for name in others if get_close_matches(name.lower().split(".")[0], ("lead", "contact"), cutoff=0.6)]
    hint = f" Is {near[0]} one of them? Rename it." if near else ""
    return f"{source} holds neither Lead.csv nor Contact.csv (or .csv.gz); at least one is needed.{hint}"


def _object_of(name: str) -> str | None:
    stem = re.sub(r"\.csv(\.gz)?$", "", name.lower())
    if stem == name.lower():
        return None
    return next((known for known in OBJECTS if known.lower() == stem), None)


def _folder(source: Path, budget: Budget) -> list[Named]:
    paths = [path for path in source.iterdir() if _wanted(path.name) and not path.is_dir()]
    return [(path.name, path.stat().st_size, _file_reader(path, budget)) for path in paths if _regular(path)]


def _regular(path: Path) -> bool:
    """A pipe or device would hang or never end; a link that leads out of the folder is not what was handed over."""
    if not path.is_file():
        raise InputError(f"{path} is no regular file; put the exported file in its place.")
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise InputError(f"{path} is a link that leads out of its folder; put the file itself there.")
    return True


def _file_reader(path: Path, budget: Budget) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            if not path.name.lower().endswith(".gz"):
                return path.read_bytes()
            with path.open("rb") as packed:
                return _gunzip(packed, path.stat().st_size, path.name, budget)
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None

    return read


def _zip(source: Path, budget: Budget) -> list[Named]:
    if not zipfile.is_zipfile(source):
        with source.open("rb") as stream:
            begins_as_zip = stream.read(len(_ZIP)) == _ZIP
        if begins_as_zip:
            raise InputError(f"{source} is a zip that is cut off or damaged; download it again.")
        raise InputError(f"{source} is neither a folder nor a zip; name the folder that holds Lead.csv or Contact.csv.")
    try:
        with zipfile.ZipFile(source) as archive:
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    except _DAMAGED as error:
        _raise_of_the_disk(source, error)
        raise InputError(f"{source} is a damaged zip; download it again.") from None
    if len(members) > MAX_MEMBERS:
        raise InputError(f"{source} holds {len(members):,} files, more than {MAX_MEMBERS:,}; this is no export.")
    for member in members:
        _refuse_unsafe(source, member)
    wanted = [member for member in members if _wanted(member.filename)]
    declared = Budget(budget.limit)
    for member in wanted:
        if _is_ours(member.filename):
            declared.spend(member.file_size, f"{source.name}, {member.filename}")
    return [(member.filename, member.file_size, _member_reader(source, member, budget)) for member in wanted]


def _refuse_unsafe(source: Path, member: zipfile.ZipInfo) -> None:
    # The name as it stands in the archive: ZipInfo.filename is already cut at a NUL byte.
    if _UNSAFE.search(member.orig_filename) or "\0" in member.orig_filename:
        raise InputError(f"{source} holds a file whose name leads out of the archive; do not use this zip.")
    if not PurePosixPath(member.filename).name:
        raise InputError(f"{source} holds a file without a name: it is a damaged zip; download it again.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InputError(f"{source} holds a link instead of a file; pack the files themselves.")
    if member.flag_bits & 0x1:
        raise InputError(f"{source} is encrypted; unpack it with its password and name the folder.")
    if member.filename.lower().endswith((".zip", ".7z", ".rar", ".tar", ".tgz", ".tar.gz")):
        raise InputError(f"{source} holds another archive; unpack it and name the folder.")
    if member.file_size > RATIO_FROM_BYTES and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise InputError(
            f"{source} holds a file that unpacks to over {MAX_RATIO} times its size; it looks like a bomb."
        )


def _member_reader(source: Path, member: zipfile.ZipInfo, budget: Budget) -> Callable[[], bytes]:
    name = f"{source.name}, {member.filename}"

    def read() -> bytes:
        try:
            with zipfile.ZipFile(source) as archive, archive.open(member) as stream:
                if not member.filename.lower().endswith(".gz"):
                    return _bounded(stream, member.compress_size, name, budget)
                return _gunzip(stream, member.compress_size, name, budget)
        except _DAMAGED as error:
            _raise_of_the_disk(source, error)
            raise InputError(f"{name} is damaged or packed in an unknown way; download the zip again.") from None

    return read


def _raise_of_the_disk(source: Path, error: Exception) -> None:
    """What the system says has a number; what an unpacker says has none.

    Raises:
        InputError: it is the disk, and not the zip.
    """
    if isinstance(error, OSError) and error.errno is not None:
        raise InputError(f"{source} cannot be read ({error.strerror}); check the disk and its permissions.") from None


def _gunzip(packed: IO[bytes], packed_size: int, name: str, budget: Budget) -> bytes:
    try:
        with gzip.GzipFile(fileobj=packed) as stream:
            return _bounded(stream, packed_size, name, budget)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError(f"{name} is no whole gzip file; download it again.") from None


def _bounded(stream: IO[bytes] | gzip.GzipFile, packed_size: int, name: str, budget: Budget) -> bytes:
    """All bytes of the stream, counted as they come: a header that lies about sizes does not help."""
    pieces, size = [], 0
    while piece := stream.read(_CHUNK):
        budget.spend(len(piece), name)
        size += len(piece)
        if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed_size, 1):
            raise InputError(f"{name} unpacks to over {MAX_RATIO} times its size: it looks like a bomb.")
        pieces.append(piece)
    return b"".join(pieces)


def _is_ours(path: str) -> bool:
    return _object_of(PurePosixPath(path).name) is not None


def _wanted(path: str) -> bool:
    """Leaves out what macOS adds to folders and zips."""
    parts = PurePosixPath(path).parts
    return "__MACOSX" not in parts and not parts[-1].startswith("._")
