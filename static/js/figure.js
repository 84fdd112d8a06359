// Draws the chart that stands as JSON in the page (ADR 6). Plotly is loaded when the chart comes
// into view; until then, on paper and without it, the server's drawing stands there. Nothing is
// asked of another host: no 'share' button, no logo, no server to send to.

const config = {
  displayModeBar: false,
  displaylogo: false,
  responsive: true,
  showSendToCloud: false,
};

const NARROW = 500; // px: fewer dates, so that they lie flat

function load(url) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

function line(label, words) {
  const row = document.createElement("div");
  const [term, told] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = label;
  told.textContent = words;
  row.append(term, told);
  return row;
}

// The chosen check is read from the page's own table: nothing is fetched.
function show(panel, key) {
  const row = document.getElementById(key);
  if (!row) return;
  const list = document.createElement("dl");
  list.className = "check-answers";
  const cells = [...row.cells].map((cell) => [cell.dataset.label, cell.innerText.trim()]);
  list.append(...cells.filter(([, words]) => words).map(([label, words]) => line(label, words)));
  const link = document.createElement("a");
  link.href = `#${key}`;
  link.textContent = "Show it in the table";
  panel.replaceChildren(list, link);
  panel.hidden = false;
  panel.scrollIntoView({ block: "nearest" });
}

// Where the page has a list to choose from, a press on the chart chooses from it.
function ask(form, key) {
  form.elements.check.value = key;
  form.requestSubmit();
}

async function draw(figure) {
  await load(figure.dataset.plotly);
  const { data, layout } = JSON.parse(document.getElementById(figure.dataset.figure).textContent);
  const chart = figure.querySelector(".figure__chart");
  chart.hidden = false;
  if (figure.clientWidth < NARROW) layout.xaxis.nticks = 4;
  figure.classList.add("figure--drawn");
  await window.Plotly.newPlot(chart, data, layout, config);
  const panel = figure.parentElement.querySelector("[data-chosen]");
  const choose = document.querySelector("[data-choose]");
  chart.on("plotly_click", ({ points }) => {
    const key = points.map((point) => point.customdata).find(Boolean);
    if (!key) return;
    if (choose) ask(choose, key);
    else show(panel, key);
  });
}

for (const figure of document.querySelectorAll("[data-figure]")) {
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    draw(figure).catch(() => figure.classList.remove("figure--drawn")); // the drawing stays
  });
  watcher.observe(figure);
}
