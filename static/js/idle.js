// The idle sign-out as a person sees it. The server decides (paincheck/security.py); this warns
// two minutes before, and at the limit leaves for the sign-in page, so that nobody reads the
// screen after its owner walked away. What was typed and not sent is kept for the same person
// and put back after sign-in; nothing is deleted, nothing is sent.

const dialog = document.getElementById("idle");
const { stayUrl, signInUrl, person } = dialog.dataset;
const LIMIT = Number(dialog.dataset.idleSeconds) * 1000;
const WARNING = Math.min(120_000, LIMIT / 2);
const TELL_SERVER_EVERY = Math.min(60_000, LIMIT / 4);
const tabs = new BroadcastChannel("paincheck.pressed"); // other tabs keep this one awake
const KEPT = `paincheck.unsent.${person}`; // never shown to another, nor deleted for her (S20)
const NEVER_KEPT = new Set(["password", "hidden", "file", "submit", "button", "reset"]);

let lastSeen = Date.now(); // when the server last knew of a press; polls do not count
let asking = false;
const touched = new Set();

function seen() {
  lastSeen = Date.now();
  tabs.postMessage(lastSeen);
}

async function tellServer() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(stayUrl, { redirect: "manual", cache: "no-store" });
    if (answer.ok) seen();
    else lock(); // signed out already, in another tab or by the absolute limit
  } catch {
    // No network: the clock goes on.
  } finally {
    asking = false;
  }
}

function pressed() {
  if (!dialog.open && Date.now() - lastSeen > TELL_SERVER_EVERY) tellServer();
}

function keepUnsent() {
  const fields = [...touched]
    .filter((field) => field.isConnected && field.name && !NEVER_KEPT.has(field.type))
    .filter((field) => field.autocomplete !== "one-time-code")
    .map((field) => [field.name, field.value, field.checked ?? null]);
  if (!fields.length) return;
  const kept = { path: location.pathname, fields };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
}

function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept?.path !== location.pathname) return;
  sessionStorage.removeItem(KEPT);
  const boxes = [...document.querySelectorAll("main [name]")];
  for (const [name, value, checked] of kept.fields) {
    const ticked = (box) => box.type === "radio" || box.type === "checkbox";
    const box = boxes.find((one) => one.name === name && (!ticked(one) || one.value === value));
    if (!box) continue;
    if (ticked(box)) box.checked = checked;
    else box.value = value;
    touched.add(box);
  }
  const notice = document.getElementById("idle-kept");
  document.getElementById("maincontent").prepend(notice);
  notice.hidden = false;
}

function lock() {
  try {
    keepUnsent();
  } catch {
    // Storage is full or off: leaving the screen open would be worse.
  }
  location.replace(signInUrl);
}

function look() {
  const idle = Date.now() - lastSeen;
  if (idle > LIMIT + 1000) lock();
  else if (idle > LIMIT - WARNING && !dialog.open) {
    const minutes = Math.round(WARNING / 60_000);
    const left = dialog.querySelector("[data-idle-left]");
    if (minutes > 1) left.textContent = left.dataset.said.replace("{n}", minutes);
    dialog.showModal();
  } else if (idle <= LIMIT - WARNING && dialog.open) dialog.close();
}

document.addEventListener("input", (event) => touched.add(event.target));
document.addEventListener("submit", () => touched.clear());
for (const kind of ["pointerdown", "keydown", "wheel"]) {
  document.addEventListener(kind, pressed, { passive: true });
}
tabs.addEventListener("message", ({ data }) => {
  lastSeen = Math.max(lastSeen, data);
});
document.addEventListener("visibilitychange", look);
dialog.querySelector("[data-idle-stay]").addEventListener("click", async () => {
  await tellServer();
  look();
});
dialog.addEventListener("cancel", tellServer);

try {
  putBack();
} catch {
  // Nothing readable was kept.
}
seen();
setInterval(look, 1000);
