"""The lab's network in Chromium is Keras's: maps, probabilities, arithmetic, muting and heat maps, on both backends."""

import base64
import functools

import numpy as np
import pytest

from tutorial_keras.measure.heat_maps import gradient_saliency, occlusion
from tutorial_keras.model import build_model, build_probe

pytestmark = pytest.mark.browser

STEPS = (0, 128, 4690)
SHAPES = {"conv1": (28, 28, 8), "conv2": (28, 28, 16), "pool": (14, 14, 16), "probabilities": (10,)}
MUTED = [((0, 5), ()), ((), (3, 8, 15)), ((1, 2, 3), (0, 7)), (tuple(range(8)), ())]

HELPERS = """async ([base, wanted, step]) => {
    const modules = ["data", "network", "arithmetic", "attribution"]
    const found = await Promise.all(modules.map((name) => import(`${base}javascripts/lab/${name}.js`)))
    globalThis.lab = Object.assign({}, ...found)
    lab.backend = await lab.startBackend(wanted)
    lab.data = await lab.openData(`${base}lab/data/`)
    lab.network = await lab.Network.load(lab.data)
    lab.network.setWeights(await lab.data.weightsOf("trained", step ?? undefined))
    lab.muted = (conv1 = [], conv2 = []) => ({ conv1: new Set(conv1), conv2: new Set(conv2) })
    lab.bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    lab.images = (text) => {
        const all = lab.bytes(text)
        return Array.from({ length: all.length / 784 }, (_, place) => all.subarray(784 * place, 784 * (place + 1)))
    }
    lab.text = (values) => new Promise((done) => {
        const reader = new FileReader()
        reader.onload = () => done(reader.result.split(",")[1])
        reader.readAsDataURL(new Blob([values]))
    })
    return lab.backend
}"""
FORWARD = """async ([images, muted]) => {
    const all = lab.images(images).map((pixels) => lab.network.forward(pixels, lab.muted(...muted)))
    const parts = ["conv1", "conv2", "pool", "probabilities"].flatMap((name) => all.map((one) => one[name]))
    return lab.text(new Blob(parts))
}"""


def encoded(images):
    return base64.b64encode(np.ascontiguousarray(images, np.uint8).tobytes()).decode()


def decoded(text, *shape):
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(shape)


@pytest.fixture
def bare(visit, address):
    """A function that opens a page with nothing on it, and in it the lab's modules as `lab`, with one backend."""

    def bare(backend="wasm", step=None):
        page, _, _ = visit("lab/data/manifest.json")
        assert page.evaluate(HELPERS, [address, backend, step]) == backend
        return page

    return bare


@pytest.fixture(scope="module")
def images(test_set):
    """204 images (n, 28, 28): 100 of the test set, 60 drawings, 42 of noise, all black, all white."""
    random = np.random.default_rng(4)
    drawings = np.zeros((60, 28, 28), np.uint8)
    for drawing in drawings:
        row, column = random.integers(4, 24, 2)
        for row_step, column_step in random.integers(-2, 3, (40, 2)):
            row, column = np.clip([row + row_step, column + column_step], 1, 26)
            drawing[row - 1 : row + 1, column - 1 : column + 1] = random.integers(100, 256)
    noise = random.integers(0, 256, (42, 28, 28))
    flat = np.stack([np.zeros((28, 28)), np.full((28, 28), 255)])
    return np.concatenate([test_set[0][::100], drawings, noise, flat]).astype(np.uint8)


@pytest.fixture(scope="module")
def model_at(run):
    """A function that gives the network at a step of its training."""

    @functools.cache
    def model_at(step):
        return run.checkpoints.restore(build_model(), run.checkpoints.steps.tolist().index(step))

    return model_at


def answers_of(page, images, muted=((), ())):
    """What the browser says: layer → (n, *shape)."""
    flat = decoded(page.evaluate(FORWARD, [encoded(images), muted]), -1)
    sizes = [len(images) * int(np.prod(shape)) for shape in SHAPES.values()]
    parts = np.split(flat, np.cumsum(sizes)[:-1])
    return {name: part.reshape(len(images), *shape) for (name, shape), part in zip(SHAPES.items(), parts, strict=True)}


