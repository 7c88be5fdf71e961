// The floor: one list by hand, no framework. Fetch, windowed rows, live filter. Styles are set from here, since the
// Content-Security-Policy that the console runs under allows no inline style.
const ROW = 32;
const HEIGHT = 800;
const COLUMNS = ["ID", "Namespace", "PluginID", "CurrentReaders", "CurrentWriters", "Schedulable"];

const scroll = document.querySelector("#scroll");
const body = document.querySelector("tbody");
const input = document.querySelector("input");
const output = document.querySelector("output");
scroll.style.cssText = `height:${HEIGHT}px;overflow:auto`;

let volumes = [];
let found = [];

const spacer = (rows) => {
  const row = document.createElement("tr");
  row.style.height = `${rows * ROW}px`;
  return row;
};

const line = (volume) => {
  const row = document.createElement("tr");
  row.style.height = `${ROW}px`;
  COLUMNS.forEach((column, index) => {
    const cell = document.createElement(index === 0 ? "th" : "td");
    if (index === 0) cell.scope = "row";
    cell.textContent = volume[column];
    row.append(cell);
  });
  return row;
};

const draw = () => {
  const first = Math.max(0, Math.floor(scroll.scrollTop / ROW) - 5);
  const last = Math.min(found.length, first + Math.ceil(HEIGHT / ROW) + 10);
  body.replaceChildren(spacer(first), ...found.slice(first, last).map(line), spacer(found.length - last));
  output.textContent = `${found.length} of ${volumes.length}`;
};

const filter = () => {
  const words = input.value.toLowerCase();
  found = volumes.filter((volume) => volume.text.includes(words));
  draw();
};

input.addEventListener("input", filter);
scroll.addEventListener("scroll", draw);

load();

async function load() {
  const response = await fetch("/relay/nomad/v1/volumes?type=csi&namespace=*");
  volumes = await response.json();
  for (const volume of volumes) volume.text = COLUMNS.map((column) => volume[column]).join(" ").toLowerCase();
  filter();
}
