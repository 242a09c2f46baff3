"""The sample org: made again byte for byte, invented throughout, and complete, told by plain pandas on its files."""

import re
from functools import cache
from pathlib import Path

import pandas as pd
import phonenumbers
import pytest

from data.sample_generator.__main__ import write
from schemas.vocabularies import sources, statuses
from tests.data.situations import DIRECT, IN_ONE_TABLE, REASON

SAMPLES = Path(__file__).parents[2] / "data/samples"
TRUTH = Path(__file__).parent / "samples_truth.csv"
PEOPLE = ("Lead", "Contact")
PHONES = (
    "Phone", "MobilePhone", "HomePhone", "OtherPhone", "AssistantPhone", "ZI_Phone_Number__c",
    "ZI_Mobile_Phone_Number__c",
)  # fmt: skip

RESERVED_DOMAIN = re.compile(r"(.+\.)?(example|test|invalid|localhost)|(.+\.)?example\.(com|net|org)")
FICTITIOUS = re.compile(
    r"\+1\d{3}55501\d\d"  # NANPA
    r"|\+44(2079460\d{3}|1(1[3-8]|[2-6]1)4960\d{3}|7700900\d{3})"  # Ofcom
    r"|\+49(3023125\d{3}|6990009\d{3}|4066969\d{3}|2214710\d{3}|8999998\d{3}|17139200\d\d|176040690\d\d)"  # BNetzA
    r"|\+33(19900|26191|35301|46571|53649|63998)\d{4}"  # Arcep
    r"|\+61([2378]5550\d{4}|491570(006|1[15][0-9]|313|737)|49157(1266|1491|1804|2549|2665|2983))"  # ACMA
    r"|\+46(8465004\d\d|3139006\d\d|4062804\d\d|7017406\d\d)"  # PTS
    r"|\+3532091\d{5}"  # ComReg
)
BROKEN_PHONES = {
    "ask for Bob at reception", "see e-mail signature", "n/a", "0000000000", "1111111111", "9999999999", "1234567890",
}  # fmt: skip
SEVEN_DIGITS = re.compile(r"555-01\d\d")


@cache
def table(name: str) -> pd.DataFrame:
    """One file as text, empty cells empty."""
    encoding = {"Account": "cp1252", "Task": "utf-8-sig"}.get(name, "utf-8")
    return pd.read_csv(SAMPLES / f"{name}.csv", dtype=str, keep_default_na=False, encoding=encoding).fillna("")


@cache
def truth() -> pd.DataFrame:
    return pd.read_csv(TRUTH, dtype=str, keep_default_na=False)


def test_the_generator_makes_the_files_again_byte_for_byte(tmp_path: Path):
    write(tmp_path / "samples", tmp_path / "truth.csv")

    made = {path.relative_to(tmp_path / "samples"): path.read_bytes() for path in _files(tmp_path / "samples")}
    kept = {path.relative_to(SAMPLES): path.read_bytes() for path in _files(SAMPLES)}
    assert kept.keys() == made.keys()
    assert [path for path in kept if kept[path] != made[path]] == []
    assert TRUTH.read_bytes() == (tmp_path / "truth.csv").read_bytes()


def test_there_are_some_two_thousand_leads_and_six_hundred_contacts():
    assert 1900 <= len(table("Lead")) <= 2100
    assert 550 <= len(table("Contact")) <= 700


def test_every_mail_and_web_address_is_in_a_reserved_domain():
    addresses = pd.concat(
        [table(name)[column] for name in ("Lead", "Contact", "Account") for column in ("Email", "Website")
         if column in table(name)]
    )  # fmt: skip
    domains = addresses.str.lower().str.extract(r"(?:@|^https?://|^www\.)([\w.-]+)$")[0].dropna()

    assert [domain for domain in set(domains) if not RESERVED_DOMAIN.fullmatch(domain)] == []
    told = addresses[addresses.str.contains("@") & ~addresses.str.lower().isin(_well_formed(addresses))]
    assert sorted(told) == ["jane.doe@", "jean.dupont@@", "two@@signs.example"]


def test_every_number_is_kept_for_fiction_or_broken_on_purpose():
    real = {
        text
        for name in (*PEOPLE, "Account")
        for text, country in _numbers(name)
        if text not in BROKEN_PHONES and not SEVEN_DIGITS.fullmatch(text)
        for part in text.split(" / ")
        if not FICTITIOUS.fullmatch(_e164(part, country))
    }
    assert real == set()


