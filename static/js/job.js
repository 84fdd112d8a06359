// A job's page says by itself how far it is, and what came out once it has ended. Without a script
// there is a link that does the same. Asking is no press: the sign-in runs out as if nobody had
// asked (safety rule S6).

const EVERY = 1_500;
const PATIENCE = 10_000;

const page = document.getElementById("job");
const link = (hidden) => document.querySelectorAll("[data-without-script]").forEach((p) => (p.hidden = hidden));

async function ask() {
  const answer = await fetch(page.dataset.url, {
    cache: "no-store",
    redirect: "manual", // signed out: the sign-in page is no part of this one
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const html = await answer.text();
  if (answer.headers.get("X-Ended") === "yes") {
    page.setAttribute("role", "status"); // read out once, for whoever does not see it
    page.innerHTML = html;
    return;
  }
  // The cancel button stays as it is, with the focus on it.
  const anew = new DOMParser().parseFromString(html, "text/html").querySelector("[data-progress]");
  page.querySelector("[data-progress]").replaceWith(anew);
  setTimeout(look, EVERY);
}

// Where no answer comes (signed out, no network), the link is there again.
const look = () => ask().catch(() => link(false));

link(true);
setTimeout(look, EVERY);
