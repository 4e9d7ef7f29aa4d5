"""Building the site by MkDocs from Python, strictly: its warnings are errors."""

from __future__ import annotations

import logging
from pathlib import Path

from ..errors import TutorialError


def build_site(root: Path, target: Path) -> None:
    """Build the site of the project in `root` into the folder `target`.

    Raises:
        TutorialError: MkDocs warned of something or failed; the message is its own.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    warnings = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(warnings)
    logger.propagate = False
    try:
        config = load_config(str(root / "mkdocs.yml"), strict=True, site_dir=str(target))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    except (MkDocsException, SystemExit) as error:
        raise TutorialError("; ".join([*warnings.messages, *([str(error)] if not warnings.messages else [])])) from None
    finally:
        logger.removeHandler(warnings)


class _Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(" ".join(record.getMessage().split()))
