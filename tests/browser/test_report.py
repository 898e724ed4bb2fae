"""The report of a finished demo, as a person finds it in a browser."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

pytestmark = pytest.mark.browser
WIDE, NARROW = 1300, 360
"""Widths of a window on a desk and of a telephone, in pixels."""
SMALLEST = 11
"""Letters that people can still read, in pixels."""


def opened(browser: Chrome, page: Path, width: int = WIDE) -> None:
    screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width == NARROW}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(page.as_uri())


def shown(browser: Chrome, table: str) -> list[str]:
    rows = browser.find_elements(By.CSS_SELECTOR, f"#{table} tbody tr")
    return [row.text for row in rows if row.is_displayed()]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_script_fails_and_nothing_is_fetched(browser: Chrome, report: Path, width: int) -> None:
    opened(browser, report, width)
    assert browser.get_log("browser") == []
    events = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    asked = {
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert {url for url in asked if not url.startswith("data:")} == {report.as_uri()}


def test_all_pictures_load(browser: Chrome, report: Path) -> None:
    opened(browser, report)
    widths = browser.execute_script("return [...document.images].map(image => image.naturalWidth)")
    assert len(widths) >= 20
    assert min(widths) > 0


def test_links_lead_somewhere(browser: Chrome, report: Path) -> None:
    opened(browser, report)
    links = browser.execute_script(
        "return [...document.querySelectorAll('a')].map(link => link.getAttribute('href'))"
    )
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    anchors = {link[1:] for link in links if link.startswith("#")}
    files = {unquote(link) for link in links if not link.startswith("#")}
    assert len(ids) == len(set(ids))
    assert anchors <= set(ids)
    assert len(files) >= 60
    assert [file for file in files if not (report.parent / file).is_file()] == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wider_than_the_window(browser: Chrome, report: Path, width: int) -> None:
    opened(browser, report, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    smallest = browser.execute_script(
        "return Math.min(...[...document.querySelectorAll('main *')]"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= SMALLEST


def test_contents_are_folded_on_a_narrow_screen_and_can_be_opened(
    browser: Chrome, report: Path
) -> None:
    opened(browser, report, NARROW)
    link = browser.find_element(By.CSS_SELECTOR, "nav a[href='#numbers']")
    assert not link.is_displayed()
    browser.find_element(By.CSS_SELECTOR, "nav summary").click()
    assert link.is_displayed()
    link.click()
    assert browser.current_url.endswith("#numbers")
    opened(browser, report, WIDE)
    assert browser.find_element(By.CSS_SELECTOR, "nav a[href='#numbers']").is_displayed()


def test_numbers_are_filtered_by_verdict_and_by_words(browser: Chrome, report: Path) -> None:
    opened(browser, report)
    filters = browser.find_element(By.CSS_SELECTOR, "[data-filters='numbers-table']")
    everything = shown(browser, "numbers-table")
    verdict = Select(filters.find_element(By.TAG_NAME, "select"))
    verdict.select_by_visible_text("reproduced")
    reproduced = shown(browser, "numbers-table")
    assert 0 < len(reproduced) < len(everything)
    assert all(row.endswith("reproduced") for row in reproduced)
    search = filters.find_element(By.TAG_NAME, "input")
    search.send_keys("TABLE 7")
    assert shown(browser, "numbers-table") == [row for row in reproduced if "Table 7" in row]
    counted = filters.find_element(By.TAG_NAME, "output").text
    assert counted == f"{len(shown(browser, 'numbers-table'))} of {len(everything)}"
    search.clear()
    search.send_keys(" ")
    verdict.select_by_visible_text("all")
    assert shown(browser, "numbers-table") == everything


def test_every_run_shows_its_curves_and_its_cost(browser: Chrome, report: Path) -> None:
    opened(browser, report)
    rows = browser.find_elements(By.CSS_SELECTOR, "#runs-table tbody tr")
    assert len(rows) >= 40
    assert {row.get_attribute("data-state") for row in rows} == {"done"}
    curves = browser.find_elements(By.CSS_SELECTOR, "#runs-table polyline.score")
    assert len(curves) >= len(rows) - 2  # what has one epoch, or nothing to train, has no curve
    assert all(":" in row.find_elements(By.TAG_NAME, "td")[6].text for row in rows)


def test_what_lies_behind_a_figure_unfolds(browser: Chrome, report: Path) -> None:
    opened(browser, report)
    figure = browser.find_element(By.ID, "mtm-figure-figure7")
    script = figure.find_element(By.XPATH, ".//td/code[text()='train_network']")
    assert not script.is_displayed()
    figure.find_element(By.TAG_NAME, "summary").click()
    assert script.is_displayed()
    assert "draw_units" in figure.text
