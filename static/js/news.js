// A page that stands open says that something came in since it was shown, and no more: no row moves
// under the finger, nothing counts as seen, and the sign-in runs out as if nothing had been asked
// (safety rule S6). Whoever presses 'Show' gets the page anew.

const EVERY = 30_000;
const PATIENCE = 10_000;
const news = document.getElementById("news");
let tag = "";
let told = 0;

async function ask() {
  const address = new URL(news.dataset.url, location.href);
  address.searchParams.set("since", news.dataset.since);
  const answer = await fetch(address, {
    cache: "no-store",
    redirect: "manual", // signed out: nothing to say here, the idle sign-out does
    headers: tag ? { "If-None-Match": tag } : {},
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) return;
  tag = answer.headers.get("ETag") ?? "";
  say((await answer.json()).patients);
}

function say(patients) {
  if (!patients || patients === told) return;
  told = patients;
  const words = news.dataset.words ?? `New: ${patients} ${patients === 1 ? "patient’s" : "patients’"} changes.`;
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.className = "patient-link";
  link.textContent = "Show";
  news.replaceChildren(words, " ", link);
}

async function look() {
  try {
    if (!document.hidden) await ask();
  } catch {
    // No answer: signs.js says since when this page has not been refreshed.
  }
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
