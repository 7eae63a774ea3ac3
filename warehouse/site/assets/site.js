// What the pages do beyond HTML: sort, filter, copy. Without it everything can still be read.
"use strict";

const element = (name, properties = {}, children = []) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const valueOf = (row, place) => {
  const cell = row.cells[place];
  return cell.dataset.value ?? cell.textContent.trim();
};

// Empty cells stay last, whichever way the column is sorted.
const compare = (kind, one, other, way) => {
  if (one === "" || other === "") return (one === "") - (other === "");
  return way * (kind === "number" ? Number(one) - Number(other) : one.localeCompare(other, "en"));
};

const sortBy = (table, head) => {
  const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => compare(head.dataset.sort, valueOf(a, head.cellIndex), valueOf(b, head.cellIndex), way));
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", way === 1 ? "ascending" : "descending");
  table.tBodies[0].append(...rows);
};

const makeSortable = (table) => {
  for (const head of table.tHead.rows[0].cells) {
    const button = element("button", { type: "button" }, [...head.childNodes]);
    button.addEventListener("click", () => sortBy(table, head));
    head.replaceChildren(button);
  }
};

const choices = (table, head) => {
  const values = new Set([...table.tBodies[0].rows].map((row) => row.cells[head.cellIndex].textContent.trim()));
  return [...values].filter((value) => value).sort((a, b) => a.localeCompare(b, "en"));
};

const makeChooser = (table, head) => {
  const options = ["", ...choices(table, head)].map((value) => element("option", { value, textContent: value || "all" }));
  const select = element("select", {}, options);
  select.dataset.place = head.cellIndex;
  return element("label", {}, [head.textContent, select]);
};

const makeFilterable = (table, box) => {
  const search = element("input", { type: "search", autocomplete: "off" });
  const told = element("output");
  told.setAttribute("aria-live", "polite");
  const heads = [...table.tHead.rows[0].cells].filter((head) => "choose" in head.dataset && choices(table, head).length > 1);
  box.append(element("label", { className: "words" }, ["Rows that contain", search]), ...heads.map((head) => makeChooser(table, head)), told);
  const texts = new Map([...table.tBodies[0].rows].map((row) => [row, row.textContent.toLocaleLowerCase()]));
  const apply = () => {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter((word) => word);
    const chosen = [...box.querySelectorAll("select")].filter((select) => select.value);
    let shown = 0;
    for (const [row, text] of texts) {
      const fits = words.every((word) => text.includes(word)) && chosen.every((select) => row.cells[select.dataset.place].textContent.trim() === select.value);
      row.hidden = !fits;
      shown += fits;
    }
    told.value = `${shown} of ${texts.size} rows`;
  };
  box.addEventListener("input", apply);
  box.hidden = false;
  apply();
};

const makeCopyable = (figure) => {
  const name = figure.querySelector("figcaption").textContent;
  const button = element("button", { type: "button", className: "copy", textContent: "Copy" });
  button.setAttribute("aria-label", `Copy: ${name}`);
  button.addEventListener("click", async () => {
    const code = figure.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      // A page opened from the file system may not write to the clipboard: the text is marked for Ctrl-C.
      getSelection().selectAllChildren(code);
      button.textContent = "Marked: press Ctrl-C";
    }
  });
  figure.append(button);
};

// A note beside a mark stays inside the window.
const nudge = (event) => {
  const note = event.currentTarget.querySelector(".note");
  note.style.removeProperty("translate");
  const box = note.getBoundingClientRect();
  const over = Math.max(box.right - document.documentElement.clientWidth + 8, 0) || Math.min(box.left - 8, 0);
  if (box.width && over) note.style.translate = `${-over}px`;
};

const openTarget = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
};

for (const table of document.querySelectorAll("table.sortable")) {
  makeFilterable(table, document.querySelector(".filters"));
  makeSortable(table);
}
document.querySelectorAll(".code").forEach(makeCopyable);
for (const marked of document.querySelectorAll(".marked")) {
  for (const kind of ["mouseenter", "focusin"]) marked.addEventListener(kind, nudge);
}
addEventListener("hashchange", openTarget);
openTarget();

// Which release these pages are of; a page that does not change with a release does not name it itself, nor its folder of files.
if (window.release) {
  const site = new URL(".", document.querySelector("a.brand").href);
  for (const link of document.querySelectorAll("a[data-file]")) {
    link.href = new URL(`downloads/${window.release.version}/${link.dataset.file}`, site);
    link.download = "";
  }
  document.getElementById("this-release").textContent = `${window.release.version} of ${window.release.date}`;
}
