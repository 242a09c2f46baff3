// What speaks for and against: a waterfall in bits, each step with its sentence.

import { h } from "./dom.js";

let chosen = 0;

/** The next pair of the case. */
export function nextPair() {
  const tabs = document.querySelectorAll(".pairs button");
  tabs[(chosen + 1) % tabs.length]?.click();
}

export function evidence(view) {
  chosen = 0;
  const letters = Object.fromEntries(view.records.map((record) => [record.id, record.letter]));
  const place = h("div", {});
  const show = (at) => { chosen = at; place.replaceChildren(pair(view.evidence[at])); };
  const tabs = view.evidence.map((one, at) => h("button", { type: "button", "aria-pressed": String(at === 0), onclick: (event) => {
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab === event.currentTarget));
    show(at);
  } }, `${letters[one.left]} and ${letters[one.right]} · ${one.chance}`));
  if (view.evidence.length) show(0);
  return h("section", { class: "evidence", "aria-labelledby": "evidence-title" },
    h("h3", { id: "evidence-title" }, "Evidence"),
    tabs.length > 1 ? h("div", { class: "pairs", role: "group", "aria-label": "Which two records" }, tabs) : null,
    place,
    view.apart.length ? h("p", { class: "dim" }, `Never found to be a pair by themselves: ${view.apart.join("; ")}.`) : null);
}

function pair(one) {
  const sum = h("p", { class: "sum" }, h("strong", {}, one.chance), one.bits === null ? "" : ` · ${signed(one.bits)} bits together`);
  if (!one.steps.length) return h("div", {}, sum, h("ul", { class: "words" }, one.words.map((word) => h("li", {}, word))));
  const ends = one.steps.reduce((all, step) => [...all, all.at(-1) + step.bits], [0]);
  const low = Math.min(...ends);
  const wide = Math.max(...ends) - low || 1;
  const bar = (from, to, kind) => {
    const drawn = h("span", { class: `bar ${kind}` });
    drawn.style.left = `${((Math.min(from, to) - low) / wide) * 100}%`;
    drawn.style.width = `${Math.max((Math.abs(to - from) / wide) * 100, 0.6)}%`;
    return h("span", { class: "track", "aria-hidden": "true" }, drawn);
  };
  const step = ({ label, bits, sentence }, at) => h("li", {},
    h("span", { class: "label" }, label),
    bar(ends[at], ends[at + 1], bits >= 0 ? "for" : "against"),
    h("span", { class: "bits" }, signed(bits)),
    h("span", { class: "sentence" }, sentence));
  return h("div", {}, sum, h("ol", { class: "waterfall" }, one.steps.map(step),
    h("li", { class: "total" }, h("span", { class: "label" }, "together"), bar(0, ends.at(-1), "total"), h("span", { class: "bits" }, signed(one.bits)))));
}

const signed = (bits) => `${bits < 0 ? "−" : "+"}${Math.abs(bits).toFixed(1)}`;
