// Offers each drawing as PNG too: the browser draws the SVG of the server, twice as large, and keeps that.
"use strict";
const keep = async (link) => {
  const image = new Image();
  image.src = URL.createObjectURL(await (await fetch(link.href)).blob());
  await image.decode();
  const [, , wide, high] = link.dataset.box.split(" ").map(Number);
  const canvas = Object.assign(document.createElement("canvas"), {width: 2 * wide, height: 2 * high});
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  const file = document.createElement("a");
  file.href = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
  file.download = link.dataset.png + ".png";
  file.click();
  URL.revokeObjectURL(file.href);
};
for (const link of document.querySelectorAll("[data-png]")) {
  const drawing = document.querySelector(`[data-picture="${link.dataset.png}"] .wide svg`);
  link.dataset.box = drawing.getAttribute("viewBox");
  link.hidden = false;
  link.addEventListener("click", (event) => { event.preventDefault(); keep(link); });
}
