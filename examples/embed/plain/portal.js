import "/voldeck/element.js";

const console_ = document.querySelector("voldeck-console");
console_.config = { connections: [{ provider: "nomad", name: "prod", settings: { namespace: "*" }, secret: true }] };
// Asked again before the token runs out, and when the cluster refuses it.
console_.credentials = async ({ connection, signal }) => {
  const answer = await fetch(`/api/storage-token?connection=${encodeURIComponent(connection)}`, { signal });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};

for (const event of ["actionstarted", "actionaccepted", "actiondone", "actionfailed"]) {
  console_.addEventListener(event, ({ type, detail }) => {
    const line = document.createElement("li");
    line.textContent = `${detail.at.toISOString()} ${type} #${detail.number} ${detail.connection}: ${detail.what}${detail.call ? ` (${detail.call})` : ""}`;
    document.querySelector("#audit").append(line);
  });
}
