// Whether single keys act; kept by the browser.

const STORED = "review-single-keys";

export const keysAreOn = () => localStorage.getItem(STORED) !== "off";
export const setKeys = (on) => localStorage.setItem(STORED, on ? "on" : "off");
