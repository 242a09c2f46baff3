"""A zip is foreign: what must not be unpacked is refused before it is."""

import gzip
import io
import random
import stat
import struct
import zipfile

import pytest

from hygiene.crm.archive import list_source
from hygiene.errors import InputError

LEAD = b"Id,LastName,Email,LeadSource,Company,Status\n"


def packed(tmp_path, *members, compression=zipfile.ZIP_DEFLATED):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def refusal(path, megabytes=20_000):
    with pytest.raises(InputError) as caught:
        [file.read() for file in list_source(path, megabytes).files]
    return str(caught.value)


def test_a_good_zip_is_read(tmp_path):
    listing = list_source(packed(tmp_path, ("Lead.csv", LEAD), ("Case.csv", b"Id\n")), 1)

    assert [(file.name, file.object, file.size) for file in listing.files] == [("Lead.csv", "Lead", len(LEAD))]
    assert listing.files[0].read() == LEAD
    assert listing.others == ("Case.csv",)


def test_files_may_lie_in_a_folder_of_the_zip_and_what_macos_adds_is_left_out(tmp_path):
    path = packed(
        tmp_path, ("export/Lead.csv", LEAD), ("__MACOSX/export/._Lead.csv", b"\0"), ("export/._Lead.csv", b"")
    )

    assert [file.name for file in list_source(path, 1).files] == ["Lead.csv"]


@pytest.mark.parametrize("name", ["../Lead.csv", "a/../../Lead.csv", "/etc/Lead.csv", "C:\\Lead.csv", "..\\Lead.csv"])
def test_a_name_that_leads_out_of_the_archive(tmp_path, name):
    assert "a file whose name leads out of the archive" in refusal(packed(tmp_path, ("Lead.csv", LEAD), (name, b"x")))


def test_a_link(tmp_path):
    link = zipfile.ZipInfo("Contact.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert "a link instead of a file" in refusal(packed(tmp_path, ("Lead.csv", LEAD), (link, "/etc/passwd")))


def test_an_archive_within(tmp_path):
    assert "holds another archive; unpack it" in refusal(packed(tmp_path, ("Lead.csv", LEAD), ("more.zip", b"PK")))


def test_an_encrypted_member(tmp_path):
    path = packed(tmp_path, ("Lead.csv", LEAD))
    raw = bytearray(path.read_bytes())
    directory = raw.index(b"PK\x01\x02")
    raw[directory + 8] |= 1
    path.write_bytes(raw)

    assert "is encrypted; unpack it with its password" in refusal(path)


def test_a_zip_that_says_it_unpacks_to_too_much(tmp_path):
    path = packed(tmp_path, ("Lead.csv", LEAD), ("Contact.csv", b"x,y\n" * 300_000), compression=zipfile.ZIP_STORED)

    message = refusal(path, megabytes=1)

    assert "unpacks to more than 1 MB; if that is right, raise reading.max_unpacked_megabytes" in message


def test_a_bomb_by_its_ratio(tmp_path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("Lead.csv", "w") as member:
        for _ in range(110):
            member.write(bytes(1 << 20))

    assert "unpacks to over 250 times its size" in refusal(path)


def test_a_header_that_lies_about_the_size_does_not_help(tmp_path):
    path = packed(tmp_path, ("Lead.csv", b"x,y\n" * 500_000))
    raw = path.read_bytes()
    true, small = struct.pack("<L", 2_000_000), struct.pack("<L", 100)
    path.write_bytes(raw.replace(true, small))

    assert refusal(path, megabytes=1)


def test_a_gzip_bomb(tmp_path):
    (tmp_path / "Lead.csv.gz").write_bytes(gzip.compress(b"x" * 3_000_000))

    assert "Lead.csv.gz: the source unpacks to more than 2 MB" in refusal(tmp_path, megabytes=2)


def test_the_budget_counts_all_files_together(tmp_path):
    for name in ("Lead", "Contact"):
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(b"x" * 600_000))

    assert "unpacks to more than 1 MB" in refusal(tmp_path, megabytes=1)


def test_a_zip_that_was_cut_off(tmp_path):
    path = packed(tmp_path, ("Lead.csv", LEAD * 100))
    path.write_bytes(path.read_bytes()[:-60])

    assert refusal(path).endswith("export.zip is a zip that is cut off or damaged; download it again.")


def test_a_damaged_zip(tmp_path):
    path = packed(tmp_path, ("Lead.csv", LEAD * 100))
    raw = bytearray(path.read_bytes())
    raw[60:70] = bytes(10)
    path.write_bytes(raw)

    assert "is damaged" in refusal(path)


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_no_damage_to_a_zip_is_a_bug(tmp_path, compression):
    path = packed(tmp_path, ("Lead.csv", LEAD * 20), ("Zoë.csv", b"x"), ("Contact.csv", LEAD), compression=compression)
    whole, chance = path.read_bytes(), random.Random(1)
    told = 0
    for _ in range(1_000):
        raw = bytearray(whole)
        for place in chance.choices(range(len(raw)), k=chance.choice([1, 2, 8])):
            raw[place] = chance.randrange(256)
        path.write_bytes(raw)
        try:
            [file.read() for file in list_source(path, 1).files]
        except InputError:
            told += 1
    assert told > 300


def test_a_name_that_is_not_in_its_encoding(tmp_path):
    path = packed(tmp_path, ("Lead.csv", LEAD), ("Zoë.csv", b"x"))
    path.write_bytes(path.read_bytes().replace("ë".encode(), b"\xc3\xc3"))

    assert "is a damaged zip; download it again" in refusal(path)


@pytest.mark.parametrize("name", ["", "."])
def test_a_file_without_a_name(tmp_path, name):
    path = packed(tmp_path, ("Lead.csv", LEAD), (zipfile.ZipInfo(name), b"x"))

    assert "holds a file without a name: it is a damaged zip" in refusal(path)


def test_a_gzip_that_was_cut_off(tmp_path):
    (tmp_path / "Lead.csv.gz").write_bytes(gzip.compress(LEAD)[:-9])

    assert "Lead.csv.gz is no whole gzip file" in refusal(tmp_path)


def test_a_gzip_member_of_a_zip_is_read(tmp_path):
    buffer = io.BytesIO(gzip.compress(LEAD))

    listing = list_source(packed(tmp_path, ("Lead.csv.gz", buffer.getvalue())), 1)

    assert listing.files[0].read() == LEAD


def test_a_fault_of_the_disk_is_not_told_as_a_damaged_zip(tmp_path):
    path = packed(tmp_path, ("Lead.csv", LEAD))
    (file,) = list_source(path, 100).files
    path.unlink()

    with pytest.raises(InputError, match=r"export\.zip cannot be read \(No such file or directory\); check the disk"):
        file.read()
