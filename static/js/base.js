// Every page: tell the style sheet that scripts run, start the design system's parts, and lead
// the reader to the error summary where the parts could not be loaded.

const summaryOf = () => document.querySelector(".nhsuk-error-summary");

document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

try {
  const { initAll } = await import(document.body.dataset.nhsuk);
  initAll();
} catch {
  const summary = summaryOf();
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }
}
