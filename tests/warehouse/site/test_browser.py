"""The pages in a real Chromium: nothing fails, nothing leaves the machine, what can be clicked works, everybody can read them.

Debian's chromium and chromium-driver have to be installed; the glyphs need fonts-noto-core.
"""

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from warehouse.export import sha256

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.full,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed (Debian has both)"),
]
PHONE, SCREEN = 390, 1280
LOOKED_AT = (
    "index.html",
    "pairs/AZE-DJI.html",
    "pairs/AZE-KWT.html",
    "states/AZE.html",
    "documents/doc-hostile.html",
    "tables/events.html",
    "ties.html",
    "changes.html",
    "downloads.html",
    "codebook.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class Reader:
    """A browser with what these tests ask of it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, address: str, width: int = SCREEN, scheme: str = "light") -> None:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme_told = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme_told)
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(address)

    def ask(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def fonts(self, selector: str) -> set[str]:
        """The fonts that really draw the element's letters."""
        for domain in ("DOM", "CSS"):
            self.driver.execute_cdp_cmd(f"{domain}.enable", {})
        root = self.driver.execute_cdp_cmd("DOM.getDocument", {})["root"]["nodeId"]
        node = self.driver.execute_cdp_cmd("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        used = self.driver.execute_cdp_cmd("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        return {font["familyName"] for font in used}

    def faults(self) -> list[tuple[str, str]]:
        """What axe-core finds that is serious or critical."""
        self.ask((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
        failed = "(error) => done({violations: [{id: String(error), impact: 'critical', nodes: []}]})"
        found = self.driver.execute_async_script(f"const done = arguments[0]; axe.run().then(done, {failed})")
        serious = [fault for fault in found["violations"] if fault["impact"] in ("serious", "critical")]
        return [(fault["id"], str([node["html"] for node in fault["nodes"][:3]])) for fault in serious]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    driver.set_script_timeout(180)  # axe-core looks at every cell of the codebook, on a busy machine for longer than selenium waits
    yield Reader(driver)
    driver.quit()


@pytest.fixture(scope="module")
def served(made: Any) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(made.site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def pages(folder: Path) -> list[str]:
    return sorted(page.relative_to(folder).as_posix() for page in folder.rglob("*.html") if "downloads" not in page.parts)


def test_every_page_loads_without_a_complaint_or_a_call_outside(reader: Reader, served: str, made: Any) -> None:
    wrong = {}
    for page in pages(made.site):
        reader.open(f"{served}/{page}")
        complaints = reader.complaints()
        outside = [url for url in reader.requests() if not url.startswith(served)]
        if complaints or outside or not reader.ask("return document.title").endswith(" · Dyadic"):
            wrong[page] = (complaints, outside)
    assert wrong == {}


@pytest.mark.parametrize("page", ["index.html", "tables/events.html", "documents/doc-hostile.html"])
def test_pages_open_from_the_file_system(reader: Reader, made: Any, page: str) -> None:
    reader.open((made.site / page).as_uri())
    assert reader.complaints() == []
    assert all(url.startswith(made.site.as_uri()) for url in reader.requests())
    assert reader.ask("return getComputedStyle(document.querySelector('main')).maxWidth") != "none"


@pytest.mark.parametrize("width", [PHONE, SCREEN])
@pytest.mark.parametrize("page", LOOKED_AT)
def test_no_page_is_wider_than_the_window(reader: Reader, served: str, page: str, width: int) -> None:
    reader.open(f"{served}/{page}", width)
    assert reader.ask("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", LOOKED_AT)
def test_no_serious_fault_for_a_screen_reader(reader: Reader, served: str, page: str, scheme: str) -> None:
    reader.open(f"{served}/{page}", PHONE if scheme == "dark" else SCREEN, scheme)
    reader.ask("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    assert reader.faults() == []


def test_faults_would_be_found(reader: Reader, served: str) -> None:
    reader.open(f"{served}/index.html")
    reader.ask("document.querySelector('h1').style.color = '#eee'; document.querySelector('main').append(document.createElement('img'))")
    assert {"color-contrast", "image-alt"} <= {name for name, _ in reader.faults()}


def test_dark_is_dark(reader: Reader, served: str) -> None:
    background = "return getComputedStyle(document.documentElement).backgroundColor"
    reader.open(f"{served}/index.html", scheme="dark")
    dark = reader.ask(background)
    reader.open(f"{served}/index.html")
    assert dark != reader.ask(background)


WIDTH = """
const measure = (text) => {
  const span = document.createElement('span');
  span.textContent = text;
  document.querySelector(arguments[0]).append(span);
  const width = span.getBoundingClientRect().width;
  span.remove();
  return width;
};
return measure(arguments[1]) / measure(arguments[2]);
"""


# Whether the browser has loaded the font that lies beside the pages.
BROUGHT_ALONG = "return [...document.fonts].some((font) => font.family === arguments[0] && font.status === 'loaded')"


def test_arabic_runs_from_right_to_left_and_is_joined(reader: Reader, served: str) -> None:
    reader.open(f"{served}/pairs/AZE-KWT.html")
    quote = "blockquote[lang=ar] p"
    assert reader.ask("return getComputedStyle(document.querySelector(arguments[0])).direction", quote) == "rtl"
    first, last = reader.ask(
        """const mark = document.querySelector(arguments[0] + ' mark').firstChild;
        return [0, 8].map((place) => { const range = document.createRange(); range.setStart(mark, place);
        range.setEnd(mark, place + 1); return range.getBoundingClientRect().left; });""",
        quote,
    )
    assert first > last
    assert reader.ask(WIDTH, quote, "بيت", "ب\u200cي\u200cت") < 0.95
    assert any("Arabic" in font for font in reader.fonts(f"{quote} mark"))
    assert reader.ask(BROUGHT_ALONG, "Arabic")


def test_bengali_letters_form_conjuncts(reader: Reader, served: str) -> None:
    reader.open(f"{served}/pairs/AZE-DJI.html")
    quote = "blockquote[lang=bn] p"
    assert reader.ask("return getComputedStyle(document.querySelector(arguments[0])).direction", quote) == "ltr"
    assert reader.ask(WIDTH, quote, "ক্ষ্ম", "ক\u09cd\u200cষ\u09cd\u200cম") < 0.8
    assert any("Bengali" in font for font in reader.fonts(f"{quote} mark"))
    assert reader.ask(BROUGHT_ALONG, "Bengali")


def shown_rows(reader: Reader) -> list[str]:
    return reader.ask(
        "return [...document.querySelectorAll('tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[1].textContent)"
    )


def test_filter_and_choice(reader: Reader, served: str) -> None:
    reader.open(f"{served}/tables/events.html")
    everything = shown_rows(reader)
    search = reader.driver.find_element("css selector", "input[type=search]")
    search.send_keys("kuwait ESTABLISHED")
    assert 0 < len(shown_rows(reader)) < len(everything)
    assert reader.ask("return document.querySelector('.filters output').value") == f"{len(shown_rows(reader))} of {len(everything)} rows"
    search.clear()
    choice = "const select = document.querySelector('select'); select.value = 'Visit';"
    reader.ask(f"{choice} select.dispatchEvent(new Event('input', {{bubbles: true}}))")
    assert len(shown_rows(reader)) == 2


def test_sorting_with_the_keyboard(reader: Reader, served: str) -> None:
    from selenium.webdriver.common.keys import Keys

    reader.open(f"{served}/tables/trade.html")
    head = reader.driver.find_element("css selector", "th:nth-child(4) button")
    values = "return [...document.querySelectorAll('tbody td:nth-child(4)')].map((cell) => Number(cell.dataset.value))"
    head.send_keys(Keys.ENTER)
    rising = reader.ask(values)
    assert rising == sorted(rising)
    head.send_keys(Keys.ENTER)
    assert reader.ask(values) == sorted(rising, reverse=True)
    assert reader.ask("return document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending"


def test_row_leads_to_its_evidence(reader: Reader, served: str) -> None:
    reader.open(f"{served}/tables/events.html")
    reader.driver.find_element("link text", "Azerbaijan and Kuwait established relations").click()
    assert reader.driver.current_url.endswith("pairs/AZE-KWT.html#ev-ar")
    assert "أقامت" in reader.ask("return document.querySelector(':target mark').textContent")


def test_mark_shows_its_fact_to_the_keyboard(reader: Reader, served: str) -> None:
    reader.open(f"{served}/documents/doc-arabic.html", PHONE)
    mark = reader.driver.find_element("css selector", ".marked > a")
    note = reader.driver.find_element("css selector", ".note")
    assert not note.is_displayed()
    reader.ask("arguments[0].focus()", mark)
    assert note.is_displayed()
    assert "Azerbaijan and Kuwait established relations" in note.text
    assert note.rect["x"] >= 0 and note.rect["x"] + note.rect["width"] <= PHONE


def test_download_has_the_checksum_stated(reader: Reader, served: str, made: Any, tmp_path: Path) -> None:
    reader.open(f"{served}/downloads.html")
    pair = "[row.querySelector('a').href, row.querySelector('.checksum').textContent]"
    rows = reader.ask(f"return [...document.querySelectorAll('tr:has(.checksum)')].map((row) => {pair})")
    assert len(rows) > 20
    for number, (link, stated) in enumerate(rows):
        copy = tmp_path / str(number)
        with urlopen(link) as answer:  # noqa: S310 - a link of our own page
            copy.write_bytes(answer.read())
        assert sha256(copy) == stated, link


def test_table_leads_to_its_file_of_this_release(reader: Reader, served: str, made: Any) -> None:
    reader.open(f"{served}/tables/events.html")
    link = reader.ask("return document.querySelector('a[data-file]').href")
    assert link == f"{served}/downloads/2026.11.22/csv/v_event.csv"
    with urlopen(link) as answer:  # noqa: S310 - a link of our own page
        assert answer.read() == (made.site / "downloads/2026.11.22/csv/v_event.csv").read_bytes()


def test_pages_can_be_read_without_script(reader: Reader, served: str) -> None:
    reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        reader.open(f"{served}/tables/events.html")
        assert "Azerbaijan and Kuwait established relations" in reader.driver.page_source
        assert reader.driver.find_elements("css selector", "th button") == []
        file = reader.driver.find_element("css selector", "a[data-file]")
        assert file.get_attribute("href") == f"{served}/downloads.html#csv/v_event.csv"
    finally:
        reader.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
