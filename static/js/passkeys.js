// Passkeys: reveals the forms marked data-passkey where the browser knows how, asks it, and sends what it answers.
// The sentences for what can go wrong stand on the form, in the language of the page.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt(0));
const text = buffer =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = thing => ({ ...thing, id: bytes(thing.id) });
const isAddress = /^[\d.]+$|^\[/.test(location.hostname); // no passkey is ever for a number

function asked({ publicKey }) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (options.user) options.user = withBytes(options.user);
  for (const list of ["allowCredentials", "excludeCredentials"])
    if (options[list]) options[list] = options[list].map(withBytes);
  return options;
}

function answered(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[part]) response[part] = text(credential.response[part]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function options(form) {
  const written = document.getElementById(form.dataset.options);
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw answer;
  return answer.json();
}

// Alone it signs in: then the device keeps the key and asks who is there.
function alone(publicKey, form) {
  const needed = form.elements.passwordless?.checked;
  const residentKey = needed ? "required" : "discouraged";
  const selection = { ...publicKey.authenticatorSelection, residentKey, requireResidentKey: needed };
  if (needed) selection.userVerification = "required";
  return { ...publicKey, authenticatorSelection: selection };
}

async function ask(form) {
  const { creation_options, request_options } = await options(form);
  if (request_options) return navigator.credentials.get({ publicKey: asked(request_options) });
  return navigator.credentials.create({ publicKey: alone(asked(creation_options), form) });
}

function said(error, form) {
  if (isAddress || error.name === "SecurityError") return form.dataset.byName;
  if (error.name === "InvalidStateError") return form.dataset.twice;
  return error.name === "NotAllowedError" || error.name === "AbortError" ? form.dataset.none : form.dataset.failed;
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const [alert, button] = [form.querySelector("[role=alert]"), form.querySelector("[type=submit]")];
  if (button.ariaBusy === "true") return;
  alert.textContent = "";
  button.ariaBusy = "true";
  try {
    form.elements.credential.value = answered(await ask(form));
    form.submit();
  } catch (error) {
    alert.textContent = said(error, form);
  }
  button.ariaBusy = null;
}

if (window.PublicKeyCredential && navigator.credentials)
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", send);
    form.hidden = false;
    for (const instead of document.querySelectorAll("[data-no-passkey]")) instead.hidden = true;
  }
