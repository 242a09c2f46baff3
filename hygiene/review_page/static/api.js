// The one door to the server. Every answer is JSON; a problem that a person can mend is thrown as its sentence.

export class Problem extends Error {}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", redirect: "error", ...options });
  } catch {
    throw new Problem("The server does not answer. Start `lead-hygiene review` again; what was decided is saved.");
  }
  if (answer.status === 403) throw new Problem("This session has ended. Open the address that the terminal shows.");
  const told = await answer.json();
  if (told.problem) throw new Problem(told.problem);
  return told;
}

const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const queue = () => ask("/api/queue");
export const caseOf = (id) => ask(`/api/case/${encodeURIComponent(id)}`);
export const since = (seq) => ask(`/api/since/${seq}`);
export const search = (words) => ask(`/api/search?words=${encodeURIComponent(words)}`);
export const outcome = () => ask("/api/outcome");
export const whatIf = (auto, review) => ask(`/api/what-if?auto=${auto}&review=${review}`);
export const decide = (cases, cells) => post("/api/decide", { cases, cells });
export const undo = () => post("/api/undo", {});
export const approve = () => post("/api/approve", {});
