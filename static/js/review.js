// The review queue: the button that previews the ticked submissions says how many they are.
const button = document.querySelector("[data-many]");
const boxes = [...document.querySelectorAll('input[name="code"][form="many"]')];

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  const { none, one, several } = button.dataset;
  button.textContent = ticked === 0 ? none : ticked === 1 ? one : several.replace("NUMBER", String(ticked));
}

if (button) {
  for (const box of boxes) box.addEventListener("change", count);
  window.addEventListener("pageshow", count); // boxes stay ticked when the reader comes back
}
