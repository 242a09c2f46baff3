// Help, many decisions at once, and other thresholds, each in the one dialog.

import * as api from "./api.js";
import { decideMany } from "./actions.js";
import { byId, h, key, many } from "./dom.js";
import { keysAreOn, setKeys } from "./key_switch.js";
import { decidedOf, isOpen, state } from "./state.js";

const dialog = byId("dialog");
const WORDS = { approve: "Approve", reject: "Reject", hold: "Put on hold", "": "Open again" };

function open(title, ...content) {
  dialog.replaceChildren(
    h("h2", { id: "dialog-title" }, title), ...content,
    h("form", { method: "dialog", class: "close" }, h("button", { type: "submit" }, "Close ", key("Esc"))));
  if (!dialog.open) dialog.showModal();
}

/** allKeys: what each key does, as `keys.js` lists it. */
export function help(allKeys) {
  const single = h("input", { type: "checkbox", id: "single", checked: keysAreOn(), onchange: () => setKeys(single.checked) });
  open("Keys",
    h("dl", { class: "keys" }, allKeys.map(({ keys, told }) => h("div", {}, h("dt", {}, keys.map((one) => h("kbd", {}, one))), h("dd", {}, told)))),
    h("p", {}, h("label", {}, single, " Single keys act (switch off when you dictate or use a screen reader's keys)")),
    h("p", { class: "dim" }, `You decide as ${state.by}. Every decision is saved at once, and written to review.csv beside the plan.`));
}

export function bulk() {
  const openOnly = h("input", { type: "checkbox", id: "open-only", checked: true });
  const preview = h("p", { class: "preview", role: "status" });
  const buttons = Object.keys(WORDS).map((decision) => h("button", { type: "button", class: decision || "again", onclick: () => run(decision) }));
  const wanted = (decision) => state.shown.filter((id) => decidedOf(id).decision !== decision && (decision === "" || !openOnly.checked || isOpen(id)));
  const count = () => {
    const by = (decision) => state.shown.filter((id) => decidedOf(id).decision === decision).length;
    preview.textContent = `The filter shows ${many(state.shown.length, "case")}: ${by("")} open, ${by("approve")} approved, ${by("reject")} rejected, ${by("hold")} on hold.`;
    Object.keys(WORDS).forEach((decision, at) => {
      const number = wanted(decision).length;
      buttons[at].textContent = `${WORDS[decision]}: ${many(number, "case")}`;
      buttons[at].disabled = number === 0;
    });
  };
  const run = async (decision) => { dialog.close(); await decideMany(wanted(decision), decision); };
  openOnly.addEventListener("change", count);
  open("Decide many", preview, h("p", {}, h("label", {}, openOnly, " Only cases that are open")),
    h("div", { class: "many" }, buttons), h("p", { class: "dim" }, "One undo takes all of it back."));
  count();
}

/** What the decisions come to, and the commands that go on from here. */
export async function finish() {
  const told = h("div", { role: "status" }, h("p", {}, "…"));
  open("What comes next", told);
  const left = state.cases.filter((item) => isOpen(item.id)).length;
  const { folder, source } = state.plan;
  const step = (text, command) => h("li", {}, text, h("pre", {}, h("code", {}, command)));
  try {
    const { approved, now, waiting } = await api.outcome();
    told.replaceChildren(
      h("p", {}, `${many(approved, "case")} approved: ${now} can be applied now, ${waiting} ${waiting === 1 ? "waits" : "wait"} for a new plan, since other changes touch the same records. ${many(left, "case")} open: what is open is not applied.`),
      h("ol", { class: "steps" },
        waiting ? step("Make a new plan with these decisions:", `lead-hygiene plan ${quoted(source)} --decisions ${quoted(`${folder}/review.csv`)} --out ${quoted(`${folder}-2`)}`) : null,
        step(waiting ? "Or apply what can be applied as it is:" : "Apply it:", `lead-hygiene apply ${quoted(folder)} --to ${source === "salesforce" ? source : "cleaned"}`),
        approval()));
  } catch (problem) {
    told.textContent = problem.message;
  }
}

/** For an org, or a job that waits: the approval of the plan as it is decided now. */
function approval() {
  const told = h("pre", { role: "status", hidden: true });
  const give = async () => {
    button.disabled = true;
    told.textContent = await api.approve().then((answer) => answer.told, (problem) => problem.message);
    told.hidden = false;
    button.disabled = false;
  };
  const button = h("button", { type: "button", id: "approve-plan", onclick: give }, "Approve this plan");
  return h("li", {}, h("p", {}, "Where an org or a job waits for it, approve the plan with these decisions, in the name of the account that runs this page:"), button, told);
}

const quoted = (path) => (/[^\w./:\\-]/.test(path) ? `"${path}"` : path);

export async function whatIf() {
  const auto = h("input", { type: "number", id: "auto", min: 0, max: 1, step: 0.001, value: state.tiers.auto });
  const review = h("input", { type: "number", id: "ask", min: state.tiers.review, max: 1, step: 0.01, value: state.tiers.review });
  const told = h("div", { class: "told", role: "status" });
  let asked = 0;
  const show = async () => {
    const mine = ++asked;
    const answer = await api.whatIf(auto.value, review.value).then(figures, (problem) => problem.message);
    // Answers may overtake each other: only the last question's is shown.
    if (mine === asked) told.replaceChildren(answer);
  };
  for (const field of [auto, review]) field.addEventListener("input", show);
  open("What if the thresholds were others",
    h("div", { class: "thresholds" },
      h("label", {}, "Merge without a person from ", auto), h("label", {}, "Show to a person from ", review)),
    told, h("p", { class: "dim" }, "Expected by the calibrated probabilities. Nothing changes: a new plan asks what else speaks against a pair."));
  await show();
}

function figures(told) {
  const { cases } = told;
  const all = cases.auto + cases.review + cases.left_alone || 1;
  const bar = (name, count) => { const part = h("span", { class: name }); part.style.width = `${(count / all) * 100}%`; return part; };
  const row = (label, count, pairs, more) => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, count.toLocaleString("en")), h("td", {}, pairs.toLocaleString("en")), h("td", {}, more));
  return h("div", {},
    h("div", { class: "split", "aria-hidden": "true" }, bar("auto", cases.auto), bar("ask", cases.review), bar("alone", cases.left_alone)),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Tier"), h("th", { scope: "col" }, "Of these cases"), h("th", { scope: "col" }, "Of all pairs"), h("th", { scope: "col" }, "To expect"))),
      h("tbody", {},
        row("Merged without a person", cases.auto, told.auto, `${told.wrong.toFixed(2)} wrong merges`),
        row("Shown to a person", cases.review, told.review, `${told.held} for another cause than probability`),
        row("No longer shown", cases.left_alone, told.left_alone, `${told.missed.toFixed(2)} missed duplicates`))));
}