@pytest.mark.parametrize("backend", ["wasm", "cpu"])
def test_maps_and_probabilities_are_those_of_keras_at_three_checkpoints(bare, images, model_at, backend):
    page = bare(backend)
    assert len(images) >= 200
    for step in STEPS:
        page.evaluate("async (step) => lab.network.setWeights(await lab.data.weightsOf('trained', step))", step)
        answers = answers_of(page, images)
        expected = build_probe(model_at(step), ["conv1", "conv2", "pool"]).predict(images[..., None], verbose=0)
        expected["probabilities"] = expected.pop("predictions")
        for name, values in expected.items():
            np.testing.assert_allclose(answers[name], values, rtol=0, atol=1e-4, err_msg=f"{name}, step {step}")
        assert np.ptp(answers["probabilities"], axis=0).max() > (0.1 if step else 0.001)  # no constant passes


def test_several_images_at_once_give_what_each_gives_alone(bare, images):
    page = bare()
    alone = answers_of(page, images[:20])["probabilities"]
    code = "(images) => lab.text(lab.network.logitsOf(Float32Array.from(lab.bytes(images)), 20, lab.muted()))"
    powers = np.exp(decoded(page.evaluate(code, encoded(images[:20])), 20, 10).astype(np.float64))
    np.testing.assert_allclose(powers / powers.sum(1, keepdims=True), alone, atol=1e-6)


def test_the_layers_of_the_address_are_those_of_the_network(bare, address, model_at):
    layers = bare().evaluate("async (base) => (await import(`${base}javascripts/lab/state.js`)).LAYERS", address)
    assert layers == {
        name: {"channels": shape[-1], "side": shape[1]}
        for name, shape in ((name, model_at(0).get_layer(name).output.shape) for name in ("conv1", "conv2", "pool"))
    }


@pytest.mark.parametrize("backend", ["wasm", "cpu"])
def test_a_muted_channel_is_one_whose_map_is_set_to_zero_in_keras(bare, images, model_at, backend):
    page, model, chosen = bare(backend), model_at(STEPS[-1]), images[::12]
    for conv1, conv2 in MUTED:
        answers = answers_of(page, chosen, (conv1, conv2))
        maps = np.array(model.get_layer("conv1")(model.get_layer("scale")(chosen[..., None].astype(np.float32))))
        maps[..., list(conv1)] = 0
        np.testing.assert_allclose(answers["conv1"], maps, atol=1e-4)
        maps = np.array(model.get_layer("conv2")(maps))
        maps[..., list(conv2)] = 0
        np.testing.assert_allclose(answers["conv2"], maps, atol=1e-4)
        pooled = model.get_layer("pool")(maps)
        expected = model.get_layer("predictions")(model.get_layer("flatten")(pooled))
        np.testing.assert_allclose(answers["probabilities"], expected, atol=1e-4)
    np.testing.assert_allclose(  # and what was muted comes back
        answers_of(page, chosen)["probabilities"], model.predict(chosen[..., None], verbose=0), atol=1e-4
    )


EXPLAIN = """([image, units, muted]) => {
    const [pixels] = lab.images(image)
    const off = lab.muted(...muted)
    const activations = lab.network.forward(pixels, off)
    const scaled = Float32Array.from(pixels, (value) => value * lab.data.manifest.scale)
    return units.map(([layer, channel, row, column]) => {
        const unit = { layer, channel, row, column }
        if (layer === "pool") return lab.pooled(unit, activations.conv2)
        const below = layer === "conv1" ? scaled : activations.conv1
        return lab.convolved(unit, below, lab.network.weights, off[layer].has(channel))
    })
}"""


