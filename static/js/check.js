// Keeps the answers on the server while the page of the pain check is filled in, so that nothing
// is lost when a patient puts the phone down. A 'yes' to danger goes off at once. Nothing here is
// needed: without scripts the page shows the numbers to ring and is sent all the same.

const PAUSE = 3000; // after the last press, so that a tired hand is not talked over
const LONGEST = 20_000;
const form = document.querySelector("form[data-keep]");
const told = form.querySelector("[data-kept]");
const toldOfDanger = form.querySelector("[data-danger-kept]");
let timer = 0;
let underWay = false;
let again = false;
let leaving = false;

const saidYes = () => form.elements.danger.value === "yes";

function tell(keptAt) {
  const { said, failed } = told.dataset;
  told.textContent = keptAt ? said.replace("{time}", keptAt) : failed;
  const ofDanger = keptAt ? toldOfDanger.dataset.said : toldOfDanger.dataset.failed;
  toldOfDanger.textContent = saidYes() ? ofDanger : "";
}

async function keep() {
  clearTimeout(timer);
  timer = 0;
  if (underWay) {
    again = true;
    return;
  }
  underWay = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    // A server that does not answer must be told of too; an old browser waits for it.
    const signal = AbortSignal.timeout?.(LONGEST);
    const options = { method: "POST", body, redirect: "manual", keepalive: true, signal };
    const answer = await fetch(form.dataset.keep, options);
    tell(answer.ok ? (await answer.json()).kept_at : "");
  } catch {
    if (!leaving) tell("");
  }
  underWay = false;
  if (again) {
    again = false;
    keep();
  }
}

form.addEventListener("input", (event) => {
  const { name } = event.target;
  if (name === "danger" || name === "danger_items") keep();
  else {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }
});
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
  timer = 0;
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && timer) keep();
});
