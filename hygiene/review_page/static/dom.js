// Elements from plain data. Text goes in as text only: no value of a record is ever read as markup.

/** h("button", {class: "x", onclick: f, "aria-pressed": "true"}, "text", child) */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** "1 case", "2 cases" */
export const many = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

export const key = (name) => h("kbd", { "aria-hidden": "true" }, name);

/** Tells what was done, to the eye and to a screen reader. */
export function say(text, kind = "") {
  const said = byId("said");
  said.className = kind;
  said.textContent = text;
}
