"""Who may speak to the page: this browser, through its one-time address, and nobody else."""

import pytest

pytestmark = pytest.mark.enable_socket

JSON = {"Content-Type": "application/json"}


def test_without_the_address_of_the_terminal_nothing_is_shown(serve):
    visitor = serve()

    for path in ("/", "/static/main.js", "/api/queue", "/open", "/open?token=", "/open?token=wrong"):
        answer = visitor.get(path)
        assert (answer.status_code, "used already" in answer.text) == (403, True)


def test_the_address_opens_once_and_another_one_is_told(serve):
    visitor, stranger = serve(), None
    address = visitor.server.guard.address
    visitor.opened()

    assert visitor.get("/").status_code == 200
    stranger = type(visitor)(visitor.server)
    assert stranger.get(address).status_code == 403
    assert stranger.opened().get("/").status_code == 200


def test_a_session_of_another_server_is_none_here(serve):
    ada, eve = serve("Ada").opened(), serve("Eve")
    for name, value in ada.cookies.items():
        eve.cookies.set(name, value)

    assert eve.get("/api/queue").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]", ""])
def test_another_name_for_this_machine_is_refused(ada, host):
    assert ada.get("/api/queue", headers={"Host": host}).status_code == 421
    assert ada.get(ada.server.guard.address, headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no origin"),
        pytest.param({"Origin": "https://evil.example", **JSON}, id="another site"),
        pytest.param({"Origin": "null", **JSON}, id="a sandboxed frame"),
        pytest.param({"Origin": "http://127.0.0.1:1", **JSON}, id="another port of this machine"),
    ],
)
def test_another_page_can_change_nothing_even_with_the_cookie(ada, headers):
    case = ada.get("/api/queue").json()["cases"][0]["id"]
    body = f'{{"cases": [["{case}", 0]], "cells": {{"decision": "approve"}}}}'

    assert ada.post("/api/decide", content=body, headers=headers).status_code == 403
    assert ada.post("/api/undo", content="{}", headers=headers).status_code == 403
    assert ada.get("/api/queue").json()["decided"] == {}


def test_a_form_can_change_nothing(ada):
    form = {"Origin": ada.server.guard.origin, "Content-Type": "text/plain"}

    assert ada.post("/api/decide", content="{}", headers=form).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_marks_as_from_elsewhere_is_refused(ada, site):
    assert ada.get("/api/queue", headers={"Sec-Fetch-Site": site}).status_code == 403


def test_nothing_can_be_changed_by_a_link(ada):
    for path in ("/api/decide", "/api/undo", "/api/write"):
        assert ada.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/static/style.css", "/api/queue", "/nowhere", "/static/..%2fapp.py"])
def test_every_answer_forbids_everything_from_elsewhere(ada, path):
    headers = ada.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Frame-Options"], headers["Cache-Control"]) == ("DENY", "no-store")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_file_but_those_of_the_page_is_served(ada):
    for path in ("/static/..%2fapp.py", "/static/../app.py", "/static/review.csv", "/review.csv", "/static/%2e%2e"):
        assert ada.get(path).status_code == 404


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(serve):
    visitor = serve()

    cookie = visitor.get(visitor.server.guard.address).headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_it_listens_on_this_machine_only(ada):
    assert ada.server.socket.getsockname()[0] == "127.0.0.1"
