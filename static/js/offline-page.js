// The page that stands in while there is no network: fills in what the phone knows, keeps a check
// on the phone, and sends what waits as soon as it can. Nothing that was answered is shown here,
// but for answers whose page could not be sent a moment ago (S20).

const page = document.getElementById("offline");
const form = page.querySelector("form");
const saved = document.getElementById("offline-saved");
const { send, ...store } = {
  ...(await import(page.dataset.store)),
  ...(await import(page.dataset.send)),
};
const AGAIN = 30_000;
const SEVERE = 7; // diaries/advice.py
const SHOWN_FOR = 15 * 60_000; // as long as a sign-in without a press
const SCORES = ["worst", "average", "least", "now"];
let key = "";
let here;

const part = (name) => page.querySelector(`[data-${name}]`);
const show = (name, shown) => {
  part(name).hidden = !shown;
};

function list(numbers) {
  for (const shown of document.querySelectorAll(".app-numbers")) {
    const rows = numbers.map(([who, number, when]) => {
      const row = shown.firstElementChild.cloneNode(true);
      const [link, words] = row.children;
      link.href = `tel:${number.replaceAll(" ", "")}`;
      link.textContent = number;
      words.textContent = when ? `${who}, ${when}` : who;
      return row;
    });
    shown.replaceChildren(...rows);
  }
}

// 'Since your last check' where one was made today already (S9).
async function askAgain() {
  const today = new Date().toDateString();
  const waiting = (await store.unsentOf([here.of])).map(({ body }) => new Date(body.answered_at));
  const again = here.checked === today || waiting.some((at) => at.toDateString() === today);
  if (!again || form.dataset.again) return;
  form.dataset.again = "yes";
  const asked = JSON.parse(document.getElementById("offline-again").textContent);
  for (const [name, text] of Object.entries(asked)) {
    const box = document.getElementById(name);
    const words = form.querySelector(`label[for="${name}"]`);
    const legend = box.closest("fieldset")?.querySelector("legend");
    (legend ?? words).textContent = text;
  }
}

async function fillIn() {
  const draft = await store.get(store.draftOf(here.of));
  if (!draft || Date.now() - draft.at > SHOWN_FOR) return;
  for (const [name, value] of draft.fields) {
    if (name === "key") key = value;
    const told = name === "wish" && value === "TODAY" ? "PLEASE" : value;
    for (const box of form.querySelectorAll(`[name="${name}"]`)) {
      if (box.type !== "radio" && box.type !== "checkbox") box.value = told;
      else if (box.value === told) box.checked = true;
    }
  }
  show("draft", true);
}

// --- Reading the form: as the server does (diaries/forms.py), and with the same limits ----------
const given = (name) => new FormData(form).get(name) ?? "";

function answers() {
  const number = (name) => (given(name).trim() === "" ? null : Number(given(name)));
  const signs = new FormData(form).getAll("danger_items");
  const gate = { yes: true, no: false }[given("danger")] ?? (signs.length ? true : null);
  return {
    ...Object.fromEntries(SCORES.map((name) => [name, number(name)])),
    extra_doses: number("extra_doses"),
    extra_doses_unsure: form.elements.extra_doses_unsure.checked,
    danger: gate,
    danger_items: gate ? signs : [],
    wish: given("wish"),
    note: given("note"),
    helped: given("helped"),
  };
}

function wrong({ worst, extra_doses: doses, note }) {
  const most = Number(form.dataset.mostDoses);
  if (worst === null) return "worst";
  if (doses !== null && !(Number.isInteger(doses) && doses >= 0 && doses <= most)) return "extra_doses";
  return [...note].length > Number(form.dataset.longestNote) ? "note" : "";
}

function tellWrong(name) {
  for (const line of page.querySelectorAll("[data-wrong]")) line.hidden = line.dataset.wrong !== name;
  show("problem", name !== "");
  if (name) part("problem").focus();
}

// --- Kept on the phone, and sent ------------------------------------------------------------------
async function keep(told) {
  const body = {
    key: key || crypto.randomUUID(),
    answered_at: new Date().toISOString(),
    since_last: "again" in form.dataset,
    offline: true,
    ...told,
  };
  await store.put("unsent", { of: here.of, body });
  await store.remove("kept", store.draftOf(here.of));
  key = "";
  navigator.storage?.persist?.().catch(() => {});
}

function whomToRing({ danger, ...told }) {
  show("ring-danger", danger === true);
  const severe = SCORES.some((name) => told[name] >= SEVERE);
  show("ring-severe", severe && danger !== true);
  show("numbers", !severe && danger !== true);
}

async function tellSaved(sent) {
  const rows = here ? await store.unsentOf([here.of]) : [];
  const times = rows.map(({ body }) => {
    const row = document.createElement("li");
    row.textContent = new Date(body.answered_at).toLocaleString(document.documentElement.lang, {
      weekday: "long",
      hour: "numeric",
      minute: "2-digit",
    });
    return row;
  });
  part("times").replaceChildren(...times);
  saved.hidden = !rows.length;
  show("sent", sent > 0 && !rows.length);
}

async function flush() {
  if (!here || !(await store.waitingOf([here.of]))) return;
  const { sent, signedOut } = await send(store);
  show("sign-in", signedOut);
  await tellSaved(sent);
}

function openForm(opened) {
  form.hidden = !opened;
  show("another", !opened && Boolean(here));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const told = answers();
  whomToRing(told);
  tellWrong(wrong(told));
  if (wrong(told)) return;
  try {
    await keep(told);
  } catch {
    show("refused", true);
    part("refused").focus();
    return;
  }
  form.reset();
  openForm(false);
  show("draft", false);
  await tellSaved(0);
  await askAgain();
  saved.focus();
  scrollTo(0, 0);
  await flush();
});

part("another").addEventListener("click", () => {
  openForm(true);
  show("ring-danger", false);
  show("ring-severe", false);
  show("numbers", true);
  form.querySelector("input").focus();
});
addEventListener("online", async () => {
  show("back", true);
  await flush();
});
setInterval(() => document.hidden || flush(), AGAIN);

show("back", navigator.onLine);
// Who asked for a call must not take the check for its answer.
const asked = part("call").dataset.call.split(" ").includes(location.pathname);
show("call", asked);
show("numbers", !asked);
try {
  here = await store.get(store.HERE);
} catch {
  show("refused", true);
}
if (here) {
  if (here.numbers) list(here.numbers);
  openForm(true);
  await askAgain();
  await fillIn();
  await tellSaved(0);
  await flush();
} else show("nobody", part("refused").hidden);
