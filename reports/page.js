// Unpacks plotly.js, which travels gzipped, and draws every figure of the page from its inert JSON.
(async () => {
  const figures = [...document.querySelectorAll('script[type="application/vnd.plotly.v1+json"]')];
  const tables = [...document.querySelectorAll("details")];
  const paper = 650; // CSS pixels a figure has on an A4 page

  async function library() {
    const packed = atob(document.getElementById("library").textContent);
    const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(plain).text();
    document.head.append(script);
  }

  function draw(script) {
    const figure = JSON.parse(script.textContent);
    return Plotly.newPlot(script.dataset.target, figure.data, figure.layout, figure.config);
  }

  function resize(width) {
    for (const { dataset } of figures) {
      Plotly.relayout(dataset.target, width ? { autosize: false, width } : { autosize: true, width: null });
    }
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = tables.filter((table) => !table.open);
    for (const table of opened) table.open = true;
    resize(paper);
  });
  addEventListener("afterprint", () => {
    for (const table of opened) table.open = false;
    resize(null);
  });

  try {
    await library();
    await Promise.all(figures.map(draw));
    document.body.dataset.state = "drawn";
  } catch (error) {
    document.body.dataset.state = "undrawn";
    for (const table of tables) table.open = true;
    throw error;
  }
})();
