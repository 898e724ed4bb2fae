// Tables that can be filtered, and contents that are folded where there is no room for them.
"use strict";

for (const filters of document.querySelectorAll("[data-filters]")) {
  const rows = [...document.querySelectorAll(`#${filters.dataset.filters} tbody tr`)];
  const select = filters.querySelector("select");
  const search = filters.querySelector("input");
  const count = filters.querySelector("output");
  const show = () => {
    const wanted = search.value.toLowerCase();
    for (const row of rows) {
      const chosen = !select.value || row.dataset[select.dataset.column] === select.value;
      row.hidden = !(chosen && row.textContent.toLowerCase().includes(wanted));
    }
    count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  };
  select.addEventListener("change", show);
  search.addEventListener("input", show);
  show();
}

if (!window.matchMedia("(min-width: 70rem)").matches) {
  document.querySelector("details.contents").open = false;
}
