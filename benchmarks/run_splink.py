"""One run of Splink (DuckDB) on a CSV of people with expert settings: pairs to Parquet, time and memory (JSON).

usage: python benchmarks/run_splink.py PEOPLE.csv.gz PAIRS.parquet

The settings are the best that we found for these columns: e-mail as mailbox and domain, phone by its last digits,
company with its domain as one comparison, names with nicknames, initials, edits and term frequencies.
"""

import json
import resource
import sys
import time

import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from hygiene.normalize.nicknames import canonical

SUFFIX = (
    r"\b(incorporated|inc|llc|corp|corporation|co|ltd|limited|plc|llp|gmbh|ag|se|sa|sas|sarl|bv|nv|pty|pvt|private)\b"
)
COUNTRIES = {
    "usa": "us",
    "unitedstates": "us",
    "unitedstatesofamerica": "us",
    "uk": "gb",
    "unitedkingdom": "gb",
    "greatbritain": "gb",
}


def normalised(raw: pd.DataFrame) -> pd.DataFrame:
    """Folded names, mailbox without tag, own domain, digits of the phone, core of the company."""
    text = {name: raw[name].fillna("").str.lower().str.strip() for name in raw.columns if name not in ("Id", "cluster")}
    email = text["Email"].str.replace(r"\+[^@]*", "", regex=True)
    domain = email.str.split("@").str[-1]
    company = text["Company"].str.replace(r"[^a-z0-9 ]", "", regex=True).str.replace(SUFFIX, "", regex=True)
    phone = text["Phone"].str.replace(r"(x|ext).*", "", regex=True).str.replace(r"\(0\)|\D", "", regex=True).str[-9:]
    country = text["Country"].str.replace(r"[^a-z]", "", regex=True)
    free = domain.isin(
        [
            "gmail.com",
            "outlook.com",
            "yahoo.com",
            "hotmail.com",
            "icloud.com",
            "aol.com",
            "web.de",
            "gmx.de",
            "comcast.net",
            "btinternet.com",
        ]
    )
    first = text["FirstName"].str.replace(r" [a-z]\.?$", "", regex=True).str.replace(r"[^a-z]", "", regex=True)
    last = text["LastName"].str.replace(r"[^a-z]", "", regex=True)
    local = email.str.split("@").str[0]
    frame = pd.DataFrame(
        {
            "unique_id": raw["Id"],
            "first": first,
            "last": last,
            "email": email,
            "local": local,
            "letters": local.str.replace(r"[^a-z]", "", regex=True),
            "canonical": full_names(first),
            "domain": domain.mask(free, ""),
            "phone": phone,
            "company": company.str.split().str.join(" "),
            "title": text["Title"],
            "country": country.replace(COUNTRIES),
        }
    )
    return frame.mask(frame == "")


def full_names(first: pd.Series) -> pd.Series:
    """The full name that each first name most likely stands for: this project's own table, so that none is ahead."""
    known = first.dropna().unique()
    return first.map(dict(zip(known, map(canonical, known), strict=True)))


def first_name() -> cl.CustomComparison:
    """Same, nickname, initial, near."""
    return cl.CustomComparison(
        output_column_name="first",
        comparison_levels=[
            cll.NullLevel("first"),
            cll.ExactMatchLevel("first", term_frequency_adjustments=True),
            cll.ExactMatchLevel("canonical", term_frequency_adjustments=True),
            cll.CustomLevel("(length(first_l) = 1 or length(first_r) = 1) and first_l[1] = first_r[1]", "initial"),
            cll.DamerauLevenshteinLevel("first", 1),
            cll.JaroWinklerLevel("first", 0.88),
            cll.ElseLevel(),
        ],
    )


def mailbox() -> cl.CustomComparison:
    """Same, same local part, near. A level for a mailbox made of the other's name was worse: it counts the name twice."""
    return cl.CustomComparison(
        output_column_name="email",
        comparison_levels=[
            cll.NullLevel("email"), cll.ExactMatchLevel("email", term_frequency_adjustments=True),
            cll.ExactMatchLevel("local", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("email", 0.95), cll.ElseLevel(),
        ],
    )  # fmt: skip


def last_name() -> cl.CustomComparison:
    """Same, one edit, near."""
    return cl.CustomComparison(
        output_column_name="last",
        comparison_levels=[
            cll.NullLevel("last"), cll.ExactMatchLevel("last", term_frequency_adjustments=True),
            cll.DamerauLevenshteinLevel("last", 1), cll.JaroWinklerLevel("last", 0.9), cll.ElseLevel(),
        ],
    )  # fmt: skip


def employer() -> cl.CustomComparison:
    """Company and domain as one factor: counted twice, colleagues become duplicates."""
    return cl.CustomComparison(
        output_column_name="employer",
        comparison_levels=[
            cll.And(cll.NullLevel("company"), cll.NullLevel("domain")),
            cll.And(cll.ExactMatchLevel("company"), cll.ExactMatchLevel("domain")),
            cll.ExactMatchLevel("company", term_frequency_adjustments=True),
            cll.ExactMatchLevel("domain", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("company", 0.92),
            cll.ElseLevel(),
        ],
    )


def settings() -> SettingsCreator:
    """Comparisons and blocking rules."""
    rules = [
        block_on("email"), block_on("phone", "last"), block_on("phone", "first"), block_on("first", "last"),
        block_on("last", "company"), block_on("last", "domain"), block_on("first", "company", "substr(last, 1, 2)"),
        block_on("first", "domain", "substr(last, 1, 2)"), block_on("local", "last"),
        block_on("substr(first, 1, 1)", "substr(last, 1, 3)", "company"), block_on("canonical", "last"),
        block_on("letters", "substr(last, 1, 1)"), block_on("substr(first, 1, 1)", "last", "title"),
        block_on("phone", "substr(first, 1, 1)"),
    ]  # fmt: skip
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            first_name(),
            last_name(),
            mailbox(),
            cl.CustomComparison(
                output_column_name="phone",
                comparison_levels=[
                    cll.NullLevel("phone"), cll.ExactMatchLevel("phone", term_frequency_adjustments=True),
                    cll.DamerauLevenshteinLevel("phone", 1), cll.ElseLevel(),
                ],
            ),
            employer(),
            cl.JaroWinklerAtThresholds("title", [0.9]),
            cl.ExactMatch("country"),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )  # fmt: skip


def main() -> None:
    """Read, normalise, train, predict, cluster."""
    start = time.perf_counter()
    text = pd.StringDtype("pyarrow")
    raw = pd.read_csv(sys.argv[1], dtype=text, engine="pyarrow", dtype_backend="pyarrow").astype(text)
    read = time.perf_counter()
    people = normalised(raw)
    ready = time.perf_counter()
    linker = Linker(DuckDBAPI().register(people), settings())
    linker.training.estimate_probability_two_random_records_match(
        [block_on("email"), block_on("first", "last", "phone")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "last"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone", "last"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("company", "last"))
    predicted = linker.inference.predict(threshold_match_probability=0.05)
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=0.99)
    done = time.perf_counter()
    pairs = predicted.as_pandas_dataframe()[["unique_id_l", "unique_id_r", "match_probability"]]
    pairs.columns = ["left_id", "right_id", "probability"]
    pairs.to_parquet(sys.argv[2])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    steps = {"read": round(read - start, 2), "normalise": round(ready - read, 2), "match": round(done - ready, 2)}
    print(json.dumps({"seconds": round(done - start, 2), "steps": steps, "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
