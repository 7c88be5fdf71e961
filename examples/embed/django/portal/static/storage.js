// The admin's theme, session and log, for the console in it.
import "/static/voldeck-0.1.0/element.js";

const element = document.querySelector("voldeck-console");
const token = element.dataset.csrf;
// The session is a cookie, which goes along by itself; a write needs the portal's CSRF token as well.
element.fetch = (request) => {
  const headers = new Headers(request.headers);
  headers.set("X-CSRFToken", token);
  return fetch(new Request(request, { headers, credentials: "same-origin" }));
};
for (const event of ["actionstarted", "actiondone", "actionfailed"]) {
  element.addEventListener(event, ({ type, detail: { what, call, id } }) =>
    fetch("audit/", { method: "POST", headers: { "X-CSRFToken": token }, body: JSON.stringify({ event: type, what, call, id }) }));
}
const theme = () => {
  const { theme } = document.documentElement.dataset;
  element.colorScheme = theme === "light" || theme === "dark" ? theme : undefined;
};
theme();
new MutationObserver(theme).observe(document.documentElement, { attributeFilter: ["data-theme"] });
