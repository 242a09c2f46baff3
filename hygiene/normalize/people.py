"""A Lead or Contact table in the form that matching reads: every value of it comparable, nothing of it for writing."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.execution import partitions, spread
from hygiene.normalize import address, company, country, email, name, phone, title
from hygiene.normalize.distinct import LARGE, Codes, distinct, to_arrow, to_frame
from hygiene.normalize.text import null_where
from hygiene.normalize.word_list import words
from schemas.columns import TEXT

_OTHER_PHONES = ("ZI_Phone_Number__c", "ZI_Mobile_Phone_Number__c", "HomePhone", "OtherPhone")
_HOSTS_OF_MANY = words(
    "linkedin.com facebook.com twitter.com x.com instagram.com youtube.com google.com github.com xing.com medium.com"
)


@dataclass(frozen=True)
class _Sources:
    """Where a person's fields come from: the record itself, or the account beside it (aligned; empty for a lead)."""

    records: pd.DataFrame
    accounts: pd.DataFrame
    is_contact: bool

    def part(self, rows: slice) -> "_Sources":
        """Some consecutive records, and the accounts beside them."""
        records, accounts = (frame.iloc[rows].reset_index(drop=True) for frame in (self.records, self.accounts))
        return _Sources(records, accounts, self.is_contact)

    def own(self, column: str) -> pd.Series:
        """A column of the record, NA throughout when the table lacks it."""
        return _column(self.records, column)

    def account(self, column: str) -> pd.Series:
        """A column of the record's account."""
        return _column(self.accounts, column)

    def place(self, part: str) -> pd.Series:
        """A part of the postal address."""
        return self.own(f"Mailing{part}" if self.is_contact else part)

    def company(self) -> pd.Series:
        """The employer's name."""
        return self.account("Name") if self.is_contact else self.own("Company")

    def website(self) -> pd.Series:
        """The employer's website."""
        return self.account("Website") if self.is_contact else self.own("Website")


def people_table(
    records: pd.DataFrame, object_name: str, region: str, accounts: pd.DataFrame | None = None, workers: int = 1
) -> pd.DataFrame:
    """The comparable form of each person.

    Args:
        records: a table of `schemas.columns` "Lead" or "Contact"; columns beside `Id` may be missing.
        object_name: `Lead` or `Contact`. A contact's company and website are its account's; its country is
            `MailingCountry`, else the account's `BillingCountry`.
        region: country of phone numbers that neither number, record nor account tells (`policy.reading.region`).
        accounts: the Account table, unique `Id`.
        workers: threads, and processes for phone numbers that need the reference parser; the answer is the same for
            any number.

    Returns:
        One row a record in the same order, index from 0. `TEXT`: id, email, mailbox, local, email_domain,
        company_domain, email_kind, phone, mobile, other_phone (all E.164; the last is the first further number that
        is neither of the two), phone_extension, first, first_canonical, middle, last, last_core,
        name_suffix, company, company_core, company_acronym, website_domain, title, title_level, country, city, postal,
        street, state. `boolean`, never NA: email_is_role, name_is_filler, company_is_filler. created: `datetime64[us,
        UTC]`. Meaning of each: the `parts` of its kind.
    """
    sources = _sources(records, object_name, accounts)
    parts = [sources.part(rows) for rows in partitions(len(records))]
    if len(parts) == 1:
        return _table((region, workers), sources)
    return pd.concat(spread(_table, (region, workers), parts), ignore_index=True)


def _table(reading: tuple[str, int], sources: _Sources) -> pd.DataFrame:
    """The comparable form of some records. reading: region and number of workers."""
    region, workers = reading
    parts = (
        lambda: _of_phones(sources, region, workers), lambda: _of_email(sources), lambda: _of_name(sources),
        lambda: _of_company(sources), lambda: _of_place(sources),
    )  # fmt: skip
    with ThreadPoolExecutor(max(workers, 1)) as pool:
        made = list(pool.map(lambda part: list(part()), parts))
    blocks = [
        sources.records[["Id"]].rename(columns={"Id": "id"}).astype(TEXT),
        *chain.from_iterable(made),
        sources.own("CreatedDate").astype("datetime64[us, UTC]").rename("created").to_frame(),
    ]
    table: pd.DataFrame = pd.concat(blocks, axis="columns")[list(COLUMNS)]
    return table


COLUMNS = (
    "id", "email", "mailbox", "local", "email_domain", "company_domain", "email_kind", "email_is_role",
    "phone", "mobile", "other_phone", "phone_extension",
    "first", "first_canonical", "middle", "last", "last_core", "name_suffix", "name_is_filler",
    "company", "company_core", "company_acronym", "company_is_filler", "website_domain",
    "title", "title_level", "country", "city", "postal", "street", "state", "created",
)  # fmt: skip
"""Columns of `people_table`, in order."""


def _sources(records: pd.DataFrame, object_name: str, accounts: pd.DataFrame | None) -> _Sources:
    rows = records.reset_index(drop=True)
    if object_name != "Contact" or accounts is None or "AccountId" not in rows:
        return _Sources(rows, pd.DataFrame(index=rows.index), object_name == "Contact")
    wanted = [column for column in ("Id", "Name", "Website", "BillingCountry") if column in accounts]
    beside = rows[["AccountId"]].merge(
        accounts[wanted], how="left", left_on="AccountId", right_on="Id", validate="many_to_one"
    )
    return _Sources(rows, beside, is_contact=True)


