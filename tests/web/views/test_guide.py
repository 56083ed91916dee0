"""Help."""

from webtest import TestApp

from july.contest.verdicts import Verdict
from july.hosts import HOSTS


def test_every_git_host_is_explained(pages: TestApp) -> None:
    page = pages.get("/help/hooks/")
    for host in HOSTS.values():
        section = page.html.find(id=host.name)
        assert section.text == host.title
        assert f"/api/v1/{host.name}/" in page.text


def test_every_verdict_is_explained(pages: TestApp) -> None:
    words = {code.text for code in pages.get("/help/").html.select(".verdicts code")}
    assert words == {verdict.value for verdict in Verdict}


def test_the_script_for_plain_git_can_be_copied(pages: TestApp) -> None:
    answer = pages.get("/help/hooks/post-receive")
    assert answer.content_type == "text/plain"
    assert answer.text.startswith("#!/usr/bin/env python3")
