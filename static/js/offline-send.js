// Sends what waits on this phone, in the order in which it was written, and takes each away once the
// server has it; last the answers of a page that could not be sent, which become her draft (S20). The server says first whose sign-in this is: only what is bound to her goes out.

const CHECKS = "/api/checks/";
const WHOSE = "/api/diary/";
const KEEP = "/check/keep/";
const PATIENCE = 20_000;
const USUAL = { method: "GET", cache: "no-store", redirect: "manual" };

const ask = (path, options) =>
  fetch(path, { ...USUAL, ...options, signal: AbortSignal.timeout?.(PATIENCE) });

async function whose() {
  const answer = await ask(WHOSE);
  // A server that is away does not say that nobody is signed in.
  if (answer.status >= 500 || answer.status === 429) throw new Error(`status ${answer.status}`);
  return answer.ok ? answer.json() : null;
}

const sentence = ({ errors, detail }) => Object.values(errors ?? {}).flat()[0] ?? detail ?? "";

/** True: the server has it. False: it was refused, and the row says why, or it waits: what one
 *  check met with holds up no other. Throws: no network. */
async function post(store, row, csrf) {
  const answer = await ask(CHECKS, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ ...row.body, diary: row.of }),
  });
  if (answer.ok) {
    await store.remove("unsent", row.order);
    return true;
  }
  if (![400, 409, 413, 422].includes(answer.status)) return false;
  const said = sentence(await answer.json().catch(() => ({})));
  await store.put("unsent", { ...row, refused: answer.status, said });
  return false;
}

async function handOver(store, binding, csrf) {
  const draft = await store.get(store.draftOf(binding));
  if (!draft) return;
  const body = new URLSearchParams(draft.fields);
  body.set("kept_at", new Date(draft.at).toISOString());
  const answer = await ask(KEEP, { method: "POST", headers: { "X-CSRFToken": csrf }, body });
  // 422: a page that the server cannot read will not be read later either.
  if (answer.ok || answer.status === 422) await store.remove("kept", draft.name);
}

async function sendAll(store) {
  let sent = 0;
  try {
    const who = await whose();
    if (!who) return { sent, signedOut: true };
    for (const row of await store.unsentOf(who.diary)) {
      if (!row.refused && (await post(store, row, who.csrf))) sent += 1;
    }
    for (const binding of who.diary) await handOver(store, binding, who.csrf);
  } catch {
    // No network, a server that is away, or a closed diary: what is left waits in its order.
  }
  return { sent, signedOut: false };
}

/** Send what is bound to whoever is signed in. One page does it at a time. */
export async function send(store) {
  if (!navigator.locks) return sendAll(store); // the keys see to it that nothing counts twice
  return navigator.locks.request("paincheck-send", () => sendAll(store));
}
