// Every page: tell the style sheet that scripts run, start the design system's parts, and lead
// the reader to the error summary. Only the staff's pages name those parts (data-nhsuk): they weigh
// more than all else together, and of them a patient needs only what stands here.

// What is wrong, or else what was done: a screen reader begins there after a form was sent.
const summaryOf = () =>
  document.querySelector(".nhsuk-error-summary") ??
  document.querySelector(".nhsuk-notification-banner[role=alert]");
const SECOND_CLICK = 1000; // milliseconds, as the design system's own button

function leadToSummary() {
  const summary = summaryOf();
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
}

function pressLikeAButton(event) {
  const link = event.target.closest?.("a[role=button]");
  if (!link || event.key !== " ") return;
  event.preventDefault(); // or the page would scroll
  link.click();
}

function passOverSecondClick(event) {
  const button = event.target.closest?.("[data-prevent-double-click]");
  if (!button) return;
  const before = Number(button.dataset.pressedAt ?? 0);
  if (event.timeStamp - before < SECOND_CLICK && before) event.preventDefault();
  else button.dataset.pressedAt = event.timeStamp;
}

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

if (document.body.dataset.nhsuk) {
  try {
    const { initAll } = await import(document.body.dataset.nhsuk);
    initAll();
  } catch {
    leadToSummary();
  }
} else {
  leadToSummary();
  document.addEventListener("keydown", pressLikeAButton);
  document.addEventListener("click", passOverSecondClick);
}
