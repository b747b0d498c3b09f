// Hands what the server asks of a passkey to the browser, and the browser's answer back to the server.
const form = document.querySelector("form[data-passkey]");

async function answer(form) {
  const options = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

if (form) {
  answer(form).then(
    (credential) => {
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    },
    () => {
      form.querySelector("[role=status]").hidden = true;
      form.querySelector("[role=alert]").hidden = false;
    },
  );
}
