// A page that stands open on a ward's desk still says when alerting is late. It asks for the banner
// alone, every 20 s, which is no press: the sign-in runs out as if it had not asked (safety rule
// S6). Where no answer comes, the page says since when it has not been refreshed.

const EVERY = 20_000;
const PATIENCE = 10_000;

const banner = document.getElementById("signs");
const stale = document.getElementById("signs-stale");
let answered = new Date();
let asking = false;

const asText = (html) => html.replace(/\s+/g, " ").trim();

async function ask() {
  const answer = await fetch(banner.dataset.url, {
    cache: "no-store",
    redirect: "manual", // signed out: the sign-in page is no banner
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.text();
}

async function refresh() {
  if (asking) return;
  asking = true;
  try {
    const html = await ask();
    answered = new Date();
    // The same again is not put in anew, or a screen reader would read it out each time.
    if (asText(html) !== asText(banner.innerHTML)) banner.innerHTML = html;
    stale.hidden = true;
  } catch {
    const time = answered.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" });
    stale.querySelector("[data-signs-since]").textContent = time.replace(":", ".");
    stale.hidden = false;
  } finally {
    asking = false;
  }
}

setInterval(refresh, EVERY);
// Browsers slow the clocks of pages out of sight; whoever comes back to one sees the truth at once.
document.addEventListener("visibilitychange", () => document.hidden || refresh());
