// What the phone keeps while there is no network, in IndexedDB (safety rule S20): `unsent`, the
// checks in the order in which they were written, each with its binding; and `kept`, whose phone
// this is with the numbers to ring, and answers whose page could not be sent. Everything may throw:
// storage can be refused, or full.

const NAME = "paincheck";
export const HERE = "here";
export const draftOf = (binding) => `draft ${binding}`;

const settled = (asked) =>
  new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });

function open() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("unsent", { keyPath: "order", autoIncrement: true });
    asked.result.createObjectStore("kept", { keyPath: "name" });
  };
  return settled(asked);
}

async function inStore(store, mode, ask) {
  const base = await open();
  try {
    const work = base.transaction(store, mode, { durability: "strict" });
    const asked = ask(work.objectStore(store));
    await new Promise((done, failed) => {
      work.oncomplete = done;
      work.onabort = () => failed(work.error);
    });
    return asked.result;
  } finally {
    base.close();
  }
}

export const put = (store, row) => inStore(store, "readwrite", (rows) => rows.put(row));
export const get = (name) => inStore("kept", "readonly", (rows) => rows.get(name));
export const remove = (store, key) => inStore(store, "readwrite", (rows) => rows.delete(key));
const everyUnsent = () => inStore("unsent", "readonly", (rows) => rows.getAll());

/** The unsent checks of these bindings, in the order in which they were written. */
export async function unsentOf(bindings) {
  return (await everyUnsent()).filter((row) => bindings.includes(row.of));
}

/** How many checks of these bindings wait to be sent, answers that were broken off among them. */
export async function waitingOf(bindings) {
  const drafts = await Promise.all(bindings.map((binding) => get(draftOf(binding))));
  const rows = (await unsentOf(bindings)).filter((row) => !row.refused);
  return rows.length + drafts.filter(Boolean).length;
}

/** Forget whose phone it is, and with `all` what these bindings have not sent; the rest stays. */
export async function forget(bindings, { all }) {
  await remove("kept", HERE);
  if (all) {
    for (const row of await unsentOf(bindings)) await remove("unsent", row.order);
    for (const binding of bindings) await remove("kept", draftOf(binding));
  }
  const drafts = await inStore("kept", "readonly", (rows) => rows.count());
  if (!drafts && !(await everyUnsent()).length) await settled(indexedDB.deleteDatabase(NAME));
}
