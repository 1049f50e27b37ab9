// Joins a page's passkey button to the sign-in library's own scripts, by the ids that its data attributes name.
const place = document.querySelector("[data-passkey]");
if (place) {
  const { passkey, ...ids } = place.dataset;
  window.allauth.webauthn.forms[passkey]({ ids });
}
