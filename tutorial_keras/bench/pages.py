"""What the pages weigh over the wire, as a reader meets them, and what Lighthouse says of them.

Each page is opened in Chromium by a reader who has never been here and scrolls to its end, then once more by one who
has; on a wide screen and on a phone, in both schemes. Lighthouse (`npm install -g lighthouse`) runs its mobile profile.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from ..chromium import FLAGS, SCROLL, find_chromium
from ..errors import TutorialError
from .compare import interleaved, output, spread
from .serve import served

SCREENS = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def add_options(parser) -> None:
    """The options of `bench pages`."""
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="pages by their address, as tutorial/filters/")
    parser.add_argument("--no-lighthouse", action="store_true", help="weigh the pages only")


def measure(arguments, report: Callable[[float], None]) -> dict:
    """Weigh every page of `site/`, then let Lighthouse look at it."""
    site = Path("site").resolve()
    if not (site / "index.html").is_file():
        raise TutorialError(f"no site in {site}; build it first: python -m tutorial_keras build")
    pages = chosen_pages(site, arguments.only)
    browser = find_chromium()
    if browser is None:
        raise TutorialError("no browser found; expected chromium or google-chrome on the PATH")
    lighthouse = None if arguments.no_lighthouse else shutil.which("lighthouse")
    share = 0.2 if lighthouse else 1
    rows = {page: {} for page in pages}
    with served(site) as (address, sent):
        for place, weights in enumerate(weigh(browser, address, sent, pages)):
            rows[pages[place % len(pages)]].update(weights)
            report(share * (place + 1) / (len(pages) * len(SCREENS) * len(SCHEMES)))
        if lighthouse:
            cases = {page: lambda page=page: look(lighthouse, browser, address + page) for page in pages}
            looks = interleaved(cases, arguments.repeats, lambda done: report(share + (1 - share) * done))
            for page, found in looks.items():
                rows[page]["lighthouse"] = merged(found)
    return {"lighthouse": program_version(lighthouse) if lighthouse else None, "pages": rows}


def chosen_pages(site: Path, only: list[str] | None) -> list[str]:
    """The addresses of all pages, or of those named."""
    every = sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("index.html"))
    for page in only or ():
        if page not in every:
            raise TutorialError(f"no page {page!r}; there are {', '.join(map(repr, every))}")
    return only or every


def weigh(browser: str, address: str, sent, pages: list[str]):
    """Open every page in every way; yield, page by page, bytes by screen, scheme and visit, as `desktop light cold`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise TutorialError("no Playwright here; expected the package `playwright` (pip install playwright)") from None

    with sync_playwright() as driver:
        program = driver.chromium.launch(executable_path=browser, args=FLAGS)
        for screen, (width, height) in SCREENS.items():
            for scheme in SCHEMES:
                for page in pages:
                    visitor = program.new_context(
                        color_scheme=scheme, viewport={"width": width, "height": height}, device_scale_factor=2
                    )
                    weights = {}
                    for visit in ("cold", "warm"):
                        sent.clear()
                        tab = visitor.new_page()
                        tab.goto(address + page, wait_until="load")
                        tab.evaluate(SCROLL)
                        tab.wait_for_load_state("networkidle")
                        tab.close()
                        weights[f"{screen} {scheme} {visit}"] = sent.total()
                    visitor.close()
                    yield weights
        program.close()


def look(lighthouse: str, browser: str, address: str) -> dict:
    """Run Lighthouse once; return its scores, 0 to 100, the layout shift, and which audits were not passed."""
    words = [lighthouse, address, "--quiet", "--output=json", f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}"]
    words.append(f"--only-categories={','.join(CATEGORIES)}")
    return read_report(json.loads(output(words, f"lighthouse on {address}", {"CHROME_PATH": browser}, 600)))


def read_report(found: dict) -> dict:
    """What matters of Lighthouse's report."""
    categories = found["categories"].items()
    if unknown := [name for name, category in categories if category["score"] is None]:
        why = found.get("runtimeError", {}).get("message", "it does not say why")
        raise TutorialError(f"lighthouse gave no score for {', '.join(unknown)}: {why}")
    scores = {name: round(100 * category["score"]) for name, category in categories}
    counted = {audit["id"] for one in found["categories"].values() for audit in one["auditRefs"] if audit["weight"] > 0}
    failed = [
        name for name, audit in found["audits"].items() if name in counted and (audit["score"] or 0) < 0.9
        and audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]  # fmt: skip
    times = {
        name: found["audits"][name]["numericValue"] for name in ("first-contentful-paint", "largest-contentful-paint")
    }
    blocked = found["audits"]["total-blocking-time"]["numericValue"]
    shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
    return {"scores": scores, "layout_shift": shift, "milliseconds": {**times, "blocked": blocked}, "failed": failed}


def merged(found: list[dict]) -> dict:
    """Several looks at one page: the spread of every score, the largest layout shift, every audit ever failed."""

    def spreads(kind: str) -> dict:
        return {name: spread([one[kind][name] for one in found]) for name in found[0][kind]}

    return {
        "scores": spreads("scores"),
        "layout_shift": max(one["layout_shift"] for one in found),
        "milliseconds": spreads("milliseconds"),
        "failed": sorted({name for one in found for name in one["failed"]}),
    }


def heaviest(row: dict, visit: str = "cold") -> int:
    """Bytes of a page, as its first or `warm` visit loads it, in the heaviest of all ways to open it."""
    return max(size for way, size in row.items() if way.endswith(visit))


def program_version(program: str) -> str:
    """What a program answers to `--version`."""
    return subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60).stdout.strip()


def lines(found: dict) -> list[str]:
    """A line a page: the heaviest first and the heaviest second visit in kB, then the scores."""
    said = [f"{'page':28} {'cold kB':>8} {'warm kB':>8}   perf. access. practices seo   shift"]
    for page, row in found["pages"].items():
        cold, warm = heaviest(row), heaviest(row, "warm")
        line = f"{page or 'home':28} {cold / 1000:8.0f} {warm / 1000:8.0f}"
        if "lighthouse" in row:
            seen = row["lighthouse"]
            scores = "  ".join(f"{seen['scores'][name]['median']:5.0f}" for name in CATEGORIES)
            line += f"  {scores}   {seen['layout_shift']:.3f}   {' '.join(seen['failed'])}"
        said.append(line)
    if found["lighthouse"] is None:
        said.append("Lighthouse was not run; it is installed by: npm install -g lighthouse")
    return said