def _column(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame[column] if column in frame else pd.Series(pd.NA, index=frame.index, dtype=TEXT)


def _of_email(sources: _Sources) -> Iterator[pd.DataFrame]:
    yield email.parts(sources.own("Email")).rename(
        columns={"domain": "email_domain", "kind": "email_kind", "is_role": "email_is_role"}
    )


def _of_name(sources: _Sources) -> Iterator[pd.DataFrame]:
    first, last = name.uninverted(sources.own("FirstName"), sources.own("LastName"))
    yield name.given(first)
    yield name.family(last).rename(columns={"suffix": "name_suffix", "is_filler": "name_is_filler"})
    titles = title.parts(sources.own("Title"))
    yield titles[["title", "level"]].rename(columns={"level": "title_level"})


def _of_company(sources: _Sources) -> Iterator[pd.DataFrame]:
    yield company.parts(sources.company()).rename(
        columns={"acronym": "company_acronym", "is_filler": "company_is_filler"}
    )
    website = to_arrow(sources.website())
    yield to_frame({"website_domain": website_domain(website)}, sources.records.index)


def _of_place(sources: _Sources) -> Iterator[pd.DataFrame]:
    yield address.parts(*map(sources.place, ("Street", "City", "PostalCode", "State")))
    codes = country.parts(sources.place("Country"))
    account_codes = country.parts(sources.account("BillingCountry"))
    yield codes.fillna(account_codes)


def _of_phones(sources: _Sources, region: str, workers: int) -> Iterator[pd.DataFrame]:
    fields = _phone_fields(sources, region, workers)
    direct, mobile = fields["Phone"]["e164"], fields["MobilePhone"]["e164"]
    further = [fields[field]["e164"] for field in _OTHER_PHONES]
    yield pd.DataFrame(
        {
            "phone": direct,
            "mobile": mobile,
            "other_phone": _first_other(further, direct, mobile),
            "phone_extension": fields["Phone"]["extension"],
        }
    )


def _phone_fields(sources: _Sources, region: str, workers: int) -> Mapping[str, pd.DataFrame]:
    """e164 and extension of each phone field, read in one go: a number is parsed once, wherever it stands."""
    fields = ("Phone", "MobilePhone", *_OTHER_PHONES)
    filled = {field: np.flatnonzero(sources.own(field).notna()) for field in fields}
    rows = np.concatenate(list(filled.values()))
    cells = pd.concat([sources.own(field).iloc[filled[field]] for field in fields], ignore_index=True)
    countries, account_countries = (
        series.iloc[rows].reset_index(drop=True)
        for series in (sources.place("Country"), sources.account("BillingCountry"))
    )
    read = phone.parts(cells, countries, account_countries, region, workers, ("e164", "extension"))
    ends = np.cumsum([len(found) for found in filled.values()])
    at = {}
    for (field, found), end in zip(filled.items(), ends, strict=True):
        at[field] = np.full(len(sources.records), -1)
        at[field][found] = np.arange(end - len(found), end)
    return {field: _taken(read, rows) for field, rows in at.items()}


def _taken(read: pd.DataFrame, rows: Codes) -> pd.DataFrame:
    """The texts of those rows, NA for rows below 0."""
    if (rows < 0).all():
        return to_frame(dict.fromkeys(read.columns, pa.nulls(len(rows), LARGE)), pd.RangeIndex(len(rows)))
    at = pa.array(rows, mask=rows < 0)
    return to_frame({str(name): to_arrow(texts).take(at) for name, texts in read.items()}, pd.RangeIndex(len(rows)))


def _first_other(further: list[pd.Series], direct: pd.Series, mobile: pd.Series) -> pd.Series:
    """The first number that is neither the direct nor the mobile one."""
    found = pd.Series(pd.NA, index=direct.index, dtype=TEXT)
    for numbers in further:
        if numbers.isna().all():
            continue
        known = (numbers == direct).fillna(False) | (numbers == mobile).fillna(False)
        found = found.fillna(numbers.mask(known, pd.NA))
    return found


def website_domain(websites: pa.Array) -> pa.Array:
    """Registrable domain of a website; null for none, for mailbox providers and for hosts of many firms."""
    found = distinct(websites)
    bare = pc.replace_substring_regex(pc.utf8_lower(found.texts), r"^\s*(?:[a-z]+://)?(?:www\d?\.)?", "")
    host = pc.replace_substring_regex(bare, r"\.?(?:[:/?#].*)?\s*$", "")
    host = null_where(host, pc.invert(pc.match_substring_regex(host, _HOST)))
    domain = email.domain_columns(host)["company_domain"]
    return found.take(null_where(domain, pc.is_in(domain, pa.array(sorted(_HOSTS_OF_MANY), LARGE))))


_HOST = r"^[\pL\pN_-]+(?:\.[\pL\pN_-]+)*\.[\pL][\pL\pN-]+$"
