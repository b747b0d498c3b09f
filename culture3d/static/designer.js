// Lets parts of a questionnaire be dragged, keeps the place after a move, and warns before words are lost.
// Every page works without it: the arrows do what dragging does.
const form = document.getElementById("draft");

// Words that are not saved yet ------------------------------------------------------------------------------
if (form) {
  const note = document.querySelector(".unsaved"), since = document.querySelector(".since");
  let unsaved = "unsaved" in form.dataset, leaving = false;
  const warn = (event) => { if (unsaved && !leaving) event.preventDefault(); };
  form.addEventListener("input", (event) => {
    if (!event.target.name || event.target.name.startsWith("to")) return;
    unsaved = true;
    if (note) { note.hidden = false; since.hidden = true; }
  });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", warn);
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); form.requestSubmit(); }
  });
}

// After an arrow was pressed the same arrow has the focus again ----------------------------------------------
const KEY = "designer pressed";
const kept = (value) => { try { return value === undefined ? sessionStorage.getItem(KEY) : sessionStorage.setItem(KEY, value); } catch { return null; } };
for (const button of document.querySelectorAll(".mover[value]")) button.addEventListener("click", () => kept(button.value.split(" ")[0]));
const pressed = kept(), moved = pressed && location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
kept("");
if (moved) {
  const buttons = [...moved.querySelectorAll(".mover:enabled")];
  const again = buttons.find((button) => button.value.startsWith(`${pressed} `)) || buttons[0] || moved;
  // The browser puts the focus on the part itself once the page is loaded: later than this script runs.
  addEventListener("load", () => setTimeout(() => again.focus({ preventScroll: true })));
}

// Dragging ---------------------------------------------------------------------------------------------------
// By pointer, so that it works with a finger too. Dropping presses a button of the form, as the arrows do.
const press = (place, to) => {
  const button = document.createElement("button");
  button.name = "do";
  button.value = `at ${place}`;
  button.hidden = true;
  const goal = document.createElement("input");
  goal.type = "hidden";
  goal.name = "dropped";
  goal.value = to;
  form.append(goal, button);
  form.requestSubmit(button);
};

const sortable = (list) => {
  const parts = [...list.children].filter((part) => part.dataset.place);
  if (parts.length < 2) return;
  for (const part of parts) {
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.textContent = "⠿";
    grip.setAttribute("aria-hidden", "true");
    part.querySelector(".movers").prepend(grip);
    grip.addEventListener("pointerdown", (event) => drag(event, part, parts, grip));
  }
  for (const hint of document.querySelectorAll(".if-dragging")) hint.hidden = false;
};

const drag = (start, part, parts, grip) => {
  start.preventDefault();
  grip.setPointerCapture(start.pointerId);
  part.classList.add("dragged");
  let over = null, after = false;
  const clear = () => { for (const each of parts) each.classList.remove("drop-before", "drop-after"); };
  // Near an edge of the window the page goes on scrolling, also while the pointer rests.
  let step = 0;
  const scrolling = setInterval(() => { if (step) scrollBy(0, step); }, 16);
  const move = (event) => {
    clear();
    step = event.clientY < 90 ? -14 : event.clientY > innerHeight - 60 ? 14 : 0;
    over = parts.find((each) => { const box = each.getBoundingClientRect(); return event.clientY >= box.top && event.clientY <= box.bottom; }) || over;
    if (!over || over === part) return;
    const box = over.getBoundingClientRect();
    after = event.clientY > (box.top + box.bottom) / 2;
    over.classList.add(after ? "drop-after" : "drop-before");
  };
  const end = (event) => {
    grip.removeEventListener("pointermove", move);
    clearInterval(scrolling);
    clear();
    part.classList.remove("dragged");
    if (event.type !== "pointerup" || !over || over === part) return;
    const from = parts.indexOf(part);
    let to = parts.indexOf(over) + (after ? 1 : 0);
    if (to > from) to -= 1;
    if (to !== from) press(part.dataset.place, String(to));
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end, { once: true });
  grip.addEventListener("pointercancel", end, { once: true });
};
for (const list of document.querySelectorAll("[data-sortable]")) sortable(list);
