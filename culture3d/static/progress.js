// Asks how far the report is, and shows the finished page when it has ended.
"use strict";
const place = document.querySelector("[data-poll]");
const bar = document.getElementById("progress");
const ask = async () => {
  try {
    const now = await (await fetch(place.dataset.poll)).json();
    bar.value = now.progress;
    if (now.ended) { location.reload(); return; }
  } catch { /* the server may be starting again */ }
  setTimeout(ask, 700);
};
ask();
