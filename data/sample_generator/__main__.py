"""`python -m data.sample_generator [FOLDER TRUTH]`: rewrite data/samples and the truth the tests read."""

import sys
from pathlib import Path

from data.sample_generator import (
    different_people,
    do_not_call,
    everyday,
    exclusions,
    files,
    ids,
    lists,
    oddities,
    opt_outs,
    same_person,
)
from data.sample_generator.draw import Draw
from data.sample_generator.numbers import Exchange
from data.sample_generator.org import Org
from data.sample_generator.people import Population

ROOT = Path(__file__).resolve().parents[2]

PARTS = (
    ("quiet contacts", lambda org: everyday.quiet_contacts(org, 400)),
    ("quiet leads", lambda org: everyday.quiet_leads(org, 1290)),
    ("duplicate leads", lambda org: same_person.duplicate_leads(org, 6)),
    ("hard duplicates", lambda org: same_person.duplicates_hard_to_see(org, 5)),
    ("duplicate contacts", lambda org: same_person.duplicate_contacts(org, 2)),
    ("leads of contacts", lambda org: same_person.leads_of_contacts(org, 2)),
    ("look-alikes", different_people.all_different),
    ("exclusions", exclusions.all_excluded),
    ("unresolvable", exclusions.all_unresolvable),
    ("converted", lambda org: exclusions.converted_leads(org, 12)),
    ("deleted", lambda org: exclusions.deleted_leads(org, 5)),
    ("bizible", exclusions.merged_bizible_persons),
    ("do not call", do_not_call.all_do_not_call),
    ("consent", do_not_call.sticky_consent),
    ("opt-outs", opt_outs.all_opt_outs),
    ("test leads", oddities.test_leads),
    ("suspects", oddities.suspects),
    ("sources", oddities.sources),
    ("statuses", oddities.statuses),
    ("broken rows", oddities.broken_rows),
)


def build() -> Org:
    """The whole org, ids minted."""
    start = Draw("companies")
    population = Population(start, Exchange(start))
    for _ in range(260):
        population.company()
    org = Org(population, start)
    for stream, part in PARTS:
        org.draw = population.draw = population.exchange.draw = Draw(stream)
        part(org)
    files.mint_ids(org)
    return org


def write(folder: Path, truth: Path) -> None:
    """All files of the samples into `folder`, and who is behind each record into `truth`."""
    org = build()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ids.PREFIXES:
        files.write_table(org, name, folder)
    lists.write_lists(org, folder)
    lists.write_words(folder)
    truth.parent.mkdir(parents=True, exist_ok=True)
    files.write_truth(org, truth)


if __name__ == "__main__":
    ours = (ROOT / "data/samples", ROOT / "tests/data/samples_truth.csv")
    write(*(Path(given) for given in sys.argv[1:3]) if sys.argv[2:] else ours)
