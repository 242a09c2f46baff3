"""Wall time, CPU time and peak memory of the whole plan, as an analyst runs it, and what the command line costs to start.

usage: python benchmarks/plan.py NAMES_FOLDER [--leads 100000] [--contacts 30000] [--org FOLDER] [--plan FOLDER]

The issue's size is `--leads 1000000 --contacts 300000`: wanted there are 120 s and 6 GB. `--org` keeps the invented org
and takes it when it is there already; `--plan` keeps the plan, for `report.py` and `review_page.py`.

NAMES_FOLDER as for `make_people.py`, whose people become leads and contacts here, with accounts, campaign members and
the fields that the rules read. Each command runs in a process of its own; the peak is that process's resident memory.
Byte code is kept, as it is after `pip install`: a run that compiles all of pandas first takes two seconds longer.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from schemas.vocabularies import sources, statuses

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data/samples"
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(done.returncode, used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", type=Path)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=30_000)
    parser.add_argument("--org", type=Path, help="keep the org here, or take the one that is here")
    parser.add_argument("--plan", type=Path, help="keep the plan of the org here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "byte_code")
        shutil.copytree(SAMPLES, folder / "samples")
        source = options.org or folder / "org"
        if not source.exists():
            org(source, options.names, options.leads, options.contacts)
        print(f"{'command':40} {'seconds':>8} {'of CPU':>8} {'peak MB':>8}")
        for _ in range(3):
            measure("--help", "--help")
        measure("plan data/samples, compiling", "plan", str(folder / "samples"), "--out", str(folder / "first"))
        for number in range(5):
            measure("plan data/samples", "plan", str(folder / "samples"), "--out", str(folder / f"s{number}"))
        label = f"plan {options.leads:,} leads, {options.contacts:,} contacts"
        measure(label, "plan", str(source), "--out", str(options.plan or folder / "plan"))


def measure(label: str, *arguments: str) -> None:
    """Run the command line once and print what it took."""
    command = [sys.executable, "-c", MEASURED, sys.executable, "-m", "hygiene.cli", *arguments]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent)
    seconds = time.perf_counter() - start
    code, kilobytes, cpu = done.stdout.split()
    outcome = "" if code == "0" else f"  exit {code}: {done.stderr.splitlines()[0]}"
    print(f"{label:40} {seconds:8.2f} {float(cpu):8.2f} {int(kilobytes) / 1024:8.0f}{outcome}", flush=True)


def org(folder: Path, names: Path, leads: int, contacts: int) -> None:
    """Write an invented org of that size."""
    folder.mkdir(parents=True)
    people_file = folder / "people.csv.gz"
    script = HERE / "make_people.py"
    rows = str(leads + contacts)
    subprocess.run([sys.executable, script, names, people_file, "--rows", rows], check=True)
    people = pd.read_csv(people_file, dtype=str).drop(columns=["cluster"])
    people_file.unlink()
    rng = random.Random(7)
    as_leads(people.iloc[:leads], rng).to_csv(folder / "Lead.csv", index=False)
    as_contacts(people.iloc[leads:], rng, folder).to_csv(folder / "Contact.csv", index=False)
    responses(people.iloc[:leads]).to_csv(folder / "CampaignMember.csv", index=False)


def as_leads(people: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """The people with the fields of a lead."""
    return common(people, rng).assign(
        Status=rng.choices(list(statuses()), k=len(people)), IsConverted="false", MobilePhone=""
    )


def as_contacts(people: pd.DataFrame, rng: random.Random, folder: Path) -> pd.DataFrame:
    """The people with the fields of a contact; writes their accounts."""
    companies = people["Company"].dropna().drop_duplicates().reset_index(drop=True)
    accounts = pd.DataFrame({"Id": [f"001{number:012d}" for number in range(len(companies))], "Name": companies})
    accounts.to_csv(folder / "Account.csv", index=False)
    account = people["Company"].map(accounts.set_index("Name")["Id"])
    contacts = common(people, rng).assign(
        Id=people["Id"].str.replace("00Q", "003"), AccountId=account, MailingCountry=people["Country"]
    )
    return contacts.drop(columns=["Company", "Country"])


def common(people: pd.DataFrame, rng: random.Random) -> pd.DataFrame:
    """The fields that leads and contacts share: sources, dates, consent, a few opt-outs and flags."""
    number = len(people)
    days = pd.to_timedelta([rng.randrange(3000) for _ in range(number)], unit="D")
    created = (pd.Timestamp("2026-11-01T00:00:00") - days).strftime("%Y-%m-%dT%H:%M:%SZ")
    return people.assign(
        LeadSource=rng.choices([source.value for source in sources()], k=number),
        CreatedDate=created,
        SystemModstamp=created,
        DoNotCall=rng.choices(["true", "false"], [1, 30], k=number),
        HasOptedOutOfEmail=rng.choices(["true", "false"], [1, 20], k=number),
        ZI_Phone_Number__c=people["Phone"],
        ZI_Do_Not_Call_Direct_Phone__c=rng.choices(["Yes", ""], [1, 50], k=number),
        DOZISF__ZoomInfo_Non_Matched_Reason__c=rng.choices(["OPT_OUT", ""], [1, 500], k=number),
        RingLead_Merge_Date_Time__c="",
    )


def responses(leads: pd.DataFrame) -> pd.DataFrame:
    """A campaign member for every third lead."""
    some = leads.iloc[::3].reset_index(drop=True)
    return pd.DataFrame(
        {
            "Id": [f"00v{number:012d}" for number in range(len(some))],
            "LeadId": some["Id"], "ContactId": "", "CampaignId": "701000000000001",
            "Status": "Responded", "HasResponded": "true", "FirstRespondedDate": "2026-01-05",
        }
    )  # fmt: skip


if __name__ == "__main__":
    main()
