// Lets somebody see the passphrase that they type; as it is sent, the browser sees a secret again.
"use strict";
const fields = document.querySelectorAll("[data-hidden]");
const show = (seen) => { for (const field of fields) field.type = seen ? "text" : "password"; };
for (const place of document.querySelectorAll("[data-shows]")) {
  place.hidden = false;
  place.querySelector("input").addEventListener("change", (event) => show(event.target.checked));
}
for (const field of fields) field.form.addEventListener("submit", () => show(false));
