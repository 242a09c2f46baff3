"""SOQL's date literals as ranges of days: from the first day, up to but not with the last."""

from datetime import UTC, date, datetime, timedelta

from tests.org.errors import OrgError

_DAY = timedelta(days=1)


def day_range(word: str, now: str, kind: str) -> tuple[str, str]:
    """`LAST_WEEK` or `LAST_N_DAYS:30` at that moment, in the stored form of a date or a datetime field."""
    name, _, count = word.upper().partition(":")
    today = datetime.fromisoformat(now).astimezone(UTC).date()
    ranges = _counted(today, int(count)) if count else _fixed(today)
    if name not in ranges:
        raise OrgError("MALFORMED_QUERY", f"unexpected token: {word}")
    form = "%Y-%m-%d" if kind == "date" else "%Y-%m-%dT00:00:00.000+0000"
    return tuple(day.strftime(form) for day in ranges[name])


def _counted(today: date, n: int) -> dict[str, tuple[date, date]]:
    return {
        "LAST_N_DAYS": (today - n * _DAY, today + _DAY),
        "NEXT_N_DAYS": (today + _DAY, today + (n + 1) * _DAY),
        "N_DAYS_AGO": (today - n * _DAY, today - (n - 1) * _DAY),
        "LAST_N_MONTHS": (_month(today, -n), _month(today, 0)),
        "NEXT_N_MONTHS": (_month(today, 1), _month(today, n + 1)),
        "LAST_N_YEARS": (date(today.year - n, 1, 1), date(today.year, 1, 1)),
    }


def _fixed(today: date) -> dict[str, tuple[date, date]]:
    sunday = today - (today.isoweekday() % 7) * _DAY
    return {
        "TODAY": (today, today + _DAY),
        "YESTERDAY": (today - _DAY, today),
        "TOMORROW": (today + _DAY, today + 2 * _DAY),
        "THIS_WEEK": (sunday, sunday + 7 * _DAY),
        "LAST_WEEK": (sunday - 7 * _DAY, sunday),
        "THIS_MONTH": (_month(today, 0), _month(today, 1)),
        "LAST_MONTH": (_month(today, -1), _month(today, 0)),
        "LAST_90_DAYS": (today - 90 * _DAY, today + _DAY),
        "THIS_YEAR": (date(today.year, 1, 1), date(today.year + 1, 1, 1)),
        "LAST_YEAR": (date(today.year - 1, 1, 1), date(today.year, 1, 1)),
    }


def _month(today: date, shift: int) -> date:
    years, month = divmod(today.month - 1 + shift, 12)
    return date(today.year + years, month + 1, 1)
