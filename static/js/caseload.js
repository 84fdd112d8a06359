// The caseload by keyboard: j and k go from patient to patient, Enter opens (a link does that by
// itself), c logs a contact, x ticks, / leads to the search, ? shows the keys. Patients under a
// closed heading are passed over. What was done today is fetched once its heading is opened.

const keys = document.getElementById("keys");
const search = document.getElementById("q");
const open = document.querySelector("[data-keys-open]");
const today = document.getElementById("today");

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
const here = () => document.activeElement.closest?.("tr")?.querySelector("[data-row]");

function go(step) {
  const all = rows();
  const at = all.indexOf(here());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  all[next]?.focus();
}

function contact() {
  const row = here() ?? rows()[0];
  if (row) location.assign(`${row.href}contact/`);
}

const press = {
  j: () => go(1),
  k: () => go(-1),
  c: contact,
  x: () => here()?.closest("tr").querySelector("[name=patient]").click(),
  "/": () => search.focus(),
  "?": () => keys.showModal(),
};

open.hidden = false;
open.addEventListener("click", () => keys.showModal());
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (typing || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = press[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

today.addEventListener("toggle", async () => {
  const link = today.querySelector("[data-today]");
  if (!today.open || !link) return;
  try {
    const answer = await fetch(link.href, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    link.parentElement.replaceWith(page.getElementById("today-list"));
  } catch {
    // No network: the link stands there still.
  }
});