def test_every_listed_number_is_kept_for_fiction():
    american = (SAMPLES / "dnc/us_registry_2026-11-09.csv").read_text().splitlines()[:-1]
    british = pd.read_csv(SAMPLES / "dnc/uk_tps_2026-11-12.csv", dtype=str)["telephone_number"]
    listed = [*("+1" + line.replace(",", "") for line in american), *("+" + british)]

    assert len(listed) > 80
    assert [number for number in listed if not FICTITIOUS.fullmatch(number)] == []


@pytest.mark.parametrize("name", ["Lead", "Contact", "Account", "CampaignMember", "Task", "Event", "Opportunity"])
def test_ids_carry_the_prefix_of_their_object_and_the_right_check_characters(name: str):
    prefix = {"Lead": "00Q", "Contact": "003", "Account": "001", "CampaignMember": "00v", "Task": "00T",
              "Event": "00U", "Opportunity": "006"}[name]  # fmt: skip
    ids = table(name)["Id"]
    wrong = ids[~ids.map(lambda text: text.startswith(prefix) and text == text[:15] + _check_characters(text))]

    assert len(wrong) == (4 if name == "Lead" else 0)  # three malformed, one of another object
    assert ids.duplicated().sum() == (1 if name == "Lead" else 0)


def test_every_link_leads_to_a_record():
    people = {text[:15] for name in PEOPLE for text in table(name)["Id"]}
    links = [("Task", "WhoId"), ("Event", "WhoId"), ("CampaignMember", "LeadId"), ("CampaignMember", "ContactId"),
             ("OpportunityContactRole", "ContactId"), ("bizible2__Bizible_Person__c", "bizible2__Lead__c"),
             ("bizible2__Bizible_Person__c", "bizible2__Contact__c"), ("Lead", "ConvertedContactId"),
             ("Lead", "MasterRecordId")]  # fmt: skip
    for name, column in links:
        targets = set(table(name)[column].str[:15]) - {""}
        assert targets, (name, column)
        assert targets <= people, (name, column)


def test_all_supported_sources_and_statuses_occur():
    assert {source.value for source in sources()} <= set(table("Lead")["LeadSource"]) | set(
        table("Contact")["LeadSource"]
    )
    assert set(statuses()) <= set(table("Lead")["Status"])


def test_proportions_are_those_of_a_real_org():
    people = truth()[~truth()["situation"].str.startswith(("converted", "deleted", "broken"))]
    for name in PEOPLE:
        persons = people.loc[people["object"] == name, "person"]
        assert 0.08 <= persons.duplicated().mean() <= 0.12, name
    lead, contact = table("Lead"), table("Contact")
    opted_out = (lead[REASON] == "OPT_OUT").sum() + (contact[REASON] == "OPT_OUT").sum()
    assert opted_out <= 0.04 * (len(lead) + len(contact))
    assert (lead["Title"].str.strip().str.lower() == "test").mean() < 0.01


@pytest.mark.parametrize("situation", IN_ONE_TABLE)
def test_the_situation_occurs(situation: str):
    name, mask, at_least = IN_ONE_TABLE[situation]
    assert mask(table(name)).sum() >= at_least


def test_one_row_breaks_off_and_one_id_stands_twice():
    lines = (SAMPLES / "Lead.csv").read_text(encoding="utf-8").splitlines()
    commas = pd.Series([line.count(",") for line in lines if '"' not in line])
    assert (commas == 8).sum() == 1
    assert table("Lead")["Id"].duplicated().sum() == 1


def test_a_flagged_number_stands_in_the_standard_field_in_another_form_and_in_others_not_at_all():
    flagged = table("Lead")[lambda t: (t[DIRECT] == "Yes") & t["Phone"].str.contains("555|7946|49")]
    zoominfo, standard = flagged["ZI_Phone_Number__c"].map(_digits), flagged["Phone"].map(_digits)
    same = zoominfo.str[-7:] == standard.str.replace(r"204$", "", regex=True).str[-7:]

    assert (same & (flagged["ZI_Phone_Number__c"] != flagged["Phone"])).sum() >= 4
    assert (~same).sum() >= 3


