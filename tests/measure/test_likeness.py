"""The likeness of layers: invariant to what should not matter, and held against another formula."""

import numpy as np
import pytest

from tutorial_keras.measure.likeness import layer_likeness

DRAW = np.random.default_rng(0)
ONE = DRAW.normal(size=(60, 4, 4, 3)).astype(np.float32)
OTHER = (ONE + DRAW.normal(size=ONE.shape)).astype(np.float32)


def test_the_order_of_channels_a_rotation_a_scale_and_an_offset_make_no_difference():
    rotation = np.linalg.qr(DRAW.normal(size=(48, 48)))[0]
    assert layer_likeness(ONE, ONE[..., ::-1]) == pytest.approx(1)
    assert layer_likeness(ONE, ONE.reshape(60, 48) @ rotation * 7 + 5) == pytest.approx(1)


def test_it_is_the_cosine_of_u_centred_products():
    """Székely & Rizzo (2014): the unbiased estimate is a plain sum over products that were centred in their way."""

    def centred(values):
        flat = values.reshape(60, -1).astype(float)
        products = flat @ flat.T
        np.fill_diagonal(products, 0)
        rows, n = products.sum(1), len(products)
        products -= rows[:, None] / (n - 2) + rows / (n - 2) - products.sum() / ((n - 1) * (n - 2))
        np.fill_diagonal(products, 0)
        return products

    first, second = centred(ONE), centred(OTHER)
    expected = (first * second).sum() / np.sqrt((first**2).sum() * (second**2).sum())
    assert layer_likeness(ONE, OTHER) == pytest.approx(expected, abs=1e-5)
    assert 0.3 < expected < 0.7


def test_noise_with_more_numbers_than_images_is_like_nothing():
    """The plain estimate, with its bias, would be far above 0 here."""
    noise, more = DRAW.normal(size=(2, 100, 5000))
    assert layer_likeness(noise, more) == pytest.approx(0, abs=0.03)
    products = [(values - values.mean(0)) @ (values - values.mean(0)).T for values in (noise, more)]
    plain = (products[0] * products[1]).sum() / np.prod([np.linalg.norm(one) for one in products])
    assert plain > 0.95


def test_a_layer_to_which_all_images_are_one_is_like_nothing():
    assert layer_likeness(np.ones_like(ONE), ONE) == 0