@pytest.mark.parametrize("muted", [((), ()), ((2,), (4,))])
def test_the_arithmetic_of_a_pixel_gives_the_number_in_its_map(bare, images, model_at, muted):
    """Also at the edges, where the patch reaches into the zeros around the image."""
    page, image, random = bare(), images[3], np.random.default_rng(0)
    weights = {"/".join(weight.path.split("/")[-2:]): weight.numpy() for weight in model_at(STEPS[-1]).weights}
    maps = {name: values[0] for name, values in answers_of(page, image[None], muted).items()}
    below = {"conv1": image[..., None] / 255, "conv2": maps["conv1"]}
    units = [
        (layer, int(random.integers(channels)), *map(int, random.choice([0, 27, *range(28)], 2)))
        for layer, channels in (("conv1", 8), ("conv2", 16))
        for _ in range(150)
    ]
    for (layer, channel, row, column), worked in zip(
        units, page.evaluate(EXPLAIN, [encoded(image), units, muted]), strict=True
    ):
        where = f"{layer}, channel {channel}, row {row}, column {column}"
        patch = np.pad(below[layer], ((1, 1), (1, 1), (0, 0)))[row : row + 3, column : column + 3]
        kernel = weights[f"{layer}/kernel"][..., channel]
        values, taps, products = (
            np.array([patch[part] for patch in worked["patches"]]) for part in ("values", "kernel", "products")
        )
        np.testing.assert_allclose(values, patch.reshape(9, -1).T, atol=1e-6, err_msg=where)
        np.testing.assert_allclose(taps, kernel.reshape(9, -1).T, atol=1e-6, err_msg=where)
        np.testing.assert_allclose(products, values * taps, atol=1e-12)
        np.testing.assert_allclose([patch["sum"] for patch in worked["patches"]], products.sum(1), atol=1e-9)
        assert worked["sum"] == pytest.approx(products.sum() + weights[f"{layer}/bias"][channel], abs=1e-6), where
        assert worked["relu"] == pytest.approx(maps[layer][row, column, channel], abs=1e-5), where
        assert worked["muted"] == (channel in muted[layer == "conv2"]), where
        assert worked["muted"] or worked["relu"] == max(0, worked["sum"])


def test_a_pooled_number_is_the_first_largest_of_its_four(bare, images):
    page, image = bare(), images[3]
    conv2 = answers_of(page, image[None])["conv2"][0]
    units = [("pool", channel, row, 13 - row) for channel in range(16) for row in range(14)]
    for (_, channel, row, column), worked in zip(
        units, page.evaluate(EXPLAIN, [encoded(image), units, ((), ())]), strict=True
    ):
        four = conv2[2 * row : 2 * row + 2, 2 * column : 2 * column + 2, channel].ravel()
        assert worked["values"] == four.tolist()
        assert (worked["max"], worked["argmax"]) == (four.max(), four.argmax())


def test_what_the_pooled_units_bring_and_the_bias_are_the_score(bare, images, model_at):
    page, image, model = bare(), images[7], model_at(STEPS[-1])
    code = """(image) => {
        const activations = lab.network.forward(lab.images(image)[0])
        const all = Array.from({ length: 10 }, (_, label) => lab.contributions(label, activations, lab.network.weights))
        return lab.text(new Blob([...all, activations.logits]))
    }"""
    found = decoded(page.evaluate(code, encoded(image)), -1)
    kernel, bias = model.get_layer("predictions").get_weights()
    pooled = build_probe(model, ["pool"]).predict(image[None, ..., None], verbose=0)["pool"].ravel()
    np.testing.assert_allclose(found[:-10].reshape(10, -1), (pooled[:, None] * kernel).T, atol=1e-5)
    np.testing.assert_allclose(found[:-10].reshape(10, -1).sum(1) + bias, found[-10:], atol=1e-4)


def test_a_receptive_field_is_where_a_pixel_can_make_a_difference(bare, model_at):
    """The field of each layer's unit, against the pixels that change it when they change: on noise all of them do."""
    page, model = bare(step=0), model_at(0)
    noise = np.random.default_rng(1).integers(1, 255, (28, 28)).astype(np.float32)
    changed = np.stack([noise, *(noise + np.where(np.arange(784) == at, 1, 0).reshape(28, 28) for at in range(784))])
    linear = build_model()
    linear.set_weights([np.abs(values) for values in model.get_weights()])  # so that no ReLU is silent
    maps = build_probe(linear, ["conv1", "conv2"]).predict(changed[..., None], batch_size=157, verbose=0)
    for layer, row, column in (("conv1", 0, 5), ("conv1", 14, 27), ("conv2", 1, 9), ("conv2", 20, 20)):
        seen = (maps[layer][1:, row, column] != maps[layer][0, row, column]).any(-1).reshape(28, 28)
        field = page.evaluate("(unit) => lab.receptiveField(...unit)", [layer, row, column])["input"]
        box = np.zeros((28, 28), bool)
        box[max(0, field["top"]) : field["bottom"], max(0, field["left"]) : field["right"]] = True
        np.testing.assert_array_equal(seen, box)
    pooled = page.evaluate("lab.receptiveField('pool', 3, 13)")
    assert pooled["conv2"] == {"top": 6, "left": 26, "bottom": 8, "right": 28}
    assert pooled["conv1"] == {"top": 5, "left": 25, "bottom": 9, "right": 29}
    assert pooled["input"] == {"top": 4, "left": 24, "bottom": 10, "right": 30}


