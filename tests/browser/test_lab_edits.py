"""The lab's arithmetic in Chromium, held against NumPy, SciPy and Pillow: edits, strokes, photographs, archives."""

import base64
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

pytestmark = pytest.mark.browser

MODULES = Path(__file__).resolve().parents[2] / "docs" / "javascripts" / "lab"
HOST = "http://lab.test/"


@pytest.fixture(scope="module")
def run(browser):
    """A function that runs an expression in a page which has imported one module as `m`; `a` is the argument."""
    context = browser.new_context()
    page = context.new_page()

    def answer(route):
        path = MODULES / route.request.url.removeprefix(HOST)
        if path.suffix == ".js" and path.is_file():
            route.fulfill(body=path.read_text(encoding="utf-8"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route("**/*", answer)
    page.goto(HOST)

    def run(module, expression, argument=None):
        code = f"""async a => {{
            const m = await import("/{module}.js");
            const u8 = values => Uint8Array.from(values);
            const base64 = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
            return {expression};
        }}"""
        return page.evaluate(code, argument)

    yield run
    context.close()


@pytest.fixture(scope="module")
def picture(test_set):
    return test_set[0][0]


def pixels(values):
    return np.array(values, np.uint8).reshape(28, 28)


# ---- edits


@pytest.mark.parametrize(("right", "down"), [(3, 0), (0, -5), (-2, 4), (40, 0)])
def test_a_shift_moves_and_fills_with_background(run, picture, right, down):
    moved = run("edits", "Array.from(m.shift(u8(a.p), a.right, a.down))", locals_of(picture, right=right, down=down))
    expected = ndimage.shift(picture, (down, right), order=0, mode="constant", prefilter=False)
    np.testing.assert_array_equal(pixels(moved), expected)


@pytest.mark.parametrize("degrees", [10, -37, 90, 180])
def test_a_turn_is_bilinear_and_clockwise(run, picture, degrees):
    turned = run("edits", "Array.from(m.rotate(u8(a.p), a.degrees))", locals_of(picture, degrees=degrees))
    expected = ndimage.rotate(picture.astype(float), -degrees, reshape=False, order=1, mode="grid-constant")
    assert np.abs(pixels(turned) - expected).max() <= 0.5 + 1e-6
    if degrees == 90:
        np.testing.assert_array_equal(pixels(turned), np.rot90(picture, -1))


@pytest.mark.parametrize("deviation", [0.5, 1, 2.3])
def test_blur_is_gaussian(run, picture, deviation):
    blurred = run("edits", "Array.from(m.blur(u8(a.p), a.deviation))", locals_of(picture, deviation=deviation))
    expected = ndimage.gaussian_filter(picture.astype(float), deviation, mode="constant")
    assert np.abs(pixels(blurred) - expected).max() <= 0.5 + 1e-6


def test_noise_is_normal_and_its_seed_repeats_it(run):
    grey = np.full((28, 28), 128, np.uint8)
    add = "[1, 1, 2].map(seed => Array.from(m.addNoise(u8(a.p), 20, seed)))"
    first, again, other = (pixels(values).astype(float) - 128 for values in run("edits", add, locals_of(grey)))
    np.testing.assert_array_equal(first, again)
    assert abs(np.corrcoef(first.ravel(), other.ravel())[0, 1]) < 0.15
    assert abs(first.mean()) < 4 * 20 / 28 and 18 < first.std() < 22
    assert 0.60 < (np.abs(first) < 20).mean() < 0.76  # 0.683 of a normal distribution, within about three deviations


def test_a_patch_covers_what_lies_in_the_picture(run, picture):
    covered = run("edits", "Array.from(m.occlude(u8(a.p), -2, 24, 7))", locals_of(picture))
    expected = picture.copy()
    expected[:5, 24:] = 0
    np.testing.assert_array_equal(pixels(covered), expected)


def test_edits_come_one_after_the_other_and_leave_the_picture_alone(run, picture):
    edits = {"right": 2, "down": 1, "turn": 15, "blur": 0.8, "patch": 6, "patchRow": 4, "patchColumn": 5}
    both = run(
        "edits",
        """(p => [m.applyEdits(p, {...m.NO_EDITS, ...a.edits}), m.applyEdits(p, m.NO_EDITS), p]
            .map(pixels => Array.from(pixels)))(u8(a.p))""",
        locals_of(picture, edits=edits),
    )
    expected = ndimage.shift(picture, (1, 2), order=0, mode="constant", prefilter=False).astype(float)
    expected = ndimage.rotate(expected, -15, reshape=False, order=1, mode="grid-constant")
    expected = ndimage.gaussian_filter(np.rint(expected), 0.8, mode="constant")
    expected[4:10, 5:11] = 0
    assert np.abs(pixels(both[0]) - expected).max() <= 1
    np.testing.assert_array_equal(pixels(both[1]), picture)
    np.testing.assert_array_equal(pixels(both[2]), picture)


# ---- strokes


def brush(start, end, size):
    """The share of paint in each pixel, from its centre's distance to the stroke's line."""
    centres = np.stack(np.mgrid[0:28, 0:28][::-1], axis=-1) + 0.5
    direction = np.subtract(end, start)
    along = np.clip((centres - start) @ direction / max(direction @ direction, 1e-9), 0, 1)
    distance = np.linalg.norm(centres - (start + along[..., None] * direction), axis=-1)
    return np.clip(size / 2 + 0.5 - distance, 0, 1)


PAINT = """(p => {
    m.stroke(p, {x: a.start[0], y: a.start[1]}, {x: a.end[0], y: a.end[1]}, a.size, a.erase);
    return Array.from(p);
})(u8(a.p))"""


@pytest.mark.parametrize(
    ("start", "end", "size"), [((4, 5), (20, 17), 3), ((27.5, 2), (-3, 9), 1.5), ((9, 9), (9, 9), 6)]
)
def test_a_pen_only_brightens_and_an_eraser_only_darkens(run, picture, start, end, size):
    share = brush(start, end, size)
    given = locals_of(picture, start=start, end=end, size=size)
    painted = pixels(run("edits", PAINT, given | {"erase": False}))
    assert np.abs(painted - np.maximum(picture, 255 * share)).max() <= 0.5 + 1e-6
    assert painted.sum() > picture.sum()
    erased = pixels(run("edits", PAINT, given | {"erase": True}))
    assert np.abs(erased - np.minimum(picture, 255 * (1 - share))).max() <= 0.5 + 1e-6


def test_undo_and_redo_go_through_the_pictures(run):
    steps = run(
        "history",
        """(h => {
            const [seen, of] = [[], value => ({pixels: u8([value]), image: null})];
            for (const value of [1, 2, 2, 3]) h.push(of(value));
            for (const step of ["undo", "undo", "redo"]) seen.push(h[step]().pixels[0]);
            h.push(of(9));
            seen.push(h.canRedo);
            for (const step of ["undo", "undo", "undo", "undo"]) seen.push(h[step]().pixels[0]);
            seen.push(h.canUndo, h.redo().pixels[0]);
            return seen;
        })(new m.History({pixels: u8([0]), image: null}))""",
    )
    assert steps == [2, 1, 2, False, 2, 1, 0, 0, False, 1]


# ---- photographs


def as_photo(image: Image.Image) -> dict:
    """The picture as a PNG file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return {"file": base64.b64encode(buffer.getvalue()).decode()}


FILE = "(new Blob([Uint8Array.from(atob(a.file), c => c.charCodeAt(0))]))"
GREY = "({width: a.w, height: a.h, data: Float64Array.from(a.grey)})"


def test_grey_is_pillows(run):
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (9, 13, 3), dtype=np.uint8))
    grey = run("photo", f"m.decode({FILE}).then(photo => Array.from(m.toGrey(photo).data))", as_photo(image))
    np.testing.assert_array_equal(np.reshape(grey, (9, 13)), np.asarray(image.convert("L")))


def overlaps(new, old):
    """(new, old): the share of each new pixel that an old one covers."""
    edges = np.linspace(0, old, new + 1)
    low = np.maximum(edges[:-1, None], np.arange(old))
    high = np.minimum(edges[1:, None], np.arange(1, old + 1))
    return np.maximum(high - low, 0) * new / old


@pytest.mark.parametrize("size", [(28, 17), (5, 28), (50, 41)])
def test_shrinking_averages_areas(run, size):
    grey = np.random.default_rng(1).uniform(0, 255, (41, 50))
    small = run("photo", f"Array.from(m.shrink({GREY}, a.to[0], a.to[1]).data)", as_grey(grey) | {"to": size})
    expected = overlaps(size[1], 41) @ grey @ overlaps(size[0], 50).T
    np.testing.assert_allclose(np.reshape(small, expected.shape), expected, atol=1e-9)


def test_sharpening_is_image_magicks_kernel(run):
    grey = np.random.default_rng(2).uniform(0, 255, (12, 9))
    gaussian = np.exp(-(np.square(np.mgrid[-1:2, -1:2]).sum(0)) / 2)
    kernel = -gaussian
    kernel[1, 1] = 2 * gaussian.sum()
    expected = np.clip(ndimage.correlate(grey, kernel / kernel.sum(), mode="nearest"), 0, 255)
    sharp = run("photo", f"Array.from(m.sharpen({GREY}).data)", as_grey(grey))
    np.testing.assert_allclose(np.reshape(sharp, grey.shape), expected, atol=1e-9)


def as_grey(grey):
    return {"w": grey.shape[1], "h": grey.shape[0], "grey": grey.ravel().tolist()}


@pytest.mark.parametrize(("wall", "garment", "brightness"), [(250, 50, 204), (20, 208, 204)])
def test_a_garment_before_a_wall_is_trimmed_centred_and_set_off_from_it(run, wall, garment, brightness):
    """A box of 40 × 20 pixels in a corner, of 4/5 of the greatest contrast to the wall, which is noisy."""
    image = np.random.default_rng(3).normal(wall, 4, (120, 90, 3))
    image[10:50, 60:80] = garment
    photo = as_photo(Image.fromarray(clipped(image)))
    converted = pixels(run("photo", f"m.readPhoto({FILE}).then(read => Array.from(read.pixels))", photo))
    expected = np.zeros((28, 28))
    expected[:, 7:21] = brightness
    assert np.abs(converted - expected).max() <= 4


def clipped(image):
    return np.clip(np.rint(image), 0, 255).astype(np.uint8)


def test_a_picture_of_the_data_printed_as_a_photograph_comes_back(run, test_set):
    """Negated, enlarged, on a larger light wall with noise: what a camera would see of it."""
    correlations = []
    for image in test_set[0][:20]:
        box = Image.fromarray(255 - image).resize((280, 280), Image.Resampling.NEAREST)
        photo = Image.new("L", (400, 380), 253)
        photo.paste(box, (70, 45))
        noisy = np.asarray(photo) + np.random.default_rng(4).normal(0, 2, (380, 400))
        back = pixels(
            run(
                "photo",
                f"m.readPhoto({FILE}).then(read => Array.from(read.pixels))",
                as_photo(Image.fromarray(clipped(noisy))),
            )
        )
        correlations.append(np.corrcoef(back.ravel(), image.ravel())[0, 1])
    assert np.median(correlations) > 0.9 and min(correlations) > 0.6, correlations


def test_what_cannot_be_converted_is_refused_in_one_sentence(run):
    code = f"m.readPhoto({FILE}).then(() => null, error => [error.constructor.name, error.message])"
    for photo in (as_photo(Image.new("RGB", (60, 40), "white")), {"file": base64.b64encode(b"no picture").decode()}):
        name, message = run("photo", code, photo)
        assert name == "LabError" and message.count(".") == 1 and "\n" not in message


# ---- archives


ARRAYS = "({conv1: {data: Float32Array.from(a.floats), shape: [2, 3, 4]}, input: {data: u8([0, 7, 255]), shape: [3]}})"


def test_numpy_reads_the_archive(run):
    floats = np.random.default_rng(5).normal(size=24).astype(np.float32)
    content = base64.b64decode(run("archive", f"base64(m.npz({ARRAYS}))", {"floats": floats.tolist()}))
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    with np.load(io.BytesIO(content)) as arrays:
        assert sorted(arrays) == ["conv1", "input"]
        assert arrays["conv1"].dtype == np.float32 and arrays["input"].dtype == np.uint8
        np.testing.assert_array_equal(arrays["conv1"], floats.reshape(2, 3, 4))
        np.testing.assert_array_equal(arrays["input"], [0, 7, 255])


def test_numpy_reads_an_array_of_every_dimension(run):
    for shape in [(), (1,), (10,), (28, 28), (3, 3, 8, 16)]:
        values = np.arange(np.prod(shape, dtype=int), dtype=np.float32)
        code = "base64(m.npy({data: Float32Array.from(a.values), shape: a.shape}))"
        content = base64.b64decode(run("archive", code, {"values": values.tolist(), "shape": shape}))
        assert content.index(b"\n") % 64 == 63
        np.testing.assert_array_equal(np.load(io.BytesIO(content)), values.reshape(shape))


def test_json_keeps_numbers_and_shapes(run):
    floats = np.random.default_rng(6).normal(size=24).astype(np.float32)
    text = json.loads(run("archive", f"m.json({ARRAYS})", {"floats": floats.tolist()}))
    assert text["conv1"]["shape"] == [2, 3, 4] and text["input"] == {"shape": [3], "data": [0, 7, 255]}
    np.testing.assert_array_equal(np.array(text["conv1"]["data"], np.float32), floats)


def locals_of(picture, **more):
    return {"p": picture.ravel().tolist(), **more}
