// The records of a case side by side: differences marked within the text, what would survive, and what may be chosen.

import { h, many } from "./dom.js";
import { state } from "./state.js";

let folded = true;

/** act: {master(id), leaveOut(id), value(field, id), select(index)} */
export function recordsTable(view, act) {
  const out = new Set(view.records.filter((record) => record.left_out).map((record) => record.id));
  const rows = view.sections.flatMap((section) => section.rows.map((row) => ({ ...row, section: section.title })));
  const quiet = rows.filter((row) => row.quiet).length;
  const table = h("table", { class: `records${folded ? " folded" : ""}` },
    h("caption", { class: "hidden" }, "The records side by side, and what stands after approval"),
    h("thead", {}, h("tr", {},
      h("td", {}),
      view.records.map((record, at) => head(record, at, view, act)),
      view.mergeable ? h("th", { scope: "col", class: "after" }, h("span", { class: "letter" }, "→"), " After approval") : null)),
    view.sections.map((section) => body(section, view, out, act)));
  table.addEventListener("keydown", walk);
  return h("div", { class: "side-by-side" }, table, quiet ? toggle(table, quiet) : null);
}

function head(record, at, view, act) {
  const stays = record.master && view.mergeable;
  return h("th", { scope: "col", class: classes({ master: stays, out: record.left_out, selected: at === state.record }), "data-record": at },
    h("button", { type: "button", class: "who", onclick: () => act.select(at), "aria-pressed": String(at === state.record) },
      h("span", { class: "letter" }, record.letter), h("span", {}, record.name), h("kbd", { "aria-hidden": "true" }, String(at + 1))),
    h("span", { class: "kind" }, record.object, stays ? " · stays" : record.left_out ? " · left out" : ""),
    view.mergeable ? h("span", { class: "choices" },
      h("button", { type: "button", disabled: stays || record.left_out || !record.may_stay, onclick: () => act.master(record.id) },
        h("span", { class: "hidden" }, `Make record ${record.letter} the `), "Master"),
      h("button", { type: "button", disabled: !record.may_leave, "aria-pressed": String(record.left_out), onclick: () => act.leaveOut(record.id) },
        record.left_out ? "Take in" : "Leave out", h("span", { class: "hidden" }, ` record ${record.letter}`))) : null);
}

function body(section, view, out, act) {
  const loud = section.rows.some((row) => !row.quiet);
  return h("tbody", { class: loud ? "" : "quiet" },
    h("tr", { class: "section" }, h("th", { scope: "rowgroup", colspan: view.records.length + 2 }, section.title)),
    section.rows.map((row) => h("tr", { class: row.quiet ? "quiet" : "" },
      h("th", { scope: "row", title: row.field }, row.label),
      view.records.map((record) => cell(row, record, out.has(record.id), act)),
      view.mergeable ? after(row) : null)));
}

function cell(row, record, out, act) {
  const text = row.cells[record.id].map(([piece, differs]) => (differs ? h("mark", {}, piece) : piece));
  const free = row.free.includes(record.id) && !out;
  const chosen = row.chosen === record.id;
  const shown = text.length ? text : [h("span", { class: "none" }, "–")];
  return h("td", { class: classes({ out, chosen }), "data-title": `${record.letter} ${record.name}` },
    free ? h("button", { type: "button", class: "value", "aria-pressed": String(chosen), "data-field": row.field,
      "data-record": record.id, onclick: () => act.value(row.field, chosen ? "" : record.id) }, shown) : h("span", { class: "value" }, shown));
}

function after(row) {
  return h("td", { class: classes({ after: true, changed: row.changed }), "data-title": "After approval" },
    h("span", { class: "value" }, row.survives || h("span", { class: "none" }, "–")),
    row.changed ? h("span", { class: "why" }, row.why) : null);
}

function toggle(table, quiet) {
  const label = () => `${folded ? "Show" : "Hide"} ${many(quiet, "more field")}: alike, on one record only, or set by Salesforce`;
  const button = h("button", { type: "button", class: "fold", id: "fold", "aria-expanded": String(!folded), onclick: () => {
    folded = !folded;
    table.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    words.textContent = label();
  } });
  const words = h("span", {}, label());
  button.append(words, h("kbd", { "aria-hidden": "true" }, "d"));
  return button;
}

/** Arrow keys walk from value to value. */
function walk(event) {
  const from = event.target.closest("button.value");
  const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const step = steps[event.key];
  if (!from || !step) return;
  event.preventDefault();
  const rows = [...event.currentTarget.querySelectorAll("tr")].filter((row) => row.offsetParent && row.querySelector("button.value"));
  const row = from.closest("tr");
  const column = from.closest("td").cellIndex;
  const to = step[1] ? rows[rows.indexOf(row) + step[1]] : row;
  const cells = to ? [...to.querySelectorAll("button.value")] : [];
  const beside = cells.map((one) => one.closest("td").cellIndex);
  const wanted = step[0]
    ? cells[beside.indexOf(column) + step[0]]
    : cells.reduce((best, one) => (!best || Math.abs(one.closest("td").cellIndex - column) < Math.abs(best.closest("td").cellIndex - column) ? one : best), null);
  wanted?.focus();
}

const classes = (told) => Object.keys(told).filter((name) => told[name]).join(" ");
