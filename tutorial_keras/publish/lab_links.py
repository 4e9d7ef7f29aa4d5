"""Links from the pages into the lab, in the state that shows a page's point.

    {{ lab("image=0&layer=conv2&channel=5&pixel=12,14", "Follow this number") }}
    {{ lab("image=" ~ lab_image("Shirt", wrong=true), "Look at a shirt that the network takes for something else") }}
    {{ lab(lab_picture(0, right=2), "Move the boot by two pixels") }}

A state is written as in the lab's address. What its parts mean is said in docs/javascripts/lab/state.js, which ignores
what it does not understand; here that fails the build.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from pathlib import Path

import numpy as np

from ..errors import TutorialError

PAGE = "lab/"
SIDES = {"conv1": 28, "conv2": 28, "pool": 14}
SIDE = SIDES["conv1"]
LAYERS = (*SIDES, "predictions")
CHOICES = {
    "layer": LAYERS,
    "network": ("trained", "untrained", "shuffled"),
    "scale": ("shared", "each"),
    "show": ("number", "channels", "heat"),
    "at": ("photo", "edits"),
}
"""The parts that are one word of a few."""
REST = ("image", "pixels", "step", "channel", "pixel", "class", "mute", "kernel")


class LabLinks:
    """What pages say of the lab's states.

    Args:
        folder: with the lab's data; it is up to date.
    """

    def __init__(self, folder: Path):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.items = manifest["images"]["items"]
        self.classes = manifest["classes"]
        self.steps = [checkpoint["step"] for checkpoint in manifest["networks"]["trained"]["checkpoints"]]
        shapes = {entry["name"]: entry["shape"] for entry in manifest["weights"]}
        self.channels = {layer: shapes[f"{layer}/bias"][0] for layer in ("conv1", "conv2")}
        self.channels["pool"] = self.channels["conv2"]
        content = gzip.decompress((folder / manifest["images"]["file"]).read_bytes())
        self.images = np.frombuffer(content, np.uint8).reshape(-1, SIDE, SIDE)

    def link(self, state: str, words: str, home: str) -> str:
        """The macro `lab`: a line of its own that leads into the lab.

        Args:
            state: the lab's address after the `#`.
            words: what to do there, a sentence without its full stop.
            home: the address of the lab's page, as seen from this one.

        Raises:
            TutorialError: the state names what the lab does not have.
        """
        self.check(state)
        address = html.escape(f"{home}#{state}", quote=True)
        return f'<p class="to-lab"><a href="{address}">{html.escape(words)}</a></p>'

    def image(self, name: str, place: int = 0, wrong: bool = False) -> int:
        """The macro `lab_image`: the index of a test image that the lab has, among those of a class.

        Args:
            name: of the class.
            place: which of them.
            wrong: one that the network gets wrong, instead of one that it gets right.
        """
        found = [item["index"] for item in self.items if self.classes[item["label"]] == name and item["wrong"] == wrong]
        if not 0 <= place < len(found):
            kind = f"{'wrong' if wrong else 'right'} images of the class {name!r}"
            raise TutorialError(f"the lab has {len(found)} {kind}, so there is no number {place}")
        return found[place]

    def picture(self, index: int | None, right: int = 0, down: int = 0, mark: tuple[int, int, int] = ()) -> str:
        """The macro `lab_picture`: the part of a state that holds a picture made from a test image.

        Args:
            index: of the test image; None for a black picture.
            right, down: by how many pixels it is moved; what enters is black.
            mark: row, column and side of a white square drawn over it.
        """
        picture = np.zeros((SIDE, SIDE), np.uint8)
        if index is not None:
            self._check_image(str(index))
            place = next(place for place, item in enumerate(self.items) if item["index"] == index)
            padded = np.pad(self.images[place], SIDE)
            picture = padded[SIDE - down : 2 * SIDE - down, SIDE - right : 2 * SIDE - right].copy()
        if mark:
            row, column, side = mark
            picture[row : row + side, column : column + side] = 255
        return ("" if index is None else f"image={index}&") + f"pixels={pack_pixels(picture)}"

    def check(self, state: str) -> None:
        """Refuse a state that the lab would not take as it is.

        Raises:
            TutorialError: what is wrong with it.
        """
        parts = {}
        for part in state.split("&"):
            key, equals, value = part.partition("=")
            if not equals or key in parts or key not in (*CHOICES, *REST):
                raise TutorialError(
                    f"lab state: expected each of {', '.join((*CHOICES, *REST))} at most once, got {part!r}"
                )
            parts[key] = value
        for key, value in parts.items():
            if key in CHOICES:
                if value not in CHOICES[key]:
                    raise _unexpected(key, f"one of {', '.join(CHOICES[key])}", value)
            else:
                getattr(self, f"_check_{key}")(value)
        layer = parts.get("layer")
        if ("channel" in parts) != ("pixel" in parts) or ("pixel" in parts) != (layer in SIDES):
            raise _unexpected("layer", "a layer with maps together with channel and pixel", state)
        if layer in SIDES:
            _whole("channel", parts["channel"], self.channels[layer])
            for place in parts["pixel"].split(","):
                _whole("pixel", place, SIDES[layer])
        if "step" in parts and parts.get("network", "trained") != "trained":
            raise _unexpected("step", "a step of the trained network only", state)

    def _check_image(self, value: str) -> None:
        indices = [item["index"] for item in self.items]
        if not value.isdigit() or int(value) not in indices:
            raise _unexpected("image", f"one of {', '.join(map(str, indices))}", value)

    def _check_pixels(self, value: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
            raise _unexpected("pixels", "what lab_picture writes", value)

    def _check_step(self, value: str) -> None:
        if not value.isdigit() or int(value) not in self.steps:
            raise _unexpected("step", f"one of {', '.join(map(str, self.steps))}", value)

    def _check_channel(self, value: str) -> None:
        _whole("channel", value, max(self.channels.values()))

    def _check_pixel(self, value: str) -> None:
        if not re.fullmatch(r"\d+,\d+", value):
            raise _unexpected("pixel", "row,column", value)

    def _check_class(self, value: str) -> None:
        _whole("class", value, len(self.classes))

    def _check_mute(self, value: str) -> None:
        for part in value.split(","):
            layer, _, channels = part.partition(":")
            if layer not in ("conv1", "conv2"):
                raise _unexpected("mute", "conv1 or conv2, a colon, and channels joined by dots", value)
            for channel in channels.split("."):
                _whole("mute", channel, self.channels[layer])

    def _check_kernel(self, value: str) -> None:
        for part in value.split(";"):
            channel, _, weights = part.partition(":")
            _whole("kernel", channel, self.channels["conv1"])
            if not re.fullmatch(r"(-?\d+(\.\d+)?,){8}-?\d+(\.\d+)?", weights):
                raise _unexpected("kernel", "a channel, a colon and nine weights joined by commas", value)


def pack_pixels(picture: np.ndarray) -> str:
    """A picture (28, 28), uint8, as the lab takes it: a run of up to 255 zeros is a 0 and its length; base64url."""
    packed = bytearray()
    for run in re.findall(rb"\0{1,255}|[^\0]+", picture.tobytes()):
        packed += bytes([0, len(run)]) if run[0] == 0 else run
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _whole(key: str, value: str, end: int) -> None:
    if not value.isdigit() or int(value) >= end:
        raise _unexpected(key, f"whole numbers from 0 to {end - 1}", value)


def _unexpected(key: str, expected: str, value: str) -> TutorialError:
    return TutorialError(f"lab state, {key}: expected {expected}, got {value!r}")
