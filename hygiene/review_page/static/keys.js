// One key for each thing. Keys rest while somebody types, while a dialog is open, and when they are switched off.

import { act, decide, undo } from "./actions.js";
import { bulk, finish, help, whatIf } from "./dialogs.js";
import { byId } from "./dom.js";
import { nextPair } from "./evidence.js";
import { clearSearch, nextStatus } from "./filters.js";
import { keysAreOn } from "./key_switch.js";
import { changed, further, isOpen, state } from "./state.js";

const chosen = () => state.view?.records[state.record]?.id;
const go = (id) => { if (id) changed("choose", id); };

export const KEYS = [
  { keys: ["a"], told: "Approve, and go to the next open case", run: () => decide("approve") },
  { keys: ["r"], told: "Reject: they are not one", run: () => decide("reject") },
  { keys: ["h"], told: "Put on hold", run: () => decide("hold") },
  { keys: ["c"], told: "Open it again", run: () => decide("") },
  { keys: ["u"], told: "Undo what you did last", run: () => undo() },
  { keys: ["j"], told: "Next case", run: () => go(further(1)) },
  { keys: ["k"], told: "Previous case", run: () => go(further(-1)) },
  { keys: ["o"], told: "Next open case", run: () => go(further(1, isOpen)) },
  { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], told: "Choose a record", run: (name) => act.select(Number(name) - 1) },
  { keys: ["m"], told: "The chosen record stays (the master)", run: () => act.master(chosen()) },
  { keys: ["x"], told: "Leave the chosen record out: it is somebody else", run: () => act.leaveOut(chosen()) },
  { keys: ["v"], told: "Choose a value: arrows walk, Enter takes it, Esc leaves", run: () => document.querySelector("table:not(.folded) button.value, tr:not(.quiet) > td > button.value")?.focus() },
  { keys: ["d"], told: "Show or hide the fields that agree", run: () => byId("fold")?.click() },
  { keys: ["e"], told: "Evidence of the next two records", run: () => nextPair() },
  { keys: ["n"], told: "Write a note (Esc leaves it)", run: () => byId("note")?.focus() },
  { keys: ["/"], told: "Search (Esc clears it)", run: () => byId("words").focus() },
  { keys: ["s"], told: "Show all, open, approved, rejected …", run: () => nextStatus() },
  { keys: ["b"], told: "Decide many at once", run: () => bulk() },
  { keys: ["w"], told: "What if the thresholds were others", run: () => whatIf() },
  { keys: ["f"], told: "What comes next: what can be applied, and what waits", run: () => finish() },
  { keys: ["?"], told: "These keys", run: () => help(KEYS) },
];

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave(event);
    if (event.ctrlKey || event.metaKey || event.altKey || byId("dialog").open || isTyping(event.target)) return undefined;
    const inList = event.target === byId("list") && { ArrowDown: "j", ArrowUp: "k" }[event.key];
    if (!inList && !keysAreOn()) return undefined;
    const name = inList || event.key;
    const found = KEYS.find(({ keys }) => keys.includes(name));
    if (!found || event.repeat && !"jk".includes(name)) return undefined;
    event.preventDefault();
    return found.run(name);
  });
}

// A field of the dialog that was just closed keeps the focus until the browser draws again: nobody types there.
const isTyping = (target) => target.matches("textarea, select, input:not([type=checkbox])") && !target.closest("dialog");

function leave(event) {
  if (byId("dialog").open) return;
  if (event.target === byId("words")) clearSearch();
  if (event.target.matches("textarea, input, button.value")) event.target.blur();
  byId("queue").classList.remove("open");
}
