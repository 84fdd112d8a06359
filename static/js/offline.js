// Every page of a signed-in patient: sees to it that the shell is on the phone, remembers whose
// phone it is and the numbers to ring, and sends what was written without a network.

const part = document.getElementById("phone");
const { diary, numbers, worker, store: storeUrl, send: sendUrl } = part.dataset;
const bindings = diary.split(" ");
const AGAIN = 60_000; // a poor network does not always say when it is back
let store;
let sending;

const show = (name, shown) => {
  part.querySelector(`[data-phone-${name}]`).hidden = !shown;
};

function count(name, number) {
  show(name, number > 0);
  const words = part.querySelector(`[data-phone-${name}]`).dataset;
  if (number) {
    const said = number === 1 ? words.one : words.many.replace("{n}", number);
    part.querySelector(`[data-phone-${name}] [data-words]`).textContent = said;
  }
}

function refusal(row) {
  const box = part.querySelector("template").content.cloneNode(true).firstElementChild;
  box.querySelector("[data-when]").textContent = new Date(row.body.answered_at).toLocaleString(
    document.documentElement.lang,
    { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" },
  );
  box.querySelector("[data-said]").textContent = row.said;
  const { refused, said, ...as } = row;
  const again = box.querySelector("[data-again]");
  if (refused === 409) again.textContent = again.dataset.second;
  again.addEventListener("click", async () => {
    // Another key makes it a check of its own, beside the one that was sent before.
    if (refused === 409) as.body = { ...as.body, key: crypto.randomUUID() };
    await store.put("unsent", as);
    flush();
  });
  box.querySelector("[data-delete]").addEventListener("click", async () => {
    await store.remove("unsent", row.order);
    tell(0);
  });
  return box;
}

async function tell(sent) {
  const rows = await store.unsentOf(bindings);
  count("waiting", rows.filter((row) => !row.refused).length);
  count("sent", sent);
  part
    .querySelector("[data-phone-refused]")
    .replaceChildren(...rows.filter((row) => row.refused).map(refusal));
}

async function flush() {
  if (sending || !(await store.waitingOf(bindings))) return;
  sending = true;
  try {
    const { send } = await import(sendUrl);
    const { sent } = await send(store);
    if (sent) await remember(today());
    await tell(sent);
  } finally {
    sending = false;
  }
}

// 'In the last 24 hours' must not be asked twice on one day (S9); of that check nothing is kept.
const today = () => new Date().toDateString();
const thanked = () => location.pathname.endsWith("/thanks/") || document.querySelector("[data-checked]");

async function remember(checked) {
  const before = await store.get(store.HERE);
  const mine = before?.of === bindings[0] ? before : {};
  const told = numbers ? { numbers: JSON.parse(numbers) } : {};
  const here = { ...mine, ...told, name: store.HERE, of: bindings[0] };
  await store.put("kept", checked ? { ...here, checked } : here);
}

async function begin() {
  navigator.serviceWorker?.register(worker).catch(() => {});
  store = await import(storeUrl);
  if ("closed" in part.dataset) {
    await store.forget(bindings, { all: false }); // a closed diary takes no checks (S18)
    return;
  }
  await remember(thanked() ? today() : "");
  await tell(0);
  await flush();
}

part.querySelector("[data-send]")?.addEventListener("click", () => flush());
addEventListener("online", () => store && flush());
document.addEventListener("visibilitychange", () => document.hidden || (store && flush()));
setInterval(() => document.hidden || (store && flush()), AGAIN);
// Where storage is refused nothing is kept, so nothing waits: the page without a network says so.
begin().catch(() => {});
