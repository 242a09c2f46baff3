// What a person can do with the case on the screen. Each is saved at once and can be undone.

import * as api from "./api.js";
import { many, say } from "./dom.js";
import { changed, decidedOf, further, isOpen, state, take } from "./state.js";

const DONE = { approve: "Approved", reject: "Rejected", hold: "On hold", "": "Open again" };
let busy = false;

/** Decides the case on the screen and goes to the next open one. */
export async function decide(decision) {
  const id = state.view?.id;
  if (!(await decideCells({ decision }))) return;
  const left = state.cases.filter((item) => isOpen(item.id)).length;
  say(`${DONE[decision]}. ${left ? `${many(left, "case")} open.` : "Every case is decided."} Undo with u.`);
  const next = decision === "" ? null : further(1, isOpen);
  if (next && state.current === id) changed("choose", next);
}

/** Writes cells of the case on the screen; whether they were saved. */
export async function decideCells(cells) {
  const { view } = state;
  if (busy || !view || view.id !== state.current) return false;
  busy = true;
  try {
    const told = await api.decide([[view.id, decidedOf(view.id).version]], cells);
    take({ ...told.saved, ...told.refused });
    if (told.refused[view.id]) say(`Not saved: ${somebody(told.refused[view.id])}. Look again; you may change it.`, "bad");
    return !told.refused[view.id];
  } catch (problem) {
    say(problem.message, "bad");
    return false;
  } finally {
    busy = false;
  }
}

/** The same decision for many cases, each with the version that is on the screen. */
export async function decideMany(ids, decision) {
  try {
    const told = await api.decide(ids.map((id) => [id, decidedOf(id).version]), { decision });
    take({ ...told.saved, ...told.refused });
    const refused = Object.keys(told.refused).length;
    say(`${DONE[decision]}: ${many(Object.keys(told.saved).length, "case")}.${refused ? ` ${many(refused, "case")} not: somebody decided meanwhile.` : ""} Undo with u.`);
  } catch (problem) {
    say(problem.message, "bad");
  }
}

export async function undo() {
  try {
    const told = await api.undo();
    if (told.nothing) return say("There is nothing to undo in this session.");
    const ids = Object.keys(told.saved);
    take({ ...told.saved, ...told.refused });
    const refused = Object.keys(told.refused).length;
    say(`Undone: ${many(ids.length, "case")}.${refused ? ` ${many(refused, "case")} not: changed since.` : ""}`, refused ? "bad" : "");
    if (ids.length === 1) changed("choose", ids[0]);
  } catch (problem) {
    say(problem.message, "bad");
  }
  return undefined;
}

export const act = {
  select(at) {
    if (!state.view || at >= state.view.records.length) return;
    state.record = at;
    changed("record");
  },
  master(id) {
    if (recordOf(id)?.may_stay) decideCells({ master: decidedOf(state.view.id).master === id ? "" : id });
  },
  leaveOut(id) {
    if (!recordOf(id)?.may_leave) return say("Nothing would be left to merge: reject the case, or put it on hold.", "bad");
    const { leave_out: left, master, values } = decidedOf(state.view.id);
    const out = left.split(";").filter(Boolean);
    const now = out.includes(id) ? out.filter((one) => one !== id) : [...out, id];
    const kept = Object.entries(pairsOf(values)).filter(([, record]) => !now.includes(record));
    decideCells({ leave_out: now.join(";"), master: now.includes(master) ? "" : master, values: cellOf(kept) });
    return undefined;
  },
  value(field, id) {
    if (!state.view) return;
    const values = { ...pairsOf(decidedOf(state.view.id).values), [field]: id };
    decideCells({ values: cellOf(Object.entries(values).filter(([, record]) => record)) });
  },
};

const recordOf = (id) => state.view?.records.find((record) => record.id === id);
const pairsOf = (cell) => Object.fromEntries(cell.split(";").filter(Boolean).map((part) => part.trim().split("=")));
const cellOf = (pairs) => pairs.sort().map(([field, record]) => `${field}=${record}`).join("; ");
const somebody = (told) => `${told.decided_by || "somebody"} ${{ approve: "approved", reject: "rejected", hold: "put on hold", "": "changed" }[told.decision]} it meanwhile`;
