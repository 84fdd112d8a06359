// Served as /sw.js with SHELL before it. It keeps the shell alone: files without health data, and
// one page that is the same for everybody. No other page ever goes into a cache.

const CACHE = `shell-${SHELL.version}`;
const PATIENCE = 15_000; // for a page that neither comes nor fails

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  const first = pathname.split("/")[1];
  if (request.mode === "navigate") {
    if (first === "" || SHELL.patients.includes(first)) event.respondWith(visit(request, pathname));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll([SHELL.page, ...SHELL.files]);
  await self.skipWaiting();
}

async function takeOver() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function visit(request, pathname) {
  const answers = request.method === "POST" && pathname === SHELL.check ? request.clone() : null;
  try {
    // What is being sent has all the time it needs: nobody could say whether it arrived.
    return await (request.method === "GET" ? inTime(fetch(request)) : fetch(request));
  } catch {
    if (answers) await keep(answers).catch(() => {});
    return (await caches.match(SHELL.page)) ?? Response.error();
  }
}

function inTime(answer) {
  return Promise.race([
    answer,
    new Promise((_, failed) => setTimeout(() => failed(new Error("too slow")), PATIENCE)),
  ]);
}

// The answers of a page that could not be sent, for the patient whose page it was. The two stores
// are those of offline-store.js, which a worker in all browsers cannot import.
async function keep(request) {
  const fields = [...(await request.formData())].filter(([name]) => name !== "csrfmiddlewaretoken");
  const of = new Map(fields).get("diary");
  if (!of) return;
  const draft = { name: `draft ${of}`, of, at: Date.now(), fields };
  await new Promise((done, failed) => {
    const asked = indexedDB.open("paincheck", 1);
    asked.onerror = failed;
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("unsent", { keyPath: "order", autoIncrement: true });
      asked.result.createObjectStore("kept", { keyPath: "name" });
    };
    asked.onsuccess = () => {
      const work = asked.result.transaction("kept", "readwrite");
      work.objectStore("kept").put(draft);
      work.oncomplete = () => done(asked.result.close());
      work.onabort = failed;
    };
  });
}
