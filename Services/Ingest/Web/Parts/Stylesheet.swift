/// The one stylesheet of all pages: system fonts, two colour schemes, one column that fits a phone.
enum Stylesheet {
    static let text: StaticString = """
        :root {
          --ground: #fbfbfa; --surface: #fff; --text: #1c1e21; --muted: #5f6670; --line: #e1e4e8; --link: #0b57d0; --code: #f3f4f6;
          --critical: #b3261e; --high: #b3541e; --warning: #8a6100; --info: #0b57d0; --calm: #1b6e3c; --none: #5f6670;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #15171a; --surface: #1d2024; --text: #e7e9ec; --muted: #9aa2ad; --line: #32373e; --link: #8ab4f8; --code: #262a30;
            --critical: #f2867e; --high: #f0a374; --warning: #e3bd5b; --info: #8ab4f8; --calm: #79c995; --none: #9aa2ad;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
        a { color: var(--link); text-decoration: none; }
        a:hover, a:focus-visible { text-decoration: underline; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 1rem; top: .5rem; }
        .top { display: flex; gap: 1.5rem; align-items: baseline; padding: .75rem 1.25rem; border-bottom: 1px solid var(--line); background: var(--surface); }
        .top nav { display: flex; gap: 1.25rem; }
        .brand { font-weight: 700; letter-spacing: .01em; color: var(--text); }
        main { max-width: 68rem; margin: 0 auto; padding: 1.25rem 1.25rem 4rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: .25rem 0 .5rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
        h4 { font-size: .95rem; margin: 1rem 0 .3rem; }
        p { margin: .4rem 0; overflow-wrap: anywhere; }
        code, pre { font: .86rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        code { background: var(--code); border-radius: 4px; padding: .1em .3em; overflow-wrap: anywhere; }
        pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; margin: .4rem 0; overflow: auto; max-height: 26rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        pre code { background: none; padding: 0; overflow-wrap: anywhere; }
        time { white-space: nowrap; font-variant-numeric: tabular-nums; }
        .muted { color: var(--muted); }
        .small { font-size: .88rem; }
        .line { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; margin: .3rem 0; }
        .badge { display: inline-block; border: 1px solid currentColor; border-radius: 999px; padding: 0 .6em; font-size: .8rem; font-weight: 600; white-space: nowrap; }
        .critical { color: var(--critical); } .high { color: var(--high); } .warning { color: var(--warning); } .info { color: var(--info); }
        .calm { color: var(--calm); } .none { color: var(--none); }
        .lead { font-size: 1.05rem; max-width: 60rem; }
        .card { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.1rem; margin: .75rem 0; }
        .card > :first-child { margin-top: 0; }
        .card > :last-child { margin-bottom: 0; }
        .cause { border-left: 4px solid var(--critical); }
        .cause.verdict { border-left-color: var(--calm); } .cause.undecided { border-left-color: var(--none); }
        .notice { border-left: 4px solid var(--warning); }
        .plain { list-style: none; padding: 0; margin: 0; }
        .incident h2 { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
        .confidence { display: inline-flex; align-items: center; gap: .4rem; }
        meter { width: 6rem; height: .7rem; }
        details { margin: .5rem 0; }
        summary { cursor: pointer; overflow-wrap: anywhere; }
        .evidence:target { outline: 2px solid var(--link); outline-offset: 2px; }
        .steps { padding-left: 1.4rem; margin: .4rem 0; }
        .steps > li { margin: .6rem 0; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .93rem; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--muted); white-space: nowrap; }
        th[scope="row"] { width: 13rem; }
        td { overflow-wrap: anywhere; min-width: 7rem; }
        .name { white-space: nowrap; }
        .timeline { list-style: none; padding: 0; margin: 0; border-left: 2px solid var(--line); }
        .timeline li { padding: .25rem 0 .25rem 1rem; position: relative; }
        .timeline li::before { content: ""; position: absolute; left: -5px; top: .85em; width: 8px; height: 8px; border-radius: 50%; background: var(--muted); }
        .tabs { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0 1rem; }
        .tabs [aria-current] { color: var(--text); font-weight: 600; border-bottom: 2px solid var(--link); }
        form { margin: 0; display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
        input, textarea, select, button { font: inherit; font-size: .93rem; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; }
        input { width: 10rem; }
        textarea { flex: 1 1 20rem; resize: vertical; }
        button { background: var(--code); cursor: pointer; font-weight: 600; white-space: nowrap; }
        button:hover { border-color: var(--link); }
        .actions form, .actions details { margin: .3rem 0; }
        .actions form p { flex: 1 0 100%; margin: 0; }
        .feedback { margin: .5rem 0 0; } .feedback input[name="cause"] { flex: 1 1 14rem; }
        .search { margin: 0 0 1rem; }
        .empty { text-align: center; padding: 3rem 1rem; color: var(--muted); }
        @media (max-width: 40rem) { main { padding: 1rem .9rem 3rem; } h1 { font-size: 1.35rem; } .timeline time { display: block; } }
        @media (max-width: 40rem) {
          .stack, .stack tbody { display: block; } .stack thead { display: none; }
          .stack tr { display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; padding: .6rem 0; border-bottom: 1px solid var(--line); }
          .stack td { min-width: 0; padding: 0; border: 0; } .stack .name { white-space: normal; font-weight: 600; } .stack .name, .stack .whole { flex: 1 0 100%; }
          .stack td[data-label]::before { content: attr(data-label) " "; color: var(--muted); }
        }
        """
}
