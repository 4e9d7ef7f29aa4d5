"""The command line: `python -m tutorial_keras COMMAND`. What the commands do stands in `commands`."""

from __future__ import annotations

import argparse
import sys

from .bench import BENCHES, find_bench
from .commands import bench, build, figures, study, train
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
