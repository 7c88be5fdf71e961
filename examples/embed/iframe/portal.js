// The portal's side: it talks to the frame of this origin only.
const frame = document.querySelector("iframe");
const { origin } = frame.dataset;
const tell = (message) => frame.contentWindow.postMessage(message, origin);

// Whoever signed in here has a token for the cluster; a real portal would fetch it.
const token = async () => sessionStorage.getItem("token") ?? "";

addEventListener("message", async ({ source, origin: from, data }) => {
  if (source !== frame.contentWindow || from !== origin) return;
  if (data.voldeck === "hello") {
    tell({ voldeck: "options", config: { connections: [{ provider: "nomad", name: "prod", settings: { address: "/api/nomad", namespace: "*" }, secret: true }] } });
  } else if (data.voldeck === "credentials") {
    const fields = { token: await token() };
    tell(fields.token ? { voldeck: "credentials", id: data.id, fields } : { voldeck: "credentials", id: data.id, error: "Sign in to the portal first." });
  } else if (data.voldeck === "event" && data.type === "navigated") {
    document.querySelector("#path").textContent = data.detail.path;
  }
});
