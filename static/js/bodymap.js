// Makes the places of the body map ones to press. The list beneath is the real control: the
// drawing ticks its boxes and shows what is ticked.

const boxes = new Map([...document.querySelectorAll("input[name=sites]")].map((box) => [box.value, box]));
const told = document.querySelector("[data-marked]");
const nameOf = (box) => box.labels[0].textContent.trim();

function show() {
  for (const place of document.querySelectorAll("[data-place]")) {
    place.classList.toggle("bodymap__place--marked", boxes.get(place.dataset.place).checked);
  }
  const names = [...boxes.values()].filter((box) => box.checked).map(nameOf);
  told.textContent = names.length ? `${told.dataset.some} ${names.join(", ")}` : told.dataset.none;
}

for (const place of document.querySelectorAll("[data-place]")) {
  place.addEventListener("click", () => {
    const box = boxes.get(place.dataset.place);
    box.checked = !box.checked;
    show();
  });
}
for (const box of boxes.values()) box.addEventListener("change", show);
window.addEventListener("pageshow", show); // Back brings old ticks with it
