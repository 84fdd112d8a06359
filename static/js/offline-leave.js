// A chosen sign-out asks first where something on this phone is not sent (safety rule S20). With
// nothing left, nothing stays on the phone.

const part = document.getElementById("phone-leave");
const { diary, store: storeUrl, send: sendUrl } = part.dataset;
const bindings = diary.split(" ");
const form = part.closest("form");
const asked = part.querySelector("[data-asked]");
const plain = form.querySelector("[data-plain]");
let store;

// What the server refused is not sent either.
async function waiting() {
  const refused = (await store.unsentOf(bindings)).filter((row) => row.refused);
  return refused.length + (await store.waitingOf(bindings));
}

async function tell() {
  const left = await waiting();
  const { one, many } = asked.dataset;
  asked.querySelector("[data-words]").textContent = left === 1 ? one : many.replace("{n}", left);
  asked.hidden = !left;
  plain.hidden = left > 0;
  return left;
}

async function leave(all) {
  await store.forget(bindings, { all });
  for (const kept of [sessionStorage, localStorage]) {
    for (const name of Object.keys(kept)) if (name.startsWith("paincheck.")) kept.removeItem(name);
  }
}

async function press(event) {
  const how = event.submitter?.dataset.leave ?? "delete";
  event.preventDefault();
  if (how === "send") {
    const { send } = await import(sendUrl);
    await send(store);
    const left = await tell();
    part.querySelector("[data-not-sent]").hidden = !left;
    part.querySelector("[data-all-sent]").hidden = left > 0;
    return;
  }
  // Once more, at the last moment: another page may have written something since.
  if (!event.submitter?.dataset.leave && (await tell())) return;
  try {
    await leave(how !== "keep");
  } catch {
    // Storage is refused, so nothing is kept in it.
  }
  form.submit();
}

try {
  store = await import(storeUrl);
  await tell();
  form.addEventListener("submit", press);
} catch {
  // Storage is refused: nothing waits, and the button signs out as without scripts.
}