SALIENCY = """([images, muted]) => lab.text(new Blob(lab.images(images).flatMap((pixels) => {
    const activations = lab.network.forward(pixels, lab.muted(...muted))
    const { scale } = lab.data.manifest
    return Array.from({ length: 10 }, (_, label) => lab.saliency(label, activations, lab.network.weights, scale))
})))"""


@pytest.mark.parametrize("muted", [((), ()), ((1, 6), (2, 9))])
def test_saliency_is_the_gradient_that_tensorflow_takes(bare, images, model_at, muted):
    """White images too: there all four of a pool are equal, and TensorFlow gives the gradient to the first."""
    page, chosen = bare(), images[[0, 5, 40, 110, 130, 170, -2, -1]]
    model = build_model()
    model.set_weights(model_at(STEPS[-1]).get_weights())
    for name, channels in zip(("conv1", "conv2"), muted, strict=True):
        kernel, bias = model.get_layer(name).get_weights()
        kernel[..., list(channels)] = bias[list(channels)] = 0
        model.get_layer(name).set_weights([kernel, bias])
    found = decoded(page.evaluate(SALIENCY, [encoded(chosen), muted]), len(chosen), 10, 28, 28)
    for label in range(10):
        expected = gradient_saliency(model, chosen, label)
        np.testing.assert_allclose(found[:, label], expected, atol=1e-4 * expected.max())
    assert found[0].max() > 0


def test_occlusion_is_the_one_of_the_tutorial(bare, images, model_at):
    page, chosen = bare(), images[[0, 120]]
    code = """async ([image, label, square]) => {
        const shares = []
        const [pixels] = lab.images(image)
        const note = (share) => shares.push(share)
        const map = await lab.occlusion(lab.network, pixels, label, lab.muted(), square ?? undefined, note)
        return [await lab.text(map), shares]
    }"""
    for square, sizes in ((None, {}), ({"patch": 5, "step": 3}, {"patch": 5, "stride": 3})):
        for image, label in zip(chosen, (9, 2), strict=True):
            text, shares = page.evaluate(code, [encoded(image), label, square])
            expected = occlusion(model_at(STEPS[-1]), image[None], label, **sizes)[0]
            np.testing.assert_allclose(decoded(text, 28, 28), expected, atol=1e-4)
            assert shares == sorted(shares) and shares[-1] == 1


def test_occlusion_stops_when_told_and_when_the_weights_change(bare, images):
    page = bare("cpu")
    stopped = """async ([image, change]) => {
        const stop = new AbortController()
        const [pixels] = lab.images(image)
        const running = lab.occlusion(lab.network, pixels, 0, lab.muted(), {}, undefined, stop.signal)
        if (change) lab.network.setWeights(await lab.data.weightsOf("shuffled"))
        else stop.abort()
        return running.then(() => "finished", (error) => error.name)
    }"""
    assert page.evaluate(stopped, [encoded(images[0]), False]) == "AbortError"
    assert page.evaluate(stopped, [encoded(images[0]), True]) == "AbortError"


def test_the_number_of_tensors_stays_the_same_whatever_is_done(bare, images, address):
    page = bare()
    code = """async ([image, base]) => {
        const { memory } = await import(`${base}javascripts/vendor/tfjs/tfjs.js`)
        const [pixels] = lab.images(image)
        const weights = [await lab.data.weightsOf("trained", 0), await lab.data.weightsOf("shuffled")]
        const counts = []
        for (let round = 0; round < 300; round++) {
            if (round % 50 === 0) lab.network.setWeights(weights[(round / 50) % 2])
            lab.network.forward(pixels, lab.muted([round % 8], [round % 16]))
            counts.push([memory().numTensors, memory().numBytes])
        }
        return [counts[10], counts.at(-1)]
    }"""
    early, late = page.evaluate(code, [encoded(images[0]), address])
    assert early == late
