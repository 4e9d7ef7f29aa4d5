"""What goes over the wire is counted byte by byte; what Lighthouse says is read as it says it."""

import gzip
import http.client
from urllib.parse import urlsplit

import pytest

from tutorial_keras.bench.pages import chosen_pages, lines, merged, read_report
from tutorial_keras.bench.serve import served
from tutorial_keras.errors import TutorialError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text("home")
    (tmp_path / "a" / "index.html").write_text("a page " * 100)
    (tmp_path / "404.html").write_text("nowhere")
    (tmp_path / "x.png").write_bytes(bytes(1000))
    return tmp_path


def ask(address, path, **headers):
    """Status, headers, body and the size of all of it."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    head = len(f"HTTP/1.1 {answer.status} {answer.reason}\r\n") + 2
    head += sum(len(f"{name}: {value}\r\n") for name, value in answer.getheaders())
    return answer, body, head + len(body)


def test_text_is_compressed_pictures_are_not_and_all_bytes_are_counted(folder):
    with served(folder) as (address, sent):
        answer, body, size = ask(address, "/neural_network/a/", **{"Accept-Encoding": "gzip"})
        assert gzip.decompress(body).decode() == "a page " * 100 and len(body) < 100
        assert answer.getheader("Content-Type") == "text/html" and sent.answers == [("a/", size)]
        _, body, picture = ask(address, "/neural_network/x.png", **{"Accept-Encoding": "gzip"})
        assert len(body) == 1000 and sent.total() == size + picture
        sent.clear()
        again, body, _ = ask(address, "/neural_network/a/", **{"If-None-Match": answer.getheader("ETag")})
        assert (again.status, body) == (304, b"")


def test_other_addresses_get_what_github_pages_gives_them(folder):
    with served(folder) as (address, _):
        answer, body, _ = ask(address, "/neural_network/nothing/")
        assert (answer.status, body) == (404, b"nowhere")
        assert ask(address, "/elsewhere/")[0].status == 404
        answer, _, _ = ask(address, "/neural_network/a")
        assert (answer.status, answer.getheader("Location")) == (301, "/neural_network/a/")


def test_pages_are_named_by_their_addresses(folder):
    assert chosen_pages(folder, None) == ["", "a/"]
    assert chosen_pages(folder, ["a/"]) == ["a/"]
    with pytest.raises(TutorialError, match="no page 'b/'; there are '', 'a/'"):
        chosen_pages(folder, ["b/"])


def report(performance, shift):
    audits = {
        "first-contentful-paint": {"score": 1, "numericValue": 1000, "scoreDisplayMode": "numeric"},
        "largest-contentful-paint": {"score": 0.5, "numericValue": 3000, "scoreDisplayMode": "numeric"},
        "total-blocking-time": {"score": 1, "numericValue": 20, "scoreDisplayMode": "numeric"},
        "cumulative-layout-shift": {"score": 1, "numericValue": shift, "scoreDisplayMode": "numeric"},
        "not-counted": {"score": 0, "scoreDisplayMode": "binary"},
    }
    counted = [{"id": name, "weight": 0 if name == "not-counted" else 1} for name in audits]
    return {"categories": {"performance": {"score": performance, "auditRefs": counted}}, "audits": audits}


def test_lighthouse_is_read_by_its_medians_and_its_worst():
    found = merged([read_report(report(score, shift)) for score, shift in [(0.9, 0.0), (0.97, 0.01), (0.95, 0.0)]])
    assert found["scores"]["performance"] == {"median": 95, "low": 90, "high": 97, "values": [90, 97, 95]}
    assert found["layout_shift"] == 0.01
    assert found["failed"] == ["largest-contentful-paint"]
    assert found["milliseconds"]["largest-contentful-paint"]["median"] == 3000


def test_a_page_that_lighthouse_could_not_judge_is_named_with_the_reason():
    found = {"categories": {"seo": {"score": None, "auditRefs": []}}, "runtimeError": {"message": "no paint"}}
    with pytest.raises(TutorialError, match="no score for seo: no paint"):
        read_report(found)


def test_a_line_shows_the_heaviest_way_to_open_a_page():
    row = {"desktop light cold": 200_000, "phone dark cold": 250_000, "desktop light warm": 0, "phone dark warm": 900}
    said = lines({"lighthouse": None, "pages": {"": row}})
    assert said[1].split() == ["home", "250", "1"]
    assert "npm install" in said[-1]
