// Saves answers as they are given, keeps them while the connection is gone, counts characters, empties shared
// devices that lie idle, and looks for receipts. Every page works without it.
const kiosk = document.body.dataset.idle !== undefined;

// Answers on their way -------------------------------------------------------------------------------------
// What could not be sent waits in sessionStorage under a mark of its person and its address: gone with the tab,
// after sending, and when somebody else answers in this tab, whose answers it would become.
const mark = document.body.dataset.mark;
const MINE = `answers ${mark} `;
const form = document.querySelector("#answers[data-page]");
const status = document.getElementById("status");
const say = (what) => {
  if (status && status.dataset.now !== what) status.textContent = what ? status.dataset[what] : "";
  if (status) status.dataset.now = what;
};

const send = async (address, body) => {
  try {
    const reply = await fetch(address, {
      method: "POST", body, redirect: "manual", headers: { "Content-Type": "application/x-www-form-urlencoded" },
    });
    return reply.status === 204 ? "saved" : reply.status === 410 ? "over" : reply.status >= 500 ? "offline" : "lost";
  } catch {
    return "offline";
  }
};

const keep = (address, body) => { if (!kiosk) try { sessionStorage.setItem(MINE + address, body); } catch { /* full or forbidden */ } };
const forget = (address) => { if (!kiosk) try { sessionStorage.removeItem(MINE + address); } catch { /* forbidden */ } };

// Sends what other pages left behind, oldest page first.
const sendLeft = async () => {
  let left = [];
  try {
    const kept = Object.keys(sessionStorage).filter((key) => key.startsWith("answers "));
    for (const key of kept) if (!key.startsWith(MINE)) sessionStorage.removeItem(key);
    left = kept.filter((key) => key.startsWith(MINE)).sort();
  } catch { return; }
  for (const key of left) {
    if (await send(key.slice(MINE.length), sessionStorage.getItem(key)) === "offline") return;
    sessionStorage.removeItem(key);
  }
};

if (form) {
  const address = `${location.pathname}/save`;
  const body = () => new URLSearchParams(new FormData(form)).toString();
  let saved = body(), timer = 0, running = Promise.resolve("saved"), leaving = null, trying = 0;

  // One after the other, so that an earlier state never arrives after a later one.
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    running = running.then(async () => {
      const now = body();
      if (now === saved) return "saved";
      const result = await send(address, now);
      if (result === "saved") { saved = now; forget(address); } else if (result === "offline") keep(address, now);
      say(leaving && result === "offline" ? "waiting" : result);
      return result;
    });
    return running;
  };
  const soon = (milliseconds) => { clearTimeout(timer); timer = setTimeout(save, milliseconds); };
  const typed = (target) => target.matches("textarea");
  form.addEventListener("input", (event) => { say(""); soon(typed(event.target) ? 1500 : 300); });

  // Leaving waits for what is on its way. Without a connection the page stays, and goes on by itself later.
  const leave = async () => {
    clearTimeout(trying);
    const result = navigator.onLine ? await save() : "offline";
    if (result === "offline" && leaving) {
      keep(address, body());
      say("waiting");
      trying = setTimeout(leave, 5000);
    } else if (leaving) {
      const button = leaving;
      leaving = null;
      forget(address);
      form.dataset.sure = "1";
      form.requestSubmit(button);
    }
  };
  form.addEventListener("submit", (event) => {
    const asking = timer || status?.dataset.now === "offline" || status?.dataset.now === "waiting" || !navigator.onLine;
    if (form.dataset.sure || !asking) return;
    event.preventDefault();
    leaving = event.submitter;
    leave();
  });
  addEventListener("online", () => (leaving ? leave() : save()));
  addEventListener("offline", () => say("offline"));
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // What this page was left with while there was no connection is newer than what the server has.
  let left = null;
  try { left = kiosk ? null : sessionStorage.getItem(MINE + address); } catch { /* forbidden */ }
  if (left) {
    for (const [name, value] of new URLSearchParams(left)) {
      if (name === "csrf_token") continue;
      const field = form.elements[name];
      if (field instanceof RadioNodeList) field.value = value;
      else if (field?.type === "checkbox") field.checked = true;
      else if (field) field.value = value;
    }
    forget(address);
    save();
  }
}
if (mark && navigator.onLine) sendLeft();

// The last button: without a connection its page stays too, where the browser's own would take its place.
const last = document.getElementById("last");
const press = () => last.requestSubmit();
last?.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  say("waiting");
  addEventListener("online", press, { once: true }); // pressed again, the same function is not added again
});

// Characters left -------------------------------------------------------------------------------------------
for (const field of document.querySelectorAll("textarea[data-most]")) {
  const told = document.getElementById(`${field.id}-most`).querySelector("[data-left]");
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const left = field.dataset.most - [...field.value.trim()].length;
      told.textContent = left < 200 ? `${told.dataset.left} ${left}` : "";
      told.classList.toggle("error", left < 0);
    }, 800);
  });
}

// Shared devices ---------------------------------------------------------------------------------------------
if (kiosk) {
  const { idle, start } = document.body.dataset, dialog = document.getElementById("idle");
  const warning = dialog ? 30 : 0;
  let asking = 0, ending = 0;
  const end = () => location.replace(start);
  const wait = () => {
    clearTimeout(asking);
    clearTimeout(ending);
    if (dialog) asking = setTimeout(() => dialog.open || dialog.showModal(), (idle - warning) * 1000);
    ending = setTimeout(end, idle * 1000);
  };
  const touched = () => dialog?.open || wait(); // a question that is open is answered by closing it
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touched, { passive: true });
  dialog?.addEventListener("close", wait);
  wait();
}

// Receipts ---------------------------------------------------------------------------------------------------
const check = document.getElementById("check");
if (check) {
  const digits = (text) => text.toLowerCase().replace(/[^0-9a-z]/g, "");
  const list = new Set(document.getElementById("receipts").textContent.split("\n").map(digits));
  check.hidden = false;
  check.addEventListener("submit", (event) => {
    event.preventDefault();
    const mine = digits(check.querySelector("input").value);
    const result = !/^[0-9a-f]{32}$/.test(mine) ? "short" : list.has(mine) ? "there" : "missing";
    document.getElementById("found").textContent = check.dataset[result];
  });
}
