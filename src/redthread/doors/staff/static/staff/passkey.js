// Passkeys: asks the browser what the server asked, and posts the answer. Forms stay hidden where there are no passkeys.
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (c) => c.charCodeAt(0));
  };
  const text = (buffer) => {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const named = (list) => (list || []).map((c) => Object.assign({}, c, { id: bytes(c.id) }));

  async function begin(form) {
    const answer = await fetch(form.dataset.begin, {
      method: "POST",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    const options = await answer.json();
    if (options.location) location.assign(options.location);
    if (!answer.ok) throw new Error("refused");
    if (options.token && form.elements.token) form.elements.token.value = options.token;
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    if (options.excludeCredentials) options.excludeCredentials = named(options.excludeCredentials);
    if (options.allowCredentials) options.allowCredentials = named(options.allowCredentials);
    return options;
  }

  async function ask(form) {
    const publicKey = await begin(form);
    const found = await navigator.credentials[form.dataset.passkey]({ publicKey });
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[part]) response[part] = text(found.response[part]);
    }
    form.elements.credential.value = JSON.stringify({
      id: found.id, rawId: text(found.rawId), type: found.type, response, clientExtensionResults: {},
    });
    form.submit();
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-passkey-failed]");
      if (failed) failed.hidden = true;
      ask(form).catch(() => { if (failed) failed.hidden = false; });
    });
  });
})();
