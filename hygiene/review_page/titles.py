"""What a record is called on the page."""

from typing import Any

import pandas as pd

from hygiene.review_page.case_book import CaseBook
from hygiene.visible import visible


def value_of(record: Any, field: str) -> str:
    """The value as text, empty for none, with what cannot be seen spelled out."""
    value = record.get(field) if record else None
    return "" if value is None or pd.isna(value) else visible(str(value))


def name_of(book: CaseBook, record_id: str) -> str:
    """First and last name, the account's name, or the id where there is neither."""
    record = book.records.get(record_id)
    parts = [value_of(record, "FirstName"), value_of(record, "LastName")]
    return " ".join(filter(None, parts)) or value_of(record, "Name") or record_id


def company_of(book: CaseBook, record_id: str) -> str:
    """The lead's company, the name of the contact's account, or nothing."""
    record = book.records.get(record_id)
    account = book.records.get(value_of(record, "AccountId"))
    return value_of(record, "Company") or value_of(account, "Name")


def place_of(book: CaseBook, record_id: str) -> str:
    """The company, else the e-mail, else the city of an account."""
    record = book.records.get(record_id)
    return company_of(book, record_id) or value_of(record, "Email") or value_of(record, "BillingCity")
