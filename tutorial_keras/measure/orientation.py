"""How much a kernel prefers one orientation: its answers to striped patterns, as physiologists test visual neurons.

A sinusoidal grating is an image whose brightness rises and falls like a sine along one direction. A kernel slid over
it answers with another sine; how strong that one is depends on the direction and on the width of the stripes.
"""

from __future__ import annotations

import numpy as np

from .intervals import mean_estimate

ORIENTATIONS = np.deg2rad(np.arange(0, 180, 5))
"""Directions in which the brightness changes, in radians: 0 is along the rows, π/2 down the columns."""

WAVELENGTHS = np.array([8, 6, 4, 3, 2])
"""From one stripe to the next, in pixels. Two is the finest that pixels can show."""

SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
"""A well-known edge detector, to compare with."""


def grating_answers(kernels: np.ndarray) -> np.ndarray:
    """How strongly kernels answer to gratings of every wavelength and orientation.

    Over the grating cos(2π (x cos θ + y sin θ) / λ + φ) a kernel k answers with a sine of the amplitude
    |Σ k[y, x] exp(2πi (x cos θ + y sin θ) / λ)|, whatever the phase φ: the modulus of k's Fourier transform.

    Args:
        kernels: 3×3 kernels with the position first, as Keras stores them: (3, 3, ...).

    Returns:
        Amplitudes before bias and ReLU, (wavelengths, orientations, ...).
    """
    y, x = np.mgrid[-1:2, -1:2]
    along = np.multiply.outer(np.cos(ORIENTATIONS), x) + np.multiply.outer(np.sin(ORIENTATIONS), y)
    waves = np.exp(2j * np.pi * along / WAVELENGTHS[:, None, None, None])
    return np.abs(np.tensordot(waves, kernels, axes=2))


def orientation_selectivity(kernels: np.ndarray) -> np.ndarray:
    """How much each kernel prefers one orientation: 1 minus the circular variance of its answers.

    |Σ r(θ) exp(2iθ)| / Σ r(θ), with r(θ) the answers at the kernel's best wavelength, the one that any orientation
    drives it most with: Ringach, Shapley & Hawken (2002), "Orientation selectivity in macaque V1: diversity and
    laminar dependence", Journal of Neuroscience 22 (13), 5639-5651,
    https://doi.org/10.1523/JNEUROSCI.22-13-05639.2002.

    Args:
        kernels: (3, 3, ...).

    Returns:
        (...): 0 if all orientations drive the kernel alike, 1 if a single one does.
    """
    answers = grating_answers(kernels)
    best = answers.max(axis=1).argmax(axis=0)
    return selectivity(np.take_along_axis(answers, best[None, None], axis=0)[0])


def selectivity(answers: np.ndarray) -> np.ndarray:
    """1 minus the circular variance of answers (orientations, ...), of at least 0: (...)."""
    return np.abs(np.tensordot(np.exp(2j * ORIENTATIONS), answers, axes=1)) / answers.sum(axis=0)


def orientation_estimates(networks: dict[str, np.ndarray], random: np.ndarray) -> dict:
    """Orientation selectivity, averaged within a network first; what training does to it.

    Args:
        networks: `before`, `after` and `shuffled`, kernels of the same networks, (networks, 3, 3, filters).
        random: kernels to compare with, (3, 3, n).
    """
    mean = {
        name: np.array([orientation_selectivity(network).mean() for network in kernels])
        for name, kernels in networks.items()
    }
    fixed = {  # (networks, wavelengths)
        name: np.array([[selectivity(one).mean() for one in grating_answers(network)] for network in kernels])
        for name, kernels in networks.items()
    }
    return {
        "change": mean_estimate(mean["after"] - mean["before"]),
        "before": mean_estimate(mean["before"]),
        "after": mean_estimate(mean["after"]),
        "against_shuffled": mean_estimate(mean["after"] - mean["shuffled"]),
        "rose_in": int((mean["after"] > mean["before"]).sum()),
        "random": float(orientation_selectivity(random).mean()),
        "sobel": float(orientation_selectivity(SOBEL)),
        "fixed": [
            {"wavelength": int(wavelength), "change": mean_estimate(change)}
            for wavelength, change in zip(WAVELENGTHS, (fixed["after"] - fixed["before"]).T, strict=True)
        ],
        "orientations": len(ORIENTATIONS),
        "wavelengths": len(WAVELENGTHS),
    }
