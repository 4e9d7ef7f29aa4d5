"""What each command does: one function a command, called with its parsed options.

What takes long to import is imported inside them, so that `--help` and `--list` answer at once.
"""

from __future__ import annotations

import time
from pathlib import Path

from .errors import TutorialError


def build(arguments) -> None:
    """Bring every stage up to date and write the site."""
    from . import progress
    from .figures import figure_sections
    from .pipeline import Workspace, require_project
    from .publish.build import make_artefacts, make_site

    started = time.monotonic()
    workspace = Workspace(".")
    require_project(workspace.root)
    with progress.display() as report:
        pdf = make_artefacts(workspace, report, printed=True)
        make_site(workspace, report)
    results = workspace.results["training"]
    print(f"test accuracy  {results['test_accuracy']:.2%} (seed {results['seed']}, {results['epochs']} epochs)")
    print(f"measured on    {results['device']}")
    print(f"figures        {len(figure_sections())}, each for the light and the dark scheme")
    print(f"pdf            {pdf}")
    print(f"site           {workspace.root / 'site' / 'index.html'}   (or run: mkdocs serve)")
    print(f"time           {time.monotonic() - started:.1f} s")


def train(arguments) -> None:
    """Train the network; with `--out`, keep the run in a folder of its own."""
    from . import progress
    from .files import atomic_folder
    from .pipeline import Workspace

    defaults = arguments.epochs is None and arguments.seed is None
    if not defaults and arguments.out is None:
        raise TutorialError("received --epochs or --seed without --out; expected a folder for a run that differs")
    with progress.display() as report:
        if arguments.out is None:
            workspace = Workspace(".")
            if not workspace.make_run(report):
                print("build/run is up to date")
            run, folder = workspace.load_run(), workspace.build / "run"
        else:
            folder = Path(arguments.out)
            require_run_or_nothing(folder)
            chosen = {name: value for name in ("epochs", "seed") if (value := getattr(arguments, name)) is not None}
            with atomic_folder(folder) as temporary:
                from .training import train as train_network

                run = train_network(**chosen, on_progress=lambda step, steps: report("run", step / steps))
                run.save(temporary)
    from .data import load_data
    from .devices import device
    from .training import evaluate

    loss, accuracy = evaluate(run.model, *load_data()[1])
    print(f"computes on {device()}")
    for epoch, values in enumerate(zip(run.history["loss"], run.history["accuracy"], strict=True), start=1):
        print(f"epoch {epoch}   loss {values[0]:.4f}   accuracy {values[1]:.4f}")
    print(f"test      loss {loss:.4f}   accuracy {accuracy:.4f}   ({run.seconds:.0f} s, in {folder})")


def require_run_or_nothing(folder: Path) -> None:
    """Make sure that replacing `folder` by a run deletes nothing but a run."""
    inside = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if (folder.exists() and not folder.is_dir()) or not inside <= {"model.keras", "history.json", "checkpoints.npz"}:
        raise TutorialError(f"received --out {folder}, which holds something else; expected a new folder or a run's")


def figures(arguments) -> None:
    """Redraw figures by name, or list them."""
    from .figures import figure_sections, find_figure

    if arguments.list and arguments.names:
        raise TutorialError(f"received --list and {arguments.names[0]!r}; expected one or the other")
    if arguments.list:
        for name, section in figure_sections().items():
            print(f"{name:24} {section.replace('_', ' ')}")
        return
    entries = [find_figure(name) for name in arguments.names or figure_sections()]

    from . import progress
    from .files import require_writable
    from .pipeline import Workspace, require_project

    workspace = Workspace(".")
    if arguments.out is None:
        require_project(workspace.root)
    else:
        require_writable(Path(arguments.out))
    with progress.display() as report:
        workspace.compute(report)
        workspace.draw_figures(entries, report, arguments.out and Path(arguments.out).resolve())
    place = workspace.build / "figures" if arguments.out is None else arguments.out
    print(f"drew {len(entries)} of {len(figure_sections())} figures in {place}")


def study(arguments) -> None:
    """Run a study of many trainings, or list them."""
    from .studies import STUDIES, find_study

    if arguments.list and arguments.name is not None:
        raise TutorialError(f"received --list and {arguments.name!r}; expected one or the other")
    if arguments.list or arguments.name is None:
        for name, entry in STUDIES.items():
            print(f"{name:14} {len(entry.tasks):3} tasks, about {entry.minutes:2} min   {entry.question}")
        return
    find_study(arguments.name)
    if arguments.confirm and arguments.backend == "dask":
        raise TutorialError(
            "received --confirm and --backend dask; expected one or the other: rows repeat on one machine"
        )
    if (arguments.backend == "dask") != (arguments.scheduler is not None):
        raise TutorialError(
            f"received --backend {arguments.backend} and --scheduler {arguments.scheduler}; "
            "expected a scheduler's address with dask and none without"
        )

    from . import progress
    from .pipeline import Workspace, require_project
    from .studies.engine import confirm_study, run_study

    require_project(Workspace(".").root)
    with progress.display({arguments.name: f"study {arguments.name}"}) as report:
        if arguments.confirm:
            confirm_study(
                arguments.name,
                arguments.confirm,
                arguments.jobs,
                on_progress=lambda done, tasks: report(arguments.name, done / tasks),
            )
            print(f"the rows of study {arguments.name} come out the same")
            return
        run_study(
            arguments.name,
            Workspace(".").build / "studies",
            arguments.jobs,
            arguments.scheduler,
            on_progress=lambda done, tasks: report(arguments.name, done / tasks),
        )
    print(f"wrote the rows of study {arguments.name}")


def bench(arguments) -> None:
    """Measure how fast something is beside its peers."""
    from . import progress
    from .bench import find_bench, run
    from .pipeline import Workspace, require_project

    root = Workspace(".").root
    require_project(root)
    with progress.display({arguments.name: f"bench {arguments.name}"}) as report:
        found, target = run(arguments.name, arguments, root, report)
    print(*find_bench(arguments.name).lines(found), f"wrote {target}", sep="\n")
