"""Studies: questions that take many training runs, too many for an ordinary build.

A study is a list of independent tasks. `python -m tutorial_keras study NAME` runs those that are not done yet
and keeps each answer as it comes, so a stopped study loses only the tasks in flight. The rows are committed as
JSON in `study_results/` with their provenance: command, versions, and the key of the code that made them.

One module a subject has the functions that run one task each; `engine` runs them; this module says which there are.
It imports no TensorFlow, so that listing the studies and asking whether their rows are current takes no time.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import TutorialError
from ..keys import code_key, combined_key

RESULTS = Path(__file__).parents[1] / "study_results"
SEEDS = tuple(range(10))
"""The seeds of the networks that claims are tested on. The settings were chosen with others."""


@dataclass(frozen=True)
class Study:
    """A question and the tasks that answer it.

    Attributes:
        question: what it finds out, in a sentence.
        minutes: roughly how long it takes on two cores.
        task: as `training:test_seed`, a module of this package and a function in it, which takes one task's
            parameters and returns one row of numbers; both JSON.
        tasks: the parameters of every task.
        trainings: how many networks it trains that no other study has trained already; by default one a task.
    """

    question: str
    minutes: int
    task: str
    tasks: list[dict]
    trainings: int | None = None

    def __post_init__(self):
        if self.trainings is None:
            object.__setattr__(self, "trainings", len(self.tasks))

    def load(self) -> Callable[[dict], dict]:
        """The function behind `task`. This imports TensorFlow."""
        module, _, function = self.task.partition(":")
        return getattr(importlib.import_module(f".{module}", __name__), function)

    def key(self, versions: bool) -> str:
        """Name the code of the task; with `versions`, of the libraries that it uses as well."""
        return code_key(f"studies.{self.task}", versions=versions)


SCALES = {"1/255": 1 / 255, "1/(255·0.353)": 1 / (255 * 0.353)}  # 0.353: the standard deviation of pixels from 0 to 1
SELECTION_SEEDS = (100, 101, 102)
CANDIDATES = [
    {"scale": scale, "schedule": schedule, "peak_rate": rate}
    for scale in SCALES
    for schedule, rate in [
        ("constant", 1e-3),
        ("constant", 3e-3),
        ("cosine", 1e-3),
        ("cosine", 2e-3),
        ("cosine", 3e-3),
        ("cosine", 5e-3),
        ("cosine", 8e-3),
        ("cosine", 12e-3),
        ("cosine", 16e-3),
    ]
]

FILTERS = ("learned", "conv1-random", "conv1-designed", "random", "random-points", "none")
ARCHITECTURES = [
    {"filters": filters, "pooling": pooling}
    for last in (2, 4, 8, 16, 32)
    for filters in ([last], [last // 2, last])  # a second convolution has twice as many filters as the first
    for pooling in (True, False)
]


def _for_seeds(*cases: dict, seeds=SEEDS) -> list[dict]:
    return [{**case, "seed": seed} for case in cases or ({},) for seed in seeds]


STUDIES = {
    "settings": Study(
        "Which pixel scale and learning-rate schedule do best on held-out training images?",
        20,
        "training:validate_settings",
        _for_seeds(*CANDIDATES, seeds=SELECTION_SEEDS),
    ),
    "seeds": Study(
        "How much do test accuracy and conv1's kernels depend on the seed?",
        5,
        "training:test_seed",
        _for_seeds(),
    ),
    "filters": Study(
        "Does the network need learned filters, random ones, hand-made ones, or none at all?",
        12,
        "architectures:try_filters",
        _for_seeds(*({"filters": kind} for kind in FILTERS)),
        trainings=len(SEEDS) * (len(FILTERS) - 1),
    ),
    "architectures": Study(
        "What do a second convolution, more filters and pooling bring?",
        40,
        "architectures:try_architecture",
        _for_seeds(*ARCHITECTURES, seeds=SEEDS[:5]),
    ),
    "attribution": Study(
        "Do saliency maps and Grad-CAM depend on the network, and do they find the pixels that it uses?",
        15,
        "attribution:test_heat_maps",
        _for_seeds(),
    ),
}


def find_study(name: str) -> Study:
    """The study of that name, or a `TutorialError` that says which there are."""
    if name not in STUDIES:
        raise TutorialError(f"no study named {name!r}; there are {', '.join(STUDIES)}")
    return STUDIES[name]


def study_key(name: str) -> str:
    """Name the code and the parameters behind a study's rows."""
    study = find_study(name)
    return combined_key(study.key(versions=False), study.tasks)


def study_results(name: str) -> dict:
    """The committed results of a study."""
    find_study(name)
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
