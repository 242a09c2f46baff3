// What the page knows, and who is told when it changes: "decided", "shown" (the filtered list), "current", "view".

const NOTHING = { decision: "", leave_out: "", master: "", values: "", note: "", decided_by: "", version: 0 };

export const state = {
  cases: [],
  byId: new Map(),
  decided: new Map(),
  shown: [],
  current: null,
  view: null,
  record: 1,
  seq: 0,
  by: "",
  rules: {},
  tiers: {},
  plan: {},
};

const heard = new Map();

export function on(name, tell) {
  heard.set(name, [...(heard.get(name) ?? []), tell]);
}

export function changed(name, detail) {
  for (const tell of heard.get(name) ?? []) tell(detail);
}

export const decidedOf = (id) => state.decided.get(id) ?? NOTHING;
export const isOpen = (id) => decidedOf(id).decision === "";

/** Takes decisions over, from this page or from another one; "decided" tells which cases they are of. */
export function take(decided) {
  const ids = Object.keys(decided).filter((id) => decidedOf(id).version < decided[id].version);
  for (const id of ids) state.decided.set(id, decided[id]);
  if (ids.length) changed("decided", ids);
  return ids;
}

/** The next case from the current one on that fits, in the order of the list; from the top when there is none below. */
export function further(step, fits = () => true) {
  const at = state.shown.indexOf(state.current);
  const order = step > 0
    ? [...state.shown.slice(at + 1), ...state.shown.slice(0, Math.max(at, 0))]
    : [...state.shown.slice(0, Math.max(at, 0)).reverse(), ...state.shown.slice(at + 1).reverse()];
  return order.find(fits) ?? null;
}
