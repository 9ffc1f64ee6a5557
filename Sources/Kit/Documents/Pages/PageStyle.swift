/// What a page looks like on a light screen, a dark one, a narrow one, and on paper.
public enum PageStyle {
  /// The style sheet.
  public static let sheet = """
    :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2127; --quiet: #57606a;
    --line: #d5dae0; --wash: #f4f6f8; --link: #0b5e96; --finding: #0b5e96; --caution: #b45309; }
    @media screen and (prefers-color-scheme: dark) {
    :root { --paper: #14181d; --ink: #e4e8ed; --quiet: #9aa6b2; --line: #343c46;
    --wash: #1c2229; --link: #74bdf0; --finding: #74bdf0; --caution: #f2a33c; }
    }
    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; }
    body { margin: 0; background: var(--paper); color: var(--ink);
    font: 16px/1.6 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
    h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 0.75rem; }
    h2 { font-size: 1.45rem; line-height: 1.25; margin: 3.25rem 0 1rem; padding-top: 1.25rem;
    border-top: 1px solid var(--line); }
    h3 { font-size: 1.13rem; margin: 2.1rem 0 0.6rem; }
    h4 { font-size: 1rem; margin: 1.6rem 0 0.4rem; }
    h2 .number, h3 .number, h4 .number { color: var(--quiet); font-weight: 500;
    margin-right: 0.4em; }
    p, ul, ol { margin: 0 0 1rem; max-width: 46rem; }
    li { margin: 0.3rem 0; }
    a { color: var(--link); text-underline-offset: 0.15em; }
    code { font: 0.875em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
    background: var(--wash); padding: 0.1em 0.3em; border-radius: 3px; overflow-wrap: anywhere; }
    .subtitle { color: var(--quiet); margin: 0 0 0.25rem; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.4rem; }
    .notice { max-width: 48rem; margin: 1.4rem 0; padding: 0.85rem 1.1rem; background: var(--wash);
    border-left: 4px solid var(--finding); border-radius: 0 6px 6px 0; }
    .notice p { margin: 0; }
    .caution { border-left: 4px double var(--caution); }
    .scroll { overflow-x: auto; margin: 1.4rem 0; }
    table { border-collapse: collapse; width: 100%; font-size: 0.875rem; line-height: 1.4; }
    caption { caption-side: top; text-align: left; color: var(--quiet); padding-bottom: 0.5rem; }
    caption b, figcaption b { color: var(--ink); }
    th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; }
    th:last-child, td:last-child { padding-right: 0; }
    thead th { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink);
    font-weight: 600; vertical-align: bottom; }
    tbody tr { border-bottom: 1px solid var(--line); }
    tbody tr:last-child { border-bottom: 2px solid var(--ink); }
    .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td code { background: none; padding: 0; white-space: nowrap; }
    figure { margin: 2rem 0; }
    figure .scroll { margin: 0; }
    figure svg { display: block; width: 100%; min-width: 36rem; height: auto; }
    figcaption { color: var(--quiet); font-size: 0.875rem; margin-top: 0.5rem; }
    nav { max-width: 60rem; margin: 1.5rem auto 0; padding: 0 1.25rem; font-size: 0.875rem; }
    nav ul { list-style: none; padding: 0; margin: 0; display: flex; flex-wrap: wrap;
    gap: 0 1.1rem; }
    nav ul ul { display: none; padding-left: 1.1rem; }
    nav a { color: inherit; text-decoration: none; display: block; padding: 0.1rem 0; }
    nav a:hover, nav a:focus { text-decoration: underline; }
    nav .number { color: var(--quiet); margin-right: 0.25em; }
    .nav-title { font-weight: 600; margin: 0 0 0.4rem; }
    @media screen and (min-width: 82rem) {
    body { display: grid; grid-template-columns: 19rem minmax(0, 1fr); }
    nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto;
    margin: 0; padding: 2.75rem 1rem 2rem 2rem; border-right: 1px solid var(--line); }
    main { margin: 0; padding-left: 4rem; padding-right: 3rem; max-width: 66rem; }
    nav ul, nav ul ul { display: block; }
    }
    @media print {
    @page { margin: 18mm 16mm; }
    body { font-size: 10pt; line-height: 1.45; }
    nav, .skip { display: none; }
    main { max-width: none; padding: 0; }
    h2 { break-after: avoid; margin-top: 2rem; }
    h3, h4, caption { break-after: avoid; }
    figure, .notice, tr { break-inside: avoid; }
    .scroll { overflow: visible; }
    table { font-size: 8pt; }
    th, td { padding-right: 0.6rem; }
    td { overflow-wrap: anywhere; }
    td code { white-space: normal; }
    figure svg { min-width: 0; }
    thead { display: table-header-group; }
    a { color: inherit; text-decoration: none; }
    }

    """
}
