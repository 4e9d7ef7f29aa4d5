"""The project's notebooks: clean in git, their numbers those of the pages, their figures with words."""

import json
import re
import shutil

import nbformat
import pytest

from tutorial_keras.figures.show import DARK_PICTURE

from ..conftest import ROOT, python

SOURCES = {path.stem: path for path in sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))}
LESSONS = ["convolution", "training", "probe", "reading", "evidence"]
HOME = "https://praneeth04-ai429.github.io/neural_network/"


@pytest.fixture(scope="module")
def books(workspace):
    """The executed notebooks by name."""
    return {name: nbformat.read(workspace.build / "notebooks" / f"{name}.ipynb", as_version=4) for name in SOURCES}


def outputs(book):
    return [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]


def said(book) -> str:
    """All that a notebook prints."""
    return "".join(output.text for output in outputs(book) if output.output_type == "stream")


def found(pattern: str, book) -> list[float]:
    """The numbers in the first line that fits a pattern."""
    line = re.search(pattern, said(book))
    assert line, f"nothing like {pattern!r} was printed"
    return [float(number.replace(",", "")) for number in line.groups()]


def test_there_are_five_and_the_overview_links_each():
    assert sorted(SOURCES) == sorted(LESSONS)
    overview = (ROOT / "docs" / "notebooks" / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"\((\w+)\.ipynb\)", overview) == LESSONS


@pytest.mark.parametrize("name", LESSONS)
def test_the_sources_are_kept_without_outputs(name):
    cells = json.loads(SOURCES[name].read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert not [number for number, cell in enumerate(code) if cell["outputs"] or cell["execution_count"]]


@pytest.mark.parametrize("name", LESSONS)
def test_the_first_cell_of_code_installs_the_package_in_colab_only(name):
    cells = json.loads(SOURCES[name].read_text(encoding="utf-8"))["cells"]
    first = "".join(next(cell["source"] for cell in cells if cell["cell_type"] == "code"))
    assert re.search(
        r'if "google.colab" in sys.modules:\n    repository = \(\n +"https://\S+"\n    \)\n'
        r"    %pip install .*git\+{repository}\n(    .*\n|\n)*    check_versions\(\)(\n(?! )|$)",
        first,
    )


@pytest.mark.parametrize("name", LESSONS)
def test_every_link_leads_to_a_page_of_the_site(name, site):
    text = "".join("".join(cell["source"]) for cell in json.loads(SOURCES[name].read_text(encoding="utf-8"))["cells"])
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) >= 3
    for link in links:
        path, _, anchor = link.removeprefix(HOME).partition("#")
        page = site / path / "index.html"
        assert link.startswith(HOME) and page.is_file(), link
        assert not anchor or f'id="{anchor}"' in page.read_text(encoding="utf-8"), link


@pytest.mark.parametrize("name", LESSONS)
def test_nothing_is_said_but_what_the_notebook_says_and_every_figure_has_words(name, books):
    noise = [output.text for output in outputs(books[name]) if output.get("name") == "stderr"]
    assert not noise and "WARNING" not in said(books[name])
    pictures = [output for output in outputs(books[name]) if "image/png" in output.get("data", {})]
    assert len(pictures) >= 2
    for output in pictures:
        assert len(output.metadata["image/png"]["alt"]) > 40
        assert output.data[DARK_PICTURE] != output.data["image/png"]


@pytest.mark.parametrize("name", LESSONS)
def test_exercises_wait_for_an_answer_and_have_a_solution(name, books):
    cells = books[name].cells
    checks = [place for place, cell in enumerate(cells) if re.search(r"^check_\w+\(", cell.source, re.MULTILINE)]
    assert 3 <= len(checks) <= 5
    for place in checks:
        (answer,) = cells[place].outputs
        assert answer.data["text/plain"].startswith(("… Not answered yet. ", "✗ Not yet. "))
        assert cells[place + 1].source.startswith("<details>\n<summary>Solution</summary>\n\n```python\n")


