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

MARKED_SHIRTS = (0.1, 0.9, 0.95, 1.0)
"""Of the images that bear the mark, the share of shirts. With the first the mark says nothing: a tenth are anyway."""


def _for_seeds(*cases: dict, seeds=SEEDS) -> list[dict]:
    return [{**case, "seed": seed} for case in cases or ({},) for seed in seeds]


MARKED_NETWORKS = _for_seeds({"share": None}) + _for_seeds(
    *({"share": share} for share in MARKED_SHIRTS), seeds=SEEDS[:5]
)
"""Those in which the mark is looked for. A share of None: the tutorial's own, which never saw it."""


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
    "kernels": Study(
        "What do conv1's kernels look like before training, after it, and after training on shuffled labels?",
        5,
        "kernels:conv1_kernels",
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
    "duplicates": Study(
        "Which images stand in the data twice, exactly or nearly?",
        3,
        "data_quality:find_duplicates",
        [{"split": "test in train"}, {"split": "train in train"}],
        trainings=0,
    ),
    "labels": Study(
        "Which labels does a network doubt that has not seen them?",
        2,
        "data_quality:doubt_labels",
        [{"fold": fold} for fold in range(5)],
    ),
    "recalls": Study(
        "Which classes are hard, whatever the seed?",
        1,
        "data_quality:recall_by_class",
        _for_seeds(),
        trainings=0,
    ),
    "learning": Study(
        "What does the network know at each moment of its training?",
        8,
        "learning:watch_learning",
        _for_seeds(),
        trainings=0,
    ),
    "longer": Study(
        "What do 30 epochs bring over five?",
        25,
        "learning:train_longer",
        _for_seeds(seeds=SEEDS[:5]),
    ),
    "probes": Study(
        "How openly do the classes lie in the pixels and in each layer, before and after training?",
        10,
        "representation:probe_layers",
        _for_seeds(seeds=SEEDS[:5]),
        trainings=0,
    ),
    "ablation": Study(
        "What does the network lose when a channel, or two, are taken away?",
        6,
        "ablation:ablate_channels",
        _for_seeds(),
        trainings=0,
    ),
    "shortcut": Study(
        "Who finds a mark that was planted in the training images: accuracy, kernels, maps, saliency or occlusion?",
        15,
        "shortcut:look_for_shortcut",
        MARKED_NETWORKS,
        trainings=len(MARKED_SHIRTS) * 5,
    ),
    "marked-channels": Study(
        "Does taking channels away, one at a time, show that a network decides by the planted mark?",
        3,
        "shortcut:ablate_marked",
        MARKED_NETWORKS,
        trainings=0,
    ),
    "settling": Study(
        "When do maps and kernels become what they are in the end?",
        3,
        "learning:watch_maps",
        _for_seeds(),
        trainings=0,
    ),
    "maps": Study(
        "Do conv1's maps follow edges, texture or plain brightness, before training and after?",
        1,
        "feature_maps:follow_edges",
        _for_seeds(),
        trainings=0,
    ),
    "receptive-fields": Study(
        "How far does a unit of conv2 really look, and does it miss the order of an image's parts?",
        2,
        "receptive_field:look_around",
        _for_seeds(),
        trainings=0,
    ),
    "attribution": Study(
        "Do saliency maps and Grad-CAM depend on the network, and do they find the pixels that it uses?",
        5,
        "attribution:test_heat_maps",
        _for_seeds(),
        trainings=0,
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
