"""A list is checked against the org as against its export."""

from pathlib import Path

import pandas as pd
import pytest

from hygiene.check_list import ListRequest, check_list
from hygiene.suppression import Suppressions
from tests.sound_samples import SAMPLES, write_sound_samples

pytestmark = pytest.mark.enable_socket

NOW = pd.Timestamp("2026-11-21T06:00:00Z")


def test_the_org_and_its_export_give_the_same_three_files(environment, tmp_path):
    export = tmp_path / "export"
    export.mkdir()
    environment.load_folder(write_sound_samples(export))
    known = pd.read_csv(export / "Lead.csv", dtype=str)[["FirstName", "LastName", "Email", "Company", "Country"]]
    given = tmp_path / "list.csv"
    known.head(40).assign(State="NY", LeadSource="Conference").to_csv(given, index=False)

    written = {}
    for name, against in (("of_org", Path("salesforce")), ("of_export", export)):
        request = ListRequest(given, against, tmp_path / name, NOW, policy_file=SAMPLES / "policy.yaml")
        outcome = check_list(request, Suppressions())
        assert outcome.to_merge > 0
        written[name] = {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()}

    assert written["of_org"] == written["of_export"]
