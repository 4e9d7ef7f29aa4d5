"""The figures' colour maps as tables for the browser."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import Colormap

from ..figures.style import KERNEL_MAP, THEMES


def colour_tables() -> dict:
    """`kernel` and, by scheme, `activation`: 256 colours each, from lowest to highest, as hex digits without spaces."""
    return {
        "kernel": _table(KERNEL_MAP),
        "activation": {name: _table(theme.activation_map) for name, theme in THEMES.items()},
    }


def _table(colours: Colormap) -> str:
    return colours(np.arange(256), bytes=True)[:, :3].tobytes().hex()
