"""The lab's files as a browser meets them: whole, unpacked by the host, damaged, cut short, missing."""

import gzip
import json

import numpy as np
import pytest

from .test_lab_network import HELPERS, decoded

pytestmark = pytest.mark.browser

OPEN = """async ([base, network, step]) => {
    const { openData } = await import(`${base}javascripts/lab/data.js`)
    try {
        const data = await openData(`${base}lab/data/`)
        return Object.keys(await data.weightsOf(network, step ?? undefined))
    } catch (error) {
        return `${error.name}: ${error.message}`
    }
}"""


@pytest.fixture
def opened(visit, address):
    """A function that opens the lab's data where some files are answered otherwise; returns what came of it."""

    def opened(answers=(), network="trained", step=None):
        page, _, _ = visit("lab/data/manifest.json")
        for name, answer in dict(answers).items():
            page.route(f"**/lab/data/{name}", lambda route, _, answer=answer: route.fulfill(**answer))
        return page.evaluate(OPEN, [address, network, step])

    return opened


@pytest.fixture(scope="module")
def files(site):
    return {path.name: path.read_bytes() for path in (site / "lab" / "data").iterdir()}


def test_weights_arrive_as_they_were_trained(visit, address, run, workspace):
    page, _, _ = visit("lab/data/manifest.json")
    page.evaluate(HELPERS, [address, "cpu", None])
    code = "async (which) => lab.text(new Blob(Object.values(await lab.data.weightsOf(...which))))"
    shuffled = workspace.load_shuffled_run()
    for which, checkpoints, index in ((["trained", 0], run.checkpoints, 0), (["shuffled"], shuffled.checkpoints, -1)):
        found = decoded(page.evaluate(code, which), -1)
        arrays = [values[index] for values in checkpoints.weights.values()]
        expected = np.concatenate([values.ravel() for values in arrays])
        # all but the last kernel to the bit; that one to half a step of three bytes
        kernel = slice(len(found) - 10 - 31360, len(found) - 10)
        np.testing.assert_allclose(found[kernel], expected[kernel], rtol=0, atol=np.abs(expected[kernel]).max() / 2**23)
        np.testing.assert_array_equal(np.delete(found, kernel), np.delete(expected, kernel))


def test_images_are_those_of_the_test_set(visit, address, test_set):
    page, _, _ = visit("lab/data/manifest.json")
    page.evaluate(HELPERS, [address, "cpu", None])
    items = page.evaluate("lab.data.manifest.images.items")
    assert items[0]["index"] == 0 and len(items) >= 40
    for item in items:
        pixels = page.evaluate("(index) => [...lab.data.image(index)]", item["index"])
        np.testing.assert_array_equal(np.reshape(pixels, (28, 28)), test_set[0][item["index"]])
        assert item["label"] == test_set[1][item["index"]]


def test_a_host_that_has_files_unpacked_is_fine(opened, files):
    unpacked = {name: {"body": gzip.decompress(content)} for name, content in files.items() if name.endswith(".gz")}
    assert "conv1/kernel" in opened(unpacked)


def flipped(content, at):
    changed = bytearray(content)
    changed[at] ^= 4
    return bytes(changed)


@pytest.mark.parametrize("name", ["images.bin.gz", "trained-4690.bin.gz"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: flipped(content, len(content) // 2),
        lambda content: flipped(content, 0),
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"<!doctype html><title>Sign in to the network</title>",
        lambda content: flipped(gzip.decompress(content), 1000),
    ],
    ids=["flipped", "flipped-first", "cut", "empty", "another", "flipped-unpacked"],
)
def test_a_damaged_file_is_one_plain_sentence(opened, files, name, damage):
    sentence = opened({name: {"body": damage(files[name])}})
    assert sentence == f"LabError: The lab's file {name} arrived damaged. Reload the page to fetch it anew."


@pytest.mark.parametrize("body", ["{", "[]", "null", json.dumps({"format": 99})])
def test_a_damaged_manifest_is_one_plain_sentence(opened, body):
    sentence = opened({"manifest.json": {"body": body}})
    assert sentence == "LabError: The lab's file manifest.json arrived damaged. Reload the page to fetch it anew."


@pytest.mark.parametrize("name", ["manifest.json", "images.bin.gz", "shuffled.bin.gz"])
def test_a_missing_file_is_one_plain_sentence(opened, name):
    sentence = opened({name: {"status": 404, "body": "nothing here"}}, "shuffled")
    assert sentence.startswith(f"LabError: The lab's file {name} did not arrive: the server answered 404.")


def test_a_step_without_weights_is_one_plain_sentence(opened):
    assert opened(step=3) == "LabError: The lab has no weights of step 3."


def test_a_file_that_failed_is_asked_for_again(visit, address):
    page, _, _ = visit("lab/data/manifest.json")
    page.evaluate(HELPERS, [address, "cpu", None])
    page.route("**/shuffled.bin.gz", lambda route: route.abort())
    code = "() => lab.data.weightsOf('shuffled').then(() => 'here', (error) => error.message)"
    assert "the connection failed" in page.evaluate(code)
    page.unroute("**/shuffled.bin.gz")
    assert page.evaluate(code) == "here"


@pytest.mark.parametrize("how", ["no WebAssembly", "no binary", "damaged binary"])
def test_without_webassembly_the_network_runs_in_javascript(visit, address, how):
    page, _, _ = visit("lab/data/manifest.json")
    if how == "no WebAssembly":
        page.evaluate("delete globalThis.WebAssembly")
    else:
        answer = {"status": 404} if how == "no binary" else {"body": b"\0asm and nothing more"}
        page.route("**/*.wasm.gz", lambda route: route.fulfill(**answer))
    assert page.evaluate(HELPERS, [address, "wasm", None]) == "cpu"
    assert page.evaluate("lab.network.forward(lab.data.image(0)).probabilities[9]") > 0.5
