// The case in the middle: question, why it is asked, records, evidence, note.

import * as api from "./api.js";
import { act, decideCells } from "./actions.js";
import { byId, h, key, say } from "./dom.js";
import { evidence } from "./evidence.js";
import { recordsTable } from "./records.js";
import { changed, decidedOf, further, isOpen, on, state } from "./state.js";

const place = byId("case");
const fetched = new Map();
const STANDS = { "": "Open", approve: "Approved", reject: "Rejected", hold: "On hold" };

export function startCase() {
  on("choose", show);
  on("decided", (ids) => {
    for (const id of ids) for (const other of [id, ...(state.byId.get(id)?.sharing ?? [])]) fetched.delete(other);
    if (ids.includes(state.current)) show(state.current);
  });
  on("record", () => draw());
}

/** Shows a case; `state.view` is the case that stands on the screen, and only that can be decided. */
export async function show(id) {
  const other = id !== state.current;
  state.current = id;
  if (other) {
    state.view = null;
    history.replaceState(null, "", `#${id ?? ""}`);
  }
  changed("current");
  if (id === null) return draw();
  try {
    const view = await fetchCase(id);
    if (state.current !== id) return undefined;
    if (other || state.view === null) {
      state.record = Math.max(0, view.records.findIndex((record) => !record.master));
      place.scrollTop = 0;
    }
    state.view = view;
    draw();
    changed("view");
    const next = further(1, isOpen);
    if (next) fetchCase(next).catch(() => {});
  } catch (problem) {
    say(problem.message, "bad");
  }
  return undefined;
}

function fetchCase(id) {
  if (!fetched.has(id)) {
    const asked = api.caseOf(id);
    asked.catch(() => fetched.delete(id));
    fetched.set(id, asked);
    if (fetched.size > 40) fetched.delete(fetched.keys().next().value);
  }
  return fetched.get(id);
}

function draw() {
  const { view } = state;
  if (!view) return place.replaceChildren(h("p", { class: "empty" }, emptiness()));
  const held = document.activeElement?.closest("button.value")?.dataset;
  place.replaceChildren(
    title(view), ...warnings(view), why(view), recordsTable(view, act), evidence(view), note(view));
  if (held) place.querySelector(`button.value[data-field="${held.field}"][data-record="${held.record}"]`)?.focus();
  return undefined;
}

function emptiness() {
  if (!state.cases.length) return "This plan asks nothing: there is no case to decide.";
  return state.shown.length ? "…" : "No case fits the filter.";
}

function title(view) {
  const stands = decidedOf(view.id);
  const who = stands.decision && stands.decided_by ? ` by ${stands.decided_by}` : "";
  return h("div", { class: "title" },
    h("p", { class: "kind" }, `${view.label} · `, h("code", {}, view.id)),
    h("h2", { id: "question", tabindex: "-1" }, view.question),
    h("p", { class: `stands ${stands.decision || "open"}`, id: "stands" }, `${STANDS[stands.decision]}${who}`));
}

function warnings(view) {
  const told = [];
  if (view.conflicts.length) told.push(h("div", { class: "warning" },
    h("strong", {}, view.tangled ? "Approved, it waits for a new plan" : "Other changes touch these records"),
    view.tangled ? h("p", {}, "What it is about changes meanwhile, so apply holds it until lead-hygiene plan --decisions has made a plan with this decision.") : null,
    h("ul", {}, view.conflicts.map((text) => h("li", {}, text)))));
  const barred = view.records.filter((record) => record.barred.length || record.verdict);
  if (barred.length) told.push(h("div", { class: "exclusions" }, h("strong", {}, "No machine merges these"),
    h("ul", {}, barred.map((record) => h("li", {}, h("span", { class: "letter" }, record.letter), " ",
      [...record.barred, ...(record.verdict ? [`opt-out: ${record.verdict}`] : [])].join("; "))))));
  return told;
}

function why(view) {
  if (!view.reasons.length) return "";
  return h("p", { class: "why-asked" }, h("strong", {}, "Why it is asked: "), view.reasons.join("; "));
}

function note(view) {
  const field = h("textarea", { id: "note", rows: 2, maxlength: 2000, placeholder: "What others should know. Saved when you leave the field." });
  field.value = decidedOf(view.id).note;
  field.addEventListener("change", () => decideCells({ note: field.value }));
  return h("section", { class: "note" }, h("label", { for: "note" }, "Note ", key("n")), field);
}
