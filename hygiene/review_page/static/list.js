// The queue as a list of which only the rows in sight exist, so that five thousand cases scroll like fifty.

import { byId, h, many } from "./dom.js";
import { changed, decidedOf, on, state } from "./state.js";

const ROW = 64;
const SPARE = 8;
const WORDS = { "": "open", approve: "approved", reject: "rejected", hold: "on hold" };
const list = byId("list");
const space = h("div", { class: "space", role: "presentation" });
let drawn = [0, 0];

export function startList() {
  list.append(space);
  list.addEventListener("scroll", () => draw(false), { passive: true });
  new ResizeObserver(() => draw(true)).observe(list);
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) changed("choose", row.dataset.case);
  });
  on("shown", () => { space.style.height = `${state.shown.length * ROW}px`; draw(true); });
  on("decided", () => draw(true));
  on("current", () => { intoSight(); draw(true); });
}

function intoSight() {
  const at = state.shown.indexOf(state.current);
  if (at < 0) return;
  const top = at * ROW;
  if (top < list.scrollTop + ROW) list.scrollTop = top - ROW;
  else if (top + 2 * ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + 2 * ROW - list.clientHeight;
}

function draw(anew) {
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - SPARE);
  const last = Math.min(state.shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + SPARE);
  if (!anew && first === drawn[0] && last === drawn[1]) return;
  drawn = [first, last];
  space.replaceChildren(...state.shown.slice(first, last).map((id, place) => rowOf(id, first + place)));
  const chosen = document.getElementById(`row-${state.current}`);
  if (chosen) list.setAttribute("aria-activedescendant", chosen.id);
  else list.removeAttribute("aria-activedescendant");
}

function rowOf(id, at) {
  const item = state.byId.get(id);
  const word = WORDS[decidedOf(id).decision];
  const row = h("div", {
    role: "option", id: `row-${id}`, "data-case": id, "aria-selected": String(id === state.current),
    "aria-posinset": at + 1, "aria-setsize": state.shown.length, class: `row ${word.replace(" ", "-")}`,
  },
  h("span", { class: "dot", "aria-hidden": "true" }),
  h("span", { class: "title" }, item.title),
  h("span", { class: "chance" }, item.chance),
  h("span", { class: "place" }, [state.rules[item.rule], item.place].filter(Boolean).join(" · ")),
  h("span", { class: "gain" }, item.waits ? "opt-out waits" : gain(item)),
  h("span", { class: "hidden" }, `, ${word}`));
  row.style.transform = `translateY(${at * ROW}px)`;
  return row;
}

const gain = (item) => (item.records > 2 ? many(item.records, "record") : "");
