// The caseload by keyboard: j and k go from patient to patient, Enter opens (a link does that by
// itself), / leads to the search, ? shows the keys. Patients under a closed heading are passed over.

const keys = document.getElementById("keys");
const search = document.getElementById("q");
const open = document.querySelector("[data-keys-open]");

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());

function go(step) {
  const all = rows();
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  all[next]?.focus();
}

const press = {
  j: () => go(1),
  k: () => go(-1),
  "/": () => search.focus(),
  "?": () => keys.showModal(),
};

open.hidden = false;
open.addEventListener("click", () => keys.showModal());
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (typing || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = press[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
