"""A real browser, and the page that it looks at."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).resolve().parents[2]
REPORT = Path(os.environ.get("NEURODAG_REPORT", ROOT / "results/demo/report.html"))
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    "--force-prefers-reduced-motion",  # clicks wait for no scrolling
)


@pytest.fixture(scope="session")
def report() -> Path:
    """The demo's page, or that which NEURODAG_REPORT names."""
    assert REPORT.is_file(), f"{REPORT} is not there: run `make demo`, or set NEURODAG_REPORT"
    return REPORT


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
    if driver is None or chromium is None:
        pytest.skip(
            "Chromium and its driver (chromium, chromedriver) are not installed. On Debian, "
            "`make test-browser` does that."
        )
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as started:
        yield started
