"""How pages look: light and dark, on a desk, on a phone and on paper."""

from string import Template

from evomario.report import style

_CSS = Template("""
:root {
  --paper: #fff; --card: #f6f7f8; --line: #dfe3e6; --ink: $ink; --quiet: $quiet;
  --accent: $best; --link: $mean; --good: $share;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1e2226; --line: #343a40; --ink: #e4e7ea; --quiet: #9aa4ad;
    --accent: #f0776d; --link: #8bb8e8; --good: #74c295;
  }
  img.drawing { filter: invert(0.91) hue-rotate(180deg); }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 76rem; padding: 1.5rem clamp(0.9rem, 3vw, 2.5rem) 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 0.5rem 0 0.2rem; }
h2 {
  font-size: 1.25rem; margin: 2.6rem 0 0.9rem; padding-bottom: 0.3rem;
  border-bottom: 1px solid var(--line);
}
p.lead { color: var(--quiet); margin: 0 0 1.4rem; }
a { color: var(--link); }
.facts {
  display: grid; gap: 0.7rem; margin: 0;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5rem), 1fr));
}
.facts > div {
  display: flex; flex-direction: column-reverse; justify-content: flex-end;
  background: var(--card); border-radius: 0.5rem; padding: 0.6rem 0.8rem;
}
.facts dt { color: var(--quiet); font-size: 0.85rem; }
.facts dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts .good dd { color: var(--good); }
.facts .bad dd { color: var(--accent); }
.beside {
  display: grid; gap: 1.2rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr));
}
figure {
  margin: 0; padding: 0.7rem; min-width: 0; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.5rem;
}
figure + figure { margin-top: 1.2rem; }
.beside + .scroll { margin-top: 1.2rem; }
.beside figure + figure { margin-top: 0; }
figure img, figure video {
  display: block; max-width: 100%; height: auto; margin: 0 auto; border-radius: 0.25rem;
}
figure img.drawing { width: 100%; }
figure video { width: 100%; max-width: 56rem; background: #000; }
figure.wide > div { overflow-x: auto; }
figure.wide img { max-width: none; margin: 0; }
figcaption { color: var(--quiet); font-size: 0.9rem; margin-top: 0.5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.95rem; font-variant-numeric: tabular-nums; }
th, td {
  padding: 0.35rem 0.9rem 0.35rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word;
}
th { color: var(--quiet); font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
table.figures { white-space: nowrap; }
pre, code { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
code { font-size: 0.9em; }
pre {
  background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem;
  padding: 0.8rem 1rem; font-size: 0.85rem; white-space: pre-wrap; margin: 0.6rem 0;
}
details { margin: 1rem 0 1.4rem; }
summary { cursor: pointer; color: var(--link); }
footer { margin-top: 3rem; color: var(--quiet); font-size: 0.85rem; }
@media print {
  @page { margin: 14mm; }
  :root { --paper: #fff; --card: #fff; --line: #bbb; --ink: #000; --quiet: #444; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  img.drawing { filter: none; }
  .beside { grid-template-columns: 1fr 1fr; }
  .scroll { overflow: visible; }
  th, td { padding: 0.2rem 0.5rem 0.2rem 0; }
  figure, .facts > div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  figure.wide img { max-width: 100%; }
  table.figures { font-size: 8pt; white-space: normal; }
  tr { break-inside: avoid; }
  .facts > div { border: 1px solid var(--line); }
}
""")

CSS = _CSS.substitute(
    ink=style.INK, quiet=style.QUIET, best=style.BEST, mean=style.MEAN, share=style.SHARE
)
