// The summary as text: one press copies it. Without a clipboard it is marked, ready for Ctrl and C.

const text = document.querySelector("[data-copy]");
const press = document.querySelector("[data-copy-press]");
const copied = document.querySelector("[data-copied]");

press.hidden = false;
press.addEventListener("click", async () => {
  text.select();
  try {
    await navigator.clipboard.writeText(text.value);
    copied.textContent = "Copied.";
  } catch {
    copied.textContent = "The text is marked. Press Ctrl and C to copy it.";
  }
});