@pytest.mark.parametrize("kind", ["same", "same_contact", "same_across"])
def test_people_are_entered_twice_in_every_way(kind: str):
    ways = (
        "exact capitals_and_spaces typo_first_name typo_last_name typo_email nickname plus_address swapped_names"
        " moved_company phone_format extension company_spelling initial married_name no_first_name ascii_spelling"
        " native_script private_email title_before_name mail_subdomain"
    )
    for way in ways.split():
        records = truth()[truth()["situation"] == f"{kind}_{way}"]
        assert len(records) >= 4, way
        assert (records.groupby("person").size() == 2).all(), way


def test_people_are_entered_twice_with_little_in_common():
    hard = truth()[truth()["situation"].str.startswith("hard_")]
    assert hard["situation"].nunique() == 4
    assert (hard.groupby("person").size() == 2).all()


def test_groups_of_more_than_two_occur():
    sizes = truth()[truth()["situation"] == "same_group"].groupby("person").size()
    assert set(sizes) == {3, 4, 5}


def test_look_alikes_are_different_people():
    look_alikes = truth()[truth()["situation"].str.startswith("different_")]
    assert len(look_alikes) > 120
    assert look_alikes["person"].is_unique
    assert set(look_alikes["situation"].str.removeprefix("different_")) == {
        "namesakes", "namesake_contact", "father_and_son", "couple", "same_initial", "twins", "switchboard",
        "shared_mailbox", "inherited_mailbox", "inherited_number", "filler",
    }  # fmt: skip


def test_every_exclusion_bars_a_pair_that_is_one_person():
    excluded = truth()[truth()["situation"].str.startswith("excluded_")]
    names = {
        "partner_account", "being_sequenced", "qualifying", "qualified", "unknown_last_name", "unknown_company",
        "legal_hold", "contact_partner_account", "contact_being_sequenced", "contact_qualifying",
        "contact_open_quote", "contact_current_customer", "contact_legal_hold", "contact_partner_type",
        "across_customer",
    }  # fmt: skip
    assert set(excluded["situation"].str.removeprefix("excluded_")) == names
    assert (excluded.groupby("person").size() == 2).all()


def test_cases_without_a_single_answer_occur():
    sizes = {
        situation: set(truth()[truth()["situation"] == situation].groupby(["person", "object"]).size())
        for situation in ("unresolved_two_leads", "unresolved_two_contacts", "unresolved_no_account")
    }
    assert sizes == {
        "unresolved_two_leads": {1, 2},
        "unresolved_two_contacts": {1, 2},
        "unresolved_no_account": {1},
    }


def test_bizible_persons_of_leads_that_will_merge_or_convert_occur():
    going = truth()[truth()["situation"].isin(["same_exact", "same_across_exact"]) & (truth()["object"] == "Lead")]
    linked = set(table("bizible2__Bizible_Person__c")["bizible2__Lead__c"])
    assert set(going["record_id"]) <= linked


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _well_formed(addresses: pd.Series) -> set[str]:
    return set(addresses[addresses.str.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+")].str.lower())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _numbers(name: str) -> list[tuple[str, str]]:
    """Every phone of the file with the region of its record, else of its account."""
    people = table(name)
    countries = people[{"Lead": "Country", "Contact": "MailingCountry", "Account": "BillingCountry"}[name]]
    if name == "Contact":
        of_account = table("Account").set_index("Id")["BillingCountry"]
        countries = countries.where(countries != "", people["AccountId"].map(of_account))
    columns = [column for column in PHONES if column in people]
    regions = countries.map(_region)
    return [(text, region) for column in columns for text, region in zip(people[column], regions, strict=True) if text]


def _region(country: str) -> str:
    names = {"GB": "United Kingdom|UK|GB|Great Britain", "DE": "Germany|DE|Deutschland", "FR": "France|FR",
             "SE": "Sweden|SE|Sverige", "AU": "Australia|AU|AUS", "IE": "Ireland|IE", "CA": "Canada|CA"}  # fmt: skip
    return next((region for region, labels in names.items() if country in labels.split("|")), "US")


def _e164(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _check_characters(record_id: str) -> str:
    """Salesforce's rule, written once more: five letters give one character, a bit for each capital."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    bits = ["".join("1" if c.isupper() else "0" for c in record_id[i : i + 5])[::-1] for i in (0, 5, 10)]
    return "".join(alphabet[int(each, 2)] for each in bits)
