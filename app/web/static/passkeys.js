// How does a passkey come to be, and how does it open? The page carries a form with what the server asks for
// (`data-options`) and whether to make a key or use one (`data-passkey`); the answer goes back in the form's own field.

const form = document.querySelector("form[data-passkey]");
const said = document.getElementById("passkey-said");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=/g, "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function make(options) {
  const user = { ...options.user, id: bytes(options.user.id) };
  const asked = { ...options, user, challenge: bytes(options.challenge), excludeCredentials: known(options.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey: asked });
  return answer(made, {
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
}

async function use(options) {
  const asked = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  const used = await navigator.credentials.get({ publicKey: asked });
  return answer(used, {
    authenticatorData: text(used.response.authenticatorData),
    signature: text(used.response.signature),
    userHandle: text(used.response.userHandle),
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
    extensions: JSON.stringify(credential.getClientExtensionResults()).slice(0, 250),
  };
}

async function ask() {
  said.textContent = "";
  try {
    const options = JSON.parse(form.dataset.options);
    const made = await (form.dataset.passkey === "make" ? make(options) : use(options));
    form.elements.credential.value = JSON.stringify(made);
    form.submit();
  } catch (problem) {
    said.textContent = problem.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
    form.querySelector("button").focus();
  }
}

if (form && !window.PublicKeyCredential) {
  said.textContent = form.dataset.missing;
} else if (form) {
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopPropagation();
    ask();
  });
  ask();
}
