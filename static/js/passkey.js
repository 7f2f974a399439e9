// Passkeys: request one from the browser and send it with the form.
// <form data-passkey="create|get" hidden data-cancelled data-address [data-options]> with a hidden field `credential`, a
// place for an error message, and the options either in its JSON script or at the address in data-options.

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

function forCreation(options, alone) {
  const choice = options.authenticatorSelection ?? {};
  return {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
    authenticatorSelection: alone
      ? { ...choice, residentKey: "required", requireResidentKey: true, userVerification: "required" }
      : { ...choice, residentKey: "discouraged", requireResidentKey: false },
  };
}

function forSignIn(options) {
  return { ...options, challenge: toBytes(options.challenge), allowCredentials: named(options.allowCredentials) };
}

function plain(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(
      parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]),
    ),
  };
}

async function optionsOf(form) {
  if (!form.dataset.options) return JSON.parse(form.querySelector("script[type='application/json']").textContent);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({ publicKey: forSignIn(options.request_options.publicKey) });
  }
  const alone = form.elements.passwordless?.checked ?? true;
  return navigator.credentials.create({ publicKey: forCreation(options.creation_options.publicKey, alone) });
}

function tell(form, text) {
  const place = form.querySelector("[data-passkey-problem]");
  place.textContent = text;
  place.hidden = !text;
}

async function onSubmit(event) {
  const form = event.currentTarget;
  event.preventDefault();
  tell(form, "");
  try {
    form.elements.credential.value = JSON.stringify(plain(await ask(form)));
  } catch (error) {
    tell(form, error.name === "SecurityError" ? form.dataset.address : form.dataset.cancelled);
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", onSubmit);
  }
  document.querySelector("[data-passkey-none]")?.remove();
}
