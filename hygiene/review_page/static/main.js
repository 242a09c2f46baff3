// Puts the page together and keeps it in step with what others decide.

import * as api from "./api.js";
import { decide, undo } from "./actions.js";
import { startCase } from "./case.js";
import { bulk, finish, help, whatIf } from "./dialogs.js";
import { byId, h, key, say } from "./dom.js";
import { filter, startFilters } from "./filters.js";
import { KEYS, startKeys } from "./keys.js";
import { startList } from "./list.js";
import { changed, decidedOf, further, isOpen, on, state, take } from "./state.js";

const LOOK_AGAIN = 2000;

async function start() {
  const told = await api.queue();
  Object.assign(state, { cases: told.cases, rules: told.rules, by: told.by, seq: told.seq, tiers: told.tiers, plan: told.plan });
  state.byId = new Map(told.cases.map((item) => [item.id, item]));
  state.decided = new Map(Object.entries(told.decided));
  byId("plan").textContent = `Plan of ${told.plan.as_of} · ${told.plan.digest}`;
  actions();
  startFilters();
  startList();
  startCase();
  startKeys();
  tools();
  on("decided", progress);
  on("view", pressed);
  on("decided", pressed);
  progress();
  state.current = null;
  filterFrom(location.hash.slice(1));
  setInterval(lookAgain, LOOK_AGAIN);
}

/** Begins at the case of the address, else at the first open one. */
function filterFrom(id) {
  state.current = "none yet";
  filter();
  const first = state.byId.has(id) ? id : state.shown.find(isOpen) ?? state.shown[0] ?? null;
  state.current = null;
  changed("choose", first);
}

function progress() {
  const done = state.cases.filter((item) => !isOpen(item.id)).length;
  const bar = byId("progress");
  bar.max = Math.max(state.cases.length, 1);
  bar.value = done;
  byId("counted").textContent = `${done.toLocaleString("en")} of ${state.cases.length.toLocaleString("en")} decided`;
}

function actions() {
  const toggle = (name) => decide(decidedOf(state.current).decision === name ? "" : name);
  const button = (name, label, letter, run) => h("button", { type: "button", class: name, id: `do-${name}`, onclick: run }, label, key(letter));
  byId("actions").append(
    button("previous", "Previous", "k", () => move(-1)),
    button("reject", "Reject", "r", () => toggle("reject")),
    button("hold", "Hold", "h", () => toggle("hold")),
    button("approve", "Approve", "a", () => toggle("approve")),
    button("undo", "Undo", "u", () => undo()),
    button("next", "Next", "j", () => move(1)));
}

function move(step) {
  const id = further(step);
  if (id) changed("choose", id);
}

function pressed() {
  const { decision } = decidedOf(state.current);
  for (const name of ["approve", "reject", "hold"]) byId(`do-${name}`).setAttribute("aria-pressed", String(name === decision));
}

function tools() {
  const runs = { bulk, finish, help: () => help(KEYS), whatif: whatIf };
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", runs[button.dataset.do]);
  const queue = byId("queue");
  const toggle = byId("queue-toggle");
  const open = (is) => { queue.classList.toggle("open", is); toggle.setAttribute("aria-expanded", String(is)); };
  toggle.addEventListener("click", () => open(!queue.classList.contains("open")));
  on("choose", () => open(false));
}

async function lookAgain() {
  if (document.hidden) return;
  try {
    const told = await api.since(state.seq);
    state.seq = told.seq;
    const mine = state.current;
    const before = decidedOf(mine).version;
    take(told.decided);
    const now = decidedOf(mine);
    if (now.version !== before) say(`${now.decided_by || "Somebody"} changed this case while you looked.`, "bad");
    else if (told.file_problem) say(`${told.file_problem} Decisions are safe in review.sqlite.`, "bad");
  } catch (problem) {
    say(problem.message, "bad");
  }
}

start().catch((problem) => say(problem.message, "bad"));
