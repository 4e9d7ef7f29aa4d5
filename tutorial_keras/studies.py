"""Studies: questions that take many training runs, too many for an ordinary build.

A study is a list of independent tasks. `python -m tutorial_keras study NAME` runs those that are not done yet
and keeps each answer as it comes, so a stopped study loses only the tasks in flight. The rows are committed as
JSON in `study_results/` with their provenance: command, versions, and the key of the code that made them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .errors import TutorialError
from .files import write_text
from .keys import code_key, combined_key, library_versions

RESULTS = Path(__file__).parent / "study_results"


@dataclass(frozen=True)
class Study:
    """A question and the training runs that answer it.

    Attributes:
        question: what it finds out, in a sentence.
        minutes: roughly how long it takes on two cores.
        task: takes one task's parameters, returns one row of numbers; both JSON.
        tasks: the parameters of every task.
    """

    question: str
    minutes: int
    task: Callable[[dict], dict]
    tasks: list[dict]


VALIDATION_IMAGES = 10_000
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
TEST_SEEDS = (0, 1, 2, 3, 4)


def validate_settings(parameters: dict) -> dict:
    """Train on the first 50,000 training images; measure on the last 10,000. The test set is not read."""
    from .data import load_data
    from .training import Settings, train_with

    (images, labels), _ = load_data()
    settings = Settings(
        epochs=5,
        seed=parameters["seed"],
        batch_size=64,
        schedule=parameters["schedule"],
        peak_rate=parameters["peak_rate"],
        warmup_epochs=0.5,
        scale=SCALES[parameters["scale"]],
        filters=(8, 16),
    )
    held_out = images[-VALIDATION_IMAGES:], labels[-VALIDATION_IMAGES:]
    run = train_with(settings, images[:-VALIDATION_IMAGES], labels[:-VALIDATION_IMAGES], validation=held_out)
    return {"val_accuracy": run.history["val_accuracy"], "val_loss": run.history["val_loss"]}


def test_seed(parameters: dict) -> dict:
    """Train as the tutorial does, with another seed, on all 60,000 images; test on the 10,000."""
    from .data import load_data
    from .measure.filters import edge_share
    from .training import evaluate, train

    run = train(seed=parameters["seed"])
    loss, accuracy = evaluate(run.model, *load_data()[1])
    kernels = run.checkpoints.weights["conv1/kernel"]
    return {
        "test_accuracy": accuracy,
        "test_loss": loss,
        "edge_share_before": float(edge_share(kernels[0])),
        "edge_share_after": float(edge_share(kernels[-1])),
    }


STUDIES = {
    "settings": Study(
        "Which pixel scale and learning-rate schedule do best on held-out training images?",
        20,
        validate_settings,
        [{**candidate, "seed": seed} for candidate in CANDIDATES for seed in SELECTION_SEEDS],
    ),
    "seeds": Study(
        "How much do test accuracy and conv1's kernels depend on the seed?",
        3,
        test_seed,
        [{"seed": seed} for seed in TEST_SEEDS],
    ),
}


def study_key(name: str) -> str:
    """Name the code and the parameters behind a study's rows."""
    study = STUDIES[name]
    return combined_key(code_key(f"studies:{study.task.__name__}", versions=False), study.tasks)


def run_study(
    name: str, scratch: Path, jobs: int = 2, on_progress: Callable[[int, int], None] = lambda done, tasks: None
) -> dict:
    """Run a study's open tasks side by side and write its collected rows.

    Args:
        name: one of `STUDIES`.
        scratch: a folder for the answers of single tasks.
        jobs: how many tasks run at once, each in a process of its own.
        on_progress: called with (tasks done, tasks in all) after each one.

    Returns:
        What was written to `study_results/NAME.json`.

    Raises:
        TutorialError: an unknown name.
    """
    import joblib

    study = find_study(name)
    code = code_key(f"studies:{study.task.__name__}")
    files = [scratch / name / f"{combined_key(code, task)}.json" for task in study.tasks]
    todo = [(task, file) for task, file in zip(study.tasks, files, strict=True) if not file.exists()]
    done = len(files) - len(todo)
    on_progress(done, len(files))
    work = (joblib.delayed(_answer)(name, task, file) for task, file in todo)
    for _ in joblib.Parallel(n_jobs=jobs, return_as="generator_unordered")(work):
        done += 1
        on_progress(done, len(files))

    result = {
        "question": study.question,
        "command": f"python -m tutorial_keras study {name}",
        "code_key": study_key(name),
        "versions": library_versions("tensorflow", "keras", "numpy"),
        "rows": [json.loads(file.read_text()) for file in files],
    }
    write_text(RESULTS / f"{name}.json", json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return result


def find_study(name: str) -> Study:
    """The study of that name, or a `TutorialError` that says which there are."""
    if name not in STUDIES:
        raise TutorialError(f"no study named {name!r}; there are {', '.join(STUDIES)}")
    return STUDIES[name]


def study_results(name: str) -> dict:
    """The committed results of a study."""
    find_study(name)
    return json.loads((RESULTS / f"{name}.json").read_text())


def _answer(name: str, task: dict, file: Path) -> None:
    write_text(file, json.dumps({**task, **STUDIES[name].task(task)}, ensure_ascii=False))
