"""What the page Reproduce says of this build: its commands, configuration, versions and run times."""

from __future__ import annotations

import platform
import re
from pathlib import Path

from ..bench import kept_results
from ..bench.pages import heaviest
from ..figures import figure_sections
from ..keys import library_versions
from ..parallel import cores
from ..pipeline import Workspace
from ..progress import STAGES
from ..studies import STUDIES

LIBRARIES = ("tensorflow", "keras", "numpy", "matplotlib", "mkdocs", "mkdocs-material", "mkdocs-jupyter")


def facts(workspace: Workspace, docs: Path) -> dict:
    """The names that `docs/reproduce.md` uses beyond those of every page."""
    return {
        "commands": readme_commands(workspace.root / "README.md"),
        "run_facts": run_facts(workspace),
        "benches": kept_results(),
        "spread": spread_words,
        "heaviest": heaviest,
        "machine_words": machine_words,
        "stages": stage_seconds(workspace),
        "figure_rows": [
            {"name": name, "page": page_of(name, docs), "seconds": workspace.seconds(f"figures/{name}")}
            for name in figure_sections()
        ],
        "studies": [
            {"name": name, "question": study.question, "tasks": len(study.tasks), "minutes": study.minutes}
            for name, study in STUDIES.items()
        ],
    }


def spread_words(found: dict, form: str) -> str:
    """A `spread` of a benchmark in one line of a table: `3.10 (2.97–3.25)`, or one number if all of them read alike."""
    median, low, high = (format(found[name], form) for name in ("median", "low", "high"))
    return median if low == high else f"{median}\u00a0({low}–{high})"


def machine_words(machine: dict) -> str:
    """The processor and those of its extensions that matter, of a benchmark's machine."""
    return " with ".join(filter(None, [machine["processor"], ", ".join(machine["extensions"])]))


def readme_commands(readme: Path) -> dict[str, str]:
    """The two commands at the top of the README, so that they stand in one place only."""
    block = re.search(r"```bash\n(.*?)\n(.*?)\n```", readme.read_text(encoding="utf-8"))
    return {"build": block[1], "test": block[2]}


def run_facts(workspace: Workspace) -> dict[str, str]:
    """The run's configuration, the machine and the versions, in words."""
    training = workspace.results["training"]
    return {
        "seed": str(training["seed"]),
        "epochs": str(training["epochs"]),
        "batch size": str(training["batch_size"]),
        "optimizer": "Adam (β₁ 0.9, β₂ 0.999, ε 10⁻⁷)",
        "learning rate": f"up to {training['peak_rate']:g} in {training['warmup_epochs']:g} epochs, then to 0, cosine",
        "pixels": f"× {training['chosen']['scale']}",
        "test accuracy": f"{training['test_accuracy']:.2%}",
        "measured on": training["device"],
        "operations": "deterministic",
        "key of the run": f"`{workspace.run_key}`",
        "processor": f"{platform.machine()}, {cores()} cores",
        "system": platform.system(),
        "Python": platform.python_version(),
        **library_versions(*LIBRARIES),
    }


def stage_seconds(workspace: Workspace) -> dict[str, float]:
    """How long the artefacts of each stage took, in words → seconds."""
    made = {
        "run": ["run"],
        "measures": ["measures/"],
        "figures": ["figures/"],
        "lab": ["shuffled-run", "lab"],
        "notebooks": ["notebooks/"],
    }
    return {STAGES[stage]: sum(map(workspace.seconds, prefixes)) for stage, prefixes in made.items()}


def page_of(figure: str, docs: Path) -> str:
    """The tutorial page that shows a figure, as seen from the page Reproduce."""
    for page in sorted((docs / "tutorial").glob("*.md")):
        if f'figure("{figure}")' in page.read_text(encoding="utf-8"):
            return f"../tutorial/{page.stem}/#figure-{figure}"
    return ""
