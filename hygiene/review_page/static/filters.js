// Which cases the list shows: by words, decision and rule.

import * as api from "./api.js";
import { byId, h, many, say } from "./dom.js";
import { changed, decidedOf, on, state } from "./state.js";

let hits = null;
let asked = 0;

export function startFilters() {
  for (const [rule, label] of Object.entries(state.rules)) byId("rule").append(h("option", { value: rule }, label));
  byId("words").addEventListener("input", find);
  for (const id of ["status", "rule"]) byId(id).addEventListener("change", () => filter());
  on("decided", () => filter());
}

/** The next kind of decision. */
export function nextStatus() {
  const status = byId("status");
  status.selectedIndex = (status.selectedIndex + 1) % status.options.length;
  filter();
  say(`Shown: ${status.selectedOptions[0].text.toLowerCase()}.`);
}

export function clearSearch() {
  byId("words").value = "";
  hits = null;
  filter();
}

async function find() {
  const words = byId("words").value.trim();
  const mine = (asked += 1);
  try {
    const found = words ? new Set(await api.search(words)) : null;
    if (mine !== asked) return;
    hits = found;
    filter();
  } catch (problem) {
    say(problem.message, "bad");
  }
}

/** What the filter lets through; the case on the screen stays in the list, so that it does not vanish when decided. */
export function filter() {
  const status = byId("status").value;
  const rule = byId("rule").value;
  const fits = (item) => (!rule || item.rule === rule) && (!hits || hits.has(item.id)) && ofStatus(item.id, status);
  const shown = state.cases.filter(fits).map((item) => item.id);
  state.shown = shown;
  const narrowed = shown.length < state.cases.length;
  byId("found").textContent = narrowed ? `${many(shown.length, "case")} of ${state.cases.length.toLocaleString("en")}` : `${many(shown.length, "case")}, those first that settle most`;
  changed("shown");
  if (!state.current || (narrowed && !shown.includes(state.current) && document.activeElement?.closest(".filters"))) changed("choose", shown[0] ?? null);
}

function ofStatus(id, status) {
  const { decision, note } = decidedOf(id);
  if (status === "") return true;
  if (status === "note") return note !== "";
  return status === "open" ? decision === "" : decision === status;
}
