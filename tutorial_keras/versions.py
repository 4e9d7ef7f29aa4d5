"""Whether the libraries at hand are new enough, where they were not installed along with this package, as in Colab."""

from __future__ import annotations

import importlib.metadata

from .errors import TutorialError

PACKAGE = "tutorial-keras"
NEEDED = ("tensorflow", "keras", "numpy", "scipy", "matplotlib", "pillow", "scikit-learn")
"""What notebooks use; the rest of the requirements is for building the site."""


class OldLibraries(TutorialError):
    """A library is missing or too old."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the message is all that a reader needs."""
        return [str(self)]


def check_versions() -> None:
    """Compare the installed libraries with the lower bounds of this package's requirements.

    Raises:
        OldLibraries: some are missing or older than that.
    """
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    wrong = []
    for line in importlib.metadata.requires(PACKAGE) or []:
        requirement = Requirement(line)
        if requirement.name not in NEEDED or requirement.marker:
            continue
        lowest = SpecifierSet(",".join(str(bound) for bound in requirement.specifier if bound.operator == ">="))
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            version = None
        if version is None or not lowest.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version or 'missing'} (expected {lowest})")
    if wrong:
        raise OldLibraries(f"These notebooks need newer libraries; received {', '.join(wrong)}.")
