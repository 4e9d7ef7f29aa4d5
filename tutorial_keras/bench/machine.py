"""What a result was measured on: the machine, without its name, and the versions of the programs."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

from ..parallel import cores

LIBRARIES = ("tensorflow", "keras", "numpy", "torch", "matplotlib", "mkdocs", "mkdocs-material")
FEATURES = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile")
"""The extensions of x86 processors on which the speed of TensorFlow depends most."""


def machine() -> dict:
    """Processor, its cores that this process may use, memory and system."""
    return {
        "processor": processor(),
        "extensions": extensions(),
        "cores": cores(),
        "memory_gb": round(memory() / 1e9, 1) if memory() else None,
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """Python's version and those of the libraries, by name."""
    from ..keys import library_versions

    return {"python": platform.python_version(), **library_versions(*LIBRARIES)}


def processor() -> str:
    """The name of the processor as the system gives it."""
    return _cpu_info("model name") or platform.processor() or platform.machine()


def extensions() -> list[str]:
    """Those of `FEATURES` that the processor has, where the system says so."""
    return [name for name in FEATURES if name in _cpu_info("flags").split()]


def memory() -> int:
    """The machine's memory in bytes, or 0 where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def _cpu_info(name: str) -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(rf"^{name}\s*: (.*)$", text, re.MULTILINE)
    return found[1].strip() if found else ""
