// Puts a live Plotly figure in the place of each drawing, once both have arrived; the drawing stays if not.
"use strict";
const draw = (place) => {
  const figure = JSON.parse(document.getElementById("figure-" + place.dataset.figure).textContent);
  const live = document.createElement("div");
  live.className = "live";
  const drawing = place.querySelector("svg");
  place.append(live);
  const scale = () => place.clientWidth / (figure.layout.width || place.clientWidth);
  const flat = Boolean(figure.layout.width);
  if (flat) {
    // A flat figure keeps its laid-out size and is scaled as a whole, so that names never collide.
    live.style.width = figure.layout.width + "px";
    live.style.height = figure.layout.height + "px";
    live.style.transformOrigin = "0 0";
  } else {
    live.style.width = "100%";
    live.style.height = Math.max(320, Math.min(520, place.clientWidth * 0.8)) + "px";
  }
  const fit = () => {
    if (!flat) { return; }
    live.style.transform = "scale(" + scale() + ")";
    place.style.height = figure.layout.height * scale() + "px";
  };
  Plotly.newPlot(live, figure.data, figure.layout, {...figure.config, responsive: !flat}).then(() => {
    drawing.remove();
    place.classList.add("is-live");
    fit();
    new ResizeObserver(fit).observe(place);
  }).catch(() => live.remove());
};
// Of the two widths of a drawing one is shown; the other is drawn when a turned device first shows it.
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((each) => each.isIntersecting)) {
    seen.unobserve(entry.target);
    draw(entry.target);
  }
}, {rootMargin: "600px"});
for (const place of document.querySelectorAll("[data-figure]")) { seen.observe(place); }