def test_the_network_trained_is_the_one_of_the_pages(books, workspace):
    results = workspace.results
    training = results["training"]
    assert found(r"trained to the end: +([\d.]+)%", books["training"]) == [round(100 * training["test_accuracy"], 2)]
    low, high = found(r"interval: +([\d.]+)% to ([\d.]+)%", books["training"])
    assert low == pytest.approx(100 * training["test_low"], abs=0.006)
    assert high == pytest.approx(100 * training["test_high"], abs=0.006)
    assert found(r"together +([\d,]+)", books["training"]) == [results["architecture"]["parameters"]["total"]]
    few = found(r"trained on a fifth: +([\d.]+)%", books["training"])[0]
    assert 80 < few < 100 * training["test_accuracy"] - 1


def test_kernels_and_maps_are_those_of_the_pages(books, workspace):
    results = workspace.results
    shown = results["filters"]["edges"]["shown"]
    for state, when in (("untrained", "before"), ("trained", "after")):
        assert found(rf"(?m)^{state} +edge share ([\d.]+)", books["reading"]) == [round(shown[when], 3)]
    images = results["feature_maps"]["edges"]["images"]
    assert f"images = x_test[:{images}]" in "".join(cell.source for cell in books["reading"].cells)
    copy = results["feature_maps"]["edges"]["copy"]["gradient"]
    assert found(r"a copy of the image ([+\d.]+)", books["reading"]) == [round(copy, 2)]


def test_the_losses_without_a_channel_are_those_of_the_page(books, workspace):
    table = said(books["evidence"]).partition("channel  zeros   mean\n")[2]
    rows = [[float(number) for number in line.split()] for line in table.splitlines()[:8]]
    for column, how in enumerate(("zero", "mean"), start=1):
        lost, _ = workspace.read(f"ablation/conv1_{how}")
        assert [row[column] for row in rows] == pytest.approx([*(100 * lost)], abs=0.0501)


def test_probes_are_as_good_as_those_of_the_study(books, workspace):
    layers = workspace.results["representation"]["layers"]
    expected = {
        "pixels": layers["pixels"]["reduced_accuracy"]["value"],
        "untrained pool": layers["untrained"]["pool"]["reduced_accuracy"]["value"],
        "trained pool": layers["trained"]["pool"]["reduced_accuracy"]["value"],
    }
    right = {name: found(rf"(?m)^{name} +([\d.]+)%", books["evidence"])[0] for name in expected}
    for name, share in expected.items():  # other networks, other images for the probes
        assert right[name] == pytest.approx(100 * share, abs=1.5)
    assert right["pixels"] < right["untrained pool"] < right["trained pool"]


def test_the_probe_comes_to_the_models_answer_and_the_two_wrong_ones_do_not(books):
    pattern = r"{} +same class +(\d+)%, largest difference ([\d.]+)"
    assert found(pattern.format("probe"), books["probe"]) == [100, 0]
    for name in ("scale left out", "clone"):
        assert found(pattern.format(name), books["probe"])[1] > 0.1


def test_by_hand_and_by_keras_it_is_the_same_sum(books):
    assert found(r"largest difference: (\S+)", books["convolution"])[0] < 1e-5
    by_hand = re.search(r"by hand: (\S+)", said(books["convolution"])).group(1)
    assert re.search(r"from Keras: +(\S+)", said(books["convolution"])).group(1) == by_hand


def test_a_clean_notebook_runs_under_nbconvert_in_another_folder(tmp_path):
    shutil.copy(SOURCES["convolution"], tmp_path)
    words = ("-m", "nbconvert", "--to", "notebook", "--execute", "convolution.ipynb", "--output", "done")
    converted = python(*words, cwd=tmp_path)
    assert converted.returncode == 0, converted.stderr
    assert "largest difference" in said(nbformat.read(tmp_path / "done.ipynb", as_version=4))
