"""How a file spells text: encoding, and everything made UTF-8 so that one reader serves all.

Decoding is exact: encoding the text again gives the bytes that were read, which the cleaned files rely on.
"""

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from hygiene.errors import InputError

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}

_CHUNK: Final = 1 << 22
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The five bytes that Windows-1252 leaves undefined become the control characters of the same number, as browsers do.
_WINDOWS_1252: Final = "".join(
    bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte) for byte in range(256)
)
_NOTHING: Final = codecs.BOM_UTF8 + codecs.BOM_UTF16_LE + b"\0\r\n\t "
_MAGIC: Final = (
    (b"PK\x03\x04", "a zip or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "gzip-compressed; name it .csv.gz"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"PAR1", "a Parquet file"),
)


@dataclass(frozen=True)
class Text:
    """A file's text as UTF-8 without byte order mark.

    damaged: some bytes are not valid in the encoding; their rows are quarantined.
    """

    data: bytes
    encoding: str
    bom: bytes = b""
    damaged: bool = False

    def encode(self, utf8: bytes) -> bytes:
        """A piece of the text (whole characters) in the bytes of the file's own encoding.

        Raises:
            UnicodeEncodeError: a character that the encoding does not have.
        """
        if self.encoding == "windows-1252":
            table = codecs.charmap_build(_WINDOWS_1252)
            return codecs.charmap_encode(utf8.decode("utf-8"), "strict", table)[0]
        if self.encoding.startswith("utf-16"):
            return utf8.decode("utf-8").encode(self.encoding)
        return utf8


def decode(raw: bytes, name: str) -> Text:
    """The file's text and how it was spelled; `name` stands in messages.

    Raises:
        InputError: empty, not text at all, or UTF-16 that is cut or damaged.
    """
    if not raw[:_CHUNK].strip(_NOTHING):
        raise InputError(f"{name} is empty; export it again with its header row.")
    encoding, bom = _encoding(raw)
    if encoding.startswith("utf-16"):
        return Text(_utf16(raw, len(bom), encoding, name), encoding, bom)
    _refuse_binary(raw, name)
    data = raw[len(bom) :] if bom else raw
    if _is_utf8(data):
        return Text(data, encoding, bom)
    if bom or _mostly_utf8(data):
        return Text(data, encoding, bom, damaged=True)
    return Text(_transcode(io.BytesIO(data), _from_windows_1252), "windows-1252")


def _encoding(raw: bytes) -> tuple[str, bytes]:
    """By byte order mark; without one, zero bytes at every second place of the header tell UTF-16."""
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return encoding, bom
    head = np.frombuffer(raw[:64], dtype=np.uint8)
    even, odd = (head[0::2] == 0).mean(), (head[1::2] == 0).mean() if len(head) > 1 else 0.0
    if odd > 0.9 and even < 0.1:
        return "utf-16-le", b""
    if even > 0.9 and odd < 0.1:
        return "utf-16-be", b""
    return "utf-8", b""


def _refuse_binary(raw: bytes, name: str) -> None:
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            raise InputError(f"{name} is not a CSV file but {kind}; export the records as CSV.")
    head = np.frombuffer(raw[: 1 << 16], dtype=np.uint8)
    control = (head < 32) & ~np.isin(head, (9, 10, 13))
    if control.mean() > 0.02 or 0 in raw[: 1 << 16].split(b"\n", 1)[0]:
        raise InputError(f"{name} is not a CSV file: it holds binary data; export the records as CSV.")


def _is_utf8(data: bytes) -> bool:
    """Checked by Arrow without making a string of the whole file."""
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    try:
        pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Whether a few bytes are damaged in a UTF-8 file, rather than the file being Windows-1252.

    Accented Windows-1252 text practically never forms valid UTF-8 sequences, so the majority decides.
    """
    high = valid = 0
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        kept = piece.decode("utf-8", "ignore").encode("utf-8")
        high += int((np.frombuffer(piece, dtype=np.uint8) >= 128).sum())
        valid += int((np.frombuffer(kept, dtype=np.uint8) >= 128).sum())
    return valid > high - valid


def _utf16(raw: bytes, skip: int, encoding: str, name: str) -> bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream = io.BytesIO(raw)
    stream.seek(skip)
    try:
        return _transcode(stream, lambda piece: decoder.decode(piece, not piece))
    except UnicodeDecodeError:
        raise InputError(f"{name} is UTF-16 text that is cut off or damaged; export it again.") from None


def _from_windows_1252(piece: bytes) -> str:
    return codecs.charmap_decode(piece, "strict", _WINDOWS_1252)[0]


def _transcode(stream: io.BytesIO, decode_piece: Callable[[bytes], str]) -> bytes:
    """UTF-8 of a stream, piece by piece; the decoder is given an empty piece at the end."""
    out = io.BytesIO()
    while True:
        piece = stream.read(_CHUNK)
        out.write(decode_piece(piece).encode("utf-8"))
        if not piece:
            return out.getvalue()
