"""The command line: `python -m tutorial_keras COMMAND`. One function a command."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from .bench import BENCHES, find_bench
from .errors import TutorialError
from .options import natural, place, positive

EXAMPLES = """examples:
  python -m tutorial_keras build                         everything: train, measure, draw, write the site
  python -m tutorial_keras figures --list                the names of all figures
  python -m tutorial_keras figures conv1-filters         redraw one
  python -m tutorial_keras figures --out pictures        draw all of them into a folder of yours
  python -m tutorial_keras train --seed 3 --out run3     train with another seed and keep the run
  python -m tutorial_keras study --list                  the studies, and how long each takes
  python -m tutorial_keras bench train --repeats 3       compare the speed of training with its peers
  python -m tutorial_keras study seeds --jobs 4          run one, four tasks at once
"""


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
    print(f"computed on    {results['device']}")
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
    print(f"computed on {device()}")
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
    from .bench import run
    from .pipeline import Workspace, require_project

    root = Workspace(".").root
    require_project(root)
    with progress.display({arguments.name: f"bench {arguments.name}"}) as report:
        found, target = run(arguments.name, arguments, root, report)
    print(*find_bench(arguments.name).lines(found), f"wrote {target}", sep="\n")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str):
        self.exit(2, f"tutorial_keras: {message}\n")


def make_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = _Parser(
        prog="python -m tutorial_keras",
        description="Visualizing what convolutional neural networks learn: rebuild the tutorial or parts of it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(function, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__, help=words, description=function.__doc__)
        added.set_defaults(function=function)
        return added

    command(build, "everything: train, measure, draw, write the site")

    added = command(train, "train the network")
    added.add_argument("--epochs", type=positive, help="how often each image is seen (default 5)")
    added.add_argument(
        "--seed", type=natural, help="decides the initial weights and the order of the images (default 42)"
    )
    added.add_argument("--out", type=place, metavar="DIR", help="keep the run here (default build/run)")

    added = command(figures, "redraw figures by name")
    added.add_argument("names", nargs="*", metavar="NAME", help="which figures (default all)")
    added.add_argument("--list", action="store_true", help="list the names")
    added.add_argument("--out", type=place, metavar="DIR", help="draw into this folder instead of build/figures")

    added = command(study, "run a study of many trainings")
    added.add_argument("name", nargs="?", metavar="NAME", help="which study")
    added.add_argument("--list", action="store_true", help="list the studies and how long each takes")
    added.add_argument("--jobs", type=positive, default=2, metavar="N", help="tasks at once (default 2)")
    added.add_argument(
        "--confirm", type=positive, metavar="N", help="after a change that should change no result: repeat N tasks"
    )
    added.add_argument("--backend", choices=("local", "dask"), default="local", help="where tasks run (default local)")
    added.add_argument("--scheduler", type=place, metavar="ADDRESS", help="of the Dask cluster, as tcp://host:8786")

    added = command(bench, "measure how fast something is")
    names = added.add_subparsers(dest="name", required=True, metavar="NAME", parser_class=_Parser)
    for name, words in BENCHES.items():
        added = names.add_parser(name, help=words, description=words)
        added.add_argument("--repeats", type=positive, default=3, metavar="N", help="rounds (default 3)")
        added.add_argument("--keep", action="store_true", help="let the page Reproduce show this result")
        find_bench(name).add_options(added)
    return parser


def main(words: list[str] | None = None) -> int:
    """Run one command; return the exit code: 0, 2 for bad input, 130 when stopped by Ctrl-C."""
    arguments = make_parser().parse_args(words)
    try:
        arguments.function(arguments)
    except TutorialError as error:
        print(f"tutorial_keras: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(
            "tutorial_keras: stopped; what was finished is kept, and the next build goes on from there", file=sys.stderr
        )
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
